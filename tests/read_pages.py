"""A report read as a reader does: is a word odd, does a sentence or a cell say otherwise than its table?"""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from experiments.figures.choose import gain, main_measure
from experiments.figures.results import FolderTables
from experiments.figures.sentences import inside, spoken
from tests.made_configs import TITLES


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
    results = FolderTables(folder)
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    words = words_of(page)
    found = [f"a word {word.group(0)!r}: {excerpt(words, word.start())}" for word in odd_words(words, results)]
    found += [f"{path.name} holds an infinite number" for path in (folder / "tables").glob("*.csv") if infinite(path)]
    found += [fault for fault in numbers(page, folder)]
    found += contradictions(page, results)
    if "<script" in text:
        found.append("a title became markup")
    return found


def words_of(page: Page) -> str:
    """The words of a page in one line: a chart breaks long labels over several."""
    return " ".join(" ".join(page.words).split())


def excerpt(text: str, at: int) -> str:
    """The words round a place of a text."""
    return text[max(0, at - 60) : at + 60].strip()


def odd_words(text: str, results: FolderTables) -> list[re.Match[str]]:
    """Words that stand for a number that is none, or for a template that was not filled."""
    names = [f"({row['name']})" for row in results.manifest.get("strategies", [])]  # beside a label that another has too
    for own in (*TITLES, results.folder.name, *names):
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
    names_kept = {"keep_default_na": False, "na_values": [""]}  # a strategy may be named "NA"
    effects = pd.read_csv(folder / "tables" / "effects.csv", **names_kept) if "effects" in held else pd.DataFrame()
    if len(effects):
        held["effects"] |= {-value for value in held["effects"]}  # what is averted is a difference turned round
        per_unit = (100.0 if "baseline_mean" in effects else math.nan) / effects.get("baseline_mean", effects["percent"]).abs()
        per_unit = (effects["percent"] / effects["difference"]).where(effects["difference"] != 0.0, per_unit)
        ends = [per_unit * effects[end] for end in ("low", "high")]
        held["effects"] |= {round(float(value), 6) for column in ends for value in column}
        held["effects"] |= shares_where_two_meet(effects)
    if "acceptability" in held:
        held["acceptability"] |= worths_where_two_meet(pd.read_csv(folder / "tables" / "acceptability.csv"))
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


def worths_where_two_meet(benefits: pd.DataFrame) -> set[float]:
    """At which worth of a child-day two strategies' mean net benefits are equal, worked out again."""
    if "net_benefit" not in benefits:
        return set()
    found = set()
    for _, part in benefits.groupby("scenario"):
        wide = part.pivot_table(index="value_of_child_day", columns="strategy", values="net_benefit")
        first, most = wide.iloc[0], wide.iloc[-1]  # at no worth, and at the most that is looked at
        slopes = ((most - first) / wide.index[-1]).tolist()
        lines = list(zip(slopes, first, strict=True))
        found |= {round(float((b - d) / (c - a)), 6) for a, b in lines for c, d in lines if abs(c - a) > 1e-9}
    return found


def shares_where_two_meet(
    effects: pd.DataFrame, own: str = "child_days_exploited_by_lines", all_: str = "child_days_exploited"
) -> set[float]:
    """At which shares of supply outside lines two strategies do equally well: of what a page may name, worked out again."""
    wide = effects[effects["measure"].isin([own, all_])].pivot_table("difference", ["scenario", "strategy"], "measure")
    if not {own, all_} <= set(wide):
        return set()
    lines = [(0.0, 0.0), *zip(wide[own], wide[all_] - wide[own], strict=True)]
    pairs = [(one, two) for one in lines for two in lines if one[1] != two[1]]
    return {round((one[0] - two[0]) / (two[1] - one[1]), 6) for one, two in pairs}


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


