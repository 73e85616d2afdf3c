"""What stands at the top of each page: the shown strategy's verdicts on its measures, and where it fails."""

from __future__ import annotations

import pandas as pd

from experiments.figures import words
from experiments.figures.choose import mapped_measure, shown_strategy, winner
from experiments.figures.pages import Page, measures_of
from experiments.figures.results import Measure, Results
from experiments.figures.words import BAD, GOOD, Number, Sentence
from experiments.report import horizons
from experiments.report import words as sentences

MOST = 5


def lead(results: Results, page: Page) -> list[Sentence]:
    """One to three sentences of a page."""
    if page.key == "horizons":
        return horizons.lead(results)
    strategy = shown_strategy(results)
    if strategy is None:
        return []
    if page.key == "fails":
        return failing(results, strategy)
    if page.key in {"doubt", "parts"}:
        return sentences.told(results, "sentences" if page.key == "doubt" else "parts")
    # What restates another measure at present value is in the tables, and would count twice in a sentence.
    names = [name for name in measures_of(page, list(results.measures)) if not name.endswith("_discounted")]
    rows = [row for name in names if (row := results.effect(strategy, name)) is not None]
    found = verdicts(results, strategy, rows)
    if page.key == "harm":
        found += of_young_people(results, strategy)
    if page.key == "cost":
        found += per_child_day(results, strategy)
    if page.key == "recorded":
        found.insert(
            0, Sentence("A response that sees more writes down more: a record can rise while the harm it records falls.")
        )
    return found


def verdicts(results: Results, strategy: str, rows: list[pd.Series]) -> list[Sentence]:
    """Better on, worse on, and on how many nothing clear; the five largest changes of each by name."""
    parts: list[object] = []
    for verdict, phrase in ((GOOD, "better on "), (BAD, "worse on ")):
        chosen = [row for row in rows if row["verdict"] == verdict and pd.notna(row["percent"])]
        chosen.sort(key=lambda row: -abs(row["percent"]))
        if chosen:
            more = [f"{len(chosen) - MOST} more"] if len(chosen) > MOST else []
            named = [sentences.measure_with_size(results, row, verdict) for row in chosen[:MOST]]
            parts += ["; " if parts else "", phrase, *sentences.joined([*named, *more])]
    unclear = [
        words.inside(results.measure(str(row["measure"])).label) for row in rows if row["verdict"] == "no clear difference"
    ]
    if unclear:
        names = unclear[:MOST] + ([f"{len(unclear) - MOST} more"] if len(unclear) > MOST else [])
        parts += ["; " if parts else "", "no clear difference in ", words.listed(names)]
    if not parts:
        return []
    base = results.quoted(results.baseline)
    return [Sentence(f"{results.quoted(strategy)}, compared with {base}, in the model: ", *parts, ".")]


def of_young_people(results: Results, strategy: str) -> list[Sentence]:
    """Children exploited on an average day, of every 100,000 people aged 10 to 17, before and under the shown strategy."""
    people = float(results.areas["population_10_17"].sum()) if "population_10_17" in results.areas else 0.0
    rows = [results.outcome(name, "children_exploited") for name in (results.baseline, strategy)]
    if not people > 0.0 or any(row is None or not row["mean"] > 0.0 for row in rows):
        return []
    numbers = []
    for row in rows:
        found = words.estimate(row, "mean").times(100_000.0 / people)
        step = words.supported_step(found)
        numbers.append(Number(words.digits_text(found.value, step), found.value, step, "outcomes"))
    base, name = results.quoted(results.baseline), results.quoted(strategy)
    parts = {"one": numbers[0], "two": numbers[1], "base": base, "name": name}
    text = "In the model {one} of every 100,000 people aged 10 to 17 are exploited by lines on an average day under {base}, "
    text += "and {two} under {name}."
    return [words.filled(text, **parts)]


def per_child_day(results: Results, strategy: str) -> list[Sentence]:
    """What a child-day averted costs, said only where fewer child-days are clear; else why it is not said."""
    rows = results.table("cost_per_child_day")
    rows = rows[(rows["strategy"] == strategy) & (rows["payer"] == "all payers")] if len(rows) else rows
    if not len(rows):
        return []
    row, name = rows.iloc[0], results.quoted(strategy)
    if not pd.notna(row["cost_per_child_day"]):
        text = f"Cost per child-day averted is not given for {name}: {row['reading'].removesuffix(': no ratio')}."
        return [Sentence(text + " A ratio would mean nothing.")]
    money, table = Measure("", "", "GBP"), "cost_per_child_day"
    found = words.Estimate(row["cost_per_child_day"], row["low"], row["high"])
    span = words.interval_of(found, money, table, False)
    between = Sentence(" (95% interval ", span, ")") if span else ""
    number = words.level(found, money, table)
    return [
        Sentence(
            f"In the model a child-day averted under {name} costs public payers about ", number, between, ", at present value."
        )
    ]


def failing(results: Results, strategy: str) -> list[Sentence]:
    """On what and where the best response does worse, or that the folder shows nothing of the kind."""
    name, base = results.quoted(strategy), results.quoted(results.baseline)
    found = []
    if winner(results) is None:
        found.append(Sentence(f"No strategy is clearly better than {base} here; this page shows {name}, whose mean is best."))
    effects = results.table("effects")
    rows = [row for _, row in effects[(effects["strategy"] == strategy) & (effects["verdict"] == BAD)].iterrows()]
    rows = [row for row in rows if not str(row["measure"]).endswith("_discounted")]
    if rows:
        found += verdicts(results, strategy, rows)
    else:
        found.append(
            Sentence(
                f"{name} is not clearly worse than {base} on any measure of this folder. That is no proof that it cannot be."
            )
        )
    found += failing_areas(results, strategy)
    found += sentences.told(results, "failing")
    if not results.has("boxes") and not results.has("indices"):
        found.append(
            Sentence(
                "These runs do not search for the conditions under which it fails: an experiment of kind "
                "\u201cdiscover\u201d does. The "
                "tests of the model hold at least one set of plausible assumptions under which the integrated response "
                "does worse."
            )
        )
    return found


def failing_areas(results: Results, strategy: str) -> list[Sentence]:
    """Areas in which the mapped measure is clearly worse."""
    measure = mapped_measure(results, "areas_effects") if len(results.table("areas_effects")) else None
    if measure is None:
        return []
    rows = results.table("areas_effects")
    rows = rows[(rows["strategy"] == strategy) & (rows["measure"] == measure) & (rows["verdict"] == BAD)]
    name = words.inside(results.measure(measure).label)
    if not len(rows):
        return [Sentence(f"In no force area is it clearly worse on {name}.")]
    return [Sentence(f"It is clearly worse on {name} in ", words.listed(sorted(rows["area"])), ", in the model.")]
