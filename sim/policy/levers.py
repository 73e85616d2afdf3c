"""Levers: what someone can choose. Every component is idle at 0, and an idle lever changes nothing, to the last bit.

A component is a choice (how many officers, which share of interviews). How well the choice works is a parameter with
its range, so that sensitivity analysis reaches it. Rules receive the lever they read from the policy table, which has
one row for each body: `policy[area]` for the force of an area and all services there, a row for each regional unit, for
transport police, and `policy[CENTRE]` for the national centre and whoever decides for all.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cache
from typing import Annotated, NamedTuple, get_type_hints

import numpy as np

from sim.evidence import dtype_of
from sim.parameters.structure import names
from sim.policy.component import NONE_GIVEN, Bill, Component, Council, Option, chosen

LEVERS: dict[str, type] = {}
REACHES_NOBODY: dict[str, Mapping[str, float]] = {}
"""Of each lever that is paid in pounds: parameters with which what it buys reaches nobody, and it changes its own bill alone."""


class Reach(IntEnum):
    """How far a system of sharing intelligence reaches."""

    FORCE = 0
    REGION = 1
    NATION = 2


class Decides(IntEnum):
    """Who decides on tasks that cross a border between forces."""

    FORCE = 0
    REGION = 1
    CENTRE = 2


def lever(**reaches_nobody: float) -> Callable[[type], type]:
    """Enter a NamedTuple of components in the list of levers, under its name in snake case, with `REACHES_NOBODY` of it."""

    def enter(declared: type) -> type:
        name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in declared.__name__).lstrip("_")
        LEVERS[name], REACHES_NOBODY[name] = declared, reaches_nobody
        return declared

    return enter


NOBODY_TO_GO_TO = {
    "community_intelligence": 0.0,
    "false_item_share": 0.0,
    "home_knowledge_rate": 0.0,
    "worth_of_told_item": 0.0,
    "home_visit_detection": 0.0,
    "stop_detection": 0.0,
    "rail_encounter": 0.0,
    "demand_from_violence": 0.0,
}
"""Police know of nobody, and find nobody."""
SERVICES_WITHOUT_EFFECT = {
    "exit_with_plan": 0.0,
    "return_ratio_own": 1.0,  # else leaving while engaged would count as another way out than leaving alone
    "plan_return_ratio": 1.0,
    "moved_share": 0.0,
    "support_exit_ratio": 1.0,
    "exit_at_review": 0.0,
    "levelling_reach": 0.0,
    "advocate_effect": 1.0,
    "advocate_engagement": 1.0,
    "advocate_recognition": 1.0,
    "advocate_referral": 1.0,
    "advocate_charging": 1.0,
    "advocate_defence": 1.0,
    "advocate_placement": 1.0,
}
EYES_WITHOUT_EFFECT = {
    "training_effect": 1.0,
    "definition_duty": 1.0,
    "definition_charging": 1.0,
    "definition_net": 1.0,
    "pooling_reach": 0.0,
    "pooling_delay": 1.0,
    "return_interview_disclosure": 0.0,
    "risk_disclosed": 0.0,
}


REACH, SHARE = "intelligence_sharing.reach", "intelligence_sharing.share"
STAFF, WEEKS = "coordination_centre.staff", "intensification_weeks.weeks_a_year"
CENTRE = "the national centre"


def interviews_missed(level: np.ndarray, council: Council) -> np.ndarray:
    """Return interviews a year that would not be held, where a share of these is."""
    numbers = council.numbers
    missed = (1.0 - numbers["return_interview_share"]) * (numbers["missing_care_year"] + numbers["missing_other_year"])
    return level * missed * council.share


def children_hurried(level: np.ndarray, council: Council) -> np.ndarray:
    """Children helped early a year, by the share of their wait that is removed."""
    return level * (council.numbers["early_help_reach"] + council.policy["early_help"]["reach"]) * council.children


# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


@lever()
class IntelligenceSharing(NamedTuple):
    """Items useful elsewhere are passed on. Beyond its reach the habits of forces alone go on."""

    reach: Annotated[Reach, Option("how far the system passes items", names(Reach), NONE_GIVEN, "E12")] = Reach.FORCE
    share: Annotated[float, chosen(
        "share of items useful elsewhere that are passed on within reach", "share", 1.0, "E12", "reading_cost", "police",
        sign="+items_shared", named=("shared_share_national", "shared_share_voluntary"), needs=(REACH,))] = 0.0
    delay_days: Annotated[float, chosen(
        "time until a passed item arrives", "days", 120.0, "E12", "nothing: it is a delay", sign="-picture_reachable_share",
        named=("sharing_delay_national",), needs=(REACH, SHARE))] = 0.0
    quality_lost: Annotated[float, chosen(
        "value lost a hop, beyond the parameter's", "share", 0.5, "E12", "nothing: it is a loss",
        sign="-picture_reachable_share", needs=(REACH, SHARE))] = 0.0


@lever()
class Tasking(NamedTuple):
    """Who decides what is done about a line whose holder lives elsewhere, and how harm elsewhere counts."""

    decides: Annotated[Decides, Option(
        "who decides on cross-border tasks; the centre on as many as its staff can work up", names(Decides), NONE_GIVEN, "E12",
        needs={"region": (REACH, SHARE), "centre": (REACH, SHARE, STAFF)}, read_by="whoever decides for all forces")] = Decides.FORCE
    weight_of_harm_elsewhere: Annotated[float, chosen(
        "weight of harm in other areas over harm at home, where above a force's own (only where the switch acceptance is ranking)",
        "ratio", 1.0, "E12", "nothing: it is a decision, and local work given up for it is measured",
        sign="+officer_days_elsewhere", named=("harm_elsewhere_weight_national",), needs=("tasking.decides",))] = 0.0
    acceptance: Annotated[float, chosen(
        "chance that an exporting force takes on a request (only where the switch acceptance is fixed)",
        "share", 1.0, "E12", "nothing: it is a decision, and local work given up for it is measured",
        named=("acceptance_tasked",), needs=("tasking.decides",))] = 0.0
    deconfliction: Annotated[float, chosen(
        "share of operations that are checked against others' first",
        "share", 1.0, "E12", "nothing: those who task check", sign="-operations_collided")] = 0.0


@lever(**NOBODY_TO_GO_TO)
class Capacity(NamedTuple):
    """Officers for lines, and how well their time is kept for lines."""

    dedicated_officers: Annotated[float, chosen(
        "officers added for lines, spread over the areas of the lever by their weight as exporters",
        "officers", 3000.0, "E44", "cost_officer_day", "police", sign="+officer_days", hired=True, means="officers")] = 0.0
    share_of_officers: Annotated[float, chosen(
        "share of all officers of a force who are moved from other work to lines",
        "share", 0.02, "E12", "nothing: it takes time from other work, which is measured", sign="+local_harm_given_up",
        means="officers")] = 0.0
    transport_officers: Annotated[float, chosen(
        "officers added to transport police for lines", "officers", 300.0, "E33", "cost_officer_day", "police",
        sign="+officer_days", hired=True, read_by="transport police", means="officers")] = 0.0
    regional_officers: Annotated[float, chosen(
        "officers added to each regional unit for lines", "officers", 100.0, "E43", "cost_officer_day", "police",
        sign="+officer_days", hired=True, read_by="regional units", means="officers")] = 0.0
    ring_fence: Annotated[float, chosen(
        "share of effort on lines kept from competing demand",
        "share", 1.0, "E12", "nothing: it takes time from other work, which is measured", sign="+local_harm_given_up",
        means="officers")] = 0.0
    pooled: Annotated[float, chosen(
        "share of a force's effort that counts harm in other areas as its own (only where the switch acceptance is ranking)",
        "share", 1.0, "E12", "nothing: it takes time from other work, which is measured", sign="+officer_days_elsewhere")] = 0.0


@lever(**NOBODY_TO_GO_TO)
class CoordinationCentre(NamedTuple):
    """A national centre (NCLCC) that reads what it is sent, links numbers to holders, and passes the picture on."""

    staff: Annotated[float, chosen(
        "staff of the centre", "full-time staff", 400.0, "E43", "cost_centre_year", "home_office",
        sign="+officer_days_elsewhere", hired=True, read_by=CENTRE, means="officers")] = 0.0
    overhead: Annotated[float, chosen(
        "share of effort on lines spent on serving the centre", "share", 0.3, "E43", "cost_officer_day", "police",
        sign="+officer_days_overhead", needs=(STAFF,), read_by=CENTRE)] = 0.0
    map_quality: Annotated[float, chosen(
        "share of the map's errors found by the centre's review",
        "share", 1.0, "E12", "nothing: the centre's staff do it, and none without staff", needs=(STAFF,), read_by=CENTRE)] = 0.0


@lever(**NOBODY_TO_GO_TO)
class OrganisedCrimeMapping(NamedTuple):
    """The organised crime group map: who is on it, how alike forces score, and how often it is reviewed."""

    coverage: Annotated[float, chosen(
        "share of the groups missing from the map that are added", "share", 1.0, "E12",
        "cost_mapping_area_year", "home_office", sign="+picture_reachable_share")] = 0.0
    consistency: Annotated[float, chosen(
        "share of the spread of scores between forces removed; more numbers are joined to holders, too", "share", 1.0, "E12",
        "cost_mapping_area_year", "home_office")] = 0.0
    review_interval_days: Annotated[float, chosen(
        "days between reviews (0: the parameter's)", "days", 365.0, "E12", "nothing: it is in the price of the map")] = 0.0


@lever(**NOBODY_TO_GO_TO)
class IntensificationWeeks(NamedTuple):
    """National weeks of action: effort borrowed from other weeks, ready cases brought forward."""

    weeks_a_year: Annotated[float, chosen(
        "weeks of action a year, evenly spread", "weeks a year", 12.0, "E47", "cost_officer_day", "police",
        sign="+homes_visited")] = 0.0
    intensity: Annotated[float, chosen(
        "effort in the week over an ordinary week (0: the parameter's)", "ratio", 10.0, "E47", "cost_officer_day", "police",
        sign="+homes_visited", ramps=False, needs=(WEEKS,))] = 0.0
    shared_targets: Annotated[float, chosen(
        "share of the week's effort that a list of targets, made by the centre, asks of home forces",
        "share", 1.0, "E47", "nothing: it takes time from other work, which is measured", sign="+officer_days_elsewhere",
        needs=(WEEKS, STAFF, REACH, SHARE))] = 0.0
    after_dip: Annotated[float, chosen(
        "share of the extra effort repaid, beyond the parameter's", "share", 1.0, "E47", "nothing: it is a repayment",
        needs=(WEEKS,))] = 0.0


@lever(order_with_arrest_gain=1.0)
class RestrictionOrders(NamedTuple):
    """Telecommunication restriction orders (DDTROs) silence a number."""

    orders_a_year: Annotated[float, chosen(
        "orders a year in England and Wales", "orders a year", 2000.0, "E53", "restriction_order_effort", "police",
        sign="+orders_granted")] = 0.0
    delay_days: Annotated[float, chosen(
        "days from application to silence (0: the parameter's)", "days", 60.0, "E51", "nothing: it is a delay")] = 0.0
    with_arrest: Annotated[float, chosen(
        "share of arrests of holders with an order on the same day", "share", 1.0, "E52", "restriction_order_effort", "police",
        sign="+orders_granted")] = 0.0


@lever()
class ModernSlaveryCharging(NamedTuple):
    """Modern slavery charges for holders who exploit children."""

    share: Annotated[float, chosen(
        "share of other charged holders charged with modern slavery, nearly always beside drug supply",
        "share", 1.0, "E60", "modern_slavery_effort", "police", sign="+slavery_charged")] = 0.0
    evidential_effort: Annotated[float, chosen(
        "officer days a count beyond the parameter's", "officer days", 100.0, "E58", "cost_officer_day", "police",
        sign="-lines_closed_charged")] = 0.0
    victimless: Annotated[float, chosen(
        "share of those counts built without the child's evidence",
        "share", 1.0, "E58", "nothing: the days of a count are `evidential_effort`")] = 0.0


@lever(bail_effect_on_contact=0.0, bail_before_charge=0.0)
class PoliceBail(NamedTuple):
    """Bail with conditions in place of release under investigation."""

    conditional_share: Annotated[float, chosen(
        "share of those who would be released under investigation bailed with conditions",
        "share", 1.0, "E55", "bail_check_days", "police", sign="+bail_breached")] = 0.0


@lever(**EYES_WITHOUT_EFFECT)
class RecognitionOfExploitation(NamedTuple):
    """Whether those who meet an exploited child see exploitation."""

    training: Annotated[float, chosen(
        "share of front-line staff trained", "share", 1.0, "E65", "cost_training_area_year", "home_office",
        sign="+recognised_share", bought=lambda level, council: level, means="services")] = 0.0
    definition: Annotated[float, chosen(
        "a definition of child criminal exploitation in law (1: in force): a duty to refer, charges, the reach of training",
        "share", 1.0, "E63", "nothing: it is a law, whose referrals are counted", sign="+children_told_by_services")] = 0.0
    return_interviews: Annotated[float, chosen(
        "share of missed return interviews that are held", "share", 1.0, "E67", "cost_return_interview", "councils",
        sign="+interview_share", hired=True, bill=Bill("interviews_added", 1000.0, "recorded"), bought=interviews_missed,
        means="services")] = 0.0
    information_shared: Annotated[float, chosen(
        "share of cases in which agencies pool what they know",
        "share", 1.0, "E66", "cost_multiagency_area_year", "home_office", sign="+children_told_by_services", hired=True,
        bought=lambda level, council: level, means="services")] = 0.0


@lever(**SERVICES_WITHOUT_EFFECT)
class Services(NamedTuple):
    """Places in children's services for exploited children, and how evenly they are spread."""

    capacity: Annotated[float, chosen(
        "places added, as a share of the places at the start, with services and with specialist support",
        "ratio", 5.0, "E78", "cost_child_in_need_case", "councils", sign="+children_supported", hired=True,
        means="services")] = 0.0
    levelling: Annotated[float, chosen(
        "share of the spread between areas that is removed, to the mean",
        "share", 1.0, "E67", "cost_child_in_need_case", "councils", hired=True)] = 0.0


