"""Small worlds for the tests to look into: lived for some days under a strategy, with their tables and books."""

from datetime import date
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from sim import Outside, Parameters, changed
from sim.evidence import Choice, Evidence, choices_of, evidence_of
from sim.parameters import Parameters as Declared
from sim.policy.levers import COMPONENTS, LEVERS, components
from sim.policy.schedule import Calendar
from sim.policy.strategies import STRATEGIES, Change, Strategy, named
from sim.simulation.simulate import Run, RunRecord, WorldSettings, WorldState, begin

START = date(2019, 1, 1)
NOTHING = Strategy("nothing", "Every lever idle", "a test")
NO_POLICE = {
    "officers_on_lines_share": 0.0,
    "regional_officers_start": 0.0,
    "transport_officers_start": 0.0,
    "centre_operations_share": 0.0,
}
"""Nobody works on lines. Patrols may still stop a child; see `NO_FINDS`."""
NO_FINDS = {"stop_detection": 0.0, "rail_encounter": 0.0}
TRUTH = ("people", "episodes", "lines", "groups", "dealers", "adults")
"""Tables of those who live in the world, apart from what bodies know and do."""

HALF = {
    "intelligence_sharing.reach": "nation",
    "tasking.decides": "centre",
    "capacity.dedicated_officers": 600.0,
    "capacity.share_of_officers": 0.0005,
    "restriction_orders.delay_days": 20.0,
    "restriction_orders.orders_a_year": 1000.0,
    "intensification_weeks.weeks_a_year": 6.0,
    "intensification_weeks.shared_targets": 0.9,
    "organised_crime_mapping.consistency": 0.9,
}
"""What a strategy with everything chooses, where half of the highest value would not do."""


def half(name: str) -> float | str:
    """What the strategy with everything chooses of a component."""
    about = COMPONENTS[name]
    return HALF.get(name, about.choices[-1] if isinstance(about, Choice) else about.high / 2.0)


def settings_of(names, value) -> dict:
    """Levers with the components named."""
    found: dict = {}
    for name in names:
        lever, _, component = name.partition(".")
        found.setdefault(lever, {})[component] = value(name)
    return found


EVERYTHING = Strategy("everything", "", "a test", base=NOTHING, changes=(Change(settings_of(COMPONENTS, half), START, 0),))


class Lived(NamedTuple):
    """A world after some days, and what was written."""

    state: WorldState
    record: RunRecord

    def true(self, column: str) -> int:
        """A column of the true book, added up."""
        return int(self.record.true_months[column].sum())

    def recorded(self, column: str) -> int:
        """A column of the recorded book, added up."""
        return int(self.record.recorded_months[column].sum())

    def truth(self) -> dict[str, bytes]:
        """The bytes of the tables of those who live in the world."""
        return {name: getattr(self.state.world, name).tobytes() for name in TRUTH}


def limit(**values: float | str) -> Parameters:
    """Parameters with some values at a limit, where numbers may lie outside their evidence range."""
    numbers = evidence_of(Declared)
    return changed(
        Parameters(), **{n: Outside(v, "a limit with a known answer") if n in numbers else v for n, v in values.items()}
    )


def alone(lever: str, *, areas: tuple[str, ...] = (), base: Strategy = NOTHING, **settings) -> Strategy:
    """One lever at once on top of a base (nothing, if left out)."""
    return Strategy(f"{lever} alone", "", "a test", changes=(Change({lever: settings}, START, 0, areas),), base=base)


def combined(settings: dict[str, dict], base: Strategy = NOTHING) -> Strategy:
    """Several levers at once on top of a base (nothing, if left out)."""
    return Strategy("some levers", "", "a test", changes=(Change(settings, START, 0),), base=base)


def setting(p: Parameters | None = None, scale: float = 0.02, seed: int = 1, scenario: str = "steady") -> WorldSettings:
    """A world founded on the first day, without a warm-up."""
    return WorldSettings(p or Parameters(), scale, seed, START, scenario, 0.0)


def run_of(strategy: str | Strategy, one: WorldSettings) -> Run:
    """A strategy's way through a new world, on its first morning."""
    state = begin(one)
    return Run(state, Calendar(named(strategy), one.p, START, len(state.world.bodies)))


def live(strategy: str | Strategy, p: Parameters | None = None, *, days: int = 365, **more) -> Lived:
    """A new world after some days of a strategy; `more` are those of `setting`."""
    run = run_of(strategy, setting(p, **more))
    run.live_until(run.state.today + days)
    return Lived(run.state, run.record())


def value_at(about: Evidence, u: float) -> float:
    """The value a share `u` of the way through an evidence range, on the scale on which it is explored."""
    low, high, scale = about.low, about.high, about.prior().scale
    if scale == "linear":
        return low + u * (high - low)
    if scale == "log":
        return min(high, max(low, float(np.exp(np.log(low) + u * (np.log(high) - np.log(low))))))
    ends = np.log(low / (1.0 - low)), np.log(high / (1.0 - high))
    return min(high, max(low, float(1.0 / (1.0 + np.exp(-(ends[0] + u * (ends[1] - ends[0])))))))


@st.composite
def parameters(draw) -> Parameters:
    """Every number drawn over its whole evidence range, every switch over its choices."""
    values = {n: value_at(about, draw(st.floats(0.0, 1.0))) for n, about in evidence_of(Declared).items()}
    return changed(Parameters(), **values, **{n: draw(st.sampled_from(c.choices)) for n, c in choices_of(Declared).items()})


@st.composite
def strategies(draw) -> Strategy:
    """A preset, with some levers set to anything within their bounds on top."""
    settings = {}
    for lever in draw(st.lists(st.sampled_from(sorted(LEVERS)), unique=True)):
        settings[lever] = {
            n: draw(st.sampled_from(about.choices) if isinstance(about, Choice) else st.floats(about.low, about.high))
            for n, about in components(lever).items()
        }
    change = Change(settings, START, draw(st.sampled_from([0, 90])))
    return Strategy("drawn", "", "a test", changes=(change,), base=STRATEGIES[draw(st.sampled_from(sorted(STRATEGIES)))])
