"""Strategies at as much as the baseline has: which are wanted, and the search for how much of its own means each keeps.

Means are what a strategy has more of than the baseline (officers, staff, places). One factor scales them all. Where none of
them is left to give up, or there were none, officers are moved from local work to lines, or back.
"""

import dataclasses
import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from statistics import linear_regression
from typing import Any, NamedTuple

import pandas as pd

from experiments.config.sections import Experiment
from experiments.protocol.design import Arm, Design
from experiments.protocol.engine import Engine

TOLERANCE = 0.02
"""How far from the baseline's a total may be and still be called equal."""
CLOSE = 0.005
"""How near pilot runs must come before the search stops: they are few, and the whole may differ a little from them."""
PILOTS, WORLDS = 8, 10
"""Replications of pilot runs where there is one world; else so many worlds at most, with one replication each."""
MOST_TRIALS = 5
MOST_TIMES = 4.0
"""The greatest factor."""
MOST_STEPS = 2
"""How often a setting is moved on after all runs, where the worlds of the pilot runs were unlike the others."""
FIRST_STEP = 0.1
"""The first share of officers on lines that is moved, to see what that does."""
DIGITS = 7
"""Digits after the point of what is tried, so that settings are the same however their last bits came about."""
USUAL_TRIALS = 3
"""Trials that a search mostly takes, for an estimate of time."""


class Scaling(NamedTuple):
    """How much a strategy has: its means over the baseline's times a factor, and a share of all officers from local work."""

    factor: float = 1.0
    local: float = 0.0


AS_NAMED = Scaling()


@dataclass(frozen=True)
class Variant:
    """A strategy at as much of one thing as the baseline; `about` is the row of the engine's `equalities`."""

    strategy: Arm
    baseline: Arm
    about: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name in the design."""
        return f"{self.strategy.name}_at_{self.about['name']}"

    def arm(self, setting: Scaling) -> Arm:
        """The strategy with so much; as named, it is the same run."""
        means = {"beside": self.baseline.content, "scaled": list(self.about["scaled"]), **setting._asdict()}
        content = self.strategy.content if setting == AS_NAMED else {**self.strategy.content, "means": means}
        return Arm(self.name, f"{self.strategy.label} ({self.about['label']})", content)

    def entry(self, tried: Mapping[Scaling, float]) -> dict[str, Any]:
        """What the manifest keeps of the search: the setting nearest to the baseline, and how near it came in pilot runs."""
        best = nearest(tried)
        off = tried[best] - 1.0
        return {
            "name": self.name,
            "strategy": self.strategy.name,
            "at": self.about["name"],
            "label": self.about["label"],
            "counted": self.about["counted"],
            "measures": list(self.about["measures"]),
            **best._asdict(),
            "as_named": tried[AS_NAMED],
            "reached": tried[best],
            "tolerance": TOLERANCE,
            "within": abs(off) <= TOLERANCE,
            "trials": [[*setting, ratio] for setting, ratio in tried.items()],
        }


Ratios = Callable[[Sequence[tuple[Arm, Sequence[str]]]], list[float]]
"""Gives the totals of measures of some arms as ratios of the baseline's, by running them."""


def variants(experiment: Experiment, engine: Engine, design: Design) -> list[Variant]:
    """What the config asks for: of each strategy one for each equality."""
    asked = experiment.strategies
    rows = {row["name"]: row for row in engine.catalogue.equalities()} if asked.equal else {}
    chosen = asked.equal_of or asked.compare
    arms = [arm for arm in design.arms if arm.name in chosen]
    return [
        Variant(arm, design.arms[0], _narrowed(rows[at], arm, design.arms[0], engine)) for at in asked.equal for arm in arms
    ]


def _narrowed(about: Mapping[str, Any], arm: Arm, baseline: Arm, engine: Engine) -> Mapping[str, Any]:
    """An equality with the means alone of which a strategy can have more than the baseline: what scales nothing else is one run."""
    if not hasattr(engine, "means_apart"):
        return about
    apart = engine.means_apart(arm, baseline)
    return {**about, "scaled": [one for one in about["scaled"] if one in apart]}


