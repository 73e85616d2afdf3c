"""What is wrong with an input, as data: `Problem`, and `Refused`, the one exception of the model that carries them."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

type Path = tuple[str | int, ...]
"""Keys and positions that lead to a value."""

PART = 5
"""Letters of a name that say which is meant."""
LONGEST = 60
"""Characters of a value that are quoted."""


class Problem(NamedTuple):
    """One reason why an input cannot be meant: where it stands, what was found, what was expected, the nearest valid name."""

    path: Path
    found: str
    expected: str
    nearest: str = ""

    def within(self, *keys: str | int) -> "Problem":
        """The same problem, seen from further out."""
        return self._replace(path=(*keys, *self.path))

    def __str__(self) -> str:
        """One line for people."""
        key = f"{dotted(self.path)}: " if self.path else ""
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{key}found {self.found}, expected {self.expected}{hint}"


class Refused(ValueError):
    """An input cannot be meant; `problems` has every reason, each once."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        """A line for each problem."""
        return "\n".join(map(str, self.problems))


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Add what is refused within to `problems`, and go on."""
    try:
        yield
    except Refused as refused:
        problems += refused.problems


def unknown(name: object, known: Iterable[str], expected: str, path: Path = ()) -> Problem:
    """The problem of a name that nothing has."""
    return Problem(
        path, f"the unknown name {shown(name)}", expected, closest(str(name), known) if isinstance(name, str) else ""
    )


def dotted(path: Path) -> str:
    """A path as one writes it: `strategies.compare[2]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{printable(key)}" if text else printable(key)
    return text


def printable(text: str) -> str:
    """A text with its control characters written out."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def shown(value: Any) -> str:
    """A value as it is quoted: as TOML has it, and short."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = f'"{printable(value)}"'
    elif isinstance(value, Mapping):
        text = "a table" if value else "an empty table"
    elif isinstance(value, list | tuple) and not value:
        text = "an empty list"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join("a list" if isinstance(one, list) else shown(one) for one in value[:LONGEST]) + "]"
    elif isinstance(value, int) and abs(value) >= 10**LONGEST:
        text = "a number of too many digits"
    else:
        text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def closest(name: str, known: Iterable[str]) -> str:
    """The known name nearest to what was typed, or nothing where none is near.

    So is one typed otherwise (`Early-Help`), by its last part (`acceptance` for `tasking.acceptance`), or by a part that no other
    has (`advocate` for `independent_advocate`).
    """
    names = list(known)
    name = name[: 2 * LONGEST]  # the search takes time with the square of the length
    by_case = [one for one in names if one.lower() == name.lower().replace("-", "_").replace(" ", "_")]
    whole = [one for one in names if "." not in one and len(name) >= PART and name in one]
    by_end = [one for one in names if one.rsplit(".", 1)[-1] == name]
    found = by_case or (whole if len(whole) == 1 else []) or difflib.get_close_matches(name, names, n=1, cutoff=0.55) or by_end
    return found[0] if found else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """Give '; did you mean ...?' for the likeliest of the known names, or nothing where none is near."""
    found = closest(name, known)
    return f"; did you mean {found!r}?" if found else ""
