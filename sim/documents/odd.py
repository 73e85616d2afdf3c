"""The ODD document: the prose of `odd.md`, with its tables and the rules' sentences filled in from the declarations.

A mark `{{name}}` in the prose calls the part of that name here, `{{name word}}` with a word. A mark without a part, or a part
without a mark, is an error.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from sim import __version__, state
from sim.documents import catalogue, day_order, readers, sources
from sim.documents.sources import Function
from sim.evidence import declarations
from sim.evidence.problems import nearest
from sim.parameters import Parameters
from sim.state import books

PROSE = Path(__file__).parent / "odd.md"
MARK = re.compile(r"\{\{(\w+)(?: (\w+))?\}\}")
PARTS: dict[str, Callable[..., str]] = {}


def part(made: Callable[..., str]) -> Callable[..., str]:
    """Enter a function among the parts that the prose may ask for."""
    PARTS[made.__name__] = made
    return made


def document() -> str:
    """The whole document, in Markdown.

    Raises:
        ValueError: The prose asks for a part that is not there, or leaves one out.
    """
    prose = PROSE.read_text(encoding="utf-8")
    asked = {name for name, _ in MARK.findall(prose)}
    if wrong := asked ^ set(PARTS):
        raise ValueError(f"odd.md and odd.py do not fit together: {', '.join(sorted(wrong))}")
    return MARK.sub(lambda mark: PARTS[mark[1]](*([mark[2]] if mark[2] else [])), prose)


def section(name: str) -> str:
    """One section, by the words of its heading, with all that stands under it.

    Raises:
        ValueError: No heading, or more than one, has these words; the message gives those that do, or the nearest.
    """
    headings = {line.lstrip("# "): line for line in PROSE.read_text(encoding="utf-8").splitlines() if line.startswith("##")}
    found = [words for words in headings if name.lower() == words.lower()] or [w for w in headings if name.lower() in w.lower()]
    if len(found) != 1:
        near = "" if found else nearest(name, headings)
        raise ValueError(f"{name!r} is not a section{near}: {'; '.join(found or headings)}")
    line = headings[found[0]]
    depth = len(line) - len(line.lstrip("#"))
    rest = ("\n" + document()).split(f"\n{line}\n", 1)[1]
    return f"{line}\n{re.split(rf'^#{{1,{depth}}} ', rest, maxsplit=1, flags=re.MULTILINE)[0].rstrip()}"


def table(head: str, rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table; `head` has the names of its columns between bars."""
    columns = head.split("|")
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines)


def cell(value: Any) -> str:
    """A value as text that cannot break its row."""
    text = f"{value:,.12g}" if isinstance(value, float) else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def code(names: Iterable[str]) -> str:
    """Names in the type of code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


@part
def version() -> str:
    """The version of the package."""
    return __version__


@part
def source() -> str:
    """The beginning of the hash of the model's sources and data."""
    return f"`{catalogue.source_hash()[:12]}`"


@part
def areas() -> str:
    """How many force areas there are."""
    return str(len(catalogue.areas()))


@part
def bodies() -> str:
    """How many bodies decide, by kind."""
    units = len({row["regional_unit"] for row in catalogue.areas()})
    return f"{areas()} forces, {units} regional units, transport police, the centre"


@part
def files() -> str:
    """How many bodies can hold a file on a line."""
    return str(state.FILES)


@part
def best(name: str) -> str:
    """The best value of a parameter."""
    return f"{declarations(Parameters)[name].best:,.12g}"


@part
def count(what: str) -> str:
    """How many rows a list of the catalogue has."""
    return str(len(getattr(catalogue, what)()))


@part
def targets() -> str:
    """How many published figures there are, by use."""
    uses = Counter(row["use"] for row in catalogue.targets())
    return (
        f"Of {sum(uses.values())} published or judged figures (`countylines targets`), {uses['calibrate']} may be used to set "
        f"defaults and {uses['validate']} are kept apart and are never tuned on."
    )


@part
def patterns() -> str:
    """The patterns of a credible run."""
    return table(
        "pattern|what a credible run shows|rests on|how sure",
        ([row["id"], row["fact"], row["source"], row["sure"]] for row in catalogue.evidence() if row["id"].startswith("P")),
    )


