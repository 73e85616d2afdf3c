"""Steps 8 and 9 of the day over the children: arrested or protected, recognised or missed, helped, decided on, returned."""

from sim.day.crews import Place, pick_line
from sim.day.finds import tell_of_find
from sim.day.people import close_file, end_exploitation, start_exploitation
from sim.engine import phase, rule, soon
from sim.rules import control, detection, justice, safeguarding
from sim.state import FORCES, NEVER, NONE, TRANSPORT_POLICE, Advocacy, Nrm, Route, Status, Support, Suspect, Trait

YEAR_DAYS = 365


@phase
def judge_children(
    people, episodes, open_episodes, lines, open_lines, areas, files, folders, policy, scene, counts, true, recorded, p, today
):
    """Step 8 for children: those found are arrested or not, read as suspect, victim or both; open cases go on."""
    open_courts(counts, p)
    for i in range(counts.open_episodes):
        episode = episodes[open_episodes[i]]
        soon(episodes, open_episodes, i, counts.open_episodes)
        if episode.found:
            meet(episode, episode, lines, open_lines, areas, files, folders, policy, scene, counts, true, recorded, p, today)
        if control.waits_as_suspect(episode):
            wait_for_justice(episode, episode, people, lines[episode.line], counts, true, recorded, p, today)


@rule
def open_courts(counts, p):
    """A day of courts: what they can complete; those who wait are counted anew, case by case, children and holders."""
    counts.court_account = justice.sittings(counts.court_account, counts.scale, p)
    counts.court_waiting = 0.0


@phase
def meet(person, episode, lines, open_lines, areas, files, folders, policy, scene, counts, true, recorded, p, today):
    """A found child meets a body that knows only what it knows."""
    source, place = episode.found - 1, episode.found_at
    episode.found = 0
    railway = source == detection.RAIL
    lever = policy[TRANSPORT_POLICE if railway else place]
    child = control.is_child(person, today)
    tally, written = true[person.area], recorded[place]
    chance = safeguarding.chance_of_recognition(
        person, areas[place], lever.recognition, scene.recognition_growth, detection.police_find(source), p, today
    )
    recognised = child and safeguarding.is_recognised(person, chance, today, source)
    if source == detection.MISSING or source == detection.INTERVIEW:
        recognised = child
    tell_of_find(person, episode, source, recognised, lines, open_lines, files, folders, counts, true, p, today)
    arrested = detection.police_find(source) and (justice.is_arrested(person, recognised, p, today) or not child)
    if not child:
        if arrested:
            written.arrests_adults += 1
            written.railway_arrests += int(railway)
        return
    if arrested:
        written.arrests_children += 1
        written.railway_arrests += int(railway)
        written.railway_children += int(railway)
        if not recognised and justice.is_suspect_only(person, areas[place], railway, lever.recognition, p, today):
            tally.read_suspect += 1
            written.children_as_suspects += 1
            written.railway_criminalised += int(railway)
            suspect(person, episode, lever.police_bail, tally, p, today)
            return
        if recognised and justice.read_as_both(person, p, today) and not control.waits_as_suspect(episode):
            tally.read_both += 1
            suspect(person, episode, lever.police_bail, tally, p, today)
            protect(person, episode, place, lever, areas, policy, scene, counts, true, recorded, p, today)
            return
    if not recognised:
        tally.read_missed += 1
        return
    tally.read_victim += 1
    if detection.police_find(source):
        written.children_safeguarded += 1
        funded = lever.capacity.transport_officers if railway else lever.capacity.dedicated_officers
        written.programme_referrals += int(funded > 0.0)
    protect(person, episode, place, lever, areas, policy, scene, counts, true, recorded, p, today)


@rule
def suspect(person, episode, bail, tally, p, today):
    """A case against a child begins, unless one is open already."""
    if not control.waits_as_suspect(episode):
        justice.open_suspect_case(person, episode, bail, p, today)
        tally.bail_conditions += int(episode.suspect == Suspect.BAILED)


