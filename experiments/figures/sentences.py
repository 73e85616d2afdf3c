"""Sentences from templates: Jinja words them, numbers stay marked with the value and the table that they come from.

A template gets plain data and a dozen filters. It is either a file of paragraphs, apart by empty lines, or a file of macros of
which each words one sentence. Figures' templates stand beside this file, those of the report in its own folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from jinja2 import ChoiceLoader, Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from experiments.protocol import format
from experiments.protocol.format import Quantity

FOLDERS = ("experiments.figures", "experiments.report", "experiments.explore")


@dataclass(frozen=True)
class Sentence:
    """Text whose numbers are marked: HTML by ``__html__``, plain by ``str``."""

    html: Markup

    def __str__(self) -> str:
        return self.html.striptags()

    def __html__(self) -> Markup:
        return self.html


def plain(text: str) -> Sentence:
    """Text without a number of its own as a sentence."""
    return Sentence(escape(text))


def inside(label: str) -> str:
    """A label within a sentence: its first letter small, unless it begins an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] in {" ", "-"} else label


def listed(parts: Iterable[object], most: int = 0) -> Markup:
    """Parts in a row with commas and an "and"; only the first ``most`` of them, and how many more there are."""
    named = [escape(part) for part in parts]
    if most and len(named) > most:
        named = [*named[:most], escape(f"{len(named) - most} more")]
    return Markup(" and ").join(filter(None, [Markup(", ").join(named[:-1]), *named[-1:]]))


def quoted(label: str) -> str:
    """A label inside quotation marks, so that it reads as a name within a sentence."""
    return f"\u201c{label}\u201d"


def number(found: Quantity) -> Markup:
    """The value, marked: as markup, since Jinja's ``~`` makes plain text of all else."""
    return escape(format.number(found))


def size(found: Quantity) -> Markup:
    """The value without its sign, marked."""
    return escape(format.size(found))


def interval(found: Quantity, lead: str = "", after: str = "") -> Markup:
    """The ends of an interval with words before and after them; nothing, not even these, where there is none."""
    ends = format.interval(found)
    return Markup("{}{}{}").format(lead, ends, after) if ends else Markup("")


def reach(found: Quantity) -> Markup:
    """The interval of a difference: "560,000 to 620,000 fewer", "20,000 fewer to 90,000 more"."""
    low, high = format.sizes(found)
    ways = [format.way(Quantity(end, unit=found.unit, over=found.over)) for end in (found.low, found.high)]
    if found.low < 0.0 < found.high:
        return Markup("{} {} to {} {}").format(low, ways[0], high, ways[1])
    near, far = (low, high) if found.low >= 0.0 else (high, low)
    return Markup("{} to {} {}").format(near, far, format.way(found))


def moved(found: Quantity) -> Markup:
    """A change as "up 3%" or "down 3%", which reads well after any label."""
    return Markup("{} {}").format("down" if found.value < 0.0 else "up", format.size(found))


def spoken(name: str) -> str:
    """A name of a table as words: an assumption, a process (``group:police``) or a kind of evidence (``basis:assumed``)."""
    text = re.sub(r"\bgroup:(\w+)", lambda found: f"the process {quoted(found.group(1).replace('_', ' '))}", name)
    text = re.sub(r"\bbasis:(\w+)", r"the \1 numbers together", text)
    return re.sub(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", lambda found: found.group(0).replace("_", " "), text)


FILTERS: dict[str, Callable[..., object]] = {
    "number": number,
    "size": size,
    "interval": interval,
    "reach": reach,
    "way": format.way,
    "moved": moved,
    "unit": lambda found: format.unit_after(found.unit),
    "heading": format.unit_heading,
    "listed": listed,
    "quoted": quoted,
    "inside": inside,
    "spoken": spoken,
}


def environment() -> Environment:
    """Templates in which everything is escaped that is not marked as HTML, and a missing fact is an error."""
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(folder) for folder in FOLDERS]),
        bytecode_cache=FileSystemBytecodeCache(),  # in the user's own folder of temporary files
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(FILTERS)
    return templates


@cache
def worded() -> Environment:
    """The one environment of all sentences."""
    return environment()


def one_line(html: str) -> Sentence:
    """A sentence without the line breaks of its template."""
    return Sentence(Markup(" ".join(html.split())))


def say(template: str, macro: str, **facts: object) -> Sentence:
    """The sentence that a macro of a template words."""
    return one_line(getattr(worded().get_template(f"{template}.j2").module, macro)(**facts))


def paragraphs(template: str, **facts: object) -> list[Sentence]:
    """The paragraphs of a template, apart where it has an empty line."""
    html = worded().get_template(f"{template}.j2").render(**facts)
    return [one_line(part) for part in re.split(r"\n\s*\n", html) if part.strip()]
