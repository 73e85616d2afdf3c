"""Children with police and courts: arrested or protected, recognised or missed, charged or not, and before court."""

from sim.day.control import end_exploitation
from sim.day.detection import tell_of_find
from sim.day.grooming.adults import safeguard_seen
from sim.engine import phase, rule, soon
from sim.rules import control, detection, safeguarding
from sim.rules.justice import arrest, court
from sim.rules.justice import operations as act
from sim.state import TRANSPORT_POLICE, Route, Suspect, Trait


@phase
def judge_children(
    people,
    episodes,
    cases,
    helped,
    lines,
    open_lines,
    areas,
    files,
    folders,
    messages,
    policy,
    scene,
    counts,
    true,
    recorded,
    p,
    today,
):
    """Step 8 for children: those found are arrested or not, read as suspect, victim or both; open cases go on.

    A file stays on the list while a case is open; one on which services now have something to do goes to their list.
    """
    open_courts(counts, p)
    kept = 0
    for i in range(counts.cases):
        row = cases[i]
        episode = episodes[row]
        soon(episodes, cases, i, counts.cases)
        if episode.found:
            meet(
                episode, people, lines, open_lines, areas, files, folders, messages, policy, scene, counts, true,
                recorded, p, today,
            )  # fmt: skip
        if control.waits_as_suspect(episode):
            bail = policy[episode.area].police_bail
            wait_for_justice(episode, people, lines[episode.line], bail, counts, true, recorded, p, today)
        if safeguarding.is_for_services(episode) and not episode.helped:
            episode.helped = 1
            helped[counts.helped] = row
            counts.helped += 1
        cases[kept] = row
        kept += int(control.waits_as_suspect(episode))
    counts.cases = kept


@rule
def open_courts(counts, p):
    """A day of courts: what they can complete; those who wait are counted anew, case by case, children and holders."""
    counts.court_account = court.sittings(counts.court_account, counts.scale, p)
    counts.court_waiting = 0.0


@phase
def meet(episode, people, lines, open_lines, areas, files, folders, messages, policy, scene, counts, true, recorded, p, today):
    """A found child meets a body that knows only what it knows."""
    source, place = episode.found - 1, episode.found_at
    episode.found = 0
    railway, police = source == detection.RAIL, detection.police_find(source)
    lever = policy[TRANSPORT_POLICE if railway else place]
    recognised = is_seen(episode, source, areas, lever.recognition_of_exploitation, scene, p, today)
    tell_of_find(
        episode, source, recognised, lines, open_lines, areas, files, folders, messages, policy, counts, true, p, today
    )
    written, child = recorded[place], control.is_child(episode, today)
    if not child:
        meet_grown(episode, people, lines[episode.line], source, recognised, counts, true[episode.area], written, p, today)
        return
    arrested = police and arrest.is_arrested(episode, recognised, p, today)
    written.railway_arrests += int(arrested and railway)
    if police and recognised and not railway:
        detection.remember_child(episode, place, today)
    if place != episode.area and police and (recognised or arrested):
        tell_home_force(episode, areas[place], areas[episode.area], lever, true[episode.area], written, p, today)
    noted = int(recognised or police)
    written.found += noted
    if arrested and taken_through(episode, place, railway, recognised, lever, areas, true[episode.area], recorded, p, today):
        if recognised:
            protect(episode, place, lever, areas, policy, scene, counts, true, recorded, p, today)
        suspect(episode, lever.police_bail, true[episode.area], recorded[episode.area], p, today)
    elif recognised:
        true[episode.area].read_victim += 1
        written.read_victim += 1
        count_safeguarded(police, railway, lever.capacity, written)
        protect(episode, place, lever, areas, policy, scene, counts, true, recorded, p, today)
    else:
        true[episode.area].read_missed += 1
        written.read_missed += noted


@phase
def tell_home_force(episode, place, home, lever, tally, written, p, today):
    """The force of the home area hears of a child found elsewhere as victim or suspect, or does not."""
    if detection.tell_home_force(episode, place.region == home.region, lever.intelligence_sharing, p, today):
        tally.home_force_told += 1
        written.home_force_told += 1


@phase
def meet_grown(episode, people, line, source, seen, counts, tally, written, p, today):
    """Police read somebody who grew up on a line as an exploited adult, and safeguard, or as a suspect, and arrest."""
    if seen:
        safeguard_seen(episode, episode.luck, written, p, today)
        if episode.exploited and act.ends_use(episode.luck, p, today):
            end_exploitation(episode, people, line, Route.PROTECTED, p, today)
            tally.grown_freed += 1
        return
    written.railway_arrests += int(source == detection.RAIL)
    written.arrests_adults += int(source != detection.DISRUPTION)  # a raid's number has them already
    written.adults_charged += int(court.charge_grown(episode, counts.backlog, p, today))


