"""The glossary, and links to it from the words of the report: each term once a section, never inside another link."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from importlib import resources

from markupsafe import Markup, escape

WORD = re.compile(r"(<[^>]+>)")


@dataclass(frozen=True)
class Entry:
    """A term with its meaning and the other forms it is written in."""

    key: str
    term: str
    forms: tuple[str, ...]
    meaning: str
    place: str = "term"


def glossary() -> list[Entry]:
    """Every entry, in the order of the alphabet."""
    text = resources.files("experiments.report").joinpath("glossary.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    entries = [Entry(r["key"], r["term"], (r["term"], *filter(None, r["also"].split("|"))), r["meaning"]) for r in rows]
    return sorted(entries, key=lambda entry: entry.term.lower())


def assumed(names: list[str]) -> list[Entry]:
    """Entries that lead from an assumption's name in words to its row, where it has words enough to be told from others."""
    spoken = {name: name.replace("_", " ") for name in names if "_" in name}
    return [Entry(name, words, (words,), "", "parameter") for name, words in spoken.items()]


@dataclass
class Linker:
    """Turns the first mention of each term into a link; ``start`` begins a section, in which terms are linked anew."""

    entries: list[Entry] = field(default_factory=glossary)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        # The glossary wins where a name is also a term.
        self.forms = {form.lower(): entry for entry in reversed(self.entries) for form in entry.forms}
        longest = sorted(self.forms, key=len, reverse=True)
        self.pattern = re.compile(
            rf"(?<![\w-])(?<!\bto )({'|'.join(re.escape(form) for form in longest)})(?![\w-])", re.IGNORECASE
        )

    def start(self) -> str:
        """Begin a section."""
        self.seen.clear()
        return ""

    def __call__(self, text: object) -> Markup:
        """HTML of a text or a sentence, with links to the glossary."""
        html = str(Markup(text.__html__())) if hasattr(text, "__html__") else str(escape(str(text)))
        parts, inside_link = [], False
        for part in WORD.split(html):
            if part.startswith("<"):
                inside_link = part.startswith("<a ") or (inside_link and part != "</a>")
                parts.append(part)
            else:
                parts.append(part if inside_link else self.pattern.sub(self.link, part))
        return Markup("".join(parts))

    def link(self, match: re.Match[str]) -> str:
        """The link of one mention, or the mention as it is where its term was linked already."""
        entry = self.forms[match.group(0).lower()]
        if (entry.place, entry.key) in self.seen:
            return match.group(0)
        self.seen.add((entry.place, entry.key))
        return f'<a class="term" href="#{entry.place}-{entry.key}">{match.group(0)}</a>'
