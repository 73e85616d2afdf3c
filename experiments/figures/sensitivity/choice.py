"""When another strategy would be the better choice: a map of switch points, what to measure, boxes of failure, regret."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import looks, style
from experiments.figures.choose import worth_knowing
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each, label_from
from experiments.figures.sensitivity.bars import names_of, others, setting, shown
from experiments.figures.sentences import Sentence, inside, say
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import FLIPS, MAY_FLIP, NO_EVIDENCE, WORTH_MEASURING

MOST = 12


def main_rows(results: FolderTables, table: str) -> pd.DataFrame:
    """Rows of the first primary measure that a table has."""
    rows = results.table(table)
    for name in results.primary:
        if len(rows) and (rows["outcome"] == name).any():
            return rows[rows["outcome"] == name]
    return rows.head(0)


@figure(page="doubt", tables=["best_along"])
def where_the_choice_flips(results: FolderTables) -> Drawing | None:
    """Each leading input from its lowest to its highest value, coloured by the strategy that is best there on average."""
    rows = main_rows(results, "best_along")
    stretches = rows["parameter"].value_counts()
    names = sorted(dict.fromkeys(rows["parameter"]), key=lambda name: stretches[name] < 2)[:MOST]
    if not names:
        return None
    strategies = [name for name in results.strategies if name in set(rows["best"])]
    colours = {name: looks.look(results, name).colour for name in strategies}
    canvas, (axes,) = style.new(1.2 + 0.3 * len(names))
    flips = main_rows(results, "flips") if results.has("flips") else pd.DataFrame(columns=["parameter", "verdict", "at"])
    for at, name in enumerate(names):
        best_along(axes, rows[rows["parameter"] == name], at, colours)
        word = flips[flips["parameter"] == name]["verdict"].tolist()
        style.beside(axes, at, f"{CHANGE[str(word[0])] if word else 'no change'} ", 7.5, style.QUIET)
    style.rows(axes, [shown(str(name)) for name in names])
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.5, 1.0], ["lowest", "middle", "highest"])
    for place, name in enumerate(strategies):
        text = results.label(name)
        rise = 1.02 + 0.66 * (len(strategies) - 1 - place) / (len(names) + 4)
        text = f"{place + 1}  {text if len(text) < 90 else text[:89] + '…'}"
        style.key(axes, (0.0, rise), colours[name], text)
    best = [
        (shown(str(r["parameter"])), results.label(r["best"]), setting(r["at_low"]), setting(r["at_high"]))
        for r in rows.to_dict("records")
    ]
    note = f"Best on average, {others(results)}. The tick is the evidence's best value."
    return Drawing(canvas, flip_title(results, flips), say("assumption_titles", "flips_described", stretches=best), rows, note)


def best_along(axes: Axes, rows: pd.DataFrame, at: int, colours: dict[str, str]) -> None:
    """One input from its lowest to its highest value: who is best where, and a tick at the evidence's best value."""
    for row in rows.to_dict("records"):
        axes.barh(at, row["to"] - row["from"], left=row["from"], color=colours[row["best"]], height=0.6, edgecolor=style.PAPER)
        if row["to"] - row["from"] > 0.04:
            number = str(list(colours).index(row["best"]) + 1)
            axes.text(row["from"] + 0.012, at, number, color=style.PAPER, size=7.5, weight="bold", va="center")
    evidence = rows["evidence"].iloc[0]
    if np.isfinite(evidence):
        for colour, width in ((style.PAPER, 2.4), (style.INK, 1.0)):
            axes.plot([evidence] * 2, [at - 0.36, at + 0.36], color=colour, linewidth=width)


# What a verdict on a switch point means, in words that fit beside a row.
CHANGE = {FLIPS: "changes", MAY_FLIP: "may change", NO_EVIDENCE: "change not shown"}


def flip_title(results: FolderTables, flips: pd.DataFrame) -> Sentence:
    """Along which inputs the best strategy surely changes; where along none, with which it may, as they are worth measuring."""
    sure = dict.fromkeys(flips[flips["verdict"] == FLIPS]["parameter"])
    return say("assumption_titles", "flips", names=names_of(sure), valued=names_of(worth_knowing(results)[:3]))


@figure(page="doubt", tables=["information"])
def worth_measuring(results: FolderTables) -> Drawing | None:
    """What knowing each input would be worth, in the unit of the outcome, beside what luck would show."""
    rows = main_rows(results, "information")
    rows = rows[rows["parameter"] != "dummy"].sort_values("value", ascending=False).head(MOST)
    if not len(rows):
        return None
    measure = results.measure(str(rows["outcome"].iloc[0]))
    canvas, (axes,) = style.new(0.9 + 0.26 * len(rows))
    for at, row in enumerate(each(rows)):
        clear = row.verdict == WORTH_MEASURING
        colour = style.PALETTE[0] if clear else style.QUIET
        axes.plot([row.low, row.high], [at, at], color=colour, linewidth=2.0, solid_capstyle="butt")
        axes.plot(row.value, at, "o", color=colour, markerfacecolor=colour if clear else style.PAPER)
        axes.plot([row.noise_floor] * 2, [at - 0.3, at + 0.3], color=style.PALETTE[3], linewidth=1.4)
    style.zero_line(axes)
    style.rows(axes, [shown(str(name)) for name in rows["parameter"]])
    number_axis(axes, measure)
    axes.set_xlabel(f"gain from choosing with the number known, {format.unit_heading(measure.unit)}")
    clear = rows.loc[rows["verdict"] == WORTH_MEASURING, "parameter"].head(3)
    title = say("assumption_titles", "worth", names=names_of(clear))
    gains = [Quantity(r.value, r.low, r.high, measure.unit, table="information") for r in each(rows)]
    inputs = [(shown(str(r.parameter)), gain, r.verdict) for gain, r in zip(gains, each(rows), strict=True)]
    note = "Upper value of a perfect measurement. Orange tick: what a shuffled input would show."
    return Drawing(canvas, title, say("assumption_titles", "inputs", inputs=inputs), rows, note)


