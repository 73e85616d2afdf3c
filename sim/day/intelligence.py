"""Step 6 of the day, intelligence: who knows what of a line. No table of lines, people or groups comes in here."""

from sim.engine import fetch, phase
from sim.engine.luck import uniform
from sim.rules import intelligence as intel
from sim.rules import tasking as task
from sim.state import CENTRE, CENTRE_FILE, FILES, HOME_FILE, HOME_UNIT_FILE, MARKET_FILE, NEWS, NONE, Kind

WEEKDAYS, FAR_AHEAD = 7, 24
"""Days of a week; and how many lines ahead files are fetched, of which a seventh are looked at."""
READ = 1000.0


@phase
def inform(files, messages, open_lines, folders, bodies, policy, counts, true, p, today):
    """Step 6. What came in today is filed and passed on; what arrives is read; files are reviewed on the map."""
    centre_staff = task.centre_desk(policy[CENTRE].coordination_centre.staff, p)
    queue = intel.queue_days(bodies[CENTRE], centre_staff, p)
    for i in range(counts.open_lines):
        row = open_lines[i]
        if folders[row][NEWS]:
            folders[row][NEWS] = 0
            file_and_share(row, files, messages, bodies, policy, counts, centre_staff, queue, true, p, today)
    kept = 0
    for i in range(counts.messages):
        if messages[i].due <= today:
            arrive(messages[i], files, bodies, true, p, today)
        else:
            if kept != i:
                move_message(messages[kept], messages[i])
            kept += 1
    counts.messages = kept
    read_queue(bodies[CENTRE], centre_staff, p)
    for i in range(counts.open_lines):
        ahead, row = open_lines[min(i + FAR_AHEAD, counts.open_lines - 1)], open_lines[i]
        if (ahead + today) % WEEKDAYS == 0:
            fetch_all(files, ahead)
        if (row + today) % WEEKDAYS == 0:
            review_files(row, files, policy, p, today)


@phase
def fetch_all(files, row):
    """Have the files of a line fetched."""
    for f in range(FILES):
        fetch(files, row, f)


@phase
def file_and_share(row, files, messages, bodies, policy, counts, centre_staff, queue, true, p, today):
    """Each body files its own items, and passes copies to the others concerned, or not."""
    for f in range(FILES):
        file = files[row][f]
        if file.body == NONE or file.new_market + file.new_holder == 0:
            continue
        market, holder, untrue = file.new_market, file.new_holder, file.new_untrue
        intel.take_in(file, p, today)
        files[row][MARKET_FILE].heard = today
        for to in range(FILES):
            other = files[row][to]
            if to != f and other.body != NONE and other.body != file.body:
                send(
                    row,
                    f,
                    to,
                    market,
                    holder,
                    untrue,
                    bodies,
                    file,
                    other,
                    messages,
                    policy,
                    counts,
                    centre_staff,
                    queue,
                    true,
                    p,
                    today,
                )


@phase
def send(
    row, f, to, market, holder, untrue, bodies, file, other, messages, policy, counts, centre_staff, queue, true, p, today
):
    """An item goes to another body by the sender's sharing: share, hops, delay."""
    sender, receiver = bodies[file.body], bodies[other.body]
    sharing = policy[file.body].intelligence_sharing
    within = intel.in_reach(sender, receiver, sharing, p)
    if not intel.can_be_sent(sender, receiver, to, within, centre_staff):
        return
    tally = true[file.market]
    tally.items_useful += 1
    if to in (HOME_FILE, HOME_UNIT_FILE) and not intel.knows_origin(file, p):
        return
    key = other.luck + f
    if counts.messages >= len(messages) or uniform(key, today, intel.SHARED) >= intel.share_passed(within, sharing, p):
        return
    centrally = within and intel.by_the_centre(to, sharing, centre_staff)
    hops = 2 if centrally and receiver.kind == Kind.FORCE else 1
    kept = intel.quality_kept(hops, within, sharing, p)
    message = messages[counts.messages]
    counts.messages += 1
    message.line, message.file, message.body, message.tasks = row, to, other.body, 0
    message.due = intel.delay_of(key, today, intel.DELAY, within, sharing, queue if centrally else 0.0, p)
    twice = 2 if intel.arrives_twice(key, today, intel.DOUBLED, p) else 1
    message.market, message.holder = int(market * kept), int(holder * kept)
    message.copies, message.stale, message.untrue = twice, 0, int(untrue * kept)
    tally.items_shared += 1
    if centrally:
        bodies[CENTRE].queue += market + holder


@phase
def move_message(to, message):
    """Close the gap left by messages that arrived."""
    to.due, to.line, to.file = message.due, message.line, message.file
    to.market, to.holder, to.copies = message.market, message.holder, message.copies
    to.body, to.tasks, to.stale, to.untrue = message.body, message.tasks, message.stale, message.untrue


@phase
def arrive(message, files, bodies, true, p, today):
    """A message is read, at the cost of staff time; one that came by two ways looks like two. A task tells what is known."""
    file = files[message.line][message.file]
    if file.body != message.body:
        return  # the line has moved, and this body no longer has to do with it
    intel.let_fade(file, p, today)
    if message.tasks:
        if message.market / READ > file.of_market:
            file.of_market, file.untrue = message.market / READ, max(file.untrue, message.untrue / READ)
        if message.holder / READ > file.of_holder:
            file.of_holder, file.stale = message.holder / READ, max(file.stale, message.stale / READ)
    else:
        file.of_market += message.copies * message.market / READ
        file.of_holder += message.copies * message.holder / READ
        file.untrue += message.copies * message.untrue / READ
        file.doubled += (message.copies - 1) * (message.market + message.holder) / READ
    if message.file == CENTRE_FILE:
        return  # the centre's desk has read it, in its queue
    cost = int(task.THOUSANDTHS * p.intelligence.reading_cost * message.copies)
    bodies[file.body].account -= cost
    true[file.market].effort_reading += cost


@phase
def read_queue(centre, staff, p):
    """The centre's staff read what waits."""
    centre.queue = max(0, centre.queue - int(intel.ITEM * staff * centre.scale * p.intelligence.items_read_per_day))


@phase
def review_files(row, files, policy, p, today):
    """A week's look at who knows what: files are reviewed when due."""
    for f in range(FILES):
        file = files[row][f]
        if file.body == NONE or file.review > today or intel.is_empty(file):
            continue
        intel.let_fade(file, p, today)
        intel.review(file, policy[CENTRE].coordination_centre, policy[file.body].organised_crime_mapping, p, today)


@phase
def place_of(body, files):
    """Where a body's file stands among the six of a line, or NONE."""
    for f in range(FILES):
        if files[f].body == body:
            return f
    return NONE


@phase
def know_it_gone(body, files, today):
    """A body that came for a line that is gone, or cut it off itself, knows so: its file ends."""
    f = place_of(body, files)
    if f != NONE:
        intel.forget(files[f], today)


@phase
def know_it_done(body, files, today):
    """The body that has the holder charged knows it, where it still has a file."""
    f = place_of(body, files)
    if f != NONE:
        intel.spend(files[f], today)


@phase
def put_down(body, files, today):
    """An investigation that ends, early too in a week of action, leaves the body's file free for the next."""
    f = place_of(body, files)
    if f != NONE:
        files[f].busy_until = min(files[f].busy_until, today)


@phase
def see_through(operation, files, p, today):
    """A body whose investigation failed has made items, and knows which were on somebody who no longer holds the line."""
    f = place_of(operation.body, files)
    if f != NONE:
        intel.drop_stale(files[f])
        intel.keep_what_was_found(files[f], p, today)
