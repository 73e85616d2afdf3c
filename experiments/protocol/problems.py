"""What can be wrong with an input, as data: where, what was found, what was expected, the nearest name."""

from collections.abc import Iterable
from dataclasses import dataclass

EXIT_DONE, EXIT_SOME_FAILED, EXIT_UNUSABLE, EXIT_STOPPED = 0, 1, 2, 3


@dataclass(frozen=True, order=True)
class Problem:
    """One reason why a config, folder or argument can't be used.

    `file` is the name as the user gave it, `line` counts from 1 (0 where there is no line), `key` is the dotted key.
    """

    file: str
    line: int
    key: str
    found: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        """One line for people: `file:line: key: found X, expected Y; did you mean Z?`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f"{self.key}: " if self.key else ""
        found = f"found {self.found}, " if self.found else ""
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{place}: {key}{found}expected {self.expected}{hint}"


class Unusable(Exception):
    """The config, folder or arguments can't be used: every reason, none left out (exit 2)."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def because(cls, file: object, found: str, expected: str, nearest: str = "") -> "Unusable":
        """One reason, which has no line: `file` is a folder, a command or an option."""
        return cls([Problem(str(file), 0, "", found, expected, nearest)])


class Stopped(Exception):
    """The work stopped before its end with all finished runs kept (exit 3)."""
