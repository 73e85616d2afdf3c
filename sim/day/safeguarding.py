"""Step 9 of the day, safeguarding: services, support, advocates, decisions of the NRM, and the year after exploitation has ended."""

from sim.day.control import end_exploitation
from sim.day.grooming.children import start_exploitation
from sim.day.grooming.crews import Place, is_at_home, line_at, pick_place
from sim.engine import phase, rule, soon
from sim.rules import control, detection, safeguarding
from sim.rules.justice import arrest
from sim.rules.safeguarding import CASE_ENDED, CASE_OPEN
from sim.state import FORCES, NEVER, NONE, Advocacy, Nrm, Route, Status, Support

YEAR_DAYS = 365


@phase
def safeguard(people, episodes, exploited, free, helped, lines, nearby, areas, policy, scene, counts, true, recorded, p, today):
    """Step 9. Services open cases as places come free, support begins and ends, decisions are made, and some return."""
    mean_places = give_places(areas, policy, counts, true, p)
    kept = 0
    for k in range(counts.free):
        row = free[k]
        episode = episodes[row]
        soon(episodes, free, k, counts.free)
        if episode.began == today:  # taken up again this morning: on the other list already
            continue
        after_freedom(episode, people, lines, nearby, areas, true, p, today)
        exploited[counts.exploited] = row
        counts.exploited += episode.exploited
        free[kept] = row
        kept += int((episode.open == 1) & (episode.exploited == 0))
    counts.free = kept
    kept = 0
    for k in range(counts.helped):
        row = helped[k]
        episode = episodes[row]
        soon(episodes, helped, k, counts.helped)
        if episode.open:
            tally, written = true[episode.area], recorded[episode.area]
            help_child(episode, people, lines[episode.line], areas, policy, counts, true, recorded, p, today)
            count_help(episode, tally, written, p, today)
            if episode.nrm_due <= today:
                decide_referral(episode, policy, scene, counts, tally, written, p, today)
        helped[kept] = row
        kept += episode.open
    counts.helped = kept
    return mean_places


@phase
def give_places(areas, policy, counts, true, p):
    """Each day adds a day of each place to what services, support and early help can give; what is not used lapses."""
    mean, supported, heads, shared = 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        mean += areas[a].per_head * areas[a].young
        supported += areas[a].support_places
        heads += areas[a].heads
    for a in range(FORCES):
        area = areas[a]
        services = policy[a].services
        head = area.heads
        places = safeguarding.places_of(area.per_head, mean, services.levelling, services.capacity) * head
        added = max(0.0, services.capacity)  # below 0 services pay for other levers; support is not theirs to give up
        supports, ordinary = area.support_places / max(head, 1e-9), supported / max(heads, 1e-9)
        support = safeguarding.places_of(supports, ordinary, services.levelling, added) * head
        area.account = min(area.account + places, p.safeguarding.places_kept * places + p.safeguarding.case_length)
        area.support_account = safeguarding.bank_support(area.support_account, area.own * support, area.own, p)
        shared += (1.0 - area.own) * support
        held = (p.safeguarding.early_help_reach + policy[a].early_help.reach) * head * p.safeguarding.early_help_length / 365.25
        area.help_account = min(area.help_account + held, p.safeguarding.places_kept * held + p.safeguarding.early_help_length)
        give_advocates(area, policy[a].independent_advocate, true[a], p)
        true[a].place_days += int(1000.0 * places)
        true[a].places_added += int(1000.0 * max(0.0, places - area.per_head * head))
    counts.support_account = safeguarding.bank_support(counts.support_account, shared, 1.0, p)
    return mean


@rule
def give_advocates(area, advocate, tally, p):
    """A day of each place with an advocate; what is not used lapses."""
    beside = safeguarding.advocate_places(area, advocate, p)
    area.advocate_account = min(
        area.advocate_account + beside, p.safeguarding.places_kept * beside + p.safeguarding.advocate_length
    )
    tally.advocate_place_days += int(1000.0 * beside)
    tally.advocate_places_added += int(1000.0 * (beside - beside / (1.0 + advocate.capacity)))