@rule
def is_seen(episode, source, areas, recognition, scene, p, today):
    """Whether those who find somebody see a victim: who asks a child reported missing, or in an interview, has been told.

    Transport police have the practice of the mean force wherever they meet a child.
    """
    if not control.is_child(episode, today):
        return safeguarding.adult_recognised(episode.luck, p, today)
    railway, police = source == detection.RAIL, detection.police_find(source)
    practice = 0.0 if railway else areas[episode.found_at].recognition
    knows = police and not railway and detection.force_knows(episode, today)
    chance = safeguarding.chance_of_recognition(
        episode, practice, recognition, scene.recognition_growth, police, knows, p, today
    )
    told = source == detection.MISSING or source == detection.INTERVIEW
    return told or safeguarding.is_recognised(episode, chance, today, source)


@phase
def taken_through(episode, place, railway, recognised, lever, areas, tally, recorded, p, today):
    """An arrested child is taken through as suspect only, kept as suspect though seen as a victim, or neither (whether either)."""
    written = recorded[place]
    tally.arrests_children += 1
    written.arrests_children += 1
    written.railway_children += int(railway)
    suspicion = 0.0 if railway else areas[place].suspicion
    if not recognised and arrest.is_suspect_only(episode, suspicion, railway, lever.recognition_of_exploitation, p, today):
        tally.read_suspect += 1
        written.read_suspect += 1
        written.railway_criminalised += int(railway)
        return True
    if recognised and arrest.read_as_both(episode, p, today) and not control.waits_as_suspect(episode):
        tally.read_both += 1
        written.read_both += 1
        return True
    return False


@rule
def count_safeguarded(police, railway, capacity, written):
    """A child whom police see as a victim is safeguarded: where officers were added for lines, by the programme."""
    funded = capacity.transport_officers if railway else capacity.dedicated_officers
    written.children_safeguarded += int(police)
    written.programme_referrals += int(police and funded > 0.0)


@rule
def suspect(episode, bail, tally, written, p, today):
    """A case against a child begins, unless one is open already: decided at once, or released or bailed with conditions until it is."""
    if control.waits_as_suspect(episode):
        return
    arrest.open_suspect_case(episode, bail, p, today)
    bailed, held = int(episode.suspect == Suspect.BAILED), int(episode.suspect == Suspect.HELD)
    tally.bailed += bailed
    tally.decided_at_arrest += held
    tally.released += 1 - bailed - held
    written.bailed += bailed * episode.recognised
    written.decided_at_arrest += held * episode.recognised
    written.released += (1 - bailed - held) * episode.recognised
    if bailed:
        count_bail(episode, tally, written, p, today)


@rule
def count_bail(episode, tally, written, p, today):
    """A child is bailed with conditions, and keeps to them or not, as police may come to know."""
    breached = int(episode.conditions_until != episode.suspect_due)
    tally.bail_conditions += 1
    tally.conditions_breached += breached
    written.conditions_breached += breached * episode.recognised * int(arrest.breach_noticed(episode, p, today))


@phase
def protect(episode, place, lever, areas, policy, scene, counts, true, recorded, p, today):
    """A recognised child goes home with a safe plan or without; services there are told or not, and a referral is made or not."""
    tally, written = true[episode.area], recorded[episode.area]
    if not episode.recognised:
        episode.recognised = 1
        tally.recognised_first += 1
        written.recognised_first += 1
    written.service_referrals += 1
    written.assessments += 1
    plan = int(safeguarding.has_plan_for_home(episode, p, today))
    tally.home_with_plan += plan
    tally.home_without_plan += 1 - plan
    written.home_with_plan += plan
    written.home_without_plan += 1 - plan
    if plan:
        safeguarding.rest_longer(episode, p, today)
    near = areas[place].region == areas[episode.area].region
    away = place != episode.area
    to_come = episode.told_due
    if away and detection.is_collected(episode, p, today):
        tally.collected += 1
        recorded[place].collected += 1
        episode.told_due = min(episode.told_due, today + 1)
    else:
        detection.tell_home(episode, away, near, lever.intelligence_sharing, p, today)
    if safeguarding.refer(episode, policy[episode.area].nrm_decisions, p, today):
        counts.pending += 1 - episode.panel
        if episode.panel:  # services sit on it
            episode.told_due = min(episode.told_due, today + 1)
        tally.children_referred += 1
        tally.panel_cases += episode.panel
        written.panel_cases += episode.panel
        record_referral(episode, scene.flagging, written, p, today)
    recorded[place].told += int(episode.told_due != to_come)


