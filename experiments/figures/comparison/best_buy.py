"""Which response is the best buy at each value of a child-day: the curve of acceptability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from experiments.figures import choose, facts, style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.comparison.trends import line_ends
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import Measure, Results
from experiments.figures.sentences import Sentence, listed, say
from experiments.protocol import format
from experiments.protocol.format import Number

MOST = 4
# Below this share a line says nothing that its place in the table does not say.
SEEN = 0.05
MONEY = Measure("value_of_child_day", "Value of a child-day", "GBP")


@figure(page="cost", tables=["acceptability"])
def best_buy(results: Results) -> Drawing | None:
    """Cost-effectiveness acceptability: in what share of runs or worlds each strategy is the best buy, by value of a child-day."""
    rows = results.table("acceptability")
    if rows["n_pairs"].max() < 2:
        return None
    shares = rows.pivot(index="value_of_child_day", columns="strategy", values="share_best")
    reach = shares.max().sort_values(ascending=False)
    on_average = set(rows.loc[rows["best_on_average"] == "yes", "strategy"])
    order = sorted(reach.index[reach >= SEEN], key=lambda name: (name not in on_average, -reach[name]))
    shown = [name for name in results.strategies if name in order[:MOST]]
    canvas, (axes,) = style.new(3.5)
    inks = choose.colours(results, shown, (*style.LINES, style.PALETTE[5]), style.BASE)
    inked = choose.colours(results, shown, (*style.LINE_WORDS, style.WORDS[5]), style.BASE)
    for name in shown:
        dashed = (0, (5, 2)) if name == results.baseline else "-"
        axes.plot(shares.index, shares[name], color=inks[name], linestyle=dashed)
    ends = [(float(shares[name].iloc[-1]), results.label(name), inked[name]) for name in shown]
    others = shares.drop(columns=shown).sum(axis=1)
    if others.max() >= SEEN:
        axes.plot(others.index, others, color=style.QUIET, linewidth=1.0, linestyle=(0, (1, 1.5)))
        ends.append((float(others.iloc[-1]), f"the other {shares.shape[1] - len(shown)} together", style.QUIET))
    axes.set_ylim(0.0, 1.0)
    axes.margins(x=0.0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    number_axis(axes, MONEY)
    axes.grid(axis="y")
    axes.set_xlabel("what a child-day averted is held to be worth")
    axes.set_ylabel(f"share of {units(results)} in which it is the best buy")
    line_ends(axes, ends)
    note = note_of(results, [name for name in shares.columns if name not in shown])
    return Drawing(canvas, title(results, shares), described(results, note, rows), rows, note)


def several(results: Results) -> bool:
    """Whether the units are worlds and not replications of one."""
    effects = results.table("effects")
    return "n_worlds" in effects and bool((effects["n_worlds"] > 1).any())


def units(results: Results) -> str:
    """What the shares are of."""
    return "worlds" if several(results) else "pairs of runs"


def note_of(results: Results, left_out: list[str]) -> str:
    """What the curve is, and what it does not show."""
    doubt = (
        "Worlds differ in what is assumed, within the evidence."
        if several(results)
        else "Runs differ by chance alone: this is not doubt about the world."
    )
    rest = f" Seldom or never the best buy, so not drawn: {listed(facts.labels(results, left_out))}." if left_out else ""
    return (
        "The best buy has the largest net benefit: child-days averted times their value, less extra public cost, both at "
        f"present value over the period. {doubt}{rest}"
    )


def pounds(value: float) -> Number:
    """A value of the curve's axis, in whole pounds; in pence where the axis ends below ten."""
    digits = 0 if value >= 10.0 or value == round(value) else 2
    return Number(f"£{format.digits_text(value, digits)}", value, 10.0**-digits, "acceptability")


def stretches(best: pd.Series) -> list[tuple[str, Number, Number]]:
    """Who is best from which value to which, in order, from the name of the best at each value."""
    groups = (best != best.shift()).cumsum()
    parts = [part for _, part in best.groupby(groups)]
    return [(str(part.iloc[0]), pounds(float(part.index[0])), pounds(float(part.index[-1]))) for part in parts]


def title(results: Results, shares: pd.DataFrame) -> Sentence:
    """Who is most often the best buy, and from which value on another is: what the curves show, where they cross."""
    parts = [(results.label(name), low, high) for name, low, high in stretches(shares.idxmax(axis=1))]
    return say("titles", "best_buy", first=parts[0], last=parts[-1])


def described(results: Results, note: str, rows: pd.DataFrame) -> Sentence:
    """The curve in words: shares at a few values, and who is best on average."""
    values = np.sort(rows["value_of_child_day"].unique())
    points = []
    for value in values[:: max(1, (len(values) - 1) // 5)]:
        part = rows[(rows["value_of_child_day"] == value) & (rows["share_best"] >= SEEN)]
        part = part.sort_values("share_best", ascending=False)
        names = zip(part["strategy"], part["share_best"], strict=True)
        shares = [(results.label(str(name)), format.of_hundred(share, "acceptability", "%")) for name, share in names]
        points.append((pounds(float(value)), shares))
    best = rows[rows["best_on_average"] == "yes"].sort_values("value_of_child_day").set_index("value_of_child_day")
    average = [(results.label(name), low, high) for name, low, high in stretches(best["strategy"])]
    return say("titles", "best_buy_described", lead=note, points=points, average=average)
