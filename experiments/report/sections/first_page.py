"""The first page beside the answer itself: how else the harm is counted, where, and at what cost; each a few sentences."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.choose import (
    best_otherwise,
    leading,
    main_measure,
    shown_strategy,
    suppressed,
    winner,
)
from experiments.figures.results import CHILD_DAYS, POUNDS, FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Number
from experiments.protocol.verdicts import AREAS_FROM, BETTER, UNCLEAR, WORSE, judges_areas
from experiments.report.sections import equal
from experiments.store.results import WHOLE


def counted(results: FolderTables) -> list[Sentence]:
    """The main measure and the same harm counted otherwise: for the best by each count, and where the order turns between them."""
    return [*two_counts(results), *order_turns(results)]


def two_counts(results: FolderTables) -> list[Sentence]:
    """Both counts side by side, for the best by each; nothing where nobody is clearly better by either."""
    measure = results.measure(main_measure(results))
    best, otherwise = winner(results), best_otherwise(results)
    strategies = list(dict.fromkeys(name for name in (best, otherwise) if name))
    if not strategies:
        return []
    pairs = [[results.effect(name, count) for count in (measure.counted_as, measure.name)] for name in strategies]
    there = [[row for row in pair if row is not None] for pair in pairs]
    if any(len(pair) < 2 for pair in there):
        return []
    both = [[facts.effect(results, row) for row in pair] for pair in there]
    apart = {
        name: told_apart(results, strategies, count)
        for name, count in (("first", measure.counted_as), ("second", measure.name))
    }
    at = {"strategy": strategies[-1], "at": equal.EFFORT}
    reached = where_all(equal.of_scenario(results, "equal"), at | {"within": "yes"})
    same = where_all(equal.of_scenario(results, "effects"), at | {"measure": measure.counted_as})
    return paragraphs(
        "counted",
        baseline=results.label(results.baseline),
        both=both,
        turns=otherwise is not None,
        one=best is not None,
        telling=[name for name, told in apart.items() if best and told],
        known=None not in apart.values(),
        beside=facts.labels(results, alike(results, otherwise, measure.counted_as)) if otherwise else [],
        same_officers=[facts.effect(results, row) for _, row in same.iterrows() if len(reached)],
    )


SOONEST = 3
"""Places in the order below the first that the first page names."""


def order_turns(results: FolderTables, every: bool = False) -> list[Sentence]:
    """Which places in the order turn by the means as supply outside lines harms nobody, or as much as lines do, and where.

    Who comes first, and the places below that turn soonest; or in the annex ``every`` place below, where there are more.
    """
    measure, most = results.measure(main_measure(results)), most_of_assumed(results)
    if not measure.counted_as:
        return []
    lines = by_share(results, measure.counted_as, measure.name)
    lower = [(*pair, as_share(at)) for *pair, at in places_changed(lines, most)]
    if every and len(lower) <= SOONEST:
        return []
    firsts, listed = lead_changes(lines, most), len(lower) if every else SOONEST
    return paragraphs("order_turns", firsts=firsts, lower=lower, beyond=most > 1.0, every=every, most_listed=listed)


def where_all(rows: pd.DataFrame, wanted: dict[str, str]) -> pd.DataFrame:
    """The rows that have all of these values."""
    return rows[(rows[list(wanted)] == pd.Series(wanted)).all(axis=1)] if len(rows) else rows


def told_apart(results: FolderTables, strategies: list[str], measure: str) -> bool | None:
    """Whether one of the strategies is shown to do more on a measure than another of them, run by run; None where it is not kept."""
    rows = results.rows("best", measure=measure)
    if "outdone_by_all" not in rows:
        return None
    return any(set(pair) <= set(strategies) for pair in facts.outdone(rows))


def alike(results: FolderTables, strategy: str, measure: str) -> list[str]:
    """The other strategies that cannot be told from the best on a measure, where this one cannot either."""
    rows = results.rows("best", measure=measure)
    if "outdone_by_all" not in rows or strategy not in set(rows.loc[rows["in_best_set"] == "yes", "strategy"]):
        return []
    worse = {one for one, by in facts.outdone(rows) if by == strategy}
    return [name for name in rows["strategy"] if name in results.compared and name not in worse and name != strategy]


Lines = dict[str, tuple[float, float]]
"""Per strategy its mean by lines alone, the lower the better, and what all supply adds at the harm that is assumed."""


def by_share(results: FolderTables, narrow: str, whole: str) -> Lines:
    """How each strategy, and the baseline, does by the harm of supply outside lines, which enters what it changes in proportion."""
    sign = -1.0 if results.measure(whole).better == "up" else 1.0
    lines = {results.label(results.baseline): (0.0, 0.0)}
    for name in results.compared:
        rows = [results.effect(name, count) for count in (narrow, whole)]
        if all(row is not None for row in rows):
            own, every = (sign * float(row["difference"]) for row in rows if row is not None)
            lines[results.label(name)] = own, every - own
    return lines


def as_share(at: float) -> Number:
    """A share of the harm that is assumed, as a percentage; below one in a hundred to a tenth."""
    return format.of_hundred(at, "effects", "%", beside=0.0)


def lead_changes(lines: Lines, most: float) -> list[tuple[str, Number]]:
    """Who comes first by the means, from which share of the assumed harm of supply outside lines on, up to the most there may be."""
    return [(name, as_share(at)) for name, at in lowest(lines, most)]


def places_changed(lines: Lines, most: float) -> list[tuple[str, str, float]]:
    """Who passes whom on the way from 0 to `most`, and where, by rising share; changes of who comes first are not among them."""
    firsts = [name for name, _ in lowest(lines, most)]
    found = []
    for pair in combinations(lines, 2):
        (own, rise), (other, slope) = (lines[name] for name in pair)
        at = (own - other) / (slope - rise) if slope != rise else -1.0
        passes = pair if rise < slope else pair[::-1]
        if 0.0 < at < most and passes[::-1] not in pairwise(firsts):
            found.append((*passes, at))
    return sorted(found, key=lambda one: one[-1])


def lowest(lines: Lines, most: float) -> list[tuple[str, float]]:
    """Which of some lines (value at 0, slope) lies lowest from where on, between 0 and `most`; of two as low the less steep."""
    found, at = [min(lines, key=lambda name: lines[name])], [0.0]
    while True:
        value, slope = lines[found[-1]]
        crossings = [((own - value) / (slope - rise), rise, name) for name, (own, rise) in lines.items() if rise < slope]
        later = [one for one in crossings if at[-1] <= one[0] <= most]
        if not later:
            return list(zip(found, at, strict=True))
        share, _, name = min(later)
        found, at = [*found, name], [*at, share]


def most_of_assumed(results: FolderTables) -> float:
    """The most that the harm of supply outside lines may be (1, as much as by lines), over what is assumed of it; 1 where unknown.

    Worlds in which it harms nobody assume none of it.
    """
    design = results.folder / "design.parquet"
    if OUTSIDE not in results.manifest.get("varying", ()) or not design.is_file():
        return 1.0
    try:
        held = pd.read_parquet(design)
        harms = held[OUTSIDE] if SUPPLY not in held else held[OUTSIDE].where(held[SUPPLY] != HARMLESS, 0.0)
        return 1.0 / float(harms.mean()) if harms.any() else 1.0
    except (OSError, ValueError):  # damaged
        return 1.0


OUTSIDE, SUPPLY, HARMLESS = "outside_supply_harm", "outside_supply", "harmless"
"""The parameter by which supply outside lines exploits children too, a pound: from 0, none, to 1, as much as lines do."""


def where(results: FolderTables) -> list[Sentence]:
    """In how many areas the shown strategy is clearly better or worse on the main measure."""
    strategy, measure = shown_strategy(results), main_measure(results)
    if strategy is None:
        return []
    rows = of_areas(results, strategy, measure)
    scale = {"regional": not judges_areas(results.manifest), "areas_from": AREAS_FROM}
    if not len(rows):
        by_area = results.manifest.get("kind") in ("compare", "sweep")  # other kinds keep nothing by area
        return paragraphs("where", unkept=True, **scale) if by_area else []
    left_out = [name for name in suppressed(results) if name in set(rows["area"])]
    rows = rows[~rows["area"].isin(left_out)]
    number = Counter(rows["verdict"])
    if not len(rows):
        return []
    return paragraphs(
        "where",
        unkept=False,
        strategy=results.label(strategy),
        measure=results.measure(measure),
        areas=len(rows),
        left_out=left_out,
        **scale,
        better=number[BETTER],
        worse=sorted(rows.loc[rows["verdict"] == WORSE, "area"]),
        unclear=number[UNCLEAR],
        elsewhere=clear_elsewhere(results, strategy, measure, left_out),
    )


def clear_elsewhere(results: FolderTables, strategy: str, measure: str, left_out: list[str]) -> list[tuple[str, int, int]]:
    """Other strategies with single areas clearly better or worse: in how many of each."""
    others = [name for name in results.compared if name != strategy]
    rows = {name: of_areas(results, name, measure) for name in others}
    number = {name: Counter(one.loc[~one["area"].isin(left_out), "verdict"]) for name, one in rows.items() if len(one)}
    return [(results.label(name), n[BETTER], n[WORSE]) for name, n in number.items() if n[BETTER] + n[WORSE]]


def of_areas(results: FolderTables, strategy: str, measure: str) -> pd.DataFrame:
    """The differences in single areas, without that of the whole; empty where none are kept."""
    rows = results.rows("areas_effects", strategy=strategy, measure=measure)
    return rows[rows["area"] != WHOLE] if len(rows) else rows


def cost(results: FolderTables) -> list[Sentence]:
    """What the shown strategy costs, what a child-day averted costs, and what its last step beyond the next best costs."""
    strategy = shown_strategy(results)
    yearly = results.effect(strategy, "cost_total") if strategy else None
    if strategy is None or yearly is None:
        return []
    return paragraphs(
        "cost",
        strategy=results.label(strategy),
        baseline=results.label(results.baseline),
        yearly=facts.effect(results, yearly),
        whole=step(results, "cost_per_child_day", strategy),
        step=step(results, "incremental", strategy),
        measure=results.measure(main_measure(results)),
        alike=costs_of(results, [name for part in leading(results) for name in part if name != strategy]),
        cheaper=costs_of(results, cheaper(results, strategy)),
        best_from=best_from(results, strategy),
        of="worlds" if facts.several(results) else "pairs of runs",
    )


def costs_of(results: FolderTables, strategies: list[str]) -> list[facts.Effect]:
    """What strategies cost beyond the baseline, the cheapest first; those alone of which it is clear."""
    rows = [row for name in strategies if (row := results.effect(name, "cost_total")) is not None]
    found = sorted((facts.effect(results, row) for row in rows), key=lambda one: one.found.value)
    return [one for one in found if one.clear]


def cheaper(results: FolderTables, strategy: str) -> list[str]:
    """Strategies that cost clearly less than the baseline and do not clearly worse on the main measure."""
    kept = set(results.rows("effects", measure="cost_total", verdict=BETTER)["strategy"])
    rows = results.rows("effects", measure=main_measure(results), verdict=UNCLEAR)
    held = {name for part in leading(results) for name in part}
    return [str(name) for name in rows["strategy"] if name in kept and name not in held and name != strategy]


def best_from(results: FolderTables, strategy: str) -> tuple[Number, Number, str] | None:
    """From which worth of a child-day on a strategy has the best mean net benefit; None where it never has, or always.

    Net benefit is what is averted times its worth, less the cost, so that two strategies' lines cross in one place. Beside it
    stands in what share of runs or worlds it is the best there, at the next worth that was asked, and which is the best below.
    """
    rows = results.rows("acceptability")
    if "net_benefit" not in rows:
        return None
    lines = rows.pivot_table(index="value_of_child_day", columns="strategy", values="net_benefit")
    if strategy not in lines or len(lines) < 2:
        return None
    averted = (lines.iloc[-1] - lines.iloc[0]) / (lines.index[-1] - lines.index[0])
    cost, others = averted * lines.index[0] - lines.iloc[0], averted.index != strategy
    if not (averted[others] < averted[strategy]).all():
        return None
    crossings = (cost[strategy] - cost[others]) / (averted[strategy] - averted[others])
    crossing = float(crossings.max())
    if not lines.index[0] < crossing <= lines.index[-1]:
        return None
    next_asked = rows[(rows["strategy"] == strategy) & (rows["value_of_child_day"] >= crossing)].sort_values(
        "value_of_child_day"
    )
    share = format.of_hundred(float(next_asked["share_best"].iloc[0]), "acceptability", "%")
    return format.rough_worth(crossing), share, results.label(str(crossings.idxmax()))


def step(results: FolderTables, table: str, strategy: str) -> dict[str, Any] | None:
    """A strategy's row of a table of costs a child-day; None where it has none."""
    rows = results.rows(table, strategy=strategy)
    rows = rows[rows["payer"] == "all payers"] if "payer" in rows else rows
    if not len(rows):
        return None
    row = rows.iloc[0]
    return {
        "versus": results.label(str(row["versus"])),
        "first": str(row["versus"]) == results.baseline,
        "extra": facts.quantity(row, "extra_cost", POUNDS, table),
        "averted": facts.quantity(row, "child_days_averted", CHILD_DAYS, table),
        "ratio": facts.quantity(row, "cost_per_child_day", POUNDS, table) if pd.notna(row["cost_per_child_day"]) else None,
        "reading": str(row.get("reading", "")).removesuffix(": no ratio"),
    }
