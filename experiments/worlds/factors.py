"""What varies in an experiment, as factors: from a config and a model's catalogue, or from a folder's manifest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from experiments.config.sections import Experiment
from experiments.protocol.engine import Engine, Told
from experiments.statistics.bootstrap import Array
from experiments.worlds.asked import STRUCTURES
from experiments.worlds.inputs import DUMMY, Factor, draw, dummy, from_evidence, from_switch

OTHERS = "group:all_others"


def chosen(
    parameters: Iterable[Mapping[str, Any]],
    structures: Iterable[Mapping[str, Any]],
    given: Mapping[str, Any],
    switches: Mapping[str, Any],
    vary: Sequence[str] = (),
    hold: Sequence[str] = (),
) -> list[Factor]:
    """The factors of a design in the catalogue's order, the dummy last.

    Args:
        parameters: rows of the catalogue.
        structures: rows of its switches.
        given: the config's `[parameters]`: a number holds a parameter, a range varies it.
        switches: the config's `world.structure`: a name holds a switch, a list varies it.
        vary: what to vary; where empty, the ranges and lists of the config, and where there are none, everything.
        hold: what to keep at its best value.

    Raises:
        ValueError: when nothing is left to vary.
    """
    ranges = {name for name, value in given.items() if value == "range" or _is_range(value)}
    lists = {name for name, value in switches.items() if isinstance(value, list)}
    wanted = list(vary) or [*ranges, *lists]
    factors = []
    for row in parameters:
        fixed = row["name"] in given and row["name"] not in ranges
        asked = not wanted or row["name"] in ranges or _named(row["name"], str(row["group"]), str(row["basis"]), wanted)
        if asked and not fixed and not _named(row["name"], str(row["group"]), str(row["basis"]), hold):
            factors.append(_narrowed(row, given.get(row["name"])))
    for row in structures:
        fixed = isinstance(switches.get(row["name"]), str)
        asked = not wanted or row["name"] in lists or _named(row["name"], STRUCTURES, "structural", wanted)
        if asked and not fixed and not _named(row["name"], STRUCTURES, "structural", hold):
            alternatives = switches.get(row["name"])
            factors.append(from_switch(dict(row) | ({"choices": alternatives} if isinstance(alternatives, list) else {})))
    if not factors:
        raise ValueError("nothing varies: no parameter and no switch is left")
    return [*factors, dummy()]


def of_manifest(manifest: Mapping[str, Any]) -> list[Factor]:
    """The factors of a folder as run, in the order of its design."""
    config = manifest["config"]
    varying = set(manifest["varying"])
    rows = [row for row in manifest["parameters"] if row["name"] in varying]
    switches = [row for row in manifest["structures"] if row["name"] in varying]
    names = [row["name"] for row in (*rows, *switches)]
    return chosen(rows, switches, config.get("parameters", {}), config["world"].get("structure", {}), vary=names)


def best_point(factors: Sequence[Factor], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Every factor at its best value, switches at the model's default, the dummy in the middle."""
    return {f.name: (defaults.get(f.name, f.choices[0]) if f.choices else f.best) for f in factors if f.name != DUMMY} | {
        DUMMY: 0.5
    }


def sets_of(factors: Sequence[Factor], alone: Sequence[str], groups: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Sets that get an index: factors on their own, all others together, the dummy, processes and bases of evidence."""
    real = [f for f in factors if f.name != DUMMY]
    sets: list[tuple[str, tuple[str, ...]]] = [(f.name, (f.name,)) for f in real if f.name in alone]
    others = tuple(f.name for f in real if f.name not in alone)
    if others and alone:
        sets.append((OTHERS if len(others) > 1 else others[0], others))
    sets.append((DUMMY, (DUMMY,)))
    for kind, of in (("process", lambda f: f"group:{f.group}"), ("basis", lambda f: f"basis:{f.basis}")):
        if kind in groups:
            names = list(dict.fromkeys(of(f) for f in real))
            found = [(name, tuple(f.name for f in real if of(f) == name)) for name in names]
            taken = {members for _, members in sets}
            sets += [one for one in found if len(names) > 1 and one[1] not in taken]
    return tuple(sets)


def label_of(members: Sequence[str], factors: Sequence[Factor]) -> str:
    """The name of a set of factors, as `sets_of` gave it."""
    if len(members) == 1:
        return members[0]
    groups, bases = ({getattr(f, kind) for f in factors if f.name in members} for kind in ("group", "basis"))
    for kind, names in (("group", groups), ("basis", bases)):
        if len(names) == 1:
            whole = tuple(f.name for f in factors if getattr(f, kind) in names and f.name != DUMMY)
            if whole == tuple(members):
                return f"{kind}:{names.pop()}"
    return OTHERS


def _named(name: str, group: str, basis: str, wanted: Sequence[str]) -> bool:
    return name in wanted or group in wanted or f"group:{group}" in wanted or f"basis:{basis}" in wanted


def _is_range(value: Any) -> bool:
    keys = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    return "low" in keys and "high" in keys


def _narrowed(row: Mapping[str, Any], given: Any) -> Factor:
    """The factor of a parameter, or of a config's own range for it, which is drawn evenly."""
    own = from_evidence(row)
    if not _is_range(given):
        return own
    limits = given if isinstance(given, Mapping) else given.__dict__
    low, high = float(limits["low"]), float(limits["high"])
    best = min(max(own.best, low), high)
    return Factor(
        own.name, "uniform", limits.get("scale", "linear"), low, best, high, group=own.group, basis=own.basis, whole=own.whole
    )


def nothing_varies(experiment: Experiment, engine: Engine) -> Iterator[Told]:
    """A problem where no parameter and no switch is left to vary."""
    try:
        factors_of(experiment, engine)
    except ValueError as error:
        yield (experiment.kind, "vary"), str(error), "a parameter or a switch that is not held", ""


def factors_of(experiment: Experiment, engine: Engine) -> list[Factor]:
    """What the experiment varies."""
    catalogue, settings = engine.catalogue, experiment.own
    return chosen(
        catalogue.parameters(),
        catalogue.structures(),
        experiment.parameters,
        experiment.world.structure,
        settings.vary,
        settings.hold,
    )


def points_from(factors: Sequence[Factor], unit: Array) -> list[dict[str, Any]]:
    """Points of a design in the unit cube, each factor at its own quantile."""
    columns = {name: values.tolist() for name, values in draw(factors, unit).items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
