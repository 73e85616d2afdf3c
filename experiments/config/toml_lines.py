"""TOML text to its values and to the line of every key, table and array item."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from experiments.protocol.problems import Problem, Unusable
from sim.evidence.problems import Path, dotted, printable

DEEPEST = 40
"""Parts of a key, or tables and lists within one another: far more than any config has."""
LEAST, MOST = -(2**63), 2**63 - 1
"""Whole numbers of TOML."""


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The values of a TOML text.

    Raises:
        Unusable: with the line of what is not TOML: of its syntax, a whole number beyond 64 bits, or what is nested too deep.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise Unusable([Problem(file, line, "", f"text that is not TOML ({what})", "TOML 1.0")]) from None
    except ValueError:  # Python reads no number of so many digits
        line = next(at for at, one in enumerate(text.splitlines(), 1) if re.search(r"\d[\d_]{4000}", one))
        raise Unusable([Problem(file, line, "", "a number of too many digits", "a number of 64 bits")]) from None
    except RecursionError:
        raise Unusable([Problem(file, _deepest_line(text), "", *TOO_DEEP)]) from None
    if too_deep := [path for path, _ in _values(table) if len(path) > DEEPEST]:
        key = too_deep[0][0]
        raise Unusable([Problem(file, _deepest_line(text), printable(str(key)), *TOO_DEEP)])
    large = [path for path, value in _values(table) if isinstance(value, int) and not LEAST <= value <= MOST]
    if large:
        lines, expected = lines_of(text), "a number of 64 bits"
        problems = [(line_of(path, lines), dotted(path)) for path in large]
        raise Unusable([Problem(file, line, key, "a number of too many digits", expected) for line, key in problems])
    return table


TOO_DEEP = "arrays, tables or parts of a key nested too deep", f"at most {DEEPEST}"


def _deepest_line(text: str) -> int:
    """The line with most brackets and dots."""
    lines = text.splitlines() or [""]
    return max(range(len(lines)), key=lambda at: sum(map(lines[at].count, ".[{"))) + 1


def _values(table: Any) -> Iterator[tuple[Path, Any]]:
    """Every value with the keys that lead to it, down to where it is too deep."""
    left: list[tuple[Path, Any]] = [((), table)]
    while left:
        path, value = left.pop()
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        left += [((*path, key), part) for key, part in parts if len(path) <= DEEPEST]
        yield path, value


def decode(raw: bytes, file: str) -> str:
    """The text of a config file, which is UTF-8 (a byte order mark, as some editors write, is let pass).

    Raises:
        Unusable: with the line of the first byte that is not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unusable([Problem(file, line, "", "a byte that is not UTF-8", "a text file in UTF-8")]) from None


def lines_of(text: str) -> dict[Path, int]:
    """Line (from 1) of every key, table header and array item of a valid TOML text, by path of keys and positions."""
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    root = parser.parse(text.encode()).root_node
    lines: dict[Path, int] = {(): 1}
    tables: dict[Path, int] = {}  # arrays of tables: how many so far
    for node in root.children:
        if node.type == "pair":
            _pair(node, (), lines)
        elif node.type in ("table", "table_array_element"):
            keys = _keys(node.named_children[0])
            base = _through_arrays(keys, tables)
            if node.type == "table_array_element":
                lines.setdefault(base, node.start_point[0] + 1)
                tables[base] = tables.get(base, -1) + 1
                base = (*base, tables[base])
            _mark(base, node.start_point[0] + 1, lines)
            for child in node.named_children[1:]:
                if child.type == "pair":
                    _pair(child, base, lines)
    return lines


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest thing around it that stands in the file (a missing key: its table)."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _mark(path: Path, line: int, lines: dict[Path, int]) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], line)


def _through_arrays(keys: list[str], tables: dict[Path, int]) -> Path:
    path: Path = ()
    for key in keys[:-1]:
        path = (*path, key)
        if path in tables:
            path = (*path, tables[path])
    return (*path, keys[-1])


def _keys(node: Any) -> list[str]:
    if node.type == "dotted_key":
        return [key for child in node.named_children for key in _keys(child)]
    text = node.text.decode()
    if node.type == "quoted_key":
        return list(tomllib.loads(f"{text} = 0"))
    return [text]


def _pair(node: Any, base: Path, lines: dict[Path, int]) -> None:
    key, value = node.named_children[0], node.named_children[-1]
    path: Path = (*base, *_keys(key))
    _mark(path, node.start_point[0] + 1, lines)
    _value(value, path, lines)


def _value(node: Any, path: Path, lines: dict[Path, int]) -> None:
    if node.type == "array":
        items = [child for child in node.named_children if child.type != "comment"]
        for place, item in enumerate(items):
            lines[(*path, place)] = item.start_point[0] + 1
            _value(item, (*path, place), lines)
    elif node.type == "inline_table":
        for child in node.named_children:
            if child.type == "pair":
                _pair(child, path, lines)
