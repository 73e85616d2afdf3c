"""Every name of a config against the model's own catalogue, and every value against its evidence range."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any, TypeGuard

from experiments.config.days import days_of, outside
from experiments.config.toml_lines import Path as Keys
from experiments.protocol.design import AGAIN, Arm
from experiments.protocol.engine import Engine
from experiments.protocol.kinds import KINDS
from experiments.protocol.problems import nearest, shown

Add = Callable[..., None]
SPECIAL = ("based_on", "label", "starts", "ramp_days", "areas", "source")
DATES_OF_WEEKS = ("intensification_weeks", "dates")
"""What a lever takes that is not a number or a choice: the model looks at it."""
OF_ONE_LEVER = ("starts", "ramp_days", "areas")


def check_names(table: Mapping[str, Any], engine: Engine, add: Add) -> None:
    """Report every unknown name and every value outside its range, whatever else is wrong with the table.

    Args:
        table: the config as TOML gives it; parts of a wrong shape are passed over (the shape is reported elsewhere).
        engine: the model whose catalogue has the names.
        add: takes keys, found, expected and the nearest valid name.
    """
    catalogue = engine.catalogue
    _world(_table(table, "world"), catalogue, add)
    _parameters(_table(table, "parameters"), catalogue, add)
    _strategies(table, engine, add)
    _measures(table, catalogue, add)
    _replications(table, add)
    kind = KINDS.get(str(table.get("kind")))
    extra = kind.function("problems") if kind and _importable(kind.problems) else None
    if extra is not None:
        for keys, found, expected, near in extra(table, catalogue):
            add(keys, found, expected, near)
    if table.get("kind") == "sweep":
        _swept(_table(table, "sweep"), engine, add)


def _swept(sweep: Mapping[str, Any], engine: Engine, add: Add) -> None:
    """Words among the values of swept components, of which only the model knows whether a component takes them."""
    rows = {row["name"]: row for row in engine.catalogue.levers()}
    based_on = _names(engine.catalogue.strategies())[0]
    for lever, components in sweep.items():
        for component, values in components.items() if isinstance(components, Mapping) else ():
            judged = f"{lever}.{component}" in rows and not rows[f"{lever}.{component}"].get("choices")
            for place, value in enumerate(values) if judged and isinstance(values, list) else ():
                content = {"based_on": based_on, lever: {component: value}}
                if isinstance(value, str) and (said := _refused("swept", content, engine)):
                    add(("sweep", lever, component, place), shown(value), *_expected(said))


def _importable(reference: str) -> bool:
    import importlib.util

    return bool(reference) and importlib.util.find_spec(reference.partition(":")[0]) is not None


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _names(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(row["name"]) for row in rows]


def _listed(value: Any, keys: Keys) -> Iterator[tuple[Keys, Any]]:
    """Each value with its place: a list's items, or the one value itself."""
    if isinstance(value, list):
        yield from (((*keys, place), item) for place, item in enumerate(value))
    else:
        yield keys, value


def _known(value: Any, keys: Keys, valid: list[str], many: str, add: Add) -> bool:
    """Whether a value is one of the names; reported when it is another text (what is no text is reported elsewhere)."""
    if not isinstance(value, str):
        return False
    if value in valid:
        return True
    command = "parameters" if many == "structures" else many  # switches are listed with them
    listed = ": " + ", ".join(valid) if len(valid) <= 8 else f" (`countylines {command}` lists them)"
    add(keys, f"the unknown name {shown(value)}", f"one of the {many}{listed}", nearest(value, valid))
    return False


def _world(world: Mapping[str, Any], catalogue: Any, add: Add) -> None:
    scenarios = _names(catalogue.scenarios())
    given = world.get("scenario", [])
    seen = set()
    for keys, value in _listed(given, ("world", "scenario")):
        _known(value, keys, scenarios, "scenarios", add)
        if isinstance(value, str) and value in seen:
            add(keys, f"{shown(value)} twice", "each scenario once")
        seen.add(str(value))
    if given == [] and "scenario" in world:
        add(("world", "scenario"), "an empty list", "at least one scenario")
    choices = {row["name"]: list(row["choices"]) for row in catalogue.structures()}
    for name, value in _table(world, "structure").items():
        place: Keys = ("world", "structure", name)
        if _known(name, place, list(choices), "structures", add):
            if value == []:
                add(place, "an empty list", "at least one alternative")
            for item, one in _listed(value, place):
                if isinstance(one, str) and one not in choices[name]:
                    add(item, shown(one), "one of " + ", ".join(choices[name]), nearest(one, choices[name]))


