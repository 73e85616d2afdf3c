"""Which response is the best buy at each value of a child-day: the curve of acceptability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from experiments.figures import facts, looks, style
from experiments.figures.choose import on_average
from experiments.figures.comparison.forest import number_axis
from experiments.figures.comparison.trends import line_ends
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import POUNDS, FolderTables
from experiments.figures.sentences import Sentence, say
from experiments.protocol import format
from experiments.protocol.format import Number

MOST = 4
# Below this share a line says nothing that its place in the table does not say.
SEEN = 0.05
SURE = 1.96
"""Standard errors by which one share must lie above another for the title to say so."""


@figure(page="cost", tables=["acceptability"])
def best_buy(results: FolderTables) -> Drawing | None:
    """Cost-effectiveness acceptability: in what share of runs or worlds each strategy is the best buy, by value of a child-day."""
    rows = results.table("acceptability")
    if rows["n_pairs"].max() < 2:
        return None
    shares = rows.pivot(index="value_of_child_day", columns="strategy", values="share_best")
    reach = shares.max().sort_values(ascending=False)
    averaged = set(rows.loc[rows["best_on_average"] == "yes", "strategy"])
    most_often = shares.idxmax(axis=1)
    titled = {most_often.iloc[0], most_often.iloc[-1]}  # what the title names is drawn
    order = sorted(
        reach.index[reach >= SEEN],
        key=lambda name: (name not in titled, name not in set(most_often), name not in averaged, -reach[name]),
    )
    shown = [name for name in results.strategies if name in order[:MOST]]
    canvas, (axes,) = style.new(3.5)
    for name in shown:
        looks.line(axes, results, name, shares.index, shares[name])
    ends = [(float(shares[name].iloc[-1]), results.label(name), looks.look(results, name).ink) for name in shown]
    others = shares.drop(columns=shown).sum(axis=1)
    if others.max() >= SEEN:
        axes.plot(others.index, others, color=style.QUIET, linewidth=1.0, linestyle=(0, (1, 1.5)))
        ends.append((float(others.iloc[-1]), f"the other {shares.shape[1] - len(shown)} together", style.QUIET))
    axes.set_ylim(0.0, 1.0)
    axes.margins(x=0.0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    number_axis(axes, POUNDS)
    axes.grid(axis="y")
    axes.set_xlabel("what a child-day averted is held to be worth")
    axes.set_ylabel(f"share of {'worlds' if facts.several(results) else 'pairs of runs'} in which it is the best buy")
    line_ends(axes, ends)
    left_out = [name for name in results.strategies if name in shares and name not in shown]
    most = format.of_hundred(float(reach[left_out].max()), "acceptability") if left_out else None
    note = say("notes", "best_buy", worlds=facts.several(results), left_out=facts.labels(results, left_out), most=most)
    return Drawing(canvas, title(results, shares, int(rows["n_pairs"].max())), described(results, note, rows), rows, note)


def stretches(best: pd.Series) -> list[tuple[str, Number, Number]]:
    """Who is best from which value to which, in order, from who is best at each value."""
    groups = (best != best.shift()).cumsum()
    parts = [part for _, part in best.groupby(groups)]
    return [(str(part.iloc[0]), format.worth(float(part.index[0])), format.worth(float(part.index[-1]))) for part in parts]


def title(results: FolderTables, shares: pd.DataFrame, units: int) -> Sentence:
    """Who is most often the best buy from which value on, by more than chance: none where shares are not told apart.

    Args:
        results: the folder.
        shares: by value of a child-day and strategy.
        units: the worlds, or pairs of runs, that the shares are of.
    """
    most = shares.max(axis=1)
    lead = shares.rsub(most, axis=0)
    error = np.sqrt((shares.add(most, axis=0) - lead**2) / units)  # of the difference of two shares of one whole
    level = lead <= SURE * error
    return say("titles", "best_buy", parts=stretches(level.idxmax(axis=1).map(results.label).where(level.sum(axis=1) == 1, "")))


def described(results: FolderTables, note: Sentence, rows: pd.DataFrame) -> Sentence:
    """The curve in words: shares at a few values, and who is best on average."""
    values = np.sort(rows["value_of_child_day"].unique())
    points = []
    for value in values[:: max(1, (len(values) - 1) // 5)]:
        part = rows[(rows["value_of_child_day"] == value) & (rows["share_best"] >= SEEN)]
        part = part.sort_values("share_best", ascending=False)
        names = zip(part["strategy"], part["share_best"], strict=True)
        shares = [(results.label(str(name)), format.of_hundred(share, "acceptability", "%")) for name, share in names]
        points.append((format.worth(float(value)), shares))
    return say("titles", "best_buy_described", lead=note, points=points, average=stretches(on_average(results, rows)))