@phase
def protect(person, episode, place, lever, areas, policy, scene, counts, true, recorded, p, today):
    """A recognised child goes home with a safe plan or without; services there are told or not, and a referral is made or not."""
    tally, written = true[person.area], recorded[person.area]
    if not episode.recognised:
        episode.recognised = 1
        tally.recognised_first += 1
        written.identified += 1
    written.service_referrals += 1
    written.assessments += 1
    if safeguarding.has_plan_for_home(person, p, today):
        tally.home_with_plan += 1
        safeguarding.rest_longer(episode, p, today)
    else:
        tally.home_without_plan += 1
    near = areas[place].region == areas[person.area].region
    away = place != person.area
    if away and safeguarding.is_collected(person, p, today):
        tally.collected += 1
        episode.told_due = min(episode.told_due, today + 1)
    else:
        safeguarding.tell_home(person, episode, away, near, lever.intelligence_sharing, p, today)
    if safeguarding.refer(person, episode, policy[person.area].nrm_decisions, p, today):
        counts.pending += 1 - episode.panel
        if episode.panel:  # services sit on it
            episode.told_due = min(episode.told_due, today + 1)
        record_referral(person, scene.flagging, written, p, today)


@phase
def record_referral(person, use, written, p, today):
    """A referral to the NRM is recorded, with the county lines flag or without."""
    written.children_referred += 1
    if safeguarding.is_flagged(person, use, p, today):
        written.flagged += 1
        if not person.traits & Trait.GIRL:
            written.flagged_boys += 1


@phase
def wait_for_justice(person, episode, people, line, counts, true, recorded, p, today):
    """A case against a child: no action, diversion or charge, then court; a positive first decision pauses the charge."""
    tally = true[person.area]
    tally.suspect_days += 1
    if today < episode.suspect_due or (episode.suspect != Suspect.CHARGED and justice.charge_paused(episode)):
        counts.court_waiting += int(episode.suspect == Suspect.CHARGED)
        return
    if episode.suspect != Suspect.CHARGED:
        if justice.loses_school(person, p, today):
            tally.schools_lost += 1
            lose_school(people[episode.person], episode, p)
        if justice.is_charged(person, episode, p, today):
            episode.suspect, episode.charged_on = Suspect.CHARGED, today
            episode.suspect_due = justice.wait_for_court(person.luck, counts.backlog, p, today)
            tally.charged += 1
            tally.charged_recognised += episode.recognised
        else:
            episode.suspect = Suspect.CLOSED
            if justice.is_diverted(person, p, today):
                tally.diverted += 1
                episode.told_due = min(episode.told_due, today + 1)
        return
    if not justice.court_is_free(counts, 1.0):
        return
    tally.court_completed += 1
    tally.court_wait_days += today - episode.charged_on
    episode.suspect = Suspect.CLOSED
    tally.defence_raised += int(justice.raises_defence(person, p, today))
    tally.defence_open += int(justice.defence_is_open(person, p, today))
    tally.defence_succeeded += int(justice.defence_succeeds(person, p, today))
    if justice.child_convicted(person, episode, p, today):
        tally.convicted += 1
        days = justice.child_custody(person, p, today)
        if days > 0:
            episode.custody_until = today + days
            tally.custody_days += days
            if episode.exploited:
                end_exploitation(person, episode, people, line, Route.ARREST, p, today)
                tally.freed_arrest += int(control.leaves_as_child(person, today))
                tally.grown_freed += int(not control.leaves_as_child(person, today))
    else:
        tally.defended += 1


@phase
def lose_school(person, episode, p):
    """A child without a school is at more risk, and no school can notice what happens to it."""
    person.traits |= Trait.EXCLUDED
    person.risk *= p.grooming.rr_excluded
    person.due = 0
    episode.traits = person.traits