@phase
def help_child(episode, people, line, areas, policy, counts, true, recorded, p, today):
    """Home services hear, find a worker, open a case when there is a place; then specialist support likewise."""
    tally, area = true[episode.area], areas[episode.area]
    child = control.is_child(episode, today)
    if episode.told_due <= today:
        hear_of_child(episode, child, tally, recorded[episode.area], p, today)
    if episode.case == safeguarding.CASE_WAITING and episode.case_due <= today and child:
        if area.account > 0.0:
            area.account -= p.safeguarding.case_length
            tally.cases_opened += 1
            tally.case_wait_days += today - episode.case_due
            begin_case(
                episode,
                people,
                line,
                area,
                policy[episode.area].independent_advocate,
                tally,
                recorded[episode.area],
                p,
                today,
            )
        else:
            tally.waiting_days += 1
    elif episode.case == safeguarding.CASE_OPEN and episode.case_due <= today:
        episode.case, episode.case_due = safeguarding.CASE_ENDED, NEVER
        tally.cases_ended += 1
    elif episode.case == safeguarding.CASE_WAITING and not child:
        episode.case, episode.case_due = safeguarding.CASE_ENDED, NEVER
    if episode.advocate_due <= today:
        wait_for_advocate(episode, child, area, policy[episode.area].independent_advocate, tally, p, today)
    if episode.support == Support.WAITING and not child:
        episode.support, episode.support_due = Support.ENDED, NEVER
    elif episode.support == Support.WAITING and safeguarding.has_support(area, counts):
        tally.support_wait_days += today - episode.support_due
        if safeguarding.start_support(episode, policy[episode.area].independent_advocate, p, today):
            area.support_account -= area.own * p.safeguarding.support_length
            counts.support_account -= (1.0 - area.own) * p.safeguarding.support_length
            tally.supported += 1
            recorded[episode.area].support_engaged += 1
            recorded[episode.area].support_reduced += int(safeguarding.reduced_or_stopped(episode, p, today))


@rule
def hear_of_child(episode, child, tally, written, p, today):
    """Word of a child has come to services at home: they tell the force there or not, and look for a worker."""
    episode.told_due = NEVER
    sent = int(detection.services_tell_force(episode, p, today))
    tally.told += 1
    tally.services_told_force += sent
    written.services_told_force += sent
    if child:
        safeguarding.ask_for_case(episode, p, today)


@rule
def wait_for_advocate(episode, child, area, advocate, tally, p, today):
    """A child offered an advocate waits until one is free, who then stands beside it for a time."""
    if episode.advocate == Advocacy.BESIDE or not child:
        safeguarding.leave_advocate(episode)
    elif area.advocate_account > 0.0:
        area.advocate_account -= p.safeguarding.advocate_length
        safeguarding.meet_advocate(episode, p, today)
        tally.advocates += 1
        tally.advocate_wait_days += today - episode.advocate_asked
        tally.advocates_hurried += int(1000.0 * advocate.wait_removed)


@phase
def begin_case(episode, people, line, area, advocate, tally, written, p, today):
    """A case begins: an advocate offered or not, a safe way out or not, a move far away or not, and a referral to support."""
    safeguarding.open_case(episode, area, advocate, p, today)
    refer_to_support(episode, written, p, today)
    if safeguarding.is_moved(episode, p, today):
        episode.moved = 1
        tally.moved_away += 1
    if episode.exploited and safeguarding.leaves_with_plan(episode, p, today):
        end_exploitation(episode, people, line, Route.PROTECTED, p, today)
        tally.freed_protected += 1