@lever(early_help_effect=1.0)
class EarlyHelp(NamedTuple):
    """Help for children at risk before anyone exploits them."""

    reach: Annotated[float, chosen(
        "share of children at risk held a year, added", "share", 0.5, "E80", "cost_early_help_case", "councils",
        sign="+children_helped_early", hired=True, bill=Bill("helped"), bought=lambda level, council: level * council.children,
        means="services")] = 0.0
    wait_removed: Annotated[float, chosen(
        "share of the wait for early help that is removed", "share", 1.0, "E80", "cost_wait_removed", "councils", hired=True,
        bill=Bill("help_hurried", 1000.0), bought=children_hurried, means="services")] = 0.0


@lever(**SERVICES_WITHOUT_EFFECT)
class IndependentAdvocate(NamedTuple):
    """An independent advocate beside a recognised child (The Children's Society's call)."""

    coverage: Annotated[float, chosen(
        "share of other recognised children who are offered one", "share", 1.0, "E75", "cost_advocate_case", "home_office",
        sign="+children_with_advocate", hired=True, means="services")] = 0.0
    capacity: Annotated[float, chosen(
        "places with advocates added, over those that come with coverage",
        "ratio", 5.0, "E75", "cost_advocate_case", "home_office", sign="-advocate_wait_days", hired=True,
        means="services")] = 0.0
    wait_removed: Annotated[float, chosen(
        "share of the wait for an advocate, where there is a place, that is removed",
        "share", 1.0, "E75", "cost_wait_removed", "home_office", sign="-advocate_wait_days", hired=True,
        bill=Bill("advocates_hurried", 1000.0), means="services")] = 0.0
    engagement: Annotated[float, chosen(
        "share of children with an advocate who decline support and are asked once more",
        "share", 1.0, "E76", "cost_support_case", "home_office", sign="+children_supported")] = 0.0


