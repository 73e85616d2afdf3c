"""Whole ways through the program: a config is made up, run, reported, and its page is read for what no page may say.

`python -m tests.whole_runs 300 7` tries 300 configs of the seed 7 and says what it found; `tests/test_whole_runs.py` tries a few.
"""

from __future__ import annotations

import json
import math
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from matplotlib.figure import Figure

from experiments import run_experiment
from experiments.figures import Results
from experiments.figures.choose import gain, main_measure
from experiments.figures.sentences import inside
from experiments.protocol.problems import Stopped, Unusable
from experiments.report import write
from sim.documents import catalogue

MEASURES = [row["name"] for row in catalogue.measures()]
PRESETS = [row["name"] for row in catalogue.strategies() if row["name"] != "history"]
SWITCHES = {row["name"]: list(row["choices"]) for row in catalogue.structures()}
RANGES = {row["name"]: (row["low"], row["high"]) for row in catalogue.parameters() if row["low"] < row["high"]}
AREAS = [row["name"] for row in catalogue.areas()]
TITLES = [
    "Which response?",
    'A "quoted" <b>title</b> & more', "Łódź – 県境 – école – \U0001f40e", "{{ report.title }}", "#strike[x] $x^2$ @ref",
    "=1+1", "a" * 300, "'", "\\u0041 \\n", "</title><script>alert(1)</script>", "100% of {0} %s", "a | b; c, d. E",
    "\u202eright to left",
]  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, several: bool) -> dict[str, Any]:
    """A tiny world, of short or odd length, now and then with two scenarios, or with switches turned or left open."""
    world: dict[str, Any] = {
        "scale": 0.01,
        "start": date(draw(st.integers(2018, 2020)), draw(st.integers(1, 12)), draw(st.integers(1, 28))),
        "years": draw(st.sampled_from([0.2, 0.5, 1, 1, 1.3, 2.1])),
        "warm_up_years": draw(st.sampled_from([0, 0, 0.3])),
    }
    if several and draw(st.integers(0, 4)) == 0:
        world["scenario"] = draw(st.sampled_from([["steady", "history"], "history", ["history"]]))
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(sorted(SWITCHES)))
        world["structure"] = {
            name: SWITCHES[name] if several and draw(st.booleans()) else draw(st.sampled_from(SWITCHES[name]))
        }
    return world


@st.composite
def own_strategies(draw: st.DrawFn, world: dict[str, Any]) -> dict[str, Any]:
    """A strategy of one's own, with an odd label."""
    own: dict[str, Any] = {"based_on": draw(st.sampled_from(PRESETS)), "label": draw(st.sampled_from(TITLES))}
    if draw(st.booleans()):
        own["areas"] = draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=3, unique=True))
    if draw(st.booleans()):
        own |= {"ramp_days": draw(st.sampled_from([0, 30, 500])), "starts": world["start"]}
    return own


@st.composite
def configs(draw: st.DrawFn, slow: bool = True) -> str:
    """A config that `check` accepts, most often: of any kind, with lists for values, odd names, few replications.

    Args:
        draw: of hypothesis.
        slow: whether `discover` is among them, which draws 64 worlds at least.
    """
    kinds = ["compare"] * 6 + ["sweep", "sweep", "sensitivity", "attribution", "validate"] + ["discover"] * slow
    kind = draw(st.sampled_from(kinds))
    world = draw(worlds(several=kind in {"compare", "sweep"}))
    names = draw(st.lists(st.sampled_from(PRESETS), min_size=2, max_size=4, unique=True))
    if kind == "compare" and draw(st.integers(0, 5)) == 0:
        names = names[:1]
    primary = draw(st.lists(st.sampled_from(MEASURES), max_size=4, unique=True)) if draw(st.booleans()) else []
    primary = list(dict.fromkeys([*(["child_days_exploited"] if draw(st.booleans()) else []), *primary]))
    config: dict[str, Any] = {
        "kind": kind,
        "title": draw(st.sampled_from(TITLES)),
        "question": draw(st.sampled_from(["", *TITLES])),
        "world": world,
        "strategies": {"baseline": names[0], "compare": names[1:] if kind not in {"sweep", "attribution", "validate"} else []},
        "replications": {"number": draw(st.integers(1, 6)), "seed": draw(st.integers(0, 9))},
        "measures": {"primary": primary},
    }
    if primary and draw(st.booleans()):
        config["measures"]["matters"] = {primary[0]: 0.05}
    if kind == "compare":
        compared(draw, config)
    else:
        OTHERS[kind](draw, config)
    return toml(config)


