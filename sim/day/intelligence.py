"""Step 6 of the day, intelligence: who knows what of a line. No table of lines, people or groups comes in here."""

from sim.day.bundles import Police, Today
from sim.engine import fetch, phase, rule, step
from sim.engine.luck import days_until, uniform
from sim.parameters import Parameters
from sim.rules import intelligence as rules
from sim.rules import tasking
from sim.state import (
    CENTRE,
    CENTRE_FILE,
    FILES,
    FORCES,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NEWS,
    NONE,
    WEEKDAY,
    Body,
    BodyType,
    Intelligence,
    Message,
    Table,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS

FAR_AHEAD = 24
"""How many lines ahead files are prefetched, of which a seventh are looked at."""


@step
def intelligence(police: Police, ledger: Ledger, now: Today) -> None:
    """What came in today is filed and passed on; what arrives is read; files are reviewed on the map."""
    count, open_lines, centre = police.counts.open_lines, police.open_lines, police.bodies[CENTRE]
    weekday = now.day % WEEK_DAYS
    desk_staff = tasking.centre_desk(now.policy[CENTRE].coordination_centre.staff, now.p)
    queue = rules.queue_days(centre, desk_staff, now.p)
    for i in range(count):
        row = open_lines[i]
        if police.folders[row][NEWS]:
            police.folders[row][NEWS] = 0
            file_and_share(row, desk_staff, queue, police, ledger, now)
    read_messages(police, ledger, now)
    read_queue(centre, desk_staff, now.p)
    for i in range(count):
        ahead, row = open_lines[min(i + FAR_AHEAD, count - 1)], open_lines[i]
        if police.folders[ahead][WEEKDAY] == weekday:
            fetch_all(police.files, ahead)
        if police.folders[row][WEEKDAY] == weekday:
            review_files(police.files[row], now)


@phase
def fetch_all(files: Table[Table[Intelligence]], row: int) -> None:
    """Have the files of a line fetched."""
    for f in range(FILES):
        fetch(files, row, f)


@phase
def file_and_share(row: int, desk_staff: float, queue: float, police: Police, ledger: Ledger, now: Today) -> None:
    """Each body files its own items, and passes copies to the others concerned, or not."""
    files = police.files[row]
    for f in range(FILES):
        file = files[f]
        if file.body == NONE:
            continue
        join_kin(f, file, police.files, now)
        learn_places(f, file, police.bodies, now.p)
        if file.new_market + file.new_holder == 0:
            continue
        items = (file.new_market, file.new_holder, file.new_untrue, file.new_signs)
        rules.take_in(file, now.p, now.day)
        files[MARKET_FILE].heard = now.day
        for to in range(FILES):
            if to != f and files[to].body != NONE and files[to].body != file.body:
                send(row, f, to, items, desk_staff, queue, police, ledger.true[counted_in(file, police.bodies)], now)


@phase
def join_kin(f: int, file: Intelligence, files: Table[Table[Intelligence]], now: Today) -> None:
    """A body told of another line of a group joins its files on both, or not; then the one tells where the other is run from."""
    mapping, centre = now.policy[file.body].organised_crime_mapping, now.policy[CENTRE].coordination_centre
    if file.told_kin != NONE and rules.joins_kin(file, centre, mapping, now.p, now.day):
        file.kin, other = file.told_kin, files[file.told_kin][f]
        if other.body == file.body and file.home == NONE:
            file.told_home = max(file.told_home, other.home)
    file.told_kin = NONE


@phase
def learn_places(f: int, file: Intelligence, bodies: Table[Body], p: Parameters) -> None:
    """What a body was told today of where a line sells and is run from it believes; the own area is known to a force and its unit."""
    if file.told_market != NONE and f not in (MARKET_FILE, MARKET_UNIT_FILE):
        file.market = file.told_market
    if file.told_home != NONE and f != HOME_FILE:
        file.home = file.told_home
    if file.home != NONE and file.market != NONE:
        tasking.see_reach(f, file, bodies[file.home].region == bodies[file.market].region, p)
    file.told_market = file.told_home = NONE


@phase
def send(
    row: int,
    f: int,
    to: int,
    items: tuple[int, int, int, int],
    desk_staff: float,
    queue: float,
    police: Police,
    tally: TrueBook,
    now: Today,
) -> None:
    """An item goes to another body by the sender's sharing: share, hops, delay."""
    file, other, p, today = police.files[row][f], police.files[row][to], now.p, now.day
    sender, receiver = police.bodies[file.body], police.bodies[other.body]
    sharing = now.policy[file.body].intelligence_sharing
    within = rules.in_reach(sender.region == receiver.region, sharing, p)
    if not rules.can_be_sent(sender, receiver, to, within, desk_staff):
        return
    tally.items_useful += 1
    own_unit = rules.force_and_unit(sender, receiver)
    told_all = own_unit and receiver.body_type == BodyType.REGIONAL_UNIT
    if not told_all and not knows_whom_to_tell(f, to, file):
        return
    key = other.luck + f
    if police.counts.messages >= len(police.messages) or uniform(key, today, rules.SHARED) >= rules.share_between(
        own_unit, within, sharing, p
    ):
        return
    astray = NONE if told_all else astray_to(to, file, other.body, police.bodies)
    if astray == file.body:
        return  # it takes the line for one of its own area
    if astray != NONE:
        tally.items_shared += 1
        read(1, police.bodies[astray], tally, p)
        return
    centrally = within and not own_unit and rules.by_the_centre(to, sharing, desk_staff)
    message = police.messages[police.counts.messages]
    police.counts.messages += 1
    message.line, message.file, message.body, message.tasks, message.first_hand = row, to, other.body, 0, 0
    mean = rules.mean_delay(own_unit, within, sharing, queue if centrally else 0.0, p)
    message.due = today + days_until(uniform(key, today, rules.DELAY), mean)
    message.at, message.home, message.kin = file.market, sender.area if f == HOME_FILE else file.home, file.kin
    hops = 2 if centrally and receiver.body_type == BodyType.FORCE else 1
    write_copy(
        message,
        items,
        rules.quality_kept(hops, within and not own_unit, sharing, p),
        rules.arrives_twice(key, today, rules.DOUBLED, p),
    )
    tally.items_shared += 1
    if centrally:
        police.bodies[CENTRE].queue += items[0] + items[1]


@rule
def knows_whom_to_tell(f: int, to: int, file: Intelligence) -> bool:
    """A body tells the force of a line's home, or market, and its unit, once it has an idea of where that is.

    But for the unit of its own region, which a force tells whatever it knows (see `send`).
    """
    if to in (HOME_FILE, HOME_UNIT_FILE) and f not in (HOME_FILE, HOME_UNIT_FILE):
        return file.home != NONE
    if to in (MARKET_FILE, MARKET_UNIT_FILE) and f not in (MARKET_FILE, MARKET_UNIT_FILE):
        return file.market != NONE
    return True


@rule
def astray_to(to: int, file: Intelligence, addressed: int, bodies: Table[Body]) -> int:
    """The body that reads in vain what its sender believes to concern it: the force of a wrong place, or its unit; else NONE."""
    place = file.home if to in (HOME_FILE, HOME_UNIT_FILE) else file.market
    if to in (HOME_FILE, MARKET_FILE) and place not in (NONE, addressed):
        return place
    if to in (HOME_UNIT_FILE, MARKET_UNIT_FILE) and place != NONE and bodies[place].region != bodies[addressed].region:
        return FORCES + bodies[place].region
    return NONE


@rule
def write_copy(message: Message, items: tuple[int, int, int, int], kept: float, twice: bool) -> None:
    """A copy of items (on market, on holder, untrue, and their signs) keeps a share of their worth, and may look like two."""
    market, holder, untrue, signs = items
    message.signs = int(signs * kept)
    message.market, message.holder = int(market * kept), int(holder * kept)
    message.copies, message.stale, message.untrue = 2 if twice else 1, 0, int(untrue * kept)


@phase
def read_messages(police: Police, ledger: Ledger, now: Today) -> None:
    """Messages that are due are read, and leave the list."""
    messages, kept = police.messages, 0
    for i in range(police.counts.messages):
        if messages[i].due <= now.day:
            file = police.files[messages[i].line][messages[i].file]
            police.folders[messages[i].line][NEWS] = 1
            arrive(messages[i], file, police.bodies, ledger, now.p, now.day)
        else:
            if kept != i:
                move_message(messages[kept], messages[i])
            kept += 1
    police.counts.messages = kept


@phase
def move_message(to: Message, message: Message) -> None:
    """Close the gap left by messages that arrived."""
    to.due, to.line, to.file = message.due, message.line, message.file
    to.market, to.holder, to.copies = message.market, message.holder, message.copies
    to.at, to.home, to.kin = message.at, message.home, message.kin
    to.body, to.tasks, to.stale, to.untrue, to.signs = message.body, message.tasks, message.stale, message.untrue, message.signs
    to.first_hand = message.first_hand


@phase
def arrive(message: Message, file: Intelligence, bodies: Table[Body], ledger: Ledger, p: Parameters, today: int) -> None:
    """A message is read, at the cost of staff time; one that came by two ways looks like two. A task tells what is known.

    An item that has lost all its worth tells nothing. Of where the line is the body learns when it files its news, the next morning.
    """
    if file.body != message.body:
        return  # the line has moved, and this body no longer has to do with it
    if message.tasks or message.market + message.holder > 0:
        take_word(file, message.at, message.home, message.kin)
    rules.let_fade(file, p, today)
    if message.tasks:
        learn_of_task(file, message)
    elif message.first_hand:
        file.new_market += message.market
        file.new_holder += message.holder
        file.new_untrue += message.untrue
        file.new_signs += message.signs
    else:
        file.of_market += message.copies * message.market / rules.ITEM
        file.of_holder += message.copies * message.holder / rules.ITEM
        file.untrue += message.copies * message.untrue / rules.ITEM
        file.signs += message.copies * message.signs / rules.ITEM
        file.signed += message.copies * (message.market + message.holder) / rules.ITEM
        file.doubled += (message.copies - 1) * (message.market + message.holder) / rules.ITEM
    if message.file == CENTRE_FILE:
        return  # the centre's desk has read it, in its queue
    read(message.copies, bodies[file.body], ledger.true[counted_in(file, bodies)], p)


@rule
def counted_in(file: Intelligence, bodies: Table[Body]) -> int:
    """Where what a body does about a line is counted: where it believes that the line sells, or is run from, else in its own area."""
    if file.market != NONE:
        return file.market
    return file.home if file.home != NONE else bodies[file.body].area


@rule
def take_word(file: Intelligence, market: int, home: int, kin: int) -> None:
    """A body hears of a market, a home, a kindred line, or (NONE) of none; of two answers on one day either would do."""
    file.told_market = max(file.told_market, market)
    file.told_home = max(file.told_home, home)
    file.told_kin = max(file.told_kin, kin)


@rule
def read(copies: int, body: Body, tally: TrueBook, p: Parameters) -> None:
    """Items that come in take a body's time."""
    cost = int(tasking.THOUSANDTHS * p.intelligence.reading_cost * copies)
    body.account -= cost
    tally.effort_reading += cost


@rule
def learn_of_task(file: Intelligence, message: Message) -> None:
    """A body that is tasked takes over what the other knows, where that is more."""
    if message.market / rules.ITEM > file.of_market:
        file.of_market, file.untrue = message.market / rules.ITEM, max(file.untrue, message.untrue / rules.ITEM)
    if message.holder / rules.ITEM > file.of_holder:
        file.of_holder, file.stale = message.holder / rules.ITEM, max(file.stale, message.stale / rules.ITEM)
    told = (message.market + message.holder) / rules.ITEM
    if told > file.signed:
        file.signs, file.signed = message.signs / rules.ITEM, told


@phase
def read_queue(centre: Body, desk_staff: float, p: Parameters) -> None:
    """The centre's staff read what waits."""
    read = int(rules.ITEM * desk_staff * centre.scale * p.intelligence.items_read_per_day)
    centre.queue = max(0, centre.queue - read)


@phase
def review_files(files: Table[Intelligence], now: Today) -> None:
    """A week's look at who knows what: files are reviewed when due."""
    centre = now.policy[CENTRE].coordination_centre
    for f in range(FILES):
        file = files[f]
        if file.body == NONE or file.review > now.day or rules.is_empty(file):
            continue
        rules.let_fade(file, now.p, now.day)
        rules.review(file, centre, now.policy[file.body].organised_crime_mapping, now.p, now.day)


@phase
def place_of(body: int, files: Table[Intelligence]) -> int:
    """Where a body's file stands among the six of a line, or NONE."""
    for f in range(FILES):
        if files[f].body == body:
            return f
    return NONE


@phase
def know_it_gone(body: int, files: Table[Intelligence], today: int) -> None:
    """A body that came for a line that is gone, or cut it off itself, knows so: its file ends."""
    f = place_of(body, files)
    if f != NONE:
        rules.forget(files[f], today)


@phase
def know_it_elsewhere(body: int, files: Table[Intelligence], p: Parameters) -> None:
    """A body that came for a holder who does not live there knows so, and no more."""
    f = place_of(body, files)
    if f != NONE:
        files[f].home = NONE
        tasking.see_reach(f, files[f], False, p)


@phase
def know_it_sells_elsewhere(body: int, files: Table[Intelligence]) -> None:
    """A body that came for a line that sells elsewhere has no idea any more of where that is, but for those of its true market."""
    f = place_of(body, files)
    if f != NONE and f not in (MARKET_FILE, MARKET_UNIT_FILE):
        files[f].market = NONE


@phase
def know_it_untrue(body: int, files: Table[Intelligence], p: Parameters, today: int) -> None:
    """A body that raided, or cut off a number, for what was not of the line knows which of its items these were."""
    f = place_of(body, files)
    if f != NONE:
        rules.drop_untrue(files[f], p, today)


@phase
def know_it_done(body: int, files: Table[Intelligence], today: int) -> None:
    """The body that has the holder charged knows it, where it still has a file."""
    f = place_of(body, files)
    if f != NONE:
        rules.spend(files[f], today)


@phase
def know_of_case(body: int, files: Table[Intelligence], decided: int) -> None:
    """A body knows that the holder is under investigation already, and begins no other until the charging decision is due."""
    f = place_of(body, files)
    if f != NONE:
        files[f].case_until = decided


@phase
def put_down(body: int, files: Table[Intelligence], today: int) -> None:
    """An investigation that ends, early too in a week of action, leaves the body's file free for the next."""
    f = place_of(body, files)
    if f != NONE:
        files[f].busy_until = min(files[f].busy_until, today)


@phase
def see_through(body: int, finds: float, files: Table[Intelligence], p: Parameters, today: int) -> None:
    """A body whose investigation failed has made items, and knows which were on somebody who no longer holds the line."""
    f = place_of(body, files)
    if f != NONE:
        rules.drop_stale(files[f])
        rules.keep_what_was_found(files[f], finds, p, today)
