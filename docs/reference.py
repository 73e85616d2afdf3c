"""Reference pages, made from the declarations that the program runs on: commands, keys, columns, names, and the Python API."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

import experiments
import sim
from experiments import cli
from experiments.cli.fitted import quantities
from experiments.config.schema import schema
from experiments.protocol.kinds import KINDS, Kind
from experiments.report.forms.sheets import columns
from experiments.report.forms.terms import glossary
from sim.documents import catalogue, odd
from sim.evidence import evidence_of
from sim.evidence.prior import scale_of

TABLES = {
    "parameters": "table, a key a parameter",
    "strategy": "table, a strategy each",
    "structure": "table, a key a switch",
    "sweep": "table, a list of values each",
}
"""Parts of a config whose keys are names of the model."""
MOST_NAMES = 8  # a longer choice is told by what it is a name of
API = {"sim": sim.__all__, "experiments": experiments.__all__}
MEMBERS = {"CountyLinesModel": ["step", "result"], "Result": ["monthly"], "Results": None}
"""What of a class is for users; None: all that has no underscore before it."""


def pages() -> dict[str, str]:
    """Each reference page as Markdown, by the name of its file."""
    made = (commands, configs, tables, measures, parameters, levers, strategies, published_figures, areas, python_api)
    return {page.__name__: page() for page in made} | {"glossary": words(), "odd": odd.document()}


def grid(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table; a bar or an angle in a cell is text."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = (str("" if cell is None else cell).replace("|", "\\|").replace("<", "&lt;") for cell in row)
        lines.append("| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def sections(title: str, lead: str, parts: Mapping[str, str]) -> str:
    """A page: its title, what it is, and a heading for each part."""
    return "\n\n".join([f"# {title}", lead, *(f"## {name}\n\n{text}" for name, text in parts.items())]) + "\n"


def grouped(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, list[Mapping[str, Any]]]:
    """Rows by the value of a column, in the order in which values come."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row[key]), []).append(row)
    return found


def number(value: Any) -> str:
    """A number as short as it can be said."""
    if isinstance(value, int | float) and value == round(value):
        return f"{int(value):,}"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def span(row: Mapping[str, Any]) -> str:
    """The range of a number, or the choices of a switch."""
    if row.get("choices"):
        return ", ".join(map(str, row["choices"]))
    return f"{number(row['low'])} to {number(row['high'])}"


def commands() -> str:
    """Every command with its arguments and options, as `--help` has them."""
    parts = {}
    for name, command in cli.cli.commands.items():
        context = click.Context(command, info_name=name)
        options = [one.get_help_record(context) for one in command.get_params(context)]
        usage = " ".join(["countylines", name, *command.collect_usage_pieces(context)])
        said = grid(("option", "what it does"), [(f"`{record[0]}`", record[1]) for record in options if record and record[1]])
        parts[f"countylines {name}"] = f"```text\n{usage}\n```\n\n{command.help}\n\n{said}"
    return sections("Commands", "`countylines --help` and `countylines COMMAND --help` say the same.", parts)


def configs() -> str:
    """Every key that a config may hold: its type, its default, what it is, and in which kinds of experiment."""
    whole = schema()
    kept: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for kind in KINDS:
        described = next(
            one for one in whole["$defs"].values() if one.get("properties", {}).get("kind", {}).get("const") == kind
        )
        for name, part in described["properties"].items():
            if name == "kind":
                row = ("`kind`", "one of the kinds below", "", "what is asked; no config is without it")
                kept.setdefault("On top", {}).setdefault(row, []).append(kind)
                continue
            inner = whole["$defs"].get(part.get("$ref", "").rpartition("/")[2], {})
            fields = inner.get("properties", {}) if inner.get("title") else {}
            for key, about in fields.items() or [(name, part)]:
                if not reads(KINDS[kind], name, key):
                    continue
                default = "" if about.get("default") in (None, "", [], {}) else f"`{json.dumps(about['default'])}`"
                row = (f"`{key}`", typed(about), default, about.get("description", ""))
                kept.setdefault(f"[{name}]" if fields else "On top", {}).setdefault(row, []).append(kind)
    parts = {
        section: grid(("key", "type", "default", "what it is", "kinds"), [(*row, some(kinds)) for row, kinds in rows.items()])
        for section, rows in kept.items()
    }
    parts["On top"] = (
        parts["On top"] + "\n" + grid(("kind", "asks"), [(f"`{name}`", kind.says) for name, kind in KINDS.items()])
    )
    lead = (
        "A config is TOML. `countylines check --schema` has the same as a JSON Schema, with every name and bound, for editors; "
        "`countylines check CONFIG` says every fault of a config at once."
    )
    return sections("Keys of a config", lead, parts)


