"""Which functions of the model read a declared number, found in the syntax tree of the sources."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent
DECLARING = {"parameters", "evidence.py", "catalogue.py", "readers.py"}  # these name everything and read nothing

type Function = ast.FunctionDef | ast.AsyncFunctionDef


class Reader(NamedTuple):
    """A function that reads a number: its dotted name, where it stands, and the first line of its docstring."""

    rule: str
    file: str
    line: int
    sentence: str


def of_field(group: str, field: str) -> list[Reader]:
    """List the functions that read a field of a group or lever; with an empty field, any field of it.

    A read is `p.group.field`, or `x.field` where `x` is named, annotated or assigned as the group.
    """
    return [reader for reader, reads in functions() if (group, field) in reads]


@cache
def functions() -> list[tuple[Reader, frozenset[tuple[str, str]]]]:
    """Give every function of the model with its reads, as pairs of group and field."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT)
        if relative.parts[0] in DECLARING:
            continue
        module = ".".join((ROOT.name, *relative.with_suffix("").parts))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, function in _functions_in(tree, module):
            sentence = (ast.get_docstring(function) or "").split("\n", 1)[0]
            reader = Reader(name, f"{ROOT.name}/{relative.as_posix()}", function.lineno, sentence)
            found.append((reader, frozenset(_reads(function))))
    return found


def _functions_in(tree: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}.{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions_in(node, f"{prefix}.{node.name}")
        else:
            yield from _functions_in(node, prefix)


def _reads(function: Function) -> Iterator[tuple[str, str]]:
    groups = _names_of_groups(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            for group in _group(node.value, groups):
                yield group, node.attr
                yield group, ""


def _names_of_groups(function: Function) -> dict[str, str]:
    """Give what local names stand for: arguments by their annotation, variables by what is assigned to them."""
    groups = {}
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        if isinstance(argument.annotation, ast.Name | ast.Attribute):
            annotation = argument.annotation
            groups[argument.arg] = snake_case(annotation.id if isinstance(annotation, ast.Name) else annotation.attr)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            groups |= {target.id: node.value.attr for target in node.targets if isinstance(target, ast.Name)}
    return groups


def _group(value: ast.expr, groups: dict[str, str]) -> set[str]:
    if isinstance(value, ast.Attribute):
        return {value.attr}
    if isinstance(value, ast.Name):
        return {value.id, groups.get(value.id, value.id)}
    return set()


def snake_case(name: str) -> str:
    """Give `early_help` for `EarlyHelp`."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")
