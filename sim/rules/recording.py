"""Step 11, the record: what of the true world is written down, by recognition, definitions and reporting."""

from sim.engine import rule
from sim.engine.luck import poisson, purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import NrmDecisions, OrganisedCrimeMapping, RecognitionOfExploitation
from sim.rules.groups import fade
from sim.rules.tasking import centre_desk
from sim.state import Area, Line, Scene
from sim.state.books import RecordedBook, TrueBook
from sim.state.time import YEAR_DAYS

OTHER_REFERRALS = purpose("referrals of other children")
OTHER_ASSESSMENTS = purpose("assessments of other children")


@rule
def share_recorded(heard: int, scene: Scene, p: Parameters, today: int) -> int:
    """A line of which some body has heard lately enters the national count with a chance; some stand in it twice (thousandths)."""
    if today - heard > p.observation.heard_days:
        return 0
    counted = min(1.0, p.observation.line_recording_probability * scene.lines_recorded)
    return int(1000.0 * counted / (1.0 - p.observation.line_double_count) + 0.5)


@rule
def children_of(line: Line) -> int:
    """Children whom a line exploits today."""
    return line.children_home + line.children_local


@rule
def unrest(area: Area, p: Parameters) -> float:
    """Serious incidents a day in an area lately: today's count among those before, which fade (children and crews alike)."""
    kept = fade(1.0, p.tasking.violence_half_life)
    return kept * area.unrest + (1.0 - kept) * area.violent


@rule
def recorded_violence(true_count: int, activity: float, p: Parameters) -> float:
    """Serious violence is recorded in part, the more so the more police do on lines (P8)."""
    return (
        true_count * p.observation.violence_recorded_share * (1.0 + p.observation.recorded_crime_elasticity * (activity - 1.0))
    )


@rule
def write_crime(true: TrueBook, recorded: RecordedBook, p: Parameters) -> None:
    """Violence and drug offences of the day, as police record them."""
    activity = true.effort_given / max(1.0, true.effort_available * (1.0 - p.tasking.competing_demand_mean))
    recorded.violence += int(
        1000.0 * max(0.0, recorded_violence(true.violence_to_children + true.violence_between, activity, p))
    )
    recorded.drug_offences += 1000 * (recorded.arrests_children + recorded.stops)


@rule
def cost_of_recognition(recognition: RecognitionOfExploitation, scale: float, p: Parameters) -> int:
    """An area's cost, in a day, of training and of information shared between agencies (pence at this scale)."""
    pounds = recognition.training * p.cost.cost_training_area_year
    pounds += recognition.information_shared * p.cost.cost_multiagency_area_year
    return int(100.0 * pounds * scale / YEAR_DAYS)


@rule
def cost_of_map(mapping: OrganisedCrimeMapping, scale: float, p: Parameters) -> int:
    """An area's cost, in a day, of a wider map by a common method: whichever goes further (pence at this scale)."""
    return int(100.0 * max(mapping.coverage, mapping.consistency) * p.cost.cost_mapping_area_year * scale / YEAR_DAYS)


@rule
def interviews_added(incidents: int, area: Area, recognition: RecognitionOfExploitation, contact: float) -> int:
    """Return interviews after missing incidents that a strategy adds to an area's own practice (thousandths)."""
    return int(1000.0 * incidents * (1.0 - area.interviews) * recognition.return_interviews * contact)


@rule
def cost_of_centre(staff: float, scale: float, p: Parameters) -> int:
    """The day's cost of the national centre, by its staff (pence at this scale); those who investigate are paid as officers."""
    return int(1e8 * p.cost.cost_centre_year * centre_desk(staff, p) / p.tasking.centre_staff * scale / YEAR_DAYS)


@rule
def other_referrals(area: Area, scene: Scene, today: int) -> int:
    """Children exploited otherwise are referred to the NRM too: a count a day, not agents."""
    return poisson(uniform(area.luck, today, OTHER_REFERRALS), area.other_referrals * scene.other_referrals)


@rule
def other_assessments(area: Area, scene: Scene, today: int) -> int:
    """Assessments note criminal exploitation of children outside lines too: a count a day, not agents."""
    return poisson(uniform(area.luck, today, OTHER_ASSESSMENTS), area.other_assessments * scene.other_referrals)


@rule
def decisions_a_day(decisions: NrmDecisions, scale: float, p: Parameters) -> float:
    """Conclusive decisions that the national authority makes in a day, with those that a strategy adds."""
    return p.safeguarding.nrm_capacity_year * (1.0 + decisions.capacity) * scale / YEAR_DAYS


@rule
def queue_of_referrals(waiting: float, arrivals: int, decided: float) -> float:
    """Cases waiting for the national authority: those before, what came in today, less what it decides in a day."""
    return max(0.0, waiting + arrivals - decided)


@rule
def load_of_queue(waiting: float, usual: float, least: float, most: float) -> float:
    """Waits grow with the cases waiting, over those that are dealt with in a usual wait: at least `least`, at most `most`."""
    return min(most, max(least, waiting / max(usual, 1e-9)))


@rule
def cost_of_decisions(decisions: NrmDecisions, scale: float, p: Parameters) -> int:
    """The day's cost of the decisions that a strategy lets the national authority make beyond its own (pence at this scale)."""
    return int(100.0 * decisions.capacity * p.safeguarding.nrm_capacity_year * p.cost.cost_nrm_case * scale / YEAR_DAYS)
