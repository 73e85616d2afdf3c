"""Who reads a declared number: functions, found in the syntax tree of the sources, and strategies that name it."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.documents import sources
from sim.evidence import declarations
from sim.parameters import Parameters
from sim.policy import presets
from sim.policy.component import Component
from sim.policy.levers import COMPONENTS
from sim.policy.strategies import STRATEGIES, Level, Strategy, flat, steps

DECLARING = {"parameters", "evidence", "documents"}  # these name everything and read nothing
FLAT = "numbers"
"""What holds all parameters by their flat names: `numbers["name"]` reads one, `numbers[name]` any that can be named."""

type Read = tuple[str, str]


class Reader(NamedTuple):
    """What reads a number: a function's dotted name, or `strategy` and its name; where it stands, and what it says of itself."""

    rule: str
    file: str
    line: int
    sentence: str


def readers_of_field(group: str, field: str) -> list[Reader]:
    """List what reads a field of a group or lever; with an empty field, any field of it.

    A read is `p.group.field`, or `x.field` where `x` is named, annotated or assigned as the group, both also with
    `["field"]`; of a parameter also `numbers["field"]`, and its name in a strategy that ships.
    """
    found = [reader for reader, reads in functions() if (group, field) in reads]
    known = declarations(Parameters)
    return found + (strategies().get(field, []) if field in known and known[field].group == group else [])


@cache
def strategies() -> dict[str, list[Reader]]:
    """Give the presets that name a parameter in a setting of their own (not of their base), by the parameter's name.

    What is named may be worked out from parameters (the officers that money pays for): then those count as named.
    """
    path = Path(inspect.getfile(presets))
    lines = {node.value: node.lineno for node in ast.walk(sources.tree_of(path)) if isinstance(node, ast.Constant)}
    worked_out = dict(sources.functions_in(sources.tree_of(Path(inspect.getfile(flat)))))[flat.__name__]
    made_of = {field for _, field in _reads(worked_out) if field in declarations(Parameters)}
    found: dict[str, list[Reader]] = {}
    for one in STRATEGIES.values():
        named: dict[str, dict[str, None]] = {}
        for component, name in _named(one):
            for parameter in [name] if name in declarations(Parameters) else sorted(made_of):
                named.setdefault(parameter, {})[component] = None
        for parameter, components in named.items():
            said = f"{one.label} ({', '.join(components)})"
            file = f"{presets.__name__.replace('.', '/')}.py"
            found.setdefault(parameter, []).append(Reader(f"strategy {one.name}", file, lines[one.label], said))
    return found


def _named(strategy: Strategy) -> Iterator[tuple[str, str]]:
    """Give each component that a strategy sets by a name, as lever.component, with the name."""
    for change in strategy.changes:
        for lever, values in change.settings.items():
            for component, value in values.items():
                place = f"{lever}.{component}"
                if isinstance(value, Level):
                    yield place, value.parameter
                elif value in getattr(COMPONENTS[place], "named", ()):
                    yield place, str(value)


def _nameable() -> set[str]:
    """Names of parameters that a strategy names or may name, and of what a step to these starts from."""
    takes = {name for about in COMPONENTS.values() if isinstance(about, Component) for name in about.named}
    return {*steps(), *steps().values(), *takes} | {name for one in STRATEGIES.values() for _, name in _named(one)}


def _priced() -> set[str]:
    """Names of the prices of what components say is billed, or bought by councils."""
    components = [about for about in COMPONENTS.values() if isinstance(about, Component)]
    return {about.costs for about in components if about.bill or about.bought}


@cache
def functions() -> list[tuple[Reader, frozenset[Read]]]:
    """Give every function of the model with its reads, as pairs of group and field."""
    found = []
    for one in sources.functions().values():
        if one.file.split("/")[1] not in DECLARING:
            sentence = (ast.get_docstring(one.node) or "").split("\n", 1)[0]
            reader = Reader(f"{one.module}.{one.name}", one.file, one.node.lineno, sentence)
            found.append((reader, frozenset(_reads(one.node))))
    return found


def _reads(function: ast.AST) -> Iterator[Read]:
    groups = _names_of_groups(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Attribute | ast.Subscript) or not isinstance(node.ctx, ast.Load):
            continue
        name = _part(node)
        if FLAT in _group(node.value, {}):
            yield from _of_parameters({name} if name else _priced() if _slice_of(node) == "costs" else _nameable())
        elif name:
            for group in _group(node.value, groups):
                yield group, name
                yield group, ""


def _of_parameters(names: set[str]) -> Iterator[Read]:
    """Give those of the names that are parameters', each with its group."""
    known = declarations(Parameters)
    for name in names & set(known):
        yield known[name].group, name


def _part(node: ast.expr) -> str:
    """Give the name that is looked up in `x.name` and `x["name"]`; empty in all else."""
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def _slice_of(node: ast.expr) -> str:
    """Give the attribute by which something is looked up: `costs` in `numbers[about.costs]`."""
    return node.slice.attr if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Attribute) else ""


def _names_of_groups(function: ast.AST) -> dict[str, str]:
    """Give what local names stand for: arguments by their annotation, variables by what is assigned to them."""
    groups = {}
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name | ast.Attribute):
            annotation = node.annotation
            groups[node.arg] = snake_case(annotation.id if isinstance(annotation, ast.Name) else annotation.attr)
        elif isinstance(node, ast.Assign) and _part(node.value):
            groups |= {target.id: _part(node.value) for target in node.targets if isinstance(target, ast.Name)}
    return groups


def _group(value: ast.expr, groups: dict[str, str]) -> set[str]:
    if _part(value):
        return {_part(value)}
    if isinstance(value, ast.Name):
        return {value.id, groups.get(value.id, value.id)}
    return set()


def snake_case(name: str) -> str:
    """Give `early_help` for `EarlyHelp`."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")
