"""How names and numbers of a folder's tables read in a sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WRITTEN = re.compile(r"(?<![\w.,])-?\d[\d,]*(?:\.\d+)?%?(?![\w])")


@dataclass(frozen=True)
class Reader:
    """How a folder's names read in a sentence.

    Attributes:
        main: the outcome that sentences are about, the first primary measure.
        baseline: the strategy compared with.
        outcome: a measure's label.
        strategy: a strategy's label.
        unit: a measure's unit.
        better: a measure's direction of good: up, down or empty.
        meaning: what an input is, in words; empty where nothing is known of it.
        cell: what a number is written as, given its table, its text, the value that the table holds and what that was
            multiplied by; the text itself unless the caller wants to find the number again.
        table: the table that is being read.
    """

    main: str
    baseline: str
    outcome: Callable[[str], str]
    strategy: Callable[[str], str]
    unit: Callable[[str], str]
    better: Callable[[str], str] = lambda _: ""
    meaning: Callable[[str], str] = lambda _: ""
    cell: Callable[[str, str, float, float], str] = lambda _table, text, _value, _times: text
    table: str = ""

    def number(self, text: str, value: Any, times: float = 1.0) -> str:
        """A number in a sentence, with the value of the table that it is written from."""
        return self.cell(self.table, text, float(value), times)

    def percent(self, share: Any) -> str:
        """A share as a whole per cent."""
        return self.number(f"{share:.0%}", share, 100.0)

    def words(self, text: str) -> str:
        """Words that a cell of the table holds, with the numbers inside them."""
        return WRITTEN.sub(lambda found: self.number(found.group(0), float(found.group(0).rstrip("%").replace(",", ""))), text)

    def spoken(self, name: str, more: str = "") -> str:
        """An input's name in words with what it is, and what is said of it, in brackets."""
        inside = "; ".join(filter(None, [readable(self.meaning(name)), more]))
        return f"{readable(name)} ({inside})" if inside else readable(name)


def readable(name: str) -> str:
    """A parameter's name as words."""
    return name.replace("_", " ")


def plain(text: str) -> str:
    """A sentence of an analysis with its inputs' names in words: `group:grooming` is the process "grooming"."""
    text = re.sub(r"\bgroup:(\w+)", lambda found: f"the process \u201c{readable(found.group(1))}\u201d", text)
    text = re.sub(r"\bbasis:(\w+)", lambda found: f"the {found.group(1)} numbers together", text)
    return re.sub(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", lambda found: readable(found.group(0)), text)