def with_variants(design: Design, wanted: Sequence[Variant], entries: Sequence[Mapping[str, Any]]) -> Design:
    """The design with an arm for each variant that was found."""
    found = {entry["name"]: Scaling(entry["factor"], entry["local"]) for entry in entries}
    arms = [one.arm(found[one.name]) for one in wanted if one.name in found]
    return dataclasses.replace(design, arms=(*design.arms, *arms))


def pilot(design: Design) -> Design:
    """The few blocks of a design in which settings are tried: the first ones, so that what runs as named is not run for this."""
    each = max(1, PILOTS // len(design.points))
    worlds = [min(each, design.replications_of(point)) if point < WORLDS else 0 for point in range(len(design.points))]
    return dataclasses.replace(design, replications=worlds, again=False)


def ratios_of(runs: pd.DataFrame, design: Design, asked: Sequence[tuple[Arm, Sequence[str]]]) -> list[float]:
    """Totals of arms over the baseline's, from the blocks in which both are done, each world counting once; NaN where none is.

    Args:
        runs: stored runs, by their id.
        design: the pilot, the baseline's arm first.
        asked: arms, and the measures whose sum is the total.
    """
    found = []
    for arm, measures in asked:
        rows = [list(dataclasses.replace(design, arms=(one,)).rows()) for one in (design.arms[0], arm)]
        base, own = (
            runs.reindex(index=[row.run for row in some], columns=list(measures)).sum(axis=1, skipna=False).to_numpy(float)
            for some in rows
        )
        points = [row.block.point for row in rows[0]]
        pairs = pd.DataFrame({"base": base, "own": own}, points).dropna().groupby(level=0).mean().sum()  # each world once
        found.append(float(pairs["own"] / pairs["base"]) if pairs["base"] > 0.0 else math.nan)
    return found


def settle(wanted: Sequence[Variant], ratios: Ratios) -> list[dict[str, Any]]:
    """Search for all variants at once, a trial of each in a round; entries for the manifest, without those nothing is known of."""
    measures = {one.name: one.about["measures"] for one in wanted}
    named = ratios([(one.strategy, measures[one.name]) for one in wanted])
    tried = {one.name: {AS_NAMED: ratio} for one, ratio in zip(wanted, named, strict=True)}
    searches = {one.name: search(tried[one.name][AS_NAMED], one.about) for one in wanted}
    asking = {one.name: (one, next(searches[one.name], None)) for one in wanted if math.isfinite(tried[one.name][AS_NAMED])}
    while trials := [(one, setting) for one, setting in asking.values() if setting is not None]:
        got = ratios([(one.arm(setting), measures[one.name]) for one, setting in trials])
        asking = {}
        for (one, setting), ratio in zip(trials, got, strict=True):
            if math.isfinite(ratio):
                tried[one.name][setting] = ratio
                asking[one.name] = one, _sent(searches[one.name], ratio)
    return [one.entry(tried[one.name]) for one in wanted if math.isfinite(tried[one.name][AS_NAMED])]


def nearer(
    wanted: Sequence[Variant], entries: Sequence[dict[str, Any]], ratios: Ratios, last: bool = False
) -> list[dict[str, Any]] | None:
    """Entries with a further step where pilot runs came near enough and all runs do not; None where none is to be moved.

    Args:
        wanted: the variants.
        entries: what was found of each; what all runs showed of a setting is added as `whole`, as trials are.
        ratios: gives the totals over all runs.
        last: take no step, but the setting tried that is nearest.
    """
    near = [(one, entry) for one in wanted for entry in entries if entry["name"] == one.name and entry["within"]]
    settings = [Scaling(entry["factor"], entry["local"]) for _, entry in near]
    arms = [*(one.strategy for one, _ in near), *(one.arm(now) for (one, _), now in zip(near, settings, strict=True))]
    got = ratios([(arm, one.about["measures"]) for arm, (one, _) in zip(arms, [*near, *near], strict=True)])
    moved = {}
    for (one, entry), now, first, ratio in zip(near, settings, got[: len(near)], got[len(near) :], strict=True):
        if not abs(ratio - 1.0) > TOLERANCE:  # near enough, or of no run
            continue
        whole = {AS_NAMED: first} | {Scaling(*at): of for *at, of in entry.get("whole", [])} | {now: ratio}
        setting = nearest(whole) if last else _moved_on(one.about, now, whole, entry["trials"])
        if setting != now:
            moved[one.name] = {**entry, **setting._asdict(), "whole": [[*at, of] for at, of in whole.items()]}
    return [moved.get(entry["name"], entry) for entry in entries] if moved else None


def _moved_on(
    about: Mapping[str, Any], now: Scaling, whole: Mapping[Scaling, float], trials: Sequence[Sequence[float]]
) -> Scaling:
    """A setting moved by what its total lacks: along the line through all runs, or through pilot runs; else by a first step."""
    by_local, low, high = now.local != 0.0, about["local_low"], about["local_high"]
    lacking = 1.0 - whole[now]
    for known in ([[*at, of] for at, of in whole.items()], trials):
        line = {local if by_local else factor: of for factor, local, of in known
                if (factor == now.factor if by_local else local == 0.0)}  # fmt: skip
        slope = linear_regression(list(line), list(line.values())).slope if len(line) > 1 else 0.0
        if slope and by_local:
            return Scaling(now.factor, round(min(high, max(low, now.local + lacking / slope)), DIGITS))
        if slope:
            return Scaling(round(min(MOST_TIMES, max(0.0, now.factor + lacking / slope)), DIGITS), now.local)
    return Scaling(now.factor, _first_local(about, lacking))


def _first_local(about: Mapping[str, Any], lacking: float) -> float:
    """The first share of officers that is moved, from local work where something is lacking, else back."""
    return round(math.copysign(FIRST_STEP * min(-about["local_low"], about["local_high"]), lacking), DIGITS)


def _sent(searching: Generator[Scaling, float, None], ratio: float) -> Scaling | None:
    """The next setting that a search tries, once it has the ratio of the last; None where it ends."""
    try:
        return searching.send(ratio)
    except StopIteration:
        return None


def search(named: float, about: Mapping[str, Any]) -> Generator[Scaling, float, None]:
    """Settings to try, one after another, each answered by its ratio: first the factor, then officers of local work.

    Args:
        named: the ratio as named.
        about: the bounds of what can be moved from local work.
    """
    if abs(named - 1.0) <= CLOSE:
        return
    known = {1.0: named}
    if about.get("scaled", True):
        known[0.0] = yield Scaling(0.0, 0.0)
        if known[0.0] != named:
            yield from _seek(known, 0.0, MOST_TIMES, lambda factor: Scaling(factor, 0.0))
        else:
            del known[0.0]  # nothing to scale: it keeps what it has
    factor = nearest(known)
    if abs(known[factor] - 1.0) <= CLOSE or 0.0 < factor < 1.0:
        return
    low, high = about["local_low"], about["local_high"]
    moved = {0.0: known[factor]}
    first = _first_local(about, 1.0 - known[factor])
    moved[first] = yield Scaling(factor, first)
    yield from _seek(moved, low, high, lambda local: Scaling(factor, local))


def _seek(
    known: dict[float, float], low: float, high: float, make: Callable[[float], Scaling]
) -> Generator[Scaling, float, None]:
    """Go from the nearest value along the line through all that are known until one is close.

    Totals are nearly straight in what is moved, and a line through all of them is not turned round by the luck of two.
    """
    for _ in range(MOST_TRIALS):
        one = nearest(known)
        slope = linear_regression(list(known), list(known.values())).slope
        if abs(known[one] - 1.0) <= CLOSE or slope == 0.0:
            return
        value = round(min(high, max(low, one + (1.0 - known[one]) / slope)), DIGITS)
        if value in known:  # an end
            return
        known[value] = yield make(value)


def nearest[Key](known: Mapping[Key, float]) -> Key:
    """The key whose ratio is nearest to 1."""
    return min(known, key=lambda key: abs(known[key] - 1.0))


def warnings(wanted: Sequence[Variant], entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the user must know: variants of which no pilot run was done, and those that could not be made equal."""
    known = {entry["name"] for entry in entries}
    missing = [f"{one.name}: no pilot run was done, so it is left out" for one in wanted if one.name not in known]
    unequal = [
        f"{entry['name']}: {100.0 * (entry['reached'] - 1.0):+.1f}% is the nearest that could be reached to the baseline's"
        for entry in entries
        if not entry["within"]
    ]
    return missing + unequal
