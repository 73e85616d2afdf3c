"""The facts behind the first page, from the verdicts and numbers of ``effects.csv``: its templates never say more than these."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.choose import begun, best_otherwise, gain, leading, main_measure, main_rows, outdone, winner
from experiments.figures.facts import Effect
from experiments.figures.results import FolderTables, Measure, each
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Number, Quantity
from experiments.protocol.verdicts import BETTER, IDENTICAL, NOT_RESOLVED, UNCLEAR, WORSE

ENOUGH_YEARS = 5.0
TRIAL_RUNS = 20
MOST_LEADERS = 3
ALIKE_MONTHS = 6
"""Where strategies begin to differ so many months after the first, yearly amounts are not those of a year under them."""


def answer(results: FolderTables) -> list[Sentence]:
    """The few sentences that open the report."""
    measure = results.measure(main_measure(results))
    rows = main_rows(results, measure.name) if results.compared else pd.DataFrame()
    effects = {str(row["strategy"]): facts.effect(results, row) for _, row in rows.iterrows()}
    gains = {str(row["strategy"]): gain(row) for _, row in rows.iterrows()}
    first, near = leading(results) if effects else ([], [])
    zero, judged = is_zero(results, measure.name), by_verdict(list(effects.values()))
    level = results.outcome(results.baseline, measure.name) if results.strategies else None
    return paragraphs(
        "answer",
        measure=measure,
        baseline=results.label(results.baseline),
        strategies=list(results.strategies),
        all_zero=zero,
        level=facts.level(level, measure) if level is not None and math.isfinite(level["mean"]) else None,
        compared=results.compared,
        effects=list(effects.values()),
        judged=judged | {"unclear": judged["unclear"] + judged["identical"]},
        first=[effects[name] for name in first],
        near=[effects[name] for name in near],
        also=also_better(results, effects, first),
        larger=[effects[name].strategy for name in near if gains[name] > gains[first[0]]],
        outdone=[(facts.labels(results, names), results.label(by)) for names, by in outdone(results)],
        missed=could_be_missed(list(effects.values())),
        missed_ends=furthest_ends(list(effects.values())),
        within=all_within(rows, measure),
        matters=mattering(results, measure),
        most_leaders=MOST_LEADERS,
    )


def also_better(results: FolderTables, effects: dict[str, Effect], first: list[str]) -> list[tuple[list[str], bool]]:
    """Who is clearly better than the baseline too, beside those named first: who is shown to be outdone, and who is not."""
    also = [name for name, one in effects.items() if first and one.verdict == BETTER and name not in first]
    rows = results.rows("best", measure=main_measure(results))
    shown = {one for one, _ in facts.outdone(rows)} if "outdone_by_all" in rows else set()
    return [(facts.labels(results, [name for name in also if (name in shown) == told]), told) for told in (True, False)]


def others(results: FolderTables) -> list[Sentence]:
    """What the best, or the one with the best mean, and the best by the other count, do to the other primary measures."""
    measure = results.measure(main_measure(results))
    rows = main_rows(results, measure.name) if results.compared else pd.DataFrame()
    if not len(rows) or is_zero(results, measure.name):
        return []
    first, _ = leading(results)
    named = first[:MOST_LEADERS] or [str(rows["strategy"].iloc[0])]
    other = best_otherwise(results)
    also = [other] if other and other not in named else []
    return paragraphs(
        "others",
        others=[other_measures(results, name) for name in (*named, *also)],
        named=len(named),
        counted_as=results.measure(measure.counted_as) if measure.counted_as else None,
        best_mean=not first and bool(measure.better) and len(rows) > 1,
    )


def is_zero(results: FolderTables, measure: str) -> bool:
    """Whether a measure was zero under every strategy."""
    rows = results.rows("outcomes", measure=measure)
    return bool(len(rows)) and bool((rows["mean"] == 0.0).all())


def could_be_missed(effects: list[Effect]) -> Quantity | None:
    """The largest distance from zero that the intervals still hold; None where there is no interval."""
    ends = [
        (abs(end), effect.found) for effect in effects for end in (effect.found.low, effect.found.high) if math.isfinite(end)
    ]
    if not ends:
        return None
    largest, found = max(ends, key=lambda one: one[0])
    value = found.high if abs(found.high) == largest else found.low
    return Quantity(value, found.low, found.high, found.unit, found.over, found.table)


def furthest_ends(effects: list[Effect]) -> list[Quantity]:
    """How far below zero and above the intervals of several strategies reach: none on a side where none does."""
    bounded = [effect.found for effect in effects if effect.found.bounded]
    below = min((one for one in bounded if one.low < 0.0), key=lambda one: one.low, default=None)
    above = max((one for one in bounded if one.high > 0.0), key=lambda one: one.high, default=None)
    ends = [(below, below.low) if below else None, (above, above.high) if above else None]
    return [Quantity(end[1], end[0].low, end[0].high, end[0].unit, end[0].over, end[0].table, True) for end in ends if end]


def all_within(rows: pd.DataFrame, measure: Measure) -> Quantity | None:
    """The smallest difference that was declared to matter, where the intervals of all strategies lie inside it; else None."""
    if not len(rows) or "matters" not in rows or set(rows["matters"]) != {"no"}:
        return None
    return facts.quantity(rows.iloc[0], "smallest_that_matters", measure, "effects", ("", ""))


def mattering(results: FolderTables, measure: Measure) -> tuple[str, Quantity] | None:
    """Whether the winner's difference is as large as the config said would matter, and that size."""
    best = winner(results)
    row = results.effect(best, measure.name) if best else None
    if row is None or row.get("matters", "") not in {"yes", "no", "unclear"}:
        return None
    if not math.isfinite(facts.cell(row, "smallest_that_matters")):
        return None
    return str(row["matters"]), facts.quantity(row, "smallest_that_matters", measure, "effects", ("", ""))


