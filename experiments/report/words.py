"""The answer in plain sentences, made from the verdicts and numbers of ``effects.csv``: never more than they say."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from experiments.figures import words
from experiments.figures.choose import gain, leading, main_measure, main_rows, winner
from experiments.figures.results import Measure, Results
from experiments.figures.words import BAD, GOOD, UNSURE, Number, Sentence
from experiments.report.marks import Marks

ENOUGH_YEARS = 5.0
TRIAL_RUNS = 20
MOST_LEADERS = 3


def answer(results: Results) -> list[Sentence]:
    """Two to four sentences that open the report."""
    measure = results.measure(main_measure(results))
    if not results.strategies:
        return [Sentence("No run was finished, so there is nothing to report. failures.csv says why, run by run.")]
    if is_zero(results, measure.name):
        return [Sentence(f"{measure.label} was zero in every run, so this experiment says nothing about it.")]
    if not results.compared:
        return [level_sentence(results, measure), Sentence("Only one strategy was run, so nothing is compared.")]
    rows = main_rows(results, measure.name)
    if not len(rows):
        return [Sentence("No pair of runs with and without a strategy was finished, so nothing is compared.")]
    best = winner(results)
    if best is None:
        return [no_winner(results, measure, rows), *others(results, str(rows["strategy"].iloc[0]))]
    first, near = leading(results)
    lead = [winner_sentence(results, measure, rows, first, near), *not_told_apart(results, rows, first, near)]
    lead += mattering(results)
    return [*lead, *(sentence for name in first[:MOST_LEADERS] for sentence in others(results, name))]


def level_sentence(results: Results, measure: Measure) -> Sentence:
    """The level of a measure under the only strategy."""
    row = results.outcome(results.baseline, measure.name)
    if row is None:
        return Sentence(f"No run of {results.quoted(results.baseline)} was finished.")
    found = words.estimate(row, "mean")
    number = words.level(found, measure)
    span = words.interval_of(found, measure, "outcomes", False)
    between = Sentence(" (95% interval of the mean ", span, ")") if span else ""
    unit = unit_after(measure)
    return Sentence(
        f"In the model, under {results.quoted(results.baseline)}, {words.inside(measure.label)}: ", number, unit, between, "."
    )


def unit_after(measure: Measure) -> str:
    """The unit to stand after a number, where the number does not carry it already."""
    if words.is_share(measure.unit) or not measure.unit:
        return ""
    unit = measure.unit
    for money in ("pounds", "GBP"):
        unit = unit.removeprefix(money)
    return f" {unit.strip()}" if unit.strip() else ""


def size_of(row: pd.Series, measure: Measure) -> Sentence:
    """A difference in words, as in "about 570,000 fewer child-days per year (14%; 95% interval 540,000 to 600,000 fewer)"."""
    way = words.direction(float(row["difference"]), measure)
    number = words.amount(words.estimate(row), measure)
    share = words.percent(row, signed=False)
    span = words.reach_of(words.estimate(row), measure)
    before, after = f" {way}", unit_after(measure)
    inner: list[object] = [share] if share else []
    if span:
        inner += ["; " if share else "", "95% interval ", span]
    bracket = Sentence(" (", *inner, ")") if inner else ""
    body = Sentence(number, before, after) if way in {"fewer", "more", "less"} else Sentence(number, after, before)
    return Sentence("about ", body, bracket)


def winner_sentence(results: Results, measure: Measure, rows: pd.DataFrame, first: list[str], near: list[str]) -> Sentence:
    """Who does best, and by how much; or who are clearly better, where which of them does most is not settled."""
    sizes = [size_of(rows[rows["strategy"] == name].iloc[0], measure) for name in first]
    against, about = results.quoted(results.baseline), words.inside(measure.label)
    names = [results.quoted(name) for name in first]
    if len(first) > 1:
        told = joined([Sentence(f"{name} ", size) for name, size in zip(names, sizes, strict=True)])
        lead = (
            f"In the model, {words.listed(names)} do better than {against} on {about}, with no clear difference between them: "
        )
        return Sentence(lead, *told, ".")
    does = f"is the only strategy clearly better than {against} on" if near else "does best on"
    does = "does better on" if len(rows) == 1 else does
    return Sentence(f"In the model, {names[0]} {does} {about}: ", sizes[0], *([] if near else [f" than under {against}"]), ".")


def not_told_apart(results: Results, rows: pd.DataFrame, first: list[str], near: list[str]) -> list[Sentence]:
    """Which strategies, though not clearly better than the baseline, may do as much as those that are."""
    if not near:
        return []
    gains = {str(row["strategy"]): gain(row) for _, row in rows.iterrows()}
    larger = [results.quoted(name) for name in near if gains[name] > gains[first[0]]]
    them = "it" if len(first) == 1 else "them"
    named = [results.quoted(name) for name in near[:MOST_LEADERS]]
    rest = len(near) - MOST_LEADERS
    named += ["one more" if rest == 1 else f"{rest} more"] if rest > 0 else []
    lead = f"There is no clear difference between {them} and {words.listed(named)}: "
    mean = (
        f"the mean change under {words.listed(larger)} is even larger, but too uncertain to be told from none" if larger else ""
    )
    return [Sentence(lead, "compared run by run, none is shown to do more", f", and {mean}" if mean else "", ".")]


def no_winner(results: Results, measure: Measure, rows: pd.DataFrame) -> Sentence:
    """No strategy improves the main measure: a loss, or no clear difference."""
    bad = [results.quoted(name) for name in rows.loc[rows["verdict"] == BAD, "strategy"]]
    unsure = [results.quoted(name) for name in rows.loc[rows["verdict"] == UNSURE, "strategy"]]
    against, about = results.quoted(results.baseline), words.inside(measure.label)
    if not bad and not unsure:
        if not measure.better:
            return Sentence(f"{measure.label} has no declared direction of good, so no strategy is called better or worse.")
        return Sentence(
            f"There is no interval for {about}, so this experiment cannot say whether any strategy differs from {against}."
        )
    if not bad:
        half = widest_half(rows, measure)
        reach = (
            Sentence("; a difference smaller than about ", half, unit_after(measure), " would not have been seen")
            if half
            else ""
        )
        return Sentence(
            f"In the model there is no clear difference in {about} between {words.listed([*unsure, against])}", reach, "."
        )
    worst = rows[rows["verdict"] == BAD].iloc[-1]
    also = f" {words.listed(unsure)}: no clear difference." if unsure else ""
    do = "does" if len(bad) == 1 else "do"
    most = results.quoted(worst["strategy"])
    lead = f"In the model no strategy does better than {against} on {about}; {words.listed(bad)} {do} worse. Under {most}: "
    return Sentence(lead, size_of(worst, measure), ".", also)


def widest_half(rows: pd.DataFrame, measure: Measure) -> Number | None:
    """The largest distance from zero that the intervals still hold: what could have been missed."""
    ends = [(abs(row[end]), row[end], row) for _, row in rows.iterrows() for end in ("low", "high") if math.isfinite(row[end])]
    if not ends:
        return None
    _, value, row = max(ends, key=lambda item: item[0])
    return words.amount(words.Estimate(value, row["low"], row["high"]), measure)


def others(results: Results, strategy: str) -> list[Sentence]:
    """What the same strategy does to the other primary measures, bad news in the same words and at the same size as good."""
    rows = [row for name in results.primary[1:] if (row := results.effect(strategy, name)) is not None]
    zero = [words.inside(results.measure(str(row["measure"])).label) for row in rows if is_zero(results, str(row["measure"]))]
    rows = [row for row in rows if not is_zero(results, str(row["measure"]))]
    parts: list[object] = []
    for verdict, phrase in ((GOOD, "better on "), (BAD, "worse on "), (UNSURE, "no clear difference in ")):
        chosen = [row for row in rows if row["verdict"] == verdict]
        if not chosen:
            continue
        parts.append("; " if parts else "")
        parts.append(phrase)
        parts += joined([measure_with_size(results, row, verdict) for row in chosen])
    sentences = []
    if parts:
        sentences.append(Sentence(f"{results.quoted(strategy)} on the other primary measures: ", *parts, "."))
    if zero:
        sentences.append(Sentence(f"{words.listed(zero).capitalize()} was zero in every run: nothing can be said about it."))
    return sentences


def measure_with_size(results: Results, row: pd.Series, verdict: str) -> Sentence:
    """A measure with its change, as in "lines operating (12% fewer)", or its name alone where no difference is claimed."""
    measure = results.measure(str(row["measure"]))
    share = words.percent(row, signed=False)
    if verdict == UNSURE or share is None:
        return Sentence(words.inside(measure.label))
    return Sentence(f"{words.inside(measure.label)} (", share, f" {words.direction(float(row['difference']), measure)})")


def joined(parts: Sequence[object]) -> list[object]:
    """Commas between, "and" before the last."""
    out: list[object] = []
    for at, part in enumerate(parts):
        out += ([", "] if 0 < at < len(parts) - 1 else [" and "] if at and at == len(parts) - 1 else []) + [part]
    return out


def is_zero(results: Results, measure: str) -> bool:
    """Whether a measure was zero under every strategy."""
    rows = results.table("outcomes")
    rows = rows[rows["measure"] == measure]
    return bool(len(rows)) and bool((rows["mean"] == 0.0).all())


def cautions(results: Results) -> list[Sentence]:
    """What a reader must know before they use the answer: failed runs, few runs, luck unshared."""
    found = []
    runs = results.runs
    if runs["failed"]:
        failed, done = words.count(runs["failed"]), words.count(runs["done"])
        found.append(
            Sentence(failed, " runs failed and are left out; the analysis stands on ", done, ". The list is in failures.csv.")
        )
    effects = results.table("effects")
    effects = effects[effects["primary"] == "yes"] if len(effects) else effects  # other measures may be undefined in most runs
    if len(effects):
        pairs = int(effects["n_pairs"].min())
        if pairs < 2:
            found.append(
                Sentence("Only ", words.count(pairs, "effects"), " pair of runs: there is no interval, so no verdict is given.")
            )
        elif pairs < TRIAL_RUNS:
            text = " pairs of runs stand behind the smallest comparison: read this as a trial, not as a finding."
            found.append(Sentence("Only ", words.count(pairs, "effects"), text))
    return found + short_years(results) + unresolved(results) + worlds_assumed(results)


def short_years(results: Results) -> list[Sentence]:
    """Few years mislead about arrests, where responses are compared at all."""
    years = results.manifest.get("years")
    if not len(results.table("effects")) or years is None or float(years) >= ENOUGH_YEARS:
        return []
    return [
        Sentence(
            "The years analysed are few: line holders who are charged come back after about two years, so that over fewer than "
            "five whatever arrests them looks better than it is."
        )
    ]


def unresolved(results: Results) -> list[Sentence]:
    """Primary differences whose interval stayed wider than the config asked for, with the half-width reached."""
    effects = results.table("effects")
    if "resolved" not in effects:
        return []
    found = []
    for _, row in effects[effects["resolved"] == "not resolved"].iterrows():
        measure = results.measure(str(row["measure"]))
        half = words.level(words.end(float(row["half_width"])), measure, "effects")
        name = results.quoted(str(row["strategy"]))
        lead = f"Not resolved: {words.inside(measure.label)} under {name} is known to plus or minus "
        found.append(Sentence(lead, half, unit_after(measure), " only, wider than asked for."))
    return found


def worlds_assumed(results: Results) -> list[Sentence]:
    """Which world is shown, where the folder has several."""
    if len(results.scenarios) < 2:
        return []
    rest = [f"\u201c{results.scenario_label(name)}\u201d" for name in results.scenarios[1:]]
    lead = f"Charts and sentences are of the world \u201c{results.scenario_label(results.scenario)}\u201d;"
    return [Sentence(f"{lead} {words.listed(rest)} stand in the table of worlds below.")]


def surety(results: Results) -> list[Sentence]:
    """How sure: what the intervals hold and what they do not, tied to numbers."""
    effects = results.table("effects")
    if not len(effects):
        return [Sentence("Intervals show chance within the model alone, not doubt about the world.")]
    pairs = effects.loc[effects["primary"] == "yes", "n_pairs"]
    fewest, most = int(pairs.min()), int(pairs.max())
    upto = "" if fewest == most else "up to "
    lead = Sentence(f"The intervals come from {upto}", words.count(most, "effects"), " pairs of runs that share their luck.")
    worlds = [sentence for strategy in results.compared if (sentence := over_worlds(results, strategy)) is not None]
    if worlds:
        return [lead, *worlds]
    rest = (
        " They show chance within the model, which more runs make smaller. They do not show doubt about the world: all "
        "runs have the "
        "best value of every assumption. How wide the evidence leaves each is listed under the assumptions."
    )
    return [lead + rest]


def over_worlds(results: Results, strategy: str) -> Sentence | None:
    """The range over plausible worlds and the chance of harm, where the folder has several worlds."""
    measure = results.measure(main_measure(results))
    row = results.effect(strategy, measure.name)
    if row is None or not row.get("n_worlds", math.nan) > 1.0 or not math.isfinite(row.get("world_low", math.nan)):
        return None
    span = words.interval_of(words.Estimate(row["difference"], row["world_low"], row["world_high"]), measure, "effects", True)
    worlds = words.count(int(row["n_worlds"]), "effects")
    lead = f"{results.quoted(strategy)}: in nine of ten plausible worlds (of "
    tail: list[object] = []
    if math.isfinite(row.get("share_worse", math.nan)):
        share, *ends = (of_hundred(row.get(f"share_worse{end}", math.nan)) for end in ("", "_low", "_high"))
        sure = all(ends) and [" (95% interval ", ends[0], " to ", ends[1], ")"]
        tail = ["; it does worse in ", share, " of 100 worlds", *(sure or [])]
    return Sentence(lead, worlds, f") the change in {words.inside(measure.label)} is ", span, unit_after(measure), *tail, ".")


def of_hundred(share: float) -> Number | None:
    """A share as so many of a hundred; None where there is none."""
    return Number(f"{100.0 * share:.0f}", float(share), 1.0, "effects", 100.0) if math.isfinite(share) else None


def mattering(results: Results) -> list[Sentence]:
    """Whether the winner's difference is as large as the config said would matter."""
    best, measure = winner(results), results.measure(main_measure(results))
    row = results.effect(best, measure.name) if best else None
    if row is None or row.get("matters", "") not in {"yes", "no", "unclear"}:
        return []
    smallest = float(row["smallest_that_matters"])
    size = words.level(words.end(smallest), measure, "effects")
    told = {
        "yes": "is larger than the smallest that was declared to matter",
        "no": "is clear but smaller than the smallest that was declared to matter",
        "unclear": "may be smaller than the smallest that was declared to matter",
    }[row["matters"]]
    which = "That difference" if len(leading(results)[0]) < 2 else f"The difference of {results.quoted(str(best))}"
    return [Sentence(f"{which} {told} (", size, unit_after(measure), ").")]


