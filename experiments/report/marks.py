"""Numbers in sentences that an analysis wrote: each is found again in the tables it was told of, and marked with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence as Row

import numpy as np
import pandas as pd

from experiments.figures.words import MINUS, Number, Sentence

# A number with its thousands, decimals, power of ten and per cent; not the digits inside a name such as P90 or E12.
WRITTEN = re.compile(r"(?<![\w.,])(-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?)(%?)(?![\w])")
# The level of every interval: no result.
FIXED = re.compile(r"95%")
# What a number after these words bounds is no number of a table.
BOUNDS = ("less than ", "more than ")


def marked(text: str, tables: Mapping[str, pd.DataFrame], quiet: Row[str] = ()) -> Sentence:
    """The text with each number that a table holds as a ``Number``; what no table holds stays as it is written.

    Args:
        text: a sentence of ``experiments.sensitivity.words``.
        tables: the tables it was made of.
        quiet: names inside which digits are no numbers, such as a strategy's label.
    """
    spans = [match.span() for match in FIXED.finditer(text)]
    spans += [match.span() for name in quiet if re.search(r"\d", name) for match in re.finditer(re.escape(name), text)]
    parts: list[object] = []
    done = 0
    for match in WRITTEN.finditer(text):
        if any(start <= match.start() < end for start, end in spans):
            continue
        if text[: match.start()].endswith(BOUNDS):
            continue
        tenths = text[match.end() :].startswith(" of 10") and not match.group(2)
        if text[: match.start()].endswith(" of ") and match.group(0) == "10":
            continue
        number = place(match.group(1), match.group(2), 10.0 if tenths else 100.0 if match.group(2) else 1.0, tables)
        if number is not None:
            parts += [minus(text[done : match.start()]), number]
            done = match.end()
    return Sentence(*parts, minus(text[done:]))


def minus(text: str) -> str:
    """The text with a minus sign, and no hyphen, before each number below zero."""
    return re.sub(r"(?<=[\s(\[])-(?=\d)", MINUS, text)


def place(written: str, after: str, times: float, tables: Mapping[str, pd.DataFrame]) -> Number | None:
    """Where a written number stands: the value nearest to it that rounds to it, in the first table that holds one."""
    shown, step = float(written.replace(",", "")), step_of(written)
    for name, table in tables.items():
        values = held(table) * times
        near = values[np.abs(values - shown) <= step / 2.0 * (1.0 + 1e-9)]
        if len(near):
            value = float(near[np.abs(near - shown).argmin()]) / times
            return Number(minus(f" {written}").strip() + after, value, step, name, times)
    return None


def step_of(written: str) -> float:
    """The place that a number is written to: its last digit, or the last that is not zero of a large whole one."""
    digits, _, power = written.lower().partition("e")
    digits = digits.replace(",", "").lstrip("-")
    scale = 10.0 ** int(power or 0)
    if "." in digits:
        return scale * 10.0 ** -len(digits.partition(".")[2])
    # Numbers from a thousand on are rounded: the zeros at their end say to what.
    return scale * (10.0 ** (len(digits) - len(digits.rstrip("0"))) if float(digits or 0) >= 1000.0 else 1.0)


def held(table: pd.DataFrame) -> np.ndarray:
    """Every number of a table: its columns of numbers, and those written inside its words."""
    numbers = [table[name].to_numpy(float) for name in table.select_dtypes("number")]
    texts = [text for name in table.select_dtypes(exclude="number") for text in table[name].dropna().astype(str)]
    spelled = [
        float(found.replace(",", "")) for text in dict.fromkeys(texts) for found in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)
    ]
    values = np.concatenate([*numbers, np.array(spelled, dtype=float)]) if numbers or spelled else np.empty(0)
    return values[np.isfinite(values)]