def other_measures(results: FolderTables, strategy: str) -> dict[str, Any]:
    """What a strategy does to the other primary measures: effects by what they say, and what was zero in every run."""
    rows = [row for name in results.primary[1:] if (row := results.effect(strategy, name)) is not None]
    zero = [results.measure(str(row["measure"])).label for row in rows if is_zero(results, str(row["measure"]))]
    effects = [facts.effect(results, row) for row in rows if not is_zero(results, str(row["measure"]))]
    told: dict[str, Any] = {
        "strategy": results.label(strategy),
        "zero": zero,
        "not_exploited": not_exploited(results, strategy),
        "alarms": alarms(results, strategy),
        "exploited": exploited(results, strategy),
    }
    return told | by_verdict(effects)


def not_exploited(results: FolderTables, strategy: str) -> str:
    """Whether all or most of those whom a strategy further takes through as suspects are not exploited; empty where they are not."""
    rows = [results.effect(strategy, name) for name in ("children_suspected", "alarms_suspected")]
    if "children_suspected" not in results.primary or any(row is None or row["verdict"] != WORSE for row in rows):
        return ""
    every, alarms = (float(row["difference"]) for row in rows if row is not None)
    return "all" if alarms >= every else "most" if 2.0 * alarms > every else ""


def alarms(results: FolderTables, strategy: str) -> Quantity | None:
    """How many more children who are not exploited are taken through, where that is clear and of all taken through it is not."""
    every, others = (results.effect(strategy, name) for name in ("children_suspected", "alarms_suspected"))
    if "children_suspected" not in results.primary or every is None or others is None or others["verdict"] != WORSE:
        return None
    return None if every["verdict"] == WORSE else facts.effect(results, others).found


def exploited(results: FolderTables, strategy: str) -> Effect | None:
    """What becomes of exploited children taken through as suspects, where something is said of those who are not exploited."""
    row = results.effect(strategy, "children_criminalised")
    said = not_exploited(results, strategy) or alarms(results, strategy)
    return facts.effect(results, row) if said and row is not None else None


def by_verdict(effects: list[Effect]) -> dict[str, list[Effect]]:
    """Effects apart by what they say, under names that templates read; of those without a verdict, which have an interval."""
    names = {"better": BETTER, "worse": WORSE, "unclear": UNCLEAR, "identical": IDENTICAL}
    found = {name: [effect for effect in effects if effect.verdict == verdict] for name, verdict in names.items()}
    without = [effect for effect in effects if not effect.verdict]
    found["undirected"] = [effect for effect in without if effect.found.bounded]
    return found | {"silent": [effect for effect in without if not effect.found.bounded]}


def cautions(results: FolderTables) -> list[Sentence]:
    """What a reader must know before they use the answer: failed runs, few runs, few years, what stayed unresolved."""
    rows, effects = results.rows("effects", measure=results.primary), results.table("effects")
    pairs = int(rows["n_pairs"].min()) if len(rows) else None
    years = results.manifest.get("years")
    scarce = effects[~effects["measure"].isin(results.primary) & (effects["n_pairs"] < TRIAL_RUNS)] if len(effects) else effects
    unresolved = rows[rows["resolved"] == NOT_RESOLVED] if "resolved" in rows else rows.iloc[:0]
    return paragraphs(
        "cautions",
        failed=format.count(results.runs["failed"]),
        done=format.count(results.runs["done"]),
        asked=format.count(results.runs["asked"]),
        missing=format.count(results.runs["missing"]),
        pairs=format.count(pairs, "effects") if pairs is not None and pairs < TRIAL_RUNS else None,
        scarce=list(dict.fromkeys(results.measure(name).label for name in scarce["measure"])) if pairs else [],
        enough=TRIAL_RUNS,
        few_years=len(effects) > 0 and years is not None and float(years) < ENOUGH_YEARS,
        unresolved=[
            (results.measure(row.measure), results.label(row.strategy), half_width(results, row)) for row in each(unresolved)
        ],
        alike=alike_at_first(results),
        world=results.scenario_label(results.scenario),
        other_worlds=[results.scenario_label(name) for name in results.scenarios[1:]],
    )


