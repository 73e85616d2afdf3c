"""The order of the day, found in the sources: which phases a day calls, and which rules each of them comes to.

A rule stands under the step that comes to it first, so that a list made from this reads like the day itself, and a rule
that no step comes to is seen to be so.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DAY = ("sim.day", "step")
SECTIONS = r"\n\s*(Args|Returns|Raises|Attributes):"

type Place = tuple[str, str]


class Declared(NamedTuple):
    """A function of the model: module, name, how it is marked (rule, phase, kernel or nothing), its sentence, its calls."""

    module: str
    name: str
    marked: str
    sentence: str
    calls: tuple[Place, ...]


class Step(NamedTuple):
    """One call of the day: the number of its step (0: before the first), its phase, and the functions it comes to first."""

    number: int
    phase: Declared
    comes_to: tuple[Declared, ...]


def sentence_of(docstring: str | None) -> str:
    """What a docstring says on one line, without its sections of arguments and returns."""
    return " ".join(re.split(SECTIONS, docstring or "", maxsplit=1)[0].split())


@cache
def sources() -> dict[str, ast.Module]:
    """The syntax tree of every module of the model, by dotted name."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join((ROOT.name, *(parts[:-1] if parts[-1] == "__init__" else parts)))
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def functions() -> dict[Place, Declared]:
    """Every top-level function of the model, in the order of its module."""
    found = {}
    for module, tree in sources().items():
        known = _imported(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                marks = [d.id for d in node.decorator_list if isinstance(d, ast.Name)]
                marked = next((m for m in marks if m in ("rule", "phase", "kernel")), "")
                calls = tuple(_calls(node, module, known))
                found[module, node.name] = Declared(module, node.name, marked, sentence_of(ast.get_docstring(node)), calls)
    return found


def _imported(tree: ast.Module) -> dict[str, Place]:
    """What each imported name stands for: (module, name), or (module, "") where a module is imported."""
    known: dict[str, Place] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                known[alias.asname or alias.name] = (whole, "") if whole in sources() else (node.module, alias.name)
    return known


def _calls(function: ast.FunctionDef, module: str, known: dict[str, Place]) -> Iterator[Place]:
    """The functions that a function calls, in the order of the source."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        target = call.func
        if isinstance(target, ast.Name):
            yield known.get(target.id, (module, target.id))
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in known:
            yield known[target.value.id][0], target.attr


def reached_from(start: Place, seen: set[Place]) -> Iterator[Declared]:
    """The functions that one comes to, depth first in the order of the source, each once: those in `seen` are left out."""
    for place in functions()[start].calls:
        if place in functions() and place not in seen:
            seen.add(place)
            yield functions()[place]
            yield from reached_from(place, seen)


@cache
def steps() -> tuple[Step, ...]:
    """The calls of the day in order; one whose docstring names no step belongs to the step before it."""
    seen: set[Place] = set()
    found, number = [], 0
    for place in functions()[DAY].calls:
        if place not in functions() or functions()[place].marked != "phase":
            continue
        seen.add(place)
        phase = functions()[place]
        named = re.match(r"Step (\d+)", phase.sentence)
        number = int(named[1]) if named else number
        found.append(Step(number, phase, tuple(reached_from(place, seen))))
    return tuple(found)


@cache
def rules() -> tuple[Declared, ...]:
    """Every rule of `sim.rules`, in the order of the modules."""
    return tuple(f for f in functions().values() if f.module.startswith("sim.rules.") and f.marked == "rule")


def rules_apart() -> list[Declared]:
    """Rules that no step of the day comes to: those of the founding, and those that nothing calls."""
    met = {(one.module, one.name) for step in steps() for one in step.comes_to}
    return [one for one in rules() if (one.module, one.name) not in met]


@cache
def purposes() -> tuple[str, ...]:
    """The named purposes of luck, in alphabetical order."""
    names = set()
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "purpose" and node.args:
                value = node.args[0]
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    names.add(value.value)
    return tuple(sorted(names))