def _parameters(parameters: Mapping[str, Any], catalogue: Any, add: Add) -> None:
    rows = {row["name"]: row for row in catalogue.parameters()}
    switches = _names(catalogue.structures())
    for name, value in parameters.items():
        keys: Keys = ("parameters", name)
        if name in switches:
            add(keys, f"the structural switch `{name}`", f"it in the table world.structure: structure = {{ {name} = … }}")
        elif _known(name, keys, list(rows), "parameters", add):
            for problem in parameter_problems(rows[name], value):
                add(keys, *problem)


def parameter_problems(row: Mapping[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a parameter's setting: outside the evidence range without a reason, or what no reason lifts."""
    reasoned = isinstance(value, Mapping) and bool(value.get("reason"))
    given = [value.get(key) for key in ("value", "low", "high")] if isinstance(value, Mapping) else [value]
    for number in (one for one in given if _is_number(one) and isfinite(one)):
        unit = f" {row['unit']}" if row.get("unit") else ""
        if impossible := _impossible(row, number):
            yield f"{number}, which no reason lifts", f"{impossible}{unit}: {row['hard_why']}"
        elif not row["low"] <= number <= row["high"] and not reasoned:
            basis = f" ({row['evidence_id']})" if row.get("evidence_id") else ""
            expected = f'{row["low"]:g} to {row["high"]:g}{unit}{basis}, or a reason: {{ value = {number}, reason = "…" }}'
            yield f"{number}, outside the evidence range", expected


def _impossible(row: Mapping[str, Any], number: float) -> str:
    """The hard bound that a number is beyond, in words, or nothing: an engine need not have any."""
    least, most = row.get("hard_low"), row.get("hard_high")
    if least is not None and number < least:
        return f"{least:g} or more"
    return f"{most:g} or less" if most is not None and number > most else ""


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _strategies(table: Mapping[str, Any], engine: Engine, add: Add) -> None:
    presets = _names(engine.catalogue.strategies())
    own = _table(table, "strategy")
    valid = presets + [name for name in own if name not in presets]
    section = _table(table, "strategies")
    baseline = section.get("baseline")
    _known(baseline, ("strategies", "baseline"), valid, "strategies", add)
    seen = {baseline: "the baseline"} if isinstance(baseline, str) else {}
    compared = section.get("compare", [])
    for keys, name in _listed(compared, ("strategies", "compare")) if isinstance(compared, list) else []:
        if _known(name, keys, valid, "strategies", add) and name in seen:
            add(keys, f"{shown(name)} twice", f"each strategy once ({shown(name)} is {seen[name]})")
        if isinstance(name, str):
            seen.setdefault(name, "named before")
    days = days_of(_table(table, "world"))
    used = set(seen) | _mentioned(_table(table, str(table.get("kind"))))
    for name, content in own.items():
        keys = ("strategy", name)
        if name in presets or name == AGAIN:
            add(keys, f"the name of a strategy that is there already, {shown(name)}", "a name of its own")
        elif name not in used and isinstance(content, Mapping):
            add(
                keys,
                f"a strategy that nothing asks for, {shown(name)}",
                "it in strategies.compare",
                nearest(name, map(str, seen)),
            )
        if isinstance(content, Mapping):
            _own(name, content, presets, engine, add)
            for where, found, expected in outside(content, days) if days else ():
                add((*keys, *where), found, expected)


def _mentioned(section: Mapping[str, Any]) -> set[str]:
    """Strings anywhere in the kind's own table: it may name strategies too."""
    found: set[str] = set()
    for value in section.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                found.add(one)
            elif isinstance(one, Mapping):
                found |= _mentioned(one)
    return found


def _own(name: str, content: Mapping[str, Any], presets: list[str], engine: Engine, add: Add) -> None:
    """An own strategy: its preset, its levers and components, and at last whether the model can make what is right of it."""
    wrong: set[Keys] = set()

    def noted(keys: Keys, *problem: str) -> None:
        wrong.add(keys[:2])
        add(("strategy", name, *keys), *problem)

    based_on = content.get("based_on")
    if based_on is None:
        noted(("based_on",), "no `based_on`", "the preset that it starts from")
    elif not isinstance(based_on, str):
        noted(("based_on",), shown(based_on), "the name of a preset, in quotes")
    elif based_on not in presets:
        noted(
            ("based_on",), f"the unknown name {shown(based_on)}", "one of `countylines strategies`", nearest(based_on, presets)
        )
    for problem in component_problems(content, engine.catalogue):
        noted(*problem)
    if ("based_on",) not in wrong:
        for problem in _by_the_model(name, _without(content, wrong), engine):
            noted(*problem)


def _without(content: Mapping[str, Any], wrong: set[Keys]) -> dict[str, Any]:
    """A strategy's table without what is wrong in it, and without levers of which nothing is left."""
    left: dict[str, Any] = {}
    for key, value in content.items():
        rest = {name: one for name, one in value.items() if (key, name) not in wrong} if isinstance(value, Mapping) else value
        if (key,) not in wrong and (rest == value or any(name not in OF_ONE_LEVER for name in rest)):
            left[key] = rest
    return left


def _by_the_model(name: str, content: Mapping[str, Any], engine: Engine) -> Iterator[tuple[Any, ...]]:
    """What only the model can judge: each component alone, so that its own line is told; else the strategy as a whole."""
    own = own_content(content)
    if not (whole := _refused(name, own, engine)):
        for place, why in engine.idle(Arm(name, name, own)).items():
            lever, _, component = place.partition(".")
            idle = f"{shown(own[lever][component])}, which changes nothing {why.partition(':')[0]}"
            yield (lever, component), idle, "that set too, or this left out", ""
        return
    alone = {key: value for key, value in own.items() if not isinstance(value, Mapping)}
    found = False
    for lever, components in own.items():
        if isinstance(components, Mapping) and components and set(components) <= set(OF_ONE_LEVER):
            found = True
            yield (lever,), "no component", "one component or more, since without any the lever changes nothing"
            continue
        for component, value in components.items() if isinstance(components, Mapping) else ():
            timing = {key: components[key] for key in OF_ONE_LEVER if key in components}
            if component in OF_ONE_LEVER or not (
                said := _refused(name, {**alone, lever: {**timing, component: value}}, engine)
            ):
                continue
            found = True
            yield (lever, component), shown(value), *_expected(said)
    if not found:
        yield from (((), said, "a strategy that the model can make", "") for said in whole.splitlines())


def _refused(name: str, content: Mapping[str, Any], engine: Engine) -> str:
    """Why the model does not make a strategy; nothing where it does."""
    try:
        engine.check(Arm(name, name, content))
    except (ValueError, TypeError) as error:
        return str(error)
    return ""


def _expected(said: str) -> tuple[str, str]:
    """What the model expected of a value, and the nearest name, from what it said when it refused it."""
    said, _, near = said.partition("; did you mean ")
    for phrase in (": it takes ", " is not a list of ", " is not one of "):
        _, found, after = said.partition(phrase)
        if found:
            said = {" is not a list of ": "a list of ", " is not one of ": "one of "}.get(phrase, "") + after
    return said, near.strip("?'")


def own_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """What of an own strategy's table decides results: all but its label."""
    return {key: value for key, value in content.items() if key not in ("label", "source")}


def component_problems(content: Mapping[str, Any], catalogue: Any) -> Iterator[tuple[Any, ...]]:
    """Problems of a table of levers, as keys within it, found, expected, nearest."""
    rows = {row["name"]: row for row in catalogue.levers()}
    levers = list(dict.fromkeys(row["lever"] for row in rows.values()))
    areas = [row["name"] for row in catalogue.areas()]
    for lever, components in content.items():
        if lever in SPECIAL:
            yield from _special((lever,), lever, components, areas)
        elif lever not in levers:
            near = nearest(lever, [*levers, *SPECIAL, *rows])
            yield (lever,), f"the unknown name `{lever}`", "a lever (`countylines levers`) or " + ", ".join(SPECIAL[:-1]), near
        elif not isinstance(components, Mapping):
            yield (lever,), shown(components), f"components of the lever, like {_example(lever, rows)}", ""
        else:
            for component, value in components.items():
                keys: Keys = (lever, component)
                if keys == DATES_OF_WEEKS:
                    continue  # whether they are dates the model says
                if component in OF_ONE_LEVER:
                    yield from _special(keys, component, value, areas)
                elif f"{lever}.{component}" not in rows:
                    own = [n.partition(".")[2] for n, row in rows.items() if row["lever"] == lever] + list(OF_ONE_LEVER)
                    yield keys, f"the unknown name `{component}`", f"one of {', '.join(own)}", nearest(component, own)
                else:
                    yield from ((keys, *problem, "") for problem in lever_problems(rows[f"{lever}.{component}"], value))


def _example(lever: str, rows: Mapping[str, Any]) -> str:
    return next(f"`{name} = {shown(row['idle'])}`" for name, row in rows.items() if row["lever"] == lever)


def lever_problems(row: Mapping[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a value of a lever's component."""
    choices = list(row.get("choices") or [])
    if choices:
        if value not in choices:
            yield shown(value), "one of " + ", ".join(f'"{c}"' for c in choices)
    elif isinstance(value, str):
        return  # a parameter's name, which stands for its value: the model knows which it takes
    elif not _is_number(value):
        yield shown(value), f"a number, {row['low']:g} to {row['high']:g} {row['unit']}"
    elif not row["low"] <= value <= row["high"]:
        yield f"{value}", f"{row['low']:g} to {row['high']:g} {row['unit']}"


def _special(keys: Keys, name: str, value: Any, areas: list[str]) -> Iterator[tuple[Any, ...]]:
    if name == "starts" and (not isinstance(value, date) or hasattr(value, "hour")):
        yield keys, shown(value), "a date like 2020-01-01, without quotes", ""
    elif name == "ramp_days" and (not _is_number(value) or value < 0):
        yield keys, shown(value), "a number of days, 0 or more", ""
    elif name in ("label", "source") and (not isinstance(value, str) or not value):
        yield keys, shown(value), "some text in quotes", ""
    elif name == "areas":
        if not isinstance(value, list) or not value:
            yield keys, shown(value), "a list of areas by their name", ""
            return
        for place, area in enumerate(value):
            if area not in areas:
                yield (*keys, place), f"the unknown name {shown(area)}", "the name of a force area", nearest(area, areas)


def _measures(table: Mapping[str, Any], catalogue: Any, add: Add) -> None:
    valid = _names(catalogue.measures())
    section = _table(table, "measures")
    primary = section.get("primary", [])
    seen: set[str] = set()
    for keys, name in _listed(primary, ("measures", "primary")) if isinstance(primary, list) else []:
        if _known(name, keys, valid, "measures", add) and name in seen:
            add(keys, f"{shown(name)} twice", "each measure once")
        seen.add(str(name))
    for name in _table(section, "matters"):
        _known(name, ("measures", "matters", name), valid, "measures", add)
    _output(table, catalogue, add)


def whole_only(catalogue: Any) -> dict[str, str]:
    """Measures that have no value by area, each with the reason."""
    return {row["name"]: row["whole_only"] for row in catalogue.measures() if row.get("whole_only")}


def _output(table: Mapping[str, Any], catalogue: Any, add: Add) -> None:
    """Measures by area: those that have no such value, and where nothing by area is kept."""
    section = _table(table, "output")
    by_area = section.get("by_area")
    valid, without = _names(catalogue.measures()), whole_only(catalogue)
    for keys, name in _listed(by_area, ("output", "by_area")) if isinstance(by_area, list) else []:
        if _known(name, keys, valid, "measures", add) and name in without:
            add(keys, f"{shown(name)}, which has no value by area: {without[name]}", "a measure that has one")
    kind = KINDS.get(str(table.get("kind")))
    series = section.get("series", kind.series if kind else None)
    if by_area is not None and series in ("national", "none"):
        found = "`by_area`, of which nothing is kept" + (f' with series = "{series}"' if "series" in section else "")
        add(("output", "by_area"), found, '`series = "areas"` beside it, or no `by_area`')


def _replications(table: Mapping[str, Any], add: Add) -> None:
    """Keys that only `precision` reads, and `precision` where it has no meaning."""
    section = _table(table, "replications")
    if "precision" not in section:
        for key in ("at_most", "pilot"):
            if key in section:
                add(("replications", key), f"`{key}` without `precision`", "`precision` beside it, or `number` in its place")
        return
    spread = [n for n, v in _table(table, "parameters").items() if v == "range" or (isinstance(v, Mapping) and "low" in v)]
    factors = [n for n, v in _table(_table(table, "world"), "structure").items() if isinstance(v, list)]
    if spread or factors:
        varied = ", ".join([*spread, *factors])
        expected = "`number`: precision is of computer noise, and here parameters vary"
        add(("replications", "precision"), f"`precision` while {varied} vary", expected)
    pilot, most = section.get("pilot", 20), section.get("at_most", 2000)
    if isinstance(pilot, int) and isinstance(most, int) and most < pilot:
        add(("replications", "at_most"), f"{most}, fewer than the pilot's {pilot}", f"{pilot} or more")