@lever(**SERVICES_WITHOUT_EFFECT, nrm_first_positive=0.0)
class NrmDecisions(NamedTuple):
    """Who decides whether a child is recognised as a victim: the national authority or a local panel."""

    devolved_share: Annotated[float, chosen(
        "share of children's cases decided by local panels", "share", 1.0, "E74",
        "nothing: a panel's decision is priced as the national one", sign="-nrm_wait_days")] = 0.0
    capacity: Annotated[float, chosen(
        "decisions a year that the national authority adds: the wait follows",
        "ratio", 3.0, "E71", "cost_nrm_case", "home_office", sign="-nrm_wait_days", hired=True,
        read_by="the national authority", means="services")] = 0.0
    acceptance: Annotated[float, chosen(
        "share of negative decisions that are made again", "share", 1.0, "E70", "cost_nrm_case", "home_office")] = 0.0


# fmt: on
class Policy(NamedTuple):
    """One row of the policy table: every lever, and what the calendar of weeks of action makes of today.

    `surge` is the effort over an ordinary day, `harvest` the last day of such a week while it lasts, else 0, `listed` the share of its
    effort that a shared list asks for, and `places_taken` the share of an area's places with services that pay for other levers.
    """

    intelligence_sharing: IntelligenceSharing = IntelligenceSharing()
    tasking: Tasking = Tasking()
    capacity: Capacity = Capacity()
    coordination_centre: CoordinationCentre = CoordinationCentre()
    organised_crime_mapping: OrganisedCrimeMapping = OrganisedCrimeMapping()
    intensification_weeks: IntensificationWeeks = IntensificationWeeks()
    restriction_orders: RestrictionOrders = RestrictionOrders()
    modern_slavery_charging: ModernSlaveryCharging = ModernSlaveryCharging()
    police_bail: PoliceBail = PoliceBail()
    recognition_of_exploitation: RecognitionOfExploitation = RecognitionOfExploitation()
    services: Services = Services()
    early_help: EarlyHelp = EarlyHelp()
    independent_advocate: IndependentAdvocate = IndependentAdvocate()
    nrm_decisions: NrmDecisions = NrmDecisions()
    surge: float = 1.0
    harvest: float = 0.0
    listed: float = 0.0
    places_taken: float = 0.0


