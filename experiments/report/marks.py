"""Numbers in sentences that an analysis wrote, each marked with the value of the table that it was written from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from experiments.figures.words import MINUS, Number, Sentence

WRITTEN = re.compile(r"(-?)(\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?)(%?)")
# Characters that stand for the numbers until the sentence is whole: no font and no text has them.
FIRST, LAST = 0xF0000, 0xFFFFD


@dataclass
class Marks:
    """Keeps what each number of a sentence stands for: ``cell`` while it is written, ``marked`` when it is whole."""

    numbers: list[Number] = field(default_factory=list)

    def cell(self, table: str, text: str, value: float, times: float) -> str:
        """A sign in place of a number that is written from a table's value; text that does not round it stays text."""
        found = WRITTEN.fullmatch(text)
        step = rounding(found.group(1) + found.group(2), value * times) if found else None
        if step is None or len(self.numbers) >= LAST - FIRST:
            return text
        self.numbers.append(Number(minus(f" {text}").strip(), value, step, table, times))
        return chr(FIRST + len(self.numbers) - 1)

    def marked(self, text: str) -> Sentence:
        """The sentence with each sign as the ``Number`` that it stands for."""
        parts = re.split(f"([{chr(FIRST)}-{chr(LAST)}])", text)
        return Sentence(*(self.numbers[ord(part) - FIRST] if at % 2 else minus(part) for at, part in enumerate(parts) if part))


def minus(text: str) -> str:
    """The text with a minus sign, and no hyphen, before each number below zero."""
    return re.sub(r"(?<=[\s(\[])-(?=\d)", MINUS, text)


def rounding(written: str, value: float) -> float | None:
    """The place to which a value was rounded when it was written so; none where it was not rounded but is another number."""
    shown, step = float(written.replace(",", "")), step_of(written)
    while abs(shown - value) > step / 2.0 * (1.0 + 1e-9):
        step *= 10.0
        # Only zeros at the end of a number say that it was rounded further than to its last digit.
        if step > max(abs(shown), abs(value)) or abs(shown / step - round(shown / step)) > 1e-9:
            return None
    return step


def step_of(written: str) -> float:
    """The place that a number is written to: its last digit, or the last that is not zero of a large whole one."""
    digits, _, power = written.lower().partition("e")
    digits = digits.replace(",", "").lstrip("-")
    scale = 10.0 ** int(power or 0)
    if "." in digits:
        return scale * 10.0 ** -len(digits.partition(".")[2])
    # Numbers from a thousand on are rounded: the zeros at their end say to what.
    return scale * (10.0 ** (len(digits) - len(digits.rstrip("0"))) if float(digits or 0) >= 1000.0 else 1.0)
