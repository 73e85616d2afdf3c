"""Strategies at equal means: sentences for the first page, rows of the scorecard, and what each then has."""

from __future__ import annotations

import dataclasses

import pandas as pd

from experiments.figures import facts
from experiments.figures.choose import main_measure
from experiments.figures.results import FolderTables, Measure
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import CLEAR, IDENTICAL, UNCLEAR
from experiments.report.forms.grids import Column, Grid

EFFORT, MONEY = "officer_days", "cost"
FEW = 2
"""So many that do not differ clearly each have their interval said; of more the widest is."""
PER = 10_000.0
"""Officers of a force of whom so many are moved."""


def of_scenario(results: FolderTables, table: str) -> pd.DataFrame:
    """A table of equal means, its rows of the scenario shown; empty where nothing was made equal."""
    rows = results.whole(table)
    if "at" not in rows:
        return pd.DataFrame()
    return rows[(rows["scenario"] == results.scenario) & (rows["at"] != "as_named")]


def sentences(results: FolderTables, at: str) -> list[Sentence]:
    """The strategies against the first of them, or against the baseline where there is one, with as much of one thing."""
    reached = of_scenario(results, "equal")
    reached = reached[reached["at"] == at] if len(reached) else reached
    if not len(reached):
        return []
    measure = main_measure(results)
    pairs = of_scenario(results, "equal_pairs" if len(reached) > 1 else "effects")
    pairs = pairs[(pairs["at"] == at) & (pairs["measure"] == measure)]
    effects = facts.effects(results, pairs, "equal_pairs" if len(reached) > 1 else "effects")
    unclear = [one for one in effects if one.found.bounded and not one.sized and one.verdict != IDENTICAL]
    own = of_scenario(results, "effects")
    beside = own[(own["at"] == at) & (own["measure"] == measure)] if len(reached) > 1 else own.head(0)
    own = beside[beside["verdict"].isin(CLEAR)]
    return paragraphs(
        "equal",
        at=at,
        baseline=results.label(results.baseline),
        tolerance=format.of_hundred(float(reached["tolerance"].iloc[0]), "equal", "%"),
        versus=results.label(str(pairs["versus"].iloc[0])) if len(pairs) else "",
        effects=effects,
        unclear=unclear if len(unclear) > FEW else [],
        beside_baseline=facts.effects(results, own, "effects"),
        open_beside=bool((beside["verdict"] == UNCLEAR).any()),
        bare=facts.labels(results, list(reached.loc[reached["factor"] == 0.0, "strategy"])),
        lent=facts.labels(results, list(reached.loc[reached["local_share"] > 0.0, "strategy"])),
        widest=max(unclear, key=lambda one: one.found.high - one.found.low, default=None),
        measure=results.measure(measure),
        unequal=[
            (results.label(row["strategy"]), Quantity(row["off_percent"], unit="%", table="equal", difference=True))
            for row in reached[reached["within"] == "no"].to_dict("records")
        ],
    )


def rows(results: FolderTables, primary: list[Measure]) -> list[tuple[str, list[pd.Series | None]]]:
    """Names and rows of effects of every strategy at equal means, for the scorecard."""
    effects, reached, found = of_scenario(results, "effects"), of_scenario(results, "equal"), []
    missed = reached[reached["within"] == "no"] if len(reached) else reached
    off = set(zip(missed["strategy"], missed["at"], strict=True)) if len(missed) else set()
    effects = effects[effects["measure"].isin([one.name for one in primary])] if len(effects) else effects
    own = {(row["strategy"], row["at"], row["measure"]): row for _, row in effects.iterrows()}
    for (strategy, at), called in labels(results).items() if own else ():
        name = f"{called}: not reached" if (strategy, at) in off else called
        found.append((name, [own.get((strategy, at, one.name)) for one in primary]))
    return found


def labels(results: FolderTables) -> dict[tuple[str, str], str]:
    """What each strategy at equal means is called."""
    known = results.manifest.get("equal", [])
    return {(one["strategy"], one["at"]): f"{results.label(one['strategy'])}, {one['label']}" for one in known}


def note(results: FolderTables) -> list[Sentence]:
    """What the rows of the scorecard at equal means are; nothing where there are none."""
    return paragraphs("equal_note", baseline=results.label(results.baseline)) if labels(results) else []


def grid(results: FolderTables) -> Grid | None:
    """How much each has at equal means: what is left of its own, what came from local work, and how near its total came."""
    table, names = of_scenario(results, "equal"), labels(results)
    if not len(table):
        return None
    shown: list[list[object]] = []
    for row in table.to_dict("records"):
        reached = over(row["off_percent"], "equal")
        shown.append([
            names.get((row["strategy"], row["at"]), row["name"]),
            format.of_hundred(row["factor"], "equal", "%"),
            moved(row["local_share"]) if row["local_share"] else "none",
            over(100.0 * (row["as_named"] / row["baseline"] - 1.0), ""),  # no column has it
            reached if row["within"] == "yes" else f"{reached}: not equal",
        ])  # fmt: skip
    heads = [Column("Strategy", False), Column("Share of its means beyond the baseline's", True)]
    heads += [
        Column("Of each 10,000 officers, moved from local work to lines", True),
        Column("Total as named, over the baseline's", True),
    ]
    caption = str(paragraphs("equal_caption", counted=list(dict.fromkeys(table["counted"])))[0])
    return Grid(caption, [*heads, Column("Total at equal means", True)], shown)


def over(percent: float, table: str) -> format.Number:
    """How far a total is from the baseline's."""
    return format.number(Quantity(percent, unit="%", table=table, difference=True))


def moved(share: float) -> format.Number:
    """Of so many officers of a force how many go from local work to lines."""
    found = format.number(Quantity(PER * share, difference=True))
    return dataclasses.replace(found, value=share, table="equal", times=PER)
