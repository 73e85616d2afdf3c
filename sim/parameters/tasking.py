"""Parameters of tasking: how much effort there is and who decides where it goes."""

from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Tasking(NamedTuple):
    """Effort, competing demand and whose harm counts."""

    officers_on_lines_share: Annotated[float, Evidence(
        "share of a force's officers whose time goes to lines, before competing demand",
        unit="share", low=0.0005, high=0.006, basis="assumed", source="judgement; programme spending over officer cost",
        evidence_id="E48", sign="+lines_closed")] = 0.002
    competing_demand_mean: Annotated[float, Evidence(
        "share of that time lost to other demand on a mean day",
        unit="share", low=0.2, high=0.75, basis="assumed", source="judgement; HMICFRS on competing priorities",
        evidence_id="E12", sign="-lines_closed")] = 0.45
    ring_fence_leak: Annotated[float, Evidence(
        "share of ring-fenced time still lost to other demand",
        unit="share", low=0.02, high=0.4, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed")] = 0.15
    harm_elsewhere_weight_local: Annotated[float, Evidence(
        "weight that a force alone gives to harm in other areas",
        unit="ratio", low=0.0, high=0.35, basis="assumed", source="judgement; HMICFRS 2020", evidence_id="E12")] = 0.1
    harm_elsewhere_weight_national: Annotated[float, Evidence(
        "weight that a force gives to harm in other areas under national tasking at full fidelity",
        unit="ratio", low=0.4, high=1.0, basis="assumed", source="judgement", evidence_id="E12")] = 0.75
    acceptance_unasked: Annotated[float, Evidence(
        "chance that an exporting force takes on a voluntary request",
        unit="share", low=0.1, high=0.6, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        note="read only where the acceptance switch says fixed")] = 0.3
    acceptance_tasked: Annotated[float, Evidence(
        "chance that an exporting force takes on a request under national tasking",
        unit="share", low=0.5, high=0.95, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        note="read only where the acceptance switch says fixed")] = 0.75
    shared_queue_delay: Annotated[float, Evidence(
        "delay added by waiting in a shared queue",
        unit="days", low=1.0, high=30.0, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed",
        note="a cost of coordination")] = 7.0
    collision_probability: Annotated[float, Evidence(
        "chance that two uncoordinated operations on one line collide",
        unit="per overlapping pair", low=0.05, high=0.5, basis="assumed", source="judgement", evidence_id="E12",
        sign="-lines_closed")] = 0.2
    deconfliction_effect: Annotated[float, Evidence(
        "share of collisions that deconfliction avoids",
        unit="share", low=0.4, high=0.95, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed")] = 0.8
    local_priorities_given_up: Annotated[float, Evidence(
        "local value lost for each officer day moved to national tasks, over the value of a local day",
        unit="ratio", low=0.2, high=1.2, basis="assumed", source="judgement", evidence_id="E12", note="a cost of coordination"
    )] = 0.6
    centre_staff: Annotated[float, Evidence(
        "staff of the coordination centre",
        unit="full-time staff", low=30.0, high=150.0, basis="assumed", source="judgement from its budget", evidence_id="E43",
        note="a cost of coordination")] = 60.0
    competing_demand_spread: Annotated[float, Evidence(
        "standard deviation between days of the share of time lost to other demand",
        unit="share", low=0.05, high=0.25, basis="assumed", source="judgement; HMICFRS on competing priorities",
        evidence_id="E12")] = 0.12
    competing_demand_persistence: Annotated[float, Evidence(
        "half-life of a change in competing demand",
        unit="days", low=3.0, high=120.0, basis="assumed", source="judgement", evidence_id="E12")] = 20.0
    competing_demand_shared: Annotated[float, Evidence(
        "share of the variance of competing demand that all forces have in common",
        unit="share", low=0.0, high=0.7, basis="assumed", source="judgement", evidence_id="E12")] = 0.3