@phase
def safeguard(
    people,
    episodes,
    open_episodes,
    lines,
    nearby,
    areas,
    policy,
    scene,
    counts,
    true,
    recorded,
    p,
    today,
):
    """Step 9. Services open cases as places come free, support begins and ends, decisions are made, and some return."""
    mean_places = give_places(areas, policy, true, p)
    for i in range(counts.open_episodes):
        episode = episodes[open_episodes[i]]
        soon(episodes, open_episodes, i, counts.open_episodes)
        if wants_help(episode, today):
            help_child(episode, episode, people, lines[episode.line], areas, policy, true, recorded, p, today)
        count_help(episode, episode, true[episode.area], recorded[episode.area], p, today)
        if episode.nrm_due <= today:
            decide_referral(episode, episode, policy, scene, counts, recorded[episode.area], p, today)
        if not episode.exploited:
            after_freedom(episode, episode, people, lines, nearby, areas, true, p, today)
    return mean_places


@rule
def wants_help(episode, today):
    """Something begins or ends today with services, or a place with support or an advocate is waited for."""
    return (
        episode.told_due <= today
        or episode.case_due <= today
        or episode.support == Support.WAITING
        or episode.advocate_due <= today
    )


@phase
def give_places(areas, policy, true, p):
    """Each day adds a day of each place to what services, support and early help can give; what is not used lapses."""
    mean = 0.0
    for a in range(FORCES):
        mean += areas[a].per_head * areas[a].young
    for a in range(FORCES):
        area = areas[a]
        services = policy[a].services
        head = area.heads
        places = safeguarding.places_of(area.per_head, services, mean) * head
        support = (
            safeguarding.places_of(area.support_places / max(head, 1e-9), services, area.support_places / max(head, 1e-9))
            * head
        )
        area.account = min(area.account + places, p.safeguarding.places_kept * places + p.safeguarding.case_length)
        area.support_account = min(
            area.support_account + support, p.safeguarding.places_kept * support + p.safeguarding.support_length
        )
        held = (p.safeguarding.early_help_reach + policy[a].early_help.reach) * head * p.safeguarding.early_help_length / 365.25
        area.help_account = min(area.help_account + held, p.safeguarding.places_kept * held + p.safeguarding.early_help_length)
        give_advocates(area, policy[a].advocate, true[a], p)
        true[a].place_days += int(1000.0 * places)
        true[a].places_added += int(1000.0 * max(0.0, places - area.per_head * head))
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
def help_child(person, episode, people, line, areas, policy, true, recorded, p, today):
    """Home services hear, find a worker, open a case when there is a place; then specialist support likewise."""
    tally, area = true[person.area], areas[person.area]
    child = control.is_child(person, today)
    if episode.told_due <= today:
        episode.told_due = NEVER
        tally.told += 1
        if child:
            safeguarding.ask_for_case(person, episode, p, today)
    if episode.case == safeguarding.CASE_WAITING and episode.case_due <= today and child:
        if area.account > 0.0:
            area.account -= p.safeguarding.case_length
            tally.cases_opened += 1
            tally.case_wait_days += today - episode.case_due
            begin_case(
                person, episode, people, line, area, policy[person.area].advocate, tally, recorded[person.area], p, today
            )
        else:
            tally.waiting_days += 1
    elif episode.case == safeguarding.CASE_OPEN and episode.case_due <= today:
        episode.case, episode.case_due = safeguarding.CASE_ENDED, NEVER
        tally.cases_ended += 1
    if episode.advocate_due <= today:
        wait_for_advocate(episode, child, area, policy[person.area].advocate, tally, p, today)
    if episode.support == Support.WAITING and area.support_account > 0.0 and child:
        tally.support_wait_days += today - episode.support_due
        if safeguarding.start_support(person, episode, policy[person.area].advocate, p, today):
            area.support_account -= p.safeguarding.support_length
            tally.supported += 1
            recorded[person.area].support_engaged += 1
            recorded[person.area].support_reduced += int(safeguarding.reduced_or_stopped(person, p, today))


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
def begin_case(person, episode, people, line, area, advocate, tally, written, p, today):
    """A case begins: an advocate offered or not, a safe way out or not, a move far away or not, and a referral to support."""
    safeguarding.open_case(person, episode, area, advocate, p, today)
    refer_to_support(person, episode, written, p, today)
    if safeguarding.is_moved(person, p, today):
        episode.moved = 1
        tally.moved_away += 1
    if episode.exploited and safeguarding.leaves_with_plan(person, p, today):
        end_exploitation(person, episode, people, line, Route.PROTECTED, p, today)
        tally.freed_protected += 1