def contradictions(page: Page, results: FolderTables) -> list[str]:
    """Where page and tables do not say the same of a strategy on a measure, or of which is best."""
    found = []
    for (measure, strategy), verdicts in shown_verdicts(page, results).items():
        row = results.effect(strategy, measure)
        said = [row.get(key) for key in ("verdict", "note")] if row is not None else []
        own = next((one for one in said if isinstance(one, str) and one), "")
        if verdicts != {own}:
            found.append(f"{strategy} on {measure}: the page says {sorted(verdicts)}, effects.csv {own!r}")
    found += [
        f"{row['strategy']} on {row['measure']}: {row['verdict']} with {row['difference']} ({row['low']} to {row['high']})"
        for _, row in results.table("effects").iterrows()
        if not agrees(row)
    ]
    return found + best_of(page, results) + sentences(page, results) + over_worlds(page, results)


def agrees(row: pd.Series) -> bool:
    """Whether a row's verdict goes with its interval and its direction of good."""
    verdict, sign = row["verdict"], gain(row)
    if verdict in {"better", "worse"}:
        return bool((sign > 0.0) == (verdict == "better") and row["low"] * row["high"] > 0.0)
    return verdict != "no clear difference" or bool(row["low"] <= 0.0 <= row["high"])


def shown_verdicts(page: Page, results: FolderTables) -> dict[tuple[str, str], set[str]]:
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
                verdict = re.sub("[▲▼○=–]", "", cells[-1]).strip()
                shown.setdefault((measure, strategies[cells[0]]), set()).add(verdict)
    return shown


def one_to_one(names: dict[str, str], number: int) -> dict[str, str]:
    """Names by label, or nothing where two share a label."""
    return names if len(names) == number else {}


def best_of(page: Page, results: FolderTables) -> list[str]:
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
    among = re.search(r"no clear difference in [^.]*? between ((?:“[^”]*”(?:, | and )?)+)", text)
    for label in re.findall("“([^”]*)”", among.group(1)) if among and kept else []:
        if names.get(label, results.baseline) not in kept:
            found.append(f"the answer says that {label} differs clearly from none beside it; another is shown to be better")
    for label in re.findall("“([^”]*)”", match.group(1)) if match else []:
        name = names.get(label, "")
        row = results.effect(name, main)
        if row is not None and (row["verdict"] != "better" or (kept and name not in kept)):
            found.append(f"the answer calls {label} best: verdict {row['verdict']!r}, in the best set: {name in kept}")
    return found


def sentences(page: Page, results: FolderTables) -> list[str]:
    """Does each sentence on the other primary measures say what `effects.csv` says?"""
    text = re.sub(r"\s+", " ", "".join(page.words))
    names = {results.label(name): name for name in results.compared}
    found = []
    for label, said in re.findall(r"“([^”]*)”(?:, [^“”:]*,)? on the other primary measures: (.*?)\. ", text):
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


def over_worlds(page: Page, results: FolderTables) -> list[str]:
    """Is a strategy called best in most worlds, in more than any other, or under conditions, only where the tables have it so?"""
    text = re.sub(r"\s+", " ", "".join(page.words))
    won = results.rows("regret", outcome=main_measure(results), criterion="share_won", rank=1)
    found = []
    for label, which in re.findall(r"“([^”]*)” is best in (most|more) worlds", text):
        column, bar = {"most": ("p_half", 0.5), "more": ("p_lead", 0.0)}[which]
        shown = won[(won["value"] > bar) & (won[column] < 0.05)]["strategy"].map(results.label)
        if label in map(results.label, results.strategies) and label not in set(shown):
            found.append(f"{label} is called best in {which} worlds; regret.csv does not show it")
    for _, leaf in results.rows("tree", outcome=main_measure(results)).iterrows():
        named = f"“{results.label(leaf['best'])}” is the better choice where {spoken(leaf['conditions'])} (" in text
        if named and not (leaf["purity"] > 0.5 and leaf["p_half"] < 0.05 and leaf["best_mean"] == leaf["best"]):
            found.append(f"{leaf['best']} is called the better choice where {leaf['conditions']}; tree.csv does not show it")
    return found