@part
def records() -> str:
    """Every record of the model with its fields."""
    return table(
        "record|what it is|whole numbers|real numbers",
        (
            [kind.__name__, sources.sentence_of(kind.__doc__), code(_fields(kind, int)), code(_fields(kind, float))]
            for kind in state.RECORDS
        ),
    )


def _fields(record: type, kind: type) -> list[str]:
    return [name for name, hint in get_type_hints(record).items() if hint is kind]


@part
def codes() -> str:
    """Every set of codes that a field may hold."""
    found = [item for item in vars(state).values() if isinstance(item, type) and issubclass(item, IntEnum) and len(item)]
    return table(
        "code|what it says|values",
        (
            [kind.__name__, sources.sentence_of(kind.__doc__), ", ".join(one.name.lower().replace("_", " ") for one in kind)]
            for kind in found
        ),
    )


@part
def book(which: str) -> str:
    """The columns of a book."""
    return table("column|meaning", ([f"`{name}`", meaning] for name, meaning in books.columns(books.BOOKS[which]).items()))


@part
def measures() -> str:
    """Every measure."""
    return table(
        "measure|meaning|unit|book|better|over",
        (
            [f"`{row['name']}`", *(row[key] for key in ("meaning", "unit", "book", "better", "over"))]
            for row in catalogue.measures()
        ),
    )


@part
def scenarios() -> str:
    """Every scenario."""
    return table("scenario|label|source", ([f"`{r['name']}`", r["label"], r["source"]] for r in catalogue.scenarios()))


@part
def scene() -> str:
    """The ratios that a scenario may set."""
    from sim.scenarios import Scene

    return code(Scene._fields)


@part
def purposes() -> str:
    """How many purposes of luck there are, and which."""
    return f"{len(sources.purposes())} purposes: {', '.join(sources.purposes())}."


@part
def day() -> str:
    """The eleven steps."""
    rows = ([step.number, f"`{step.phase.name}`", step.phase.sentence] for step in day_order.steps())
    return table("step|name|what happens", rows)


@part
def founding() -> str:
    """How the first day is made: sentences of those who make it."""
    made = [f for f in sources.functions().values() if "." not in f.name and f.module.startswith("sim.setup.") and f.sentence]
    return "\n".join(rule_line(one) for one in made if one.marked == "kernel" or one.name in FOUNDING)


FOUNDING = ("found", "growth", "entrants_a_day", "found_areas", "found_bodies", "gravity", "give_traits", "enter", "pair_up")
"""Functions that make the first day beside the loops over tables."""


@cache
def known_names() -> frozenset[tuple[str, str]]:
    """Group and name of every parameter and switch, lever and component of every lever."""
    pairs = {(declaration.group, name) for name, declaration in declarations(Parameters).items()}
    return frozenset(pairs | {tuple(row["name"].split(".")) for row in catalogue.levers()})


@cache
def reads_of() -> dict[str, list[str]]:
    """What each function reads, by its dotted name: parameters and switches by name, components as lever.component."""
    components = {row["name"] for row in catalogue.levers()}
    found: dict[str, list[str]] = {}
    for reader, pairs in readers.functions():
        read = pairs & known_names()
        named = [f"{group}.{name}" if f"{group}.{name}" in components else name for group, name in read]
        found[reader.rule] = sorted(named)
    return found


def rule_line(one: Function) -> str:
    """A rule as a line of a list: its name, its room, its sentence, what it reads."""
    read = reads_of().get(f"{one.module}.{one.name}", [])
    room = one.module.split(".")[2]
    return f"- **{one.name}** ({room}): {one.sentence}" + (f" *Reads* {code(read)}." if read else "")


@part
def submodels() -> str:
    """Every rule under the step that comes to it first, and those that no step comes to."""
    blocks = []
    for step in day_order.steps():
        ours = [one for one in step.comes_to if one.module.startswith("sim.rules.") and one.marked == "rule"]
        said = f"#### Step {step.number}: {step.phase.name}\n\n{step.phase.sentence}\n\n"
        blocks.append(said + "\n".join(map(rule_line, ours)) + "\n")
    blocks.append("#### Beside the day\n\nRules that serve the founding of the world, or that no step comes to.\n")
    blocks.append("\n".join(map(rule_line, day_order.rules_apart())))
    return "\n".join(blocks)


