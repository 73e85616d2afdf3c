"""What varies in an experiment, as factors: from a config and a model's catalogue, or from a folder's manifest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from experiments.config.sections import Experiment
from experiments.design.inputs import Factor, dummy, from_parameter, from_switch, own_range
from experiments.protocol.design import DUMMY
from experiments.protocol.engine import Engine, InputProblem
from experiments.worlds.asked import STRUCTURES

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
    ranges = {name for name, value in given.items() if value == "range" or own_range(value)}
    lists = {name for name, value in switches.items() if isinstance(value, list)}
    wanted = list(vary) or [*ranges, *lists]
    factors = []
    for row in parameters:
        fixed = row["name"] in given and row["name"] not in ranges
        asked = not wanted or row["name"] in ranges or _named(row["name"], str(row["group"]), str(row["basis"]), wanted)
        if asked and not fixed and not _named(row["name"], str(row["group"]), str(row["basis"]), hold):
            factors.append(from_parameter(row, given.get(row["name"])))
    for row in structures:
        fixed = isinstance(switches.get(row["name"]), str)
        asked = not wanted or row["name"] in lists or _named(row["name"], STRUCTURES, "structural", wanted)
        if asked and not fixed and not _named(row["name"], STRUCTURES, "structural", hold):
            factors.append(from_switch(row, switches.get(row["name"])))
    if not factors:
        raise ValueError("nothing varies: no parameter and no switch is left")
    return [*factors, dummy()]


def from_manifest(manifest: Mapping[str, Any]) -> list[Factor]:
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


def nothing_varies(experiment: Experiment, engine: Engine) -> Iterator[InputProblem]:
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