def compared(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """What a comparison may say beside: an own strategy, drawn parameters, precision, what is stored."""
    if draw(st.integers(0, 2)) == 0:
        config["strategy"] = {"mine": draw(own_strategies(config["world"]))}
        config["strategies"]["compare"].append("mine")
    if draw(st.integers(0, 2)) == 0:
        drawn = draw(st.lists(st.sampled_from(sorted(RANGES)), min_size=1, max_size=2, unique=True))
        config["parameters"] = {name: "range" for name in drawn}
        config["design"] = draw(
            st.sampled_from([{"points": 2}, {"points": 4, "sampling": "lhs"}, {"levels": 2, "sampling": "grid"}])
        )
    elif "structure" not in config["world"] and draw(st.integers(0, 4)) == 0:
        seed = config["replications"]["seed"]
        config["replications"] = {"precision": draw(st.sampled_from([0.01, 0.5])), "pilot": 5, "at_most": 7, "seed": seed}
    if draw(st.booleans()):
        config["output"] = draw(st.sampled_from([{"series": "national"}, {"series": "none"}, {"by_area": "all"}]))


def swept(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """Values of a lever and of a parameter in lists."""
    config["sweep"] = {"based_on": draw(st.sampled_from(PRESETS)), "capacity": {"dedicated_officers": [0, 500]}}
    if draw(st.booleans()):
        config["sweep"]["intelligence_sharing"] = {"reach": ["force", "nation"]}
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(RANGES)))
        config["sweep"][name] = list(map(float, RANGES[name]))


def varied(draw: st.DrawFn) -> list[str]:
    """A few inputs to vary."""
    return draw(st.lists(st.sampled_from([*sorted(RANGES), *sorted(SWITCHES)]), min_size=2, max_size=3, unique=True))


