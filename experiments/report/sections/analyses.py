"""What a sensitivity analysis, a discovery or an attribution found, as facts that ``analyses.j2`` words for people who read no index.

Each function takes a folder and the rows of one of its tables; nothing is computed anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.figures.choose import leading, leads, main_measure, shown_strategy, worth_knowing
from experiments.figures.facts import cell, quantity, share
from experiments.figures.results import FolderTables, each
from experiments.figures.sentences import Sentence, paragraphs, say
from experiments.protocol import format
from experiments.protocol.format import Number, Quantity
from experiments.protocol.verdicts import CONVERGED, FLIPS, MATTERS, MAY_FLIP, NOT_APART, WORTH_MEASURING
from experiments.sensitivity.verdict import WIDEST

MOST_NAMED = 3
GAINS = {
    "up": {"up": "it gains more", "down": "it gains less"},
    "down": {"up": "it gains less", "down": "it gains more"},
}
"""What more of an input does to a strategy's gain, by the direction of good of a measure and the sign of the input's effect."""
LEVELS = {"up": "the level is higher", "down": "the level is lower"}
FAILURE = "worse than the baseline"
CRITERIA = {
    "mean": "best on average",
    "worst": "best in its worst world",
    "mean_regret": "least regretted on average",
    "worst_regret": "least regretted at worst",
}
"""Rules of choice, as a sentence says of a strategy that it is what the rule picks."""
CHANCE = 0.05
"""What luck gives more often than this is nothing: a lead in worlds won, or alternatives of a switch apart."""


def found_in(results: FolderTables, page: str, only: Iterable[str] = ()) -> list[Sentence]:
    """The sentences of a page from the folder's analyses: ``doubt``, ``fails`` or ``parts``.

    Args:
        results: the folder.
        page: the page of the report.
        only: tables to speak of; all of the page where empty.
    """
    held = [(table, read) for table, read in READERS[page] if (not only or table in only) and len(results.table(table))]
    if all(table == "noise" for table, _ in held):
        return []
    return [sentence for table, read in held for sentence in read(results, results.table(table))]


def changers(results: FolderTables) -> list[Sentence]:
    """What would change the answer, from the folder's own analyses, or that it holds none; nothing where nothing is compared."""
    found = found_in(results, "doubt", ("verdicts", "flips")) or found_in(results, "fails", ("tree", "boxes"))
    if found or not results.compared:
        return found[:3]
    first = leading(results)[0] or [shown_strategy(results) or ""]
    of_each = [by_switch(results, name) for name in first]
    varying = bool(results.manifest.get("varying"))
    asked = [one for one in of_each if one["asked"].value]
    return paragraphs(
        "changers", fitted=results.fitted, varying=varying, asked=asked, measure=results.measure(main_measure(results))
    )


EVEN = 0.5
"""The switch on which the answer comes nearest to depending is named where chance alone gives as much in less than half of cases."""


def by_switch(results: FolderTables, strategy: str) -> dict[str, Any]:
    """On which switches of structure what a strategy does to the main measure depends, most clearly first; of how many."""
    rows = results.rows("switches", strategy=strategy, measure=main_measure(results))
    about = {
        "strategy": results.label(strategy),
        "asked": format.count(rows["parameter"].nunique() if len(rows) else 0, "switches"),
    }
    if rows.empty:
        return about
    measure, found = results.measure(main_measure(results)), []
    for name, part in rows.dropna(subset="q").sort_values("q", kind="stable").groupby("parameter", sort=False):
        each_of_them = [
            (str(row.alternative).replace("_", " "), quantity(row, "difference", measure, "switches")) for row in each(part)
        ]
        chance = Number(f"{part['q'].iloc[0]:.2f}", float(part["q"].iloc[0]), 0.01, "switches")
        found.append(assumption(results, str(name)) | {"alternatives": each_of_them, "chance": chance})
    turning = [one for one in found if one["chance"].value < CHANCE][:MOST_NAMED]
    return about | {"turning": turning, "nearest": next((one for one in found if one["chance"].value < EVEN), None)}


def worded(results: FolderTables, macro: str, **facts: object) -> Sentence:
    """A sentence of ``analyses.j2`` on the main outcome."""
    names = {"measure": results.measure(main_measure(results)), "baseline": results.label(results.baseline)}
    return say("analyses", macro, **(names | facts))