IDLE = Policy()
POLICY_DTYPE = dtype_of(IDLE)


IDLE_LEVELS = np.array([value for part in IDLE for value in (part if isinstance(part, tuple) else (part,))], "f8")
"""The idle policy as plain numbers, in the order of the policy table's columns."""
COLUMN = {place: k for k, place in enumerate((lever, name) for lever in LEVERS for name in getattr(IDLE, lever)._fields)}
"""Where a component stands among the columns."""
CHOICES = [k for (lever, name), k in COLUMN.items() if POLICY_DTYPE[lever][name].kind == "i"]
"""Columns that hold the position of a choice, as whole numbers."""


def policy_table(levels: np.ndarray) -> np.ndarray:
    """The policy table of some levels, shape (bodies, columns): a record a body."""
    table = np.empty(len(levels), POLICY_DTYPE)
    table.view("f8").reshape(levels.shape)[:] = levels
    table.view("i8").reshape(levels.shape)[:, CHOICES] = levels[:, CHOICES]
    return table


@cache
def components(name: str) -> dict[str, Component | Option]:
    """The declared components of one lever, by name."""
    hints = get_type_hints(LEVERS[name], include_extras=True)
    return {component: hint.__metadata__[0] for component, hint in hints.items()}


COMPONENTS = {f"{lever}.{name}": about for lever in LEVERS for name, about in components(lever).items()}
"""Every component by its dotted name."""
