"""When an input matters, year by year, and whether what is said of inputs settles as the design grows."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from experiments.figures import facts, style
from experiments.figures.comparison.trends import spread
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each, label_from
from experiments.figures.sensitivity.bars import first_view, share_tick, shown
from experiments.figures.sentences import say, spoken
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import CONVERGED, NOT_CONVERGED

MOST = 4
MARKERS = ("o", "s", "^", "D")


@figure(page="doubt", tables=["years"])
def when_inputs_matter(results: FolderTables) -> Drawing | None:
    """Standardised coefficients of the inputs that move the main outcome's difference most, year by year."""
    rows = first_view(results, "years")
    years = sorted(rows["year"].unique())
    if len(years) < 2:
        return None
    seen = set(rows.loc[rows["above_floor"] == "yes", "parameter"]) - {"dummy"}
    single = rows[rows["parameter"].isin(seen)]
    if not len(single):
        return None
    names = single.assign(size=single["value"].abs()).groupby("parameter")["size"].max().nlargest(MOST).index
    data = rows[rows["parameter"].isin([*names, "dummy"])]
    canvas, (axes,) = style.new(3.4)
    floor = data.groupby("year")["noise_floor"].first()
    axes.fill_between(floor.index, -floor, floor, color=style.QUIET, alpha=0.15, linewidth=0.0)
    last = single[(single["year"] == years[-1]) & single["parameter"].isin(names)].sort_values("value", ascending=False)
    named_lines(axes, data, "year", last)
    style.zero_line(axes, vertical=False)
    axes.set_xticks(years, [f"year {year}" for year in years])
    axes.set_ylabel("standardised coefficient, with 95% interval")
    axes.margins(x=0.25)
    first = single[single["year"] == years[0]].set_index("parameter")["value"].abs().idxmax()
    final = single[single["year"] == years[-1]].set_index("parameter")["value"].abs().idxmax()
    title = say("assumption_titles", "years", first=label_from(str(first)), final=label_from(str(final)))
    coefficients = [(shown(str(r.parameter)), r.year, Quantity(r.value, r.low, r.high, table="years")) for r in each(data)]
    note = "Above zero the difference grows with the input. The grey band is what an input that nothing reads shows by luck."
    return Drawing(canvas, title, say("assumption_titles", "years_described", coefficients=coefficients), data, note)


@figure(page="doubt", tables=["growth"])
def indices_settle(results: FolderTables) -> Drawing | None:
    """Total effects as the design grew, for the main outcome's difference."""
    versus = results.baseline if results.compared else ""
    rows = results.rows("growth", outcome=results.primary[0], versus=versus)
    sizes = sorted(rows["base_points"].unique())
    if len(sizes) < 2:
        return None
    rows = rows[rows["strategy"] == rows["strategy"].iloc[0]]
    last = rows[
        (rows["base_points"] == sizes[-1]) & ~rows["parameter"].str.startswith("basis:") & (rows["parameter"] != "dummy")
    ]
    canvas, (axes,) = style.new(3.4)
    single = last[~last["parameter"].str.contains(":")]
    last = (single if len(single) > 3 else last).nlargest(4, "value")
    named_lines(axes, rows, "base_points", last)
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    style.zero_line(axes, vertical=False)
    axes.yaxis.set_major_formatter(FuncFormatter(share_tick))
    axes.set_xlabel("base points of the design")
    axes.set_ylabel("total effect, with 95% interval")
    axes.margins(x=0.25)
    word, reason = settled(results, versus)
    title = say("assumption_titles", "settled", measure=results.measure(results.primary[0]), word=word)
    ends = [(shown(row.parameter), facts.share(row, "indices")) for row in each(last)]
    description = say("assumption_titles", "settled_described", ends=ends, reason=reason)
    over = " Shares above 100% cannot be: so wide an interval is mostly luck." if rows["high"].max() > 1.5 else ""
    return Drawing(canvas, title, description, rows, f"Verdict: {word}. {reason}{over}")


def named_lines(axes: Axes, rows: pd.DataFrame, across: str, last: pd.DataFrame) -> None:
    """A line for each input of the last step, with its interval as a band and its name at its end."""
    heights = spread(last["value"].tolist(), 0.06 * (rows["high"].max() - rows["low"].min()))
    for place, name in enumerate(last["parameter"]):
        part, colour = rows[rows["parameter"] == name].sort_values(across), style.PALETTE[place]
        axes.fill_between(part[across], part["low"], part["high"], color=colour, alpha=0.12, linewidth=0.0)
        axes.plot(part[across], part["value"], marker=MARKERS[place], color=colour)
        axes.annotate(
            shown(str(name)), (part[across].iloc[-1], heights[place]), xytext=(6, 0), textcoords="offset points",
            va="center", size=8, color=style.WORDS[place], annotation_clip=False,
        )  # fmt: skip


def settled(results: FolderTables, versus: str) -> tuple[str, str]:
    """The verdict on the main outcome and its reason, as a sentence."""
    rows = results.rows("convergence", outcome=results.primary[0], versus=versus)
    if not len(rows):
        return "not been judged", ""
    word = CONVERGED if rows["verdict"].iloc[0] == CONVERGED else NOT_CONVERGED
    reason = spoken(str(rows["reason"].iloc[0]))
    return word, f"{reason[:1].upper()}{reason[1:]}."