@part
def structures() -> str:
    """Every structural switch."""
    return table(
        "switch|question|alternatives|source|evidence",
        (
            [f"`{r['name']}`", r["meaning"], ", ".join(r["choices"]), r["source"], r["evidence_id"]]
            for r in catalogue.structures()
        ),
    )


@part
def levers() -> str:
    """Every lever with its components."""
    from sim.policy.levers import LEVERS

    blocks = []
    for lever, kind in LEVERS.items():
        lines = (
            [f"`{r['name']}`", r["meaning"], r["unit"], _bounds(r), _costs(r), r["evidence_id"]]
            for r in catalogue.levers()
            if r["lever"] == lever
        )
        said = f"**{lever}.** {sources.sentence_of(kind.__doc__)}"
        blocks.append(said + "\n\n" + table("component|meaning|unit|bounds or choices|costs|evidence", lines))
    return "\n\n".join(blocks)


def _costs(row: dict[str, Any]) -> str:
    """What prices a component; whether its people must be hired first."""
    said = row["costs"] if row["costs"].startswith("nothing") else code(row["costs"].split(", "))
    return said + (" (hired)" if row["hired"] else "")


def _bounds(row: dict[str, Any]) -> str:
    return ", ".join(row["choices"]) or f"{row['low']:g} to {row['high']:g}"


@part
def strategies() -> str:
    """Every strategy: what it is built on, where it comes from, and what differs."""
    from sim.policy.strategies import STRATEGIES

    blocks = []
    for name, one in STRATEGIES.items():
        based = f" Based on `{one.based_on}`." if one.based_on else ""
        changes = [f"  - {_change(change)}" for change in one.changes]
        held = ", ".join(f"{day.isoformat()} ({share:.0%} of forces)" for day, share in one.weeks.items())
        weeks = [f"  - weeks of action from {held}"] if held else []
        blocks.append("\n".join([f"- **{name}**: {one.label}.{based} Source: {one.source}.", *changes, *weeks]))
    return "\n".join(blocks)


def _change(change: Any) -> str:
    """What a change sets, from when, how fast and where."""
    set_to = [
        f"`{lever}.{name}` {_value(value)}" for lever, values in change.settings.items() for name, value in values.items()
    ]
    when = f"from {change.starts.isoformat()}" if change.starts else ""
    ramp = f"over {change.ramp_days} days" if change.ramp_days else ""
    where = f"in {', '.join(change.areas)}" if change.areas else ""
    return ", ".join(set_to) + "".join(f"; {said}" for said in (when, ramp, where) if said)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        name, degree = value
        return f"`{name}`" if degree == 1.0 else f"{degree:g} of `{name}`"
    return f"{value:g}" if isinstance(value, float | int) else f"`{value}`" if "_" in value else value


@part
def basis() -> str:
    """How many parameters there are, by what they rest on."""
    rows = catalogue.parameters()
    counted = Counter(row["basis"] for row in rows)
    return (
        f"{len(rows)} uncertain numbers: {counted['measured']} measured, {counted['estimated']} estimated from published "
        f"figures, {counted['assumed']} assumed. A run may leave a range only with a reason, which its report repeats."
    )


@part
def parameters() -> str:
    """Every parameter with its evidence, by group."""
    blocks = []
    for group in dict.fromkeys(row["group"] for row in catalogue.parameters()):
        rows = (
            [f"`{r['name']}`", r["meaning"], f"{cell(r['best'])} ({cell(r['low'])} to {cell(r['high'])}) {r['unit']}", r["basis"],
             f"{r['source']}; {r['evidence_id']}", r["sign"]]
            for r in catalogue.parameters() if r["group"] == group
        )  # fmt: skip
        head = "parameter|meaning|best (low to high)|basis|source, evidence|sign"
        blocks.append(f"#### {group.capitalize()}\n\n" + table(head, rows))
    return "\n\n".join(blocks)


@part
def evidence() -> str:
    """Every item of evidence."""
    return table(
        "item|fact|year|source|status|sure|what would measure what is assumed on it",
        (
            [row[key] for key in ("id", "fact", "year", "source", "status", "sure", "would_measure")]
            for row in catalogue.evidence()
            if row["id"].startswith("E")
        ),
    )