@phase
def record_referral(episode, use, written, p, today):
    """A referral to the NRM is recorded, with the county lines flag or without."""
    written.children_referred += 1
    if safeguarding.is_flagged(episode, use, p, today):
        written.flagged += 1
        if not episode.traits & Trait.GIRL:
            written.flagged_boys += 1


@phase
def wait_for_justice(episode, people, line, bail, counts, true, recorded, p, today):
    """A case against a child: no action, diversion or charge, then court; a positive first decision pauses the charge."""
    tally, written = true[episode.area], recorded[episode.area]
    tally.suspect_days += 1
    charged, paused = episode.suspect == Suspect.CHARGED, arrest.charge_paused(episode)
    if today < episode.suspect_due or (not charged and paused):
        counts.court_waiting += int(charged)
        arrest.keep_to_conditions(episode, today)
    elif not charged:
        decide_on_child(episode, people, line, bail, counts, tally, written, p, today)
    elif court.court_is_free(counts, 1.0):
        try_child(episode, people, line, tally, written, p, today)


@phase
def decide_on_child(episode, people, line, bail, counts, tally, written, p, today):
    """The charging decision on a child: charged, diverted, or no action; the wait may have cost the child its school."""
    known = episode.recognised
    if arrest.loses_school(episode, p, today):
        tally.schools_lost += 1
        lose_school(people[episode.person], episode, p)
    if arrest.is_charged(episode, p, today):
        episode.suspect, episode.charged_on = Suspect.CHARGED, today
        episode.suspect_due = court.wait_for_court(episode.luck, counts.backlog, p, today)
        tally.charged += 1
        tally.charged_recognised += known
        written.charged += known
        if arrest.child_remanded(episode, p, today):
            tally.remanded += 1
            written.remanded += known
            days = min(episode.suspect_due - today, int(p.justice.child_remand_limit))
            take_into_custody(episode, people, line, days, tally, p, today)
        elif arrest.bailed_to_court(episode, bail, p, today):
            count_bail(episode, tally, written, p, today)
            tally.bailed_to_court += 1
            written.bailed_to_court += known
        return
    episode.suspect = Suspect.CLOSED
    diverted = int(arrest.is_diverted(episode, p, today))
    tally.diverted += diverted
    tally.no_action += 1 - diverted
    written.diverted += diverted * known
    written.no_action += (1 - diverted) * known
    if diverted:
        written.told += int(episode.told_due > today + 1)
        episode.told_due = min(episode.told_due, today + 1)


@phase
def try_child(episode, people, line, tally, written, p, today):
    """A child's case completes in court: section 45 or not, convicted or not, custody or not."""
    tally.court_completed += 1
    tally.court_wait_days += today - episode.charged_on
    episode.suspect = Suspect.CLOSED
    raised = int(court.raises_defence(episode, p, today))
    known = max(episode.recognised, raised)
    tally.defence_raised += raised
    written.defence_raised += raised
    could, did = int(court.defence_is_open(episode, p, today)), int(court.defence_succeeds(episode, p, today))
    tally.defence_open += could
    written.defence_open += could
    tally.defence_succeeded += did
    written.defence_succeeded += did
    convicted = int(court.child_convicted(episode, did != 0, p, today))
    tally.convicted += convicted
    tally.defended += 1 - convicted
    written.convicted += convicted * known
    written.defended += (1 - convicted) * known
    days = court.child_custody(episode, p, today) - arrest.served_on_remand(episode) if convicted else 0
    if days > 0:
        take_into_custody(episode, people, line, days, tally, p, today)


@phase
def take_into_custody(episode, people, line, days, tally, p, today):
    """A child is taken into custody, remanded or sentenced, where no line reaches it."""
    episode.custody_until = today + days
    tally.taken_into_custody += 1
    tally.custody_days += days
    if episode.exploited:
        end_exploitation(episode, people, line, Route.ARREST, p, today)
        tally.freed_arrest += int(control.leaves_as_child(episode, today))
        tally.grown_freed += int(not control.leaves_as_child(episode, today))


@phase
def lose_school(person, episode, p):
    """A child without a school is at more risk, and no school can notice what happens to it."""
    person.traits |= Trait.EXCLUDED
    person.risk *= p.grooming.rr_excluded
    person.due = 0
    episode.traits = person.traits