def about_main(results: FolderTables, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the first primary measure."""
    return rows[rows["outcome"] == main_measure(results)]


def level_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a strategy's own level, which is compared with none."""
    return rows[rows["versus"].isna() | (rows["versus"] == "")]


def assumption(results: FolderTables, name: str, found: Any = None, effect: str = "") -> dict[str, Any]:
    """An assumption with what it is, what is said of it, and what more of it does, or the second of a switch's two alternatives.

    Of a switch with more alternatives it is not said: they have no order.
    """
    choices: list[str] = next((one["choices"] for one in results.declared("structures") if one["name"] == name), [])
    effect = effect if len(choices) in (0, 2) else ""
    meaning = results.meanings.get(name, "").replace("_", " ")
    return {"name": name, "meaning": meaning, "found": found, "effect": effect, "switched": choices[-1] if choices else ""}


# -- which assumptions decide -----------------------------------------------------------------------------------------


def decides(results: FolderTables, verdicts: pd.DataFrame) -> list[Sentence]:
    """What the differences rest on, the first primary measure first; and what its level rests on, which may be something else."""
    main = main_measure(results)
    found = []
    for outcome in dict.fromkeys([main, *verdicts["outcome"]]):
        measure = results.measure(str(outcome))
        rows = verdicts[(verdicts["outcome"] == outcome) & (verdicts["versus"] == results.baseline)]
        for strategy, own in rows.groupby("strategy", sort=False):
            facts = rests_on(results, own, GAINS.get(measure.better, {}))
            if facts["named"] or outcome == main:
                names = {"strategy": results.label(str(strategy)), "measure": measure}
                found.append(worded(results, "gap_rests_on", **names, **facts))
    level = rests_on(results, level_of(about_main(results, verdicts[verdicts["strategy"] == results.baseline])), LEVELS)
    return [*found, worded(results, "level_rests_on", **level)] if level["named"] else found


def rests_on(results: FolderTables, rows: pd.DataFrame, effects: Mapping[str, str]) -> dict[str, Any]:
    """The inputs that matter most, with their share and what more of each does; whether others do; whether shares are settled."""
    matter = rows[rows["verdict"] == MATTERS].sort_values("share", ascending=False, kind="stable")
    shown = matter.head(MOST_NAMED)
    named = [
        assumption(results, row.parameter, share(row, "verdicts", "share"), effects.get(str(row.sign), ""))
        for row in each(shown)
    ]
    sized = bool((shown["high"] - shown["low"] <= WIDEST).all())
    return {"named": named, "more": len(matter) > len(shown), "sized": sized}


def given_worlds(results: FolderTables, convergence: pd.DataFrame) -> list[Sentence]:
    """In worlds that fit: by which methods inputs are looked at, and which hold no longer."""
    if not results.fitted:
        return []
    worlds = format.count(int(convergence["worlds"].max()), "convergence")
    return [worded(results, "given_worlds", worlds=worlds, inputs=len(results.manifest["varying"]) - 1)]


def not_apart(results: FolderTables, verdicts: pd.DataFrame) -> list[Sentence]:
    """Which inputs go with the main outcome but cannot be told apart from another, with which they move."""
    rows = about_main(results, verdicts)
    rows = rows[rows["verdict"] == NOT_APART].drop_duplicates("parameter")
    pairs = [(row["parameter"], str(row["with"]).split(", ")) for row in rows.to_dict("records")]
    return [worded(results, "not_apart", pairs=pairs)] if pairs else []


def move_together(results: FolderTables, tradeoffs: pd.DataFrame) -> list[Sentence]:
    """Pairs of inputs that published figures hold together in these worlds."""
    pairs = [(row["parameter"], row["with"], row["correlation"] < 0.0) for row in tradeoffs.head(MOST_NAMED).to_dict("records")]
    return [worded(results, "move_together", pairs=pairs, more=len(tradeoffs) > len(pairs))]


def doubt_by_basis(results: FolderTables, indices: pd.DataFrame) -> list[Sentence]:
    """How much of the doubt comes from what nobody has measured."""
    rows = indices[(indices["parameter"] == "basis:assumed") & (indices["index"] == "S1")]
    for method in ("sobol", "additive"):
        if (rows["method"] == method).any():
            rows = rows[rows["method"] == method]
    rows = about_main(results, rows[(rows["versus"] == results.baseline) & rows["value"].notna()])
    return [
        worded(
            results,
            "unmeasured",
            strategy=results.label(row.strategy),
            share=share(row, "indices"),
            alone=row.method == "additive",
        )
        for row in each(rows)
    ]


def luck(results: FolderTables, noise: pd.DataFrame) -> list[Sentence]:
    """What share of the spread between single runs is chance."""
    if "source" not in noise:
        return []
    rows = about_main(results, noise[noise["source"] == "luck"])
    parts = {"difference": rows[rows["versus"] == results.baseline], "level": level_of(rows)}
    found = []
    for what, part in parts.items():
        for row in list(each(part))[:1]:
            chance = Quantity(float(row.share), unit="share", table="noise")
            found.append(worded(results, "luck", what=what, strategy=results.label(row.strategy), share=chance))
    return found


def switch_points(results: FolderTables, flips: pd.DataFrame) -> list[Sentence]:
    """The ranking flips if ...; or may with what is worth measuring; or along nothing that was looked at."""
    rows = about_main(results, flips)
    sure = rows[rows["verdict"] == FLIPS]
    if not len(sure):
        valued = worth_knowing(results)[:MOST_NAMED]
        maybe = [name for name in dict.fromkeys(rows[rows["verdict"] == MAY_FLIP]["parameter"]) if name not in valued]
        return [worded(results, "no_flip", valued=[assumption(results, name) for name in valued], maybe=maybe)]
    found = []
    for row in each(sure):
        sides = {"below": results.label(row.below), "above": results.label(row.above)}
        about = assumption(results, row.parameter)
        if not math.isfinite(pd.to_numeric(row.at, errors="coerce")):
            found.append(worded(results, "flips_with", about=about, alternative=str(row.at), **sides))
            continue
        at = Quantity(float(row.at), float(row.low), float(row.high), table="flips")
        best = format.like(at, float(row.best)) if math.isfinite(pd.to_numeric(row.best, errors="coerce")) else None
        found.append(worded(results, "flips_at", about=about, at=at, best=best, **sides))
    return found


def worth_measuring(results: FolderTables, information: pd.DataFrame) -> list[Sentence]:
    """These numbers would be worth measuring, in the unit of the outcome: those that flip the ranking, and those not shown to."""
    rows = about_main(results, information)
    rows = rows[rows["verdict"] == WORTH_MEASURING].sort_values("value", ascending=False).head(MOST_NAMED)
    unit = results.measure(main_measure(results)).unit
    named = [
        assumption(results, row.parameter, Quantity(row.value, row.low, row.high, unit, table="information"))
        for row in each(rows)
    ]
    flips = results.rows("flips", outcome=main_measure(results), verdict=FLIPS)
    flipping = list(dict.fromkeys(flips["parameter"])) if len(flips) else []
    agreed, unsettled = ([one for one in named if (one["name"] in flipping) == flip] for flip in (True, False))
    return [worded(results, "worth_measuring", agreed=agreed, unsettled=unsettled, flipping=flipping)]


def settled(results: FolderTables, convergence: pd.DataFrame) -> list[Sentence]:
    """Whether the analysis has converged, and why not."""
    rows = about_main(results, convergence[convergence["versus"] == results.baseline])
    return [
        worded(
            results,
            "settled",
            strategy=results.label(row.strategy),
            converged=row.verdict == CONVERGED,
            reason=str(row.reason),
        )
        for row in each(rows)
    ]


# -- where strategies fail --------------------------------------------------------------------------------------------


def boxes(results: FolderTables, found: pd.DataFrame) -> list[Sentence]:
    """Conditions under which a strategy does worse than the baseline, in the main outcome."""
    rows = about_main(results, found)
    rows = rows[rows["failure"] == FAILURE]
    sentences = []
    for strategy, part in rows.groupby("strategy", sort=False):
        limits = list(each(part))
        first = limits[0]
        common = {
            "strategy": results.label(str(strategy)),
            "base": share(first, "boxes", "base"),
            "worlds": format.count(int(first.worlds), "boxes"),
            "luck_decides": float(first.set_aside) > 0.0,
        }
        if pd.isna(first.parameter) or not first.parameter:
            sentences.append(worded(results, "no_box", **common, note=str(first.note)))
            continue
        fit = {column: share(first, "boxes", column) for column in ("density", "coverage")}
        sentences.append(worded(results, "box", **common, **fit, conditions=[limit(results, row) for row in limits]))
    return sentences


def limit(results: FolderTables, row: Any) -> dict[str, Any]:
    """A condition of a box: alternatives of a switch, or the ends within which a number lies."""
    alternatives = row.alternatives if isinstance(row.alternatives, str) else ""
    low, high = (Quantity(float(end), table="boxes") if pd.notna(end) else None for end in (row.low, row.high))
    return assumption(results, str(row.parameter)) | {"alternatives": alternatives, "low": low, "high": high}


def least_regret(results: FolderTables, found: pd.DataFrame) -> list[Sentence]:
    """Which strategy each rule of choice picks, and which are best in how many worlds."""
    rows = about_main(results, found)
    picks: dict[str, list[str]] = {}
    for criterion, phrase in CRITERIA.items():
        best = rows[(rows["criterion"] == criterion) & (rows["rank"] == 1)]["strategy"].tolist()
        if len(best) == 1:
            picks.setdefault(results.label(best[0]), []).append(phrase)
    won = worlds_won(results, rows)
    return [worded(results, "regret", picks=list(picks.items()), **won)] if picks or won else []


def worlds_won(results: FolderTables, rows: pd.DataFrame) -> dict[str, Any]:
    """The two that are best in most worlds, and whether the first is beyond chance, in more than any other or in most of all."""
    rows = rows[rows["criterion"] == "share_won"].sort_values("value", ascending=False, kind="stable").head(2)
    if len(rows) < 2:
        return {}
    first = rows.iloc[0]
    return {
        "won": [(results.label(row.strategy), share(row, "regret")) for row in each(rows)],
        "leads": cell(first, "p_lead") < CHANCE,
        "most": first["value"] > 0.5 and cell(first, "p_half") < CHANCE,
    }


def leaves(results: FolderTables, found: pd.DataFrame) -> list[Sentence]:
    """The conditions under which another than the commonest strategy is best, in most worlds and on average, or none in most."""
    rows = about_main(results, found)
    rows = rows[rows["helps"] == "yes"]
    if not len(rows) or "p_half" not in rows:  # tables of an earlier version say no more than which is the commonest
        return []
    common = rows.groupby("best")["share"].sum().idxmax()
    most = (rows["purity"] > 0.5) & (rows["p_half"] < CHANCE)
    return [
        worded(
            results,
            "leaf",
            strategy=results.label(row.best),
            most=most[row.Index],
            on_average=results.label(row.best_mean) if row.best_mean != row.best else "",
            conditions=str(row.conditions),
            purity=share(row, "tree", "purity"),
            share=share(row, "tree", "share"),
        )
        for row in each(rows[(rows["best"] != common) | ~most | (rows["best_mean"] != rows["best"])])
    ]


# -- which part does the work -----------------------------------------------------------------------------------------


def parts(results: FolderTables, found: pd.DataFrame) -> list[Sentence]:
    """Each part's share of the whole effect, and which parts help or hinder each other."""
    rows = about_main(results, found)
    whole = next(each(rows[rows["method"] == "whole"]))
    parted = rows[rows["method"] == "shapley"].sort_values("value", key=lambda values: -values.abs())
    clear = parted[(parted["low"] > 0.0) | (parted["high"] < 0.0)]
    if whole.low <= 0.0 <= whole.high:
        measure = results.measure(str(whole.outcome))
        own = [(row.part, quantity(row, "value", measure, "attribution")) for row in each(clear)]
        return [worded(results, "no_whole", named=own, both=clear["value"].gt(0.0).nunique() > 1)]
    named = [
        (row.part, share(row, "attribution", "share") if math.isfinite(cell(row, "share")) else None) for row in each(clear)
    ]
    said = [worded(results, "parts", strategy=results.label(whole.strategy), named=named)]
    against = [row.part for row in each(clear) if np.sign(row.value) != np.sign(whole.value)]
    if against:
        said.append(worded(results, "against", named=against))
    if "share_worse" in rows and clear["share_worse"].notna().any():
        worlds = format.count(int(whole.n_worlds), "attribution")
        known = clear["share_worse"].notna()
        shares = [(row.part, format.of_hundred(float(row.share_worse), "attribution")) for row in each(clear[known])]
        hidden = clear.loc[~known, "part"].tolist()
        said.append(worded(results, "parts_over_worlds", worlds=worlds, named=shares, hidden=hidden, fit=results.fitted))
    alone, away = ({row.part: row for row in each(rows[rows["method"] == how])} for how in ("alone", "taken_away"))
    for part in alone:
        if part in away and (alone[part].high < away[part].low or away[part].high < alone[part].low):
            said.append(worded(results, "beside", part=part, more=abs(away[part].value) > abs(alone[part].value)))
    return said


def same_money(results: FolderTables, found: pd.DataFrame) -> list[Sentence]:
    """The order of responses when each costs the same."""
    rows = about_main(results, found[found["value"].notna()])
    if len(rows) < 2:
        return []
    rows = rows.sort_values("value", ascending=str(rows["better"].iloc[0]) == "down")
    unit = results.measure(main_measure(results)).unit
    bought = [
        (
            results.label(row.strategy),
            Quantity(float(row.intensity), unit="share", table="budget"),
            Quantity(row.value, row.low, row.high, unit, table="budget", difference=True),
        )
        for row in each(rows)
    ]
    budget = Quantity(float(rows["budget"].iloc[0]), unit="GBP", table="budget")
    return [worded(results, "same_money", bought=bought, budget=budget, ordered=leads(rows))]


READERS = {
    "doubt": (
        ("convergence", given_worlds),
        ("verdicts", decides),
        ("verdicts", not_apart),
        ("tradeoffs", move_together),
        ("indices", doubt_by_basis),
        ("noise", luck),
        ("flips", switch_points),
        ("information", worth_measuring),
        ("convergence", settled),
    ),
    "fails": (("boxes", boxes), ("regret", least_regret), ("tree", leaves)),
    "parts": (("attribution", parts), ("budget", same_money)),
}
"""Which tables each page speaks of, in the order of its sentences."""