def reads(kind: Kind, section: str, key: str) -> bool:
    """Whether a kind takes a key: what it plans by itself it refuses."""
    if section in ("worlds", "design"):
        return kind.worlds if section == "worlds" else not kind.instead
    if section == "replications":
        return key not in kind.instead
    return kind.equal or not (section == "strategies" and key.startswith("equal"))


def some(kinds: Sequence[str]) -> str:
    """The kinds that read a key."""
    return "all" if len(kinds) == len(KINDS) else ", ".join(kinds)


def typed(part: Mapping[str, Any]) -> str:
    """A type of the schema in words."""
    if "const" in part or "enum" in part:
        names = [part["const"]] if "const" in part else part["enum"]
        return ", ".join(f"`{one}`" for one in names) if len(names) <= MOST_NAMES else "a name"
    if "$ref" in part:
        kind = part["$ref"].rpartition("/")[2].lower()
        return TABLES.get(kind, f"one of the {kind}").replace("_", " ")
    if several := part.get("anyOf") or part.get("oneOf"):
        return " or ".join(typed(one) for one in several if one.get("type") != "null")
    if part.get("type") == "array":
        return f"list ({typed(part.get('items', {}))})"
    ends = [
        f"{words} {number(part[key])}"
        for key, words in (("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"))
        if key in part
    ]
    kind = {"object": "table", "string": part.get("format", "text")}.get(part.get("type", ""), part.get("type", ""))
    return " ".join([kind, *ends])


def tables() -> str:
    """Every column of the tables in `tables/`."""
    lead = (
        "Columns of the CSV files in a folder's `tables/`, one observation a row; `tables/datapackage.json` has the same for "
        "each file. A name with a dot means a column of that table alone."
    )
    return sections(
        "Columns of tables",
        lead,
        {"Columns": grid(("column", "type", "meaning"), [(f"`{name}`", *said) for name, said in columns().items()])},
    )


def measures() -> str:
    """Every measure, by the section of the report in which it stands."""
    heads = ("measure", "meaning", "unit", "book", "better")
    parts = {
        section: grid(heads, [(f"`{row['name']}`", row["meaning"], row["unit"], row["book"], row["better"]) for row in rows])
        for section, rows in grouped(catalogue.measures(), "section").items()
    }
    lead = (
        "What a run measures, by section of the report: for the whole of England and Wales at full scale, whatever the scale of the "
        "run. `countylines measures` lists them."
    )
    return sections("Measures", lead, parts)


def parameters() -> str:
    """Every uncertain number and switch with its evidence, by group."""
    heads = ("parameter", "meaning", "best (range), unit", "basis and source")
    every = {row["name"]: row for row in catalogue.parameters()}
    parts = {
        group.capitalize(): grid(
            heads,
            [
                (
                    f"`{row['name']}`",
                    row["meaning"],
                    f"{number(row['best'])} ({span(row)}), {row['unit']}",
                    f"{row['basis']}: {cited(row)}",
                )
                for row in rows
            ],
        )
        for group, rows in grouped(every.values(), "group").items()
    }
    fitted = [
        (f"`{name}`", f"{number(row['best'])} ({span(row)})", f"{place(row):.0%} of the way", about.note)
        for name, about in evidence_of(sim.Parameters).items()
        if "calibrate" in about.note and (row := every[name])
    ]
    parts["Best values set on published figures"] = grid(
        ("parameter", "best (range)", "place in its range", "as noted"), fitted
    )
    switches = [
        (f"`{row['name']}`", row["meaning"], f"{row['default']} ({span(row)})", cited(row)) for row in catalogue.structures()
    ]
    parts["Switches"] = grid(("switch", "meaning", "usual (choices)", "source"), switches)
    lead = (
        "Every uncertain number of the world, by group. `countylines parameters NAME` adds the sign that theory fixes, the prior, the "
        "hard bounds, and the rules that read it."
    )
    return sections("Parameters", lead, parts)


def place(row: Mapping[str, Any]) -> float:
    """How far up its range a best value stands, on the scale on which its prior is drawn: 0 at the lowest, 1 at the highest."""
    on = {"linear": float, "log": math.log, "logit": lambda share: math.log(share / (1.0 - share))}
    low, best, high = map(on[scale_of(row["unit"], row["low"], row["high"])], (row["low"], row["best"], row["high"]))
    return (best - low) / (high - low) if high > low else 0.5


