"""The one reader of the model's own sources: syntax trees of its modules, and its functions with what each of them calls."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SECTIONS = r"\n\s*(Args|Returns|Raises|Attributes):"
MARKS = ("rule", "phase", "step", "kernel")

type Place = tuple[str, str]


class Function(NamedTuple):
    """A function or method of the model.

    Attributes:
        module: dotted name of its module.
        name: its name, of a method `Class.method`.
        file: its file, from the package's folder on.
        marked: `rule`, `phase`, `step`, `kernel` or nothing.
        node: its syntax tree.
        calls: the module and name of each function that it calls, in the order of the source.
    """

    module: str
    name: str
    file: str
    marked: str
    node: ast.FunctionDef
    calls: tuple[Place, ...]

    @property
    def sentence(self) -> str:
        """What its docstring says, on one line."""
        return sentence_of(ast.get_docstring(self.node))


def sentence_of(docstring: str | None) -> str:
    """What a docstring says on one line, without its sections of arguments and returns."""
    return " ".join(re.split(SECTIONS, docstring or "", maxsplit=1)[0].split())


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def modules() -> dict[str, Path]:
    """The file of every module of the model, by dotted name."""
    files = {path: path.relative_to(ROOT.parent).with_suffix("").parts for path in sorted(ROOT.rglob("*.py"))}
    return {".".join(parts).removesuffix(".__init__"): path for path, parts in files.items()}


@cache
def functions() -> dict[Place, Function]:
    """Every function of the model by module and name, in the order of its module."""
    found = {}
    for module, path in modules().items():
        known = _imported(tree_of(path))
        for name, node in functions_in(tree_of(path)):
            marks = [one.id for one in node.decorator_list if isinstance(one, ast.Name)]
            marked = next((mark for mark in marks if mark in MARKS), "")
            file = path.relative_to(ROOT.parent).as_posix()
            found[module, name] = Function(module, name, file, marked, node, tuple(_calls(node, module, known)))
    return found


def functions_in(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module by name, those of a class as `Class.method`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", node
        else:
            yield from functions_in(node, f"{prefix}{node.name}." if isinstance(node, ast.ClassDef) else prefix)


def _imported(tree: ast.Module) -> dict[str, Place]:
    """What each imported name stands for: (module, name), or (module, "") where a module is imported."""
    known: dict[str, Place] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                known[alias.asname or alias.name] = (whole, "") if whole in modules() else (node.module, alias.name)
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


@cache
def purposes() -> tuple[str, ...]:
    """The named purposes of luck, in alphabetical order."""
    names = set()
    for path in modules().values():
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Call(func=ast.Name(id="purpose"), args=[ast.Constant(value=str(name)), *_]):
                    names.add(name)
    return tuple(sorted(names))