@phase
def refer_to_support(episode, written, p, today):
    """A case, or a positive first decision, opens a way to specialist support; whoever has it or waits for it is not sent again."""
    if episode.support == Support.WAITING or episode.support == Support.ENGAGED:
        return
    written.support_referred += 1
    written.support_accepted += int(safeguarding.ask_for_support(episode, p, today))


@rule
def count_help(episode, tally, written, p, today):
    """Count a day of a case, and of support, which ends with its course or at 18."""
    tally.case_days += int(episode.case == safeguarding.CASE_OPEN)
    engaged = episode.support == Support.ENGAGED
    tally.support_days += int(engaged)
    if engaged & ((episode.support_due <= today) | (today >= episode.turns_18)):
        episode.support, episode.support_due = Support.ENDED, NEVER


@phase
def decide_referral(episode, policy, scene, counts, tally, written, p, today):
    """The first and the final decision on a referral; a negative one may be made again."""
    decisions = policy[episode.area].nrm_decisions
    if episode.nrm == Nrm.REFERRED:
        chance = p.safeguarding.nrm_first_positive * scene.first_positive
        positive = safeguarding.reasonable_grounds(episode, chance, today)
        if not positive and safeguarding.is_decided_anew(episode, decisions, today):
            written.reconsidered += 1
            positive = safeguarding.second_decision(episode, chance, today)
        tally.first_decisions += 1
        tally.first_positive += int(positive)
        written.first_decisions += 1
        written.first_positive += int(positive)
        if positive:
            safeguarding.wait_for_conclusive(episode, counts.nrm_load, p, today)
            if control.is_child(episode, today):
                refer_to_support(episode, written, p, today)
        else:
            episode.nrm, episode.nrm_due = Nrm.REFUSED, NEVER
    elif episode.nrm == Nrm.REASONABLE:
        episode.nrm, episode.nrm_due = Nrm.CONCLUSIVE, NEVER
        chance = safeguarding.chance_conclusive(episode, scene.final_positive, p)
        positive = safeguarding.conclusive_grounds(episode, chance, today)
        if not positive and safeguarding.is_decided_anew(episode, decisions, today):
            written.reconsidered += 1
            positive = safeguarding.second_decision(episode, chance, today)
        episode.positive = int(positive)
        late = int(arrest.comes_late(episode, today))
        tally.final_decisions += 1
        tally.final_positive += int(positive)
        tally.final_late += late
        written.final_decisions += 1
        written.final_positive += int(positive)
        written.final_late += late
        written.final_wait_days += today - episode.nrm_since


@rule
def after_freedom(episode, people, lines, nearby, areas, true, p, today):
    """The year after: exploitation may begin again; then the child is as others at risk, and the file closed once no case is open."""
    tally = true[episode.area]
    if today < episode.custody_until and today < episode.turns_18:
        return
    if today >= episode.turns_18 or today - max(episode.ended, min(episode.custody_until, today)) > YEAR_DAYS:
        one = people[episode.person]
        if one.status == Status.FREE:
            over = today >= one.turns_18 or today >= one.leaves
            one.status = Status.LEFT if over else Status.AT_RISK
            tally.free_ended += int(over)
            tally.back_at_risk += int(not over)
        if not control.waits_as_suspect(episode) and episode.nrm_due == NEVER and today >= episode.custody_until:
            close_file(episode, tally)
        return
    if not safeguarding.exploited_again(episode, p, today):
        return
    place = pick_place(episode.luck, episode.area, Place.CHILD, lines, nearby, areas, today)
    if place != NONE:
        tally.reexploited += 1
        line, sent = line_at(place), is_at_home(place)
        start_exploitation(people[episode.person], episode, people, lines[line], line, sent, true, p, today)


@phase
def close_file(episode, tally):
    """The file on a child is closed: a case that is open ends with it, and what the child owed."""
    episode.open = episode.helped = 0
    tally.debt_dropped += episode.debt
    episode.debt = 0
    if episode.case == CASE_OPEN:
        episode.case = CASE_ENDED
        tally.cases_ended += 1