def sensitive(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """A small screening and a small design."""
    config["replications"].pop("number")
    config["sensitivity"] = {"vary": varied(draw), "groups": [], "trajectories": 2, "points": 8, "per_point": 1}
    config["sensitivity"] |= draw(st.sampled_from([{"local": 0}, {"local": 2}, {"ranks": True, "local": 0}]))


def discovered(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """The fewest worlds there may be."""
    config["replications"].pop("number")
    config["world"] |= {"years": 0.2, "warm_up_years": 0}
    config["discover"] = {"vary": varied(draw), "worlds": 64, "per_world": 2}


def attributed(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """Two parts of a response."""
    parts = {"one": ["intelligence_sharing", "tasking"], "two": ["services"]}
    config["attribution"] = {"strategy": "integrated", "parts": parts, "steps": 2, "each_lever": False}
    config["attribution"] |= draw(st.sampled_from([{}, {"equal": ["national_tasking", "integrated"]}]))


def validated(_draw: st.DrawFn, config: dict[str, Any]) -> None:
    """What was done in what happened."""
    config["strategies"]["baseline"] = "history"
    config["world"] |= {"scenario": "history", "start": date(2018, 1, 1), "years": 1}
    config["measures"] = {}


OTHERS = {"sweep": swept, "sensitivity": sensitive, "discover": discovered, "attribution": attributed, "validate": validated}


def toml(config: dict[str, Any]) -> str:
    """A config as a text."""
    loose = [f"{key} = {written(value)}" for key, value in config.items() if not isinstance(value, dict)]
    tables = [(key, value) for key, value in config.items() if isinstance(value, dict)]
    parts = ["\n".join([f"[{key}]", *(f"{name} = {written(one)}" for name, one in table.items())]) for key, table in tables]
    return "\n\n".join(["\n".join(loose), *parts]) + "\n"


def written(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {written(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


class Page(HTMLParser):
    """The words of a page, its marked numbers, and its tables as rows of cells."""

    def __init__(self, text: str):
        super().__init__()
        self.words: list[str] = []
        self.numbers: list[tuple[dict[str, str | None], str]] = []
        self.tables: list[list[list[str]]] = []
        self.within, self.in_cell = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.within = tag
        if tag == "data":
            self.numbers.append((dict(attributes), ""))
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables:
            self.tables[-1][-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self.within = "" if tag == self.within else self.within
        self.in_cell = self.in_cell and tag not in {"td", "th"}

    def handle_data(self, text: str) -> None:
        if self.within == "style":
            return
        self.words.append(text)
        if self.within == "data":
            self.numbers[-1] = (self.numbers[-1][0], self.numbers[-1][1] + text)
        if self.in_cell:
            self.tables[-1][-1][-1] += text


def faults(folder: Path) -> list[str]:
    """What a results folder's page and tables say that no page may say."""
    results = Results(folder)
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    found = [f"a word {word.group(0)!r}: {excerpt(' '.join(page.words), word.start())}" for word in odd_words(page, results)]
    found += [f"{path.name} holds an infinite number" for path in (folder / "tables").glob("*.csv") if infinite(path)]
    found += [fault for fault in numbers(page, folder)]
    found += contradictions(page, results)
    if "<script" in text:
        found.append("a title became markup")
    return found


def excerpt(text: str, at: int) -> str:
    """The words round a place of a text."""
    return " ".join(text[max(0, at - 60) : at + 60].split())


def odd_words(page: Page, results: Results) -> list[re.Match[str]]:
    """Words that stand for a number that is none, or for a template that was not filled."""
    text = " ".join(page.words)
    for own in (*TITLES, results.folder.name):
        text = text.replace(own, "x" * len(own))
    pattern = r"(?<![\w-])[-+\u2212£]?(?:nan|inf|None|NaT|NaN|Undefined|Traceback)(?:%|(?![\w-]))|\{\{"
    return list(re.finditer(pattern, text))


def infinite(path: Path) -> bool:
    """Whether a table holds a number without end."""
    table = pd.read_csv(path) if path.read_bytes().strip() else pd.DataFrame()
    return bool(table.select_dtypes("number").isin([math.inf, -math.inf]).any().any())


def numbers(page: Page, folder: Path) -> list[str]:
    """Marked numbers that are not in the table they name, or that read otherwise than their value."""
    held = {path.stem: set(pd.read_csv(path).select_dtypes("number").to_numpy(float).ravel()) for path in tables_of(folder)}
    effects = pd.read_csv(folder / "tables" / "effects.csv") if "effects" in held else pd.DataFrame()
    if len(effects):
        effects = effects[effects["difference"] != 0]
        held["effects"] |= {-value for value in held["effects"]}  # what is averted is a difference turned round
        ends = [effects["percent"] / effects["difference"] * effects[end] for end in ("low", "high")]
        held["effects"] |= {round(float(value), 6) for column in ends for value in column}
    found = []
    for attributes, text in page.numbers:
        value, step, times = (float(attributes.get(name) or 1.0) for name in ("value", "data-step", "data-times"))
        table = attributes.get("data-table") or ""
        # Areas and scaled columns are in another unit than their table; `tests/test_page.py` works these out again.
        worked_out = table in {"", "manifest", "areas", "areas_effects", "outcomes", "horizons"}
        if not worked_out and not {value, round(value, 6)} & held.get(table, set()):
            found.append(f"{text} stands for {value!r}, which is not in {table}")
        if not abs(abs(read(text)) - abs(value * times)) <= step / 2 * (1 + 1e-6) + 1e-12 * abs(value):
            found.append(f"{text} is shown for {value * times!r} of {table}")
    return found


def tables_of(folder: Path) -> list[Path]:
    """The tables that are not empty."""
    return [path for path in (folder / "tables").glob("*.csv") if path.read_bytes().strip()]


def read(text: str) -> float:
    """A number as it stands on a page."""
    match = re.fullmatch(
        r"([+\u2212]?)£?([\d,.]+)(?: × 10\^(\d+))?(?: (trillion|billion|million))?(?:%| points)?", text.strip()
    )
    if not match:
        return math.nan
    sign, digits, power, scale = match.groups()
    size = float(digits.replace(",", "")) * (10.0 ** int(power) if power else 1.0)
    size *= {"trillion": 1e12, "billion": 1e9, "million": 1e6}.get(scale, 1.0)
    return -size if sign == "\u2212" else size


def contradictions(page: Page, results: Results) -> list[str]:
    """Where page and tables do not say the same of a strategy on a measure, or of which is best."""
    found = []
    for (measure, strategy), verdicts in shown_verdicts(page, results).items():
        row = results.effect(strategy, measure)
        own = str(row["verdict"]) if row is not None else ""
        if verdicts != {own}:
            found.append(f"{strategy} on {measure}: the page says {sorted(verdicts)}, effects.csv {own!r}")
    found += [
        f"{row['strategy']} on {row['measure']}: {row['verdict']} with {row['difference']} ({row['low']} to {row['high']})"
        for _, row in results.table("effects").iterrows()
        if not agrees(row)
    ]
    return found + best_of(page, results) + sentences(page, results)


def agrees(row: pd.Series) -> bool:
    """Whether a row's verdict goes with its interval and its direction of good."""
    verdict, sign = row["verdict"], gain(row)
    if verdict in {"better", "worse"}:
        return bool((sign > 0.0) == (verdict == "better") and row["low"] * row["high"] > 0.0)
    return verdict != "no clear difference" or bool(row["low"] <= 0.0 <= row["high"])


def shown_verdicts(page: Page, results: Results) -> dict[tuple[str, str], set[str]]:
    """By measure and strategy, every verdict that the page's tables of measures show; where labels are not of one alone, none."""
    strategies = one_to_one({results.label(name): name for name in results.compared}, len(results.compared))
    measures = one_to_one({one.label: name for name, one in results.measures.items()}, len(results.measures))
    shown: dict[tuple[str, str], set[str]] = {}
    for table in page.tables:
        rows = [[" ".join(cell.split()) for cell in cells] for cells in table]
        if not rows or not rows[0] or rows[0][-1] != "Verdict" or rows[0][0] != "Measure and strategy":
            continue
        measure = ""
        for cells in rows[1:]:
            if len(cells) == 1:
                measure = measures.get(cells[0].rpartition(",")[0] or cells[0], measures.get(cells[0].split(",")[0], ""))
            elif measure and cells[0] in strategies:
                verdict = re.sub("[▲▼○–]", "", cells[-1]).strip()
                shown.setdefault((measure, strategies[cells[0]]), set()).add(verdict)
    return shown


def one_to_one(names: dict[str, str], number: int) -> dict[str, str]:
    """Names by label, or nothing where two share a label."""
    return names if len(names) == number else {}


def best_of(page: Page, results: Results) -> list[str]:
    """Is the best in the set that it cannot be told from, and is each that the answer calls best in it too?"""
    table = results.table("best")
    found = []
    for measure, rows in table.groupby("measure") if len(table) else []:
        kept = set(rows.loc[rows["in_best_set"] == "yes", "strategy"])
        first = rows.loc[rows["difference_from_best"].abs() < 1e-12, "strategy"]
        if len(first) and not kept & set(first):
            found.append(f"the best on {measure}, {list(first)}, is not in its own set {sorted(kept)}")
    main = main_measure(results)
    kept = set(table.loc[(table["measure"] == main) & (table["in_best_set"] == "yes"), "strategy"]) if len(table) else set()
    text = re.sub(r"\s+", " ", "".join(page.words))
    match = re.search(
        r"In the model, ((?:“[^”]*”(?:, | and )?)+) (?:does better on|do better than|does best on|is the only)", text
    )
    names = {results.label(name): name for name in results.compared}
    for label in re.findall("“([^”]*)”", match.group(1)) if match else []:
        name = names.get(label, "")
        row = results.effect(name, main)
        if row is not None and (row["verdict"] != "better" or (kept and name not in kept)):
            found.append(f"the answer calls {label} best: verdict {row['verdict']!r}, in the best set: {name in kept}")
    return found


def sentences(page: Page, results: Results) -> list[str]:
    """Does each sentence on the other primary measures say what `effects.csv` says?"""
    text = re.sub(r"\s+", " ", "".join(page.words))
    names = {results.label(name): name for name in results.compared}
    found = []
    for label, said in re.findall(r"“([^”]*)” on the other primary measures: (.*?)\. ", text):
        for clause in said.split("; "):
            verdict = re.match("better|worse|no clear difference", clause)
            left = clause
            for name in sorted(results.primary[1:], key=lambda one: -len(results.measure(one).label)):
                words = inside(results.measure(name).label)
                if verdict and words in left and label in names:
                    left = left.replace(words, "")
                    row = results.effect(names[label], name)
                    if row is not None and row["verdict"] != verdict.group(0):
                        found.append(f"{label} on {name}: the sentence says {verdict.group(0)}, effects.csv {row['verdict']!r}")
    return found


def tried(text: str, folder: Path) -> list[str] | None:
    """Run and report a config and read its page; None where `check` refuses it."""
    try:
        run_experiment(text, out=folder, workers=0)
    except Unusable:
        return None
    return faults(folder)


def unpictured() -> None:
    """Draw charts for the page alone, and leave out the workbook: nothing here reads those files, and they take half the time."""
    save = Figure.savefig

    def page_alone(self: Figure, path: Any, **options: Any) -> None:
        if not str(path).endswith(".png"):
            save(self, path, **options)

    Figure.savefig = page_alone  # type: ignore[method-assign]
    write.write_workbook = lambda results, report: results.folder


def main(number: int, seed: int) -> None:
    """Try so many configs, and print each that has a fault."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    unpictured()
    counts = {"accepted": 0, "refused": 0, "faulty": 0}
    begun = time.time()

    @seeded(seed)
    @settings(
        max_examples=number, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(text=configs())
    def each(text: str) -> None:
        folder = Path(tempfile.mkdtemp())
        try:
            found = tried(text, folder / "out")
        except Stopped:
            raise
        except Exception:
            found = [traceback.format_exc()]
        counts["refused" if found is None else "accepted"] += 1
        if found:
            counts["faulty"] += 1
            print("=" * 80, text, *found[:12], sep="\n", flush=True)
        shutil.rmtree(folder)
        if (counts["accepted"] + counts["refused"]) % 10 == 0:
            print(counts, f"{time.time() - begun:.0f} s", flush=True)

    each()
    print(counts, f"{time.time() - begun:.0f} s")


if __name__ == "__main__":
    random.seed(0)
    main(int(sys.argv[1]), int(sys.argv[2]))