# Which tables the sentences of an analysis are made of; nothing of its code is loaded where a folder holds none.
ANALYSES = {
    "sentences": ("verdicts", "indices", "noise", "flips", "information", "convergence"),
    "failing": ("boxes", "regret", "tree"),
    "parts": ("attribution", "budget"),
}


def told(results: Results, what: str, only: tuple[str, ...] = ()) -> list[Sentence]:
    """The sentences of the folder's sensitivity analysis, discovery or attribution: ``sentences``, ``failing`` or ``parts``.

    Args:
        results: the folder.
        what: which of the three.
        only: tables to speak of; all of the analysis where empty.
    """
    tables = {name: results.table(name) for name in only or ANALYSES[what] if results.has(name)}
    if not any(len(tables[name]) for name in tables if name != "noise"):
        return []
    from experiments.sensitivity import words as analysis
    from experiments.sensitivity.reader import Reader

    kept = Marks()
    reader = Reader(
        main=main_measure(results),
        baseline=results.baseline,
        outcome=lambda name: results.measure(name).label,
        strategy=results.quoted,
        unit=lambda name: results.measure(name).unit,
        better=lambda name: results.measure(name).better,
        meaning=lambda name: results.meanings.get(name, ""),
        cell=kept.cell,
    )
    return [kept.marked(text) for text in getattr(analysis, what)(tables, reader)]


def changers(results: Results) -> list[Sentence]:
    """What would change the answer, from the folder's own analyses, or that it holds none."""
    said = told(results, "sentences", ("verdicts", "flips")) or told(results, "failing", ("tree", "boxes"))
    if said:
        return said[:3]
    return [
        Sentence(
            "These runs do not say. All assumptions had one value, or their ranges were not taken apart; an experiment of kind "
            "\u201csensitivity\u201d asks which of them would change the answer, and one of kind \u201cdiscover\u201d where a "
            "strategy fails."
        )
    ]