@phase
def refer_to_support(person, episode, written, p, today):
    """A case, or a positive first decision, opens a way to specialist support; whoever has it or waits for it is not sent again."""
    if episode.support == Support.WAITING or episode.support == Support.ENGAGED:
        return
    written.support_referred += 1
    written.support_accepted += int(safeguarding.ask_for_support(person, episode, p, today))


@rule
def count_help(person, episode, tally, written, p, today):
    """Count a day of a case, and of support, which ends with its course or at 18."""
    if episode.case == safeguarding.CASE_OPEN:
        tally.case_days += 1
    if episode.support == Support.ENGAGED:
        tally.support_days += 1
        if episode.support_due <= today or not control.is_child(person, today):
            episode.support, episode.support_due = Support.ENDED, NEVER


@phase
def decide_referral(person, episode, policy, scene, counts, written, p, today):
    """The first and the final decision on a referral; a negative one may be made again."""
    decisions = policy[person.area].nrm_decisions
    if episode.nrm == Nrm.REFERRED:
        chance = p.safeguarding.nrm_first_positive * scene.first_positive
        positive = safeguarding.reasonable_grounds(person, chance, today)
        if not positive and safeguarding.is_decided_anew(person, decisions, today):
            written.reconsidered += 1
            positive = safeguarding.second_decision(person, chance, today)
        written.first_decisions += 1
        written.first_positive += int(positive)
        if positive:
            safeguarding.wait_for_conclusive(person, episode, counts.nrm_load, p, today)
            if control.is_child(person, today):
                refer_to_support(person, episode, written, p, today)
        else:
            episode.nrm, episode.nrm_due = Nrm.REFUSED, NEVER
    elif episode.nrm == Nrm.REASONABLE:
        episode.nrm, episode.nrm_due = Nrm.CONCLUSIVE, NEVER
        chance = safeguarding.chance_conclusive(episode, scene.final_positive, p)
        positive = safeguarding.conclusive_grounds(person, chance, today)
        if not positive and safeguarding.is_decided_anew(person, decisions, today):
            written.reconsidered += 1
            positive = safeguarding.second_decision(person, chance, today)
        episode.positive = int(positive)
        written.final_decisions += 1
        written.final_positive += int(positive)
        written.final_wait_days += today - episode.nrm_since


@rule
def after_freedom(person, episode, people, lines, nearby, areas, true, p, today):
    """The year after: exploitation may begin again; then the child is as others at risk, and the file closed once no case is open."""
    tally = true[person.area]
    if today >= person.turns_18 or today - episode.ended > YEAR_DAYS:
        one = people[episode.person]
        if one.status == Status.FREE:
            over = today >= one.turns_18 or today >= one.leaves
            one.status = Status.LEFT if over else Status.AT_RISK
            tally.free_ended += int(over)
            tally.back_at_risk += int(not over)
        if not control.waits_as_suspect(episode) and episode.nrm_due == NEVER and today >= episode.custody_until:
            close_file(episode, tally)
        return
    if today < episode.custody_until or not safeguarding.exploited_again(person, episode, p, today):
        return
    line = pick_line(person.luck, person.area, Place.CHILD, lines, nearby, areas, today)
    if line != NONE:
        tally.reexploited += 1
        start_exploitation(people[episode.person], episode, people, lines[line], line, true, p, today)