@figure(page="fails", tables=["boxes"])
def boxes_of_failure(results: FolderTables) -> Drawing | None:
    """The limits within which strategies do worse than the baseline, each on its input's whole range."""
    rows = main_rows(results, "boxes")
    rows = rows[rows["parameter"].notna() & (rows["parameter"] != "") & (rows["failure"] == "worse than the baseline")]
    ranges = {row["name"]: row for row in results.manifest.get("parameters", [])}
    if not len(rows):
        return None
    canvas, (axes,) = style.new(0.9 + 0.42 * len(rows))
    labels = []
    for at, row in enumerate(rows.to_dict("records")):
        limits = ranges.get(row["parameter"])
        axes.barh(at, 1.0, color=style.FAINT, height=0.36)
        if limits is not None:
            width = limits["high"] - limits["low"]
            low = 0.0 if pd.isna(row["low"]) else (row["low"] - limits["low"]) / width
            high = 1.0 if pd.isna(row["high"]) else (row["high"] - limits["low"]) / width
            axes.barh(at, high - low, left=low, color=style.PALETTE[3], height=0.36)
            text = f"{format.declared(limits['low'])} to {format.declared(limits['high'])}; fails {limit_text(row)}"
        else:
            axes.barh(at, 1.0, color=style.PALETTE[3], height=0.36, alpha=0.6)
            text = f"fails where it is {row['alternatives']}"
        axes.annotate(text, (0.0, at + 0.2), xytext=(0, -7), textcoords="offset points", size=7, color=style.QUIET, va="center")
        labels.append(f"{short(results.label(row['strategy']))}:\n{inside(shown(row['parameter']))}")
    axes.set_yticks(range(len(rows)), labels, size=7.5)
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xticks([0.0, 1.0], ["lowest", "highest"])
    one = rows.iloc[0]
    title = say("assumption_titles", "fails", strategy=results.label(one["strategy"]))
    boxes = [
        (
            results.label(r["strategy"]),
            inside(label_from(r["parameter"])),
            limit_text(r),
            *(Quantity(r[share], unit="share", table="boxes") for share in ("density", "coverage")),
        )
        for r in rows.to_dict("records")
    ]
    note = "All limits of a strategy hold together; shares are of worlds held out. Boxes are conditions, not probabilities."
    return Drawing(canvas, title, say("assumption_titles", "boxes_described", boxes=boxes), rows, note)


def limit_text(row: Mapping[Hashable, Any]) -> str:
    """A limit in words."""
    if isinstance(row["alternatives"], str) and row["alternatives"]:
        return f"where {row['alternatives']}"
    low, high = (format.number(Quantity(row[end])) for end in ("low", "high"))
    if pd.isna(row["low"]):
        return f"below {high}"
    return f"above {low}" if pd.isna(row["high"]) else f"between {low} and {high}"


def short(text: str) -> str:
    """A strategy's label that fits beside a row."""
    head = text.partition(":")[0]
    return head if len(head) <= 26 else head[:25] + "…"


SAID = ("mean_regret", "worst_regret")


@figure(page="fails", tables=["regret"])
def regret_of_each(results: FolderTables) -> Drawing | None:
    """Mean, nine in ten, and worst regret of each strategy over worlds."""
    rows = main_rows(results, "regret")
    wide = rows.pivot(index="strategy", columns="criterion", values="value") if len(rows) else pd.DataFrame()
    if "mean_regret" not in wide or len(wide) < 2:
        return None
    wide = wide.sort_values("mean_regret")
    measure = results.measure(str(rows["outcome"].iloc[0]))
    canvas, (axes,) = style.new(1.0 + 0.34 * len(wide))
    for at, (_, row) in enumerate(wide.iterrows()):
        axes.plot([row["mean_regret"], row["worst_regret"]], [at, at], color=style.FAINT, linewidth=3.0, zorder=1)
        for criterion, marker, place in (("mean_regret", "o", 4), ("regret_90", "D", 2), ("worst_regret", "^", 5)):
            axes.plot(row[criterion], at, marker, color=style.PALETTE[place], markersize=6)
        style.beside(axes, at, f"best in {format.of_hundred(row['share_won'], 'regret', '%')} of worlds ", 7.5, style.QUIET)
    for place, text, across in ((4, "● mean", 0.0), (2, "◆ nine in ten worlds below", 0.18), (5, "▲ worst world", 0.62)):
        axes.annotate(text, (across, 1.02), xycoords="axes fraction", size=8, color=style.WORDS[place])
    style.rows(axes, [short(results.label(str(name))) for name in wide.index])
    axes.set_xlim(left=0.0)
    number_axis(axes, measure)
    axes.set_xlabel(f"regret: how far from the best of its world, {format.unit_heading(measure.unit)}")
    reliable = "reliable" not in rows or (rows["reliable"] == "yes").all()
    title = say("assumption_titles", "regret", strategy=results.label(str(wide.index[0])), reliable=reliable)
    regrets = [
        (results.label(str(name)), *(Quantity(row[criterion], unit=measure.unit, table="regret") for criterion in SAID))
        for name, row in wide.iterrows()
    ]
    factor = format.number(Quantity(float(rows["shrinkage"].iloc[0])))
    note = f"Luck is taken out of each world's means (they are drawn together by a factor of {factor})."
    return Drawing(canvas, title, say("assumption_titles", "regret_described", regrets=regrets), rows, note)