def cited(row: Mapping[str, Any]) -> str:
    """The source of a number, with its item of evidence."""
    return f"{row['source']} ({row['evidence_id']})" if row["evidence_id"] else str(row["source"])


def levers() -> str:
    """Every component of every lever."""
    heads = ("component", "meaning", "range", "unit", "what it costs", "who pays")
    parts = {
        lever: grid(
            heads,
            [
                (f"`{row['name'].partition('.')[2]}`", row["meaning"], span(row), row["unit"], row["costs"], row["payer"])
                for row in rows
            ],
        )
        for lever, rows in grouped(catalogue.levers(), "lever").items()
    }
    lead = (
        "What somebody can choose. Each component is idle at 0, or at the first of its choices, and an idle lever changes nothing. "
        "`countylines levers NAME` has all that is declared of one, and the rules that read it."
    )
    return sections("Levers", lead, parts)


def strategies() -> str:
    """Every named strategy and scenario."""
    rows = [
        (f"`{row['name']}`", row["label"], row["based_on"] and f"`{row['based_on']}`", row["source"])
        for row in catalogue.strategies()
    ]
    worlds = [(f"`{row['name']}`", row["label"], row["source"]) for row in catalogue.scenarios()]
    equal = [(f"`{row['name']}`", row["counted"]) for row in catalogue.equalities()]
    parts = {
        "Strategies": grid(("strategy", "label", "based on", "source"), rows),
        "Scenarios": grid(("scenario", "label", "source"), worlds),
        "Equal means": grid(("name", "what is made equal"), equal),
    }
    return sections("Strategies and scenarios", "`countylines strategies NAME` shows what a strategy sets.", parts)


def published_figures() -> str:
    """Every published figure that runs are compared with, and the evidence that numbers cite."""
    heads = ("figure", "quantity", "book", "value (range)", "use", "source")
    figures = [
        (
            row["id"],
            f"{row['quantity']} ({row['year']}, {row['area']}; {row['unit']})",
            row["book"],
            f"{number(row['value'])} ({span(row)})",
            row["use"],
            cited(row),
        )
        for row in catalogue.targets()
    ]
    heads_of_evidence = ("item", "fact", "year", "source", "status", "sure", "what would measure what is assumed on it")
    columns = ("id", "fact", "year", "source", "status", "sure", "would_measure")
    items = [tuple(row[key] for key in columns) for row in catalogue.evidence()]
    parts = {
        "Figures": grid(heads, figures),
        "Quantities": grid(
            ("quantity", "what it is", "unit", "book"),
            [(f"`{row['name']}`", row["meaning"], row["unit"], row["book"]) for row in quantities()],
        ),
        "Evidence": grid(heads_of_evidence, items),
    }
    lead = (
        "`countylines targets` lists the figures, `countylines quantities` what a figure can be of. "
        "Those marked `calibrate` may be tuned on, those marked `validate` never."
    )
    return sections("Published figures and evidence", lead, parts)


def areas() -> str:
    """The 43 force areas."""
    heads = ("area", "short", "region", "regional unit", "residents", "aged 10 to 17")
    keys = ("name", "abbreviation", "region", "regional_unit", "population", "population_10_17")
    return sections(
        "Force areas",
        "Names of areas as configs and tables have them.",
        {"Areas": grid(heads, [[number(row[key]) for key in keys] for row in catalogue.areas()])},
    )


def words() -> str:
    """The glossary of the report."""
    return sections("Glossary", "Words as the reports use them.", {one.term: one.meaning for one in glossary()})


def python_api() -> str:
    """Every public name, for mkdocstrings to describe from its docstring."""
    parts = {}
    for package, names in API.items():
        said = [described(getattr(import_module(package), name)) for name in names]
        parts[f"`from {package} import …`"] = "\n".join(said)
    parts["`from sim import catalogue`"] = directive("sim.documents.catalogue", None)
    return sections("Python", "Public names; [tutorial](../python.md).", parts)


def described(item: Any) -> str:
    """The directive of a public name, with the members that are for users."""
    return directive(f"{item.__module__}.{item.__name__}", MEMBERS.get(item.__name__, []))


def directive(path: str, members: Sequence[str] | None) -> str:
    """What mkdocstrings reads."""
    named = "null" if members is None else str(list(members))
    return f"::: {path}\n    options:\n      heading_level: 3\n      members: {named}\n"