def alike_at_first(results: FolderTables) -> tuple[str, Number, Number] | None:
    """The month in which strategies begin to differ, how many come before it, and of how many, where it is late; else None."""
    if (found := begun(results)) is None or found[1] < ALIKE_MONTHS:
        return None
    month, before, months = found
    return f"{pd.Timestamp(month):%B %Y}", format.count(before, ""), format.count(months, "")


def half_width(results: FolderTables, row: Any) -> Quantity | None:
    """How far a difference that stayed unresolved may be off; None where too few runs have a value to say."""
    if not math.isfinite(facts.cell(row, "half_width")):
        return None
    return facts.quantity(row, "half_width", results.measure(row.measure), "effects", ("", ""))


def certainty(results: FolderTables, bases: dict[str, int]) -> list[Sentence]:
    """How sure: what the intervals hold, what they do not, and how many inputs (by basis) anybody has measured."""
    rows = results.rows("effects", measure=results.primary)
    fewest, most = (int(rows["n_pairs"].min()), int(rows["n_pairs"].max())) if len(rows) else (0, 0)
    worlds = {strategy: found for strategy in results.compared if (found := over_worlds(results, strategy)) is not None}
    leaders = [strategy for strategy in leading(results)[0] if strategy in worlds] if worlds else []
    shown = leaders[:MOST_LEADERS] or sorted(worlds, key=lambda name: -float(worlds[name]["gain"]))[:1]
    of_whole_period = results.differences == "effects"  # the table of worlds is of the whole period
    return paragraphs(
        "certainty",
        compared=len(rows) > 0,
        one_world=not (results.manifest.get("varying") or results.fitted),
        varies=any(one["name"] in results.manifest.get("varying", ()) for one in results.manifest.get("parameters", ())),
        fit=results.follows_figures,
        lived=facts.lived(results)[0],
        pairs=format.count(most, results.differences),
        alike=fewest == most,
        measure=results.measure(main_measure(results)),
        worlds=[worlds[strategy] for strategy in shown],
        unsaid=[results.label(one) for one in worlds if one not in shown] if of_whole_period and results.has("worlds") else [],
        bases=bases,
        untold=counts(results.manifest.get("untold")),
        nearness=counts(results.manifest.get("nearness")),
    )


def counts(named: dict[str, int] | None) -> dict[str, Number]:
    """Counts of the manifest as a text shows them; none where it has none."""
    return {name: format.count(number) for name, number in (named or {}).items()}


def luck_half_width(results: FolderTables, strategy: str, measure: Measure) -> Quantity | None:
    """How far luck alone may move the mean over worlds; None where each has one run."""
    of_whole_period = results.differences == "effects"
    row = results.row("worlds", strategy, measure.name) if of_whole_period else None
    if row is None or not math.isfinite(facts.cell(row, "luck_half_width")):
        return None
    low, high = row["mean"] - row["luck_half_width"], row["mean"] + row["luck_half_width"]
    return Quantity(float(row["luck_half_width"]), float(low), float(high), measure.unit, measure.over, "worlds")


LITTLE_SAID = 0.6
"""An interval of a share of worlds that is wider than this says next to nothing of the share."""


def over_worlds(results: FolderTables, strategy: str) -> dict[str, Any] | None:
    """The range over plausible worlds and the chance of harm; None where the folder has one world."""
    measure = results.measure(main_measure(results))
    row = results.effect(strategy, measure.name)
    if row is None or not row.get("n_worlds", math.nan) > 1.0:
        return None
    apart = math.isfinite(row.get("world_low", math.nan))  # by more than luck
    ends = ("world_low", "world_high") if apart else ("seen_low", "seen_high")
    found = facts.quantity(row, "difference", measure, results.differences, ends)
    worse = [facts.cell(row, f"share_worse{end}") for end in ("", "_low", "_high")]
    shares = [format.of_hundred(share, results.differences, "%") if math.isfinite(share) else None for share in worse]
    return {
        "strategy": results.label(strategy),
        "gain": gain(row),
        "worlds": format.count(int(row["n_worlds"]), results.differences),
        "fit": results.fitted,
        "luck": luck_half_width(results, strategy, measure),
        "found": Quantity(found.value, found.low, found.high, found.unit, found.over, found.table, difference=True)
        if math.isfinite(found.low)
        else None,
        "apart": apart,
        "worse": shares[0],
        "between": shares[1:] if all(shares) else [],
        "open": worse[2] - worse[1] > LITTLE_SAID,
    }
