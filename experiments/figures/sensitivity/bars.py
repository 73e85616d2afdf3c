"""Which assumptions decide an outcome: ordered bars, shares of doubt, the screening plane, and a map of inputs by outcomes."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from experiments.figures import facts, style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each, label_from
from experiments.figures.sentences import inside, listed, say
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import MATTERS
from experiments.sensitivity import inseparable

MOST = 10
SHORT = 34


def shown(name: str) -> str:
    """An input's name as a row of a chart."""
    text = label_from(name.removeprefix("group:").removeprefix("basis:"))
    prefix = "Process: " if name.startswith("group:") else "Basis: " if name.startswith("basis:") else ""
    text = prefix + inside(text) if prefix else text
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def others(results: FolderTables) -> str:
    """What all other inputs do while a chart goes along one."""
    return "all else as it goes with it in these worlds" if results.fitted else "everything else drawn over its range"


def single_rows(results: FolderTables, outcome: str, versus: str, strategy: str) -> pd.DataFrame:
    """Rows of single inputs for an outcome: total effects where they were crossed, else first-order shares; largest first.

    Their `verdict` is that of all methods together, the same that sentences give.
    """
    rows = results.rows("indices", outcome=outcome, versus=versus, strategy=strategy)
    rows = rows[~rows["parameter"].str.contains(":") & (rows["parameter"] != "dummy") & rows["value"].notna()]
    judged = results.rows("verdicts", outcome=outcome, versus=versus, strategy=strategy)
    if len(judged):
        rows = rows.assign(verdict=rows["parameter"].map(judged.set_index("parameter")["verdict"]).fillna(""))
    for method, index in (("sobol", "ST"), ("additive", "S1"), ("given data", "S1")):
        found = rows[(rows["method"] == method) & (rows["index"] == index)]
        if len(found) > 1:
            return found.sort_values("value", ascending=False).head(MOST)
    return rows.head(0)


def bars(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """Points with their intervals, largest on top; what is not shown to matter is hollow."""
    for at, row in enumerate(each(rows)):
        matters = row.verdict == MATTERS
        axes.plot([row.low, row.high], [at, at], color=colour if matters else style.QUIET, linewidth=2.0, solid_capstyle="butt")
        axes.plot(
            row.value, at, "o", color=colour if matters else style.QUIET, markerfacecolor=colour if matters else style.PAPER
        )
    floor = rows["noise_floor"].max()
    if np.isfinite(floor) and floor > 0.0:
        axes.axvspan(0.0, floor, color=style.FAINT, alpha=0.6, zorder=0, linewidth=0.0)
    style.zero_line(axes)
    style.rows(axes, [shown(name) for name in rows["parameter"]])
    axes.xaxis.set_major_formatter(FuncFormatter(share_tick))


def share_tick(value: float, _: object = None) -> str:
    """A share as a tick."""
    return format.tick(value, "share")


def setting(value: Any) -> str:
    """What an input is set to: a number, or an alternative of a switch as words."""
    try:
        return str(format.number(Quantity(float(value))))
    except ValueError:
        return str(value).replace("_", " ")


@figure(page="doubt", tables=["indices", "noise"])
def doubt_by_evidence(results: FolderTables) -> Drawing | None:
    """The variance of single runs by where it comes from: evidence of each basis, what acts only together, luck."""
    noise, indices = results.table("noise"), results.table("indices")
    if "source" not in noise:
        return None
    bases = indices[indices["parameter"].str.startswith("basis:") & (indices["index"] == "S1")]
    bases = bases[bases["method"].isin(["additive", "sobol"])].drop_duplicates(["strategy", "versus", "outcome", "parameter"])
    rows = []
    for (strategy, versus, outcome), part in noise[noise["outcome"].isin(results.primary)].groupby(
        ["strategy", "versus", "outcome"], sort=False
    ):
        luck = float(part.loc[part["source"] == "luck", "share"].iloc[0])
        own = bases[(bases["strategy"] == strategy) & (bases["versus"] == versus) & (bases["outcome"] == outcome)]
        shares = {row.parameter.removeprefix("basis:"): max(row.value, 0.0) * (1.0 - luck) for row in each(own)}
        shares["together"] = max(1.0 - luck - sum(shares.values()), 0.0)
        rows += [(strategy, versus, outcome, name, value) for name, value in (shares | {"luck": luck}).items()]
    data = pd.DataFrame(rows, columns=["strategy", "versus", "outcome", "source", "share"])
    if not len(data):
        return None
    keys = list(data[["strategy", "versus", "outcome"]].drop_duplicates().itertuples(index=False, name=None))
    canvas, (axes,) = style.new(1.4 + 0.3 * len(keys))
    stacked(axes, results, data, keys)
    luckiest = data[(data["source"] == "luck") & (data["versus"] == results.baseline)]
    unmeasured = data[(data["source"] == "assumed") & (data["outcome"] == results.primary[0])].head(1)
    whose = bases[(bases["parameter"] == "basis:assumed") & (bases["outcome"] == results.primary[0])]
    whose = whose.merge(unmeasured[["strategy", "versus"]], on=["strategy", "versus"])
    clear = len(whose) and whose["low"].iloc[0] > 0.0
    title = say(
        "assumption_titles", "doubt", unmeasured=Quantity(float(unmeasured["share"].iloc[0]), unit="share") if clear else None
    )
    lucks = [
        (results.label(r.strategy), results.measure(r.outcome), Quantity(float(r.share), unit="share")) for r in each(luckiest)
    ]
    note = (
        "Shares of the variance of single runs, each input drawn over its evidence range; shares below zero are drawn as zero."
    )
    return Drawing(canvas, title, say("assumption_titles", "doubt_described", lucks=lucks), data, note)


@figure(page="doubt", tables=["indices"])
def decisive_assumptions(results: FolderTables) -> Drawing | None:
    """The inputs that decide the difference from the baseline, a panel an outcome."""
    strategy, versus = views(results)[0]
    panels = [(name, single_rows(results, name, versus, strategy)) for name in results.primary]
    panels = [(name, rows) for name, rows in panels if len(rows)]
    if not panels:
        return None
    canvas, axes = style.new(sum(0.65 + 0.24 * len(rows) for _, rows in panels), len(panels))
    for one, (name, rows) in zip(axes, panels, strict=True):
        bars(one, rows, style.PALETTE[0])
        one.set_title(results.measure(name).label)
    total = (panels[0][1]["index"] == "ST").all()
    axes[-1].set_xlabel(
        "share of the variance between worlds" + (", interactions counted in full" if total else ", each input alone")
    )
    data = pd.concat([rows for _, rows in panels])
    clear = [(results.measure(name), names_of(rows[rows["verdict"] == MATTERS]["parameter"].head(3))) for name, rows in panels]
    first = next(((measure, names) for measure, names in clear if names), None)
    title = say(
        "assumption_titles",
        "decisive",
        strategy=results.label(strategy),
        versus=results.label(versus) if versus else "",
        measure=first[0] if first else None,
        names=first[1] if first else [],
    )
    top = [(shown(row.parameter), facts.share(row, "indices"), row.verdict or "no verdict") for row in each(panels[0][1])]
    floor = "Grey band: what the share of an input that nothing reads would be by luck."
    moving = "A share is of what goes with the input and with all that moves with it in these worlds."
    hollow = "Hollow: not shown to matter, by all methods together. Bars are 95% intervals."
    note = " ".join([moving if results.fitted else floor, hollow, *told_together(data["parameter"])])
    return Drawing(canvas, title, say("assumption_titles", "inputs", inputs=top), data, note)


def names_of(inputs: Any) -> list[str]:
    """Names of inputs within a sentence."""
    return [inside(label_from(str(name))) for name in inputs]


def told_together(inputs: pd.Series) -> list[str]:
    """Which of the inputs of a chart stand for a set that published figures do not take apart."""
    found: dict[str, list[str]] = {}
    for name, about in inseparable.among(dict.fromkeys(inputs)).items():
        found.setdefault(about, []).append(label_from(name))
    return [
        f"{listed(names)}: published figures fix only together {about}; read it for all of these."
        for about, names in found.items()
    ]


# A colour's place and the words of the key; the faint one is luck.
SOURCES = {
    "measured": (1, "measured numbers"),
    "estimated": (5, "estimated numbers"),
    "assumed": (0, "assumed: never measured"),
    "structural": (2, "structural: how the model is built"),
    "together": (4, "only several of these together"),
    "luck": (-1, "luck within the model"),
}


def stacked(axes: Axes, results: FolderTables, data: pd.DataFrame, keys: list[tuple[str, str, str]]) -> None:
    """Bars of shares with a key to their colours."""
    for at, (strategy, versus, outcome) in enumerate(keys):
        left = 0.0
        rows = data[(data["strategy"] == strategy) & (data["versus"] == versus) & (data["outcome"] == outcome)].set_index(
            "source"
        )["share"]
        for source, (place, _) in SOURCES.items():
            width = float(rows.get(source, 0.0))
            colour = style.FAINT if place < 0 else style.PALETTE[place]
            axes.barh(at, width, left=left, color=colour, height=0.72, edgecolor=style.PAPER)
            left += width
    labels = [f"{results.measure(o).label}: {'difference' if v else results.label(s)}" for s, v, o in keys]
    axes.set_yticks(range(len(keys)), [text if len(text) < 48 else text[:47] + "…" for text in labels])
    axes.set_ylim(len(keys) - 0.4, -0.6)
    axes.set_xlim(0.0, max(1.0, axes.get_xlim()[1]))
    axes.xaxis.set_major_formatter(FuncFormatter(share_tick))
    source_key(axes, [name for name in SOURCES if (data.loc[data["source"] == name, "share"] > 0.005).any()], len(keys))


def source_key(axes: Axes, names: list[str], rows: int) -> None:
    """What the colours stand for, in words, over the bars."""
    for at, name in enumerate(names):
        place, text = SOURCES[name]
        line, column = divmod(at, 2)
        corner = (0.5 * column, 1.02 + 0.62 * (math.ceil(len(names) / 2) - 1 - line) / (rows + 0.6))
        style.key(axes, corner, style.FAINT if place < 0 else style.PALETTE[place], text)


@figure(page="doubt", tables=["indices"])
def screening_plane(results: FolderTables) -> Drawing | None:
    """Mean size of an effect against how much it depends on the rest, for the main outcome's difference."""
    versus = results.baseline if results.compared else ""
    rows = results.rows("indices", method="morris", outcome=results.primary[0], versus=versus)
    if not len(rows):
        return None
    rows = rows[rows["strategy"] == rows["strategy"].iloc[0]]
    wide = rows.pivot(index="parameter", columns="index", values="value")
    floor = float(rows["noise_floor"].max())
    canvas, (axes,) = style.new(4.0)
    above = wide["mu_star"] > floor
    effects(axes, wide, floor)
    measure = results.measure(results.primary[0])
    number_axis(axes, measure)
    number_axis(axes, measure, "y")
    axes.set_xlabel(f"mean size of the effect over the whole range, {format.unit_heading(measure.unit)}")
    axes.set_ylabel("how much it varies with the other inputs")
    axes.set_ylim(bottom=0.0)
    axes.set_xlim(left=0.0)
    moved = int(above.sum())
    title = say("assumption_titles", "screening", moved=moved, inputs=len(wide) - 1, measure=measure)
    note = "Screening by Morris. Grey band: what luck alone would show. High up: the effect depends on other inputs."
    largest = wide["mu_star"].nlargest(6)
    sizes = [(shown(str(name)), Quantity(float(value), unit=measure.unit, table="indices")) for name, value in largest.items()]
    known = Quantity(floor) if math.isfinite(floor) else None  # none where no row differs
    said = say("assumption_titles", "screening_described", moved=moved, floor=known, sizes=sizes)
    return Drawing(canvas, title, said, wide.reset_index(), note)


def effects(axes: Axes, wide: pd.DataFrame, floor: float) -> None:
    """Every input as a point, those above the floor filled, and the names of the largest."""
    above = wide["mu_star"] > floor
    axes.plot(
        wide.loc[~above, "mu_star"], wide.loc[~above, "sigma"], "o", color=style.QUIET, markersize=3, markerfacecolor="none"
    )
    axes.plot(wide.loc[above, "mu_star"], wide.loc[above, "sigma"], "o", color=style.PALETTE[0], markersize=5)
    axes.axvspan(0.0, floor, color=style.FAINT, alpha=0.6, linewidth=0.0, zorder=0)
    reach = float(wide["mu_star"].max())
    for name in wide.loc[above, "mu_star"].nlargest(6).index:
        at = (float(wide.loc[name, "mu_star"]), float(wide.loc[name, "sigma"]))
        side = -1 if at[0] > 0.6 * reach else 1  # towards the middle, where there is room
        axes.annotate(
            shown(str(name)), at, xytext=(6 * side, 2), textcoords="offset points", size=7.5, ha="left" if side > 0 else "right"
        )


@figure(page="doubt", tables=["indices"])
def assumptions_by_outcomes(results: FolderTables) -> Drawing | None:
    """A map of the leading inputs by outcomes: how much of each one's variance they decide."""
    columns = [(outcome, strategy, versus) for outcome in results.primary for strategy, versus in views(results)]
    found = {key: single_rows(results, key[0], key[2], key[1]).set_index("parameter") for key in columns}
    found = {key: rows for key, rows in found.items() if len(rows)}
    if len(found) < 2:
        return None
    names = list(dict.fromkeys(name for rows in found.values() for name in rows.index[:5]))[:20]
    table = np.array([[float(rows["value"].get(name, np.nan)) for rows in found.values()] for name in names])
    clear = np.array([[rows["verdict"].get(name, "") == MATTERS for rows in found.values()] for name in names])
    canvas, (axes,) = style.new(1.5 + 0.24 * len(names))
    most = float(np.nanmax(table, initial=0.0))  # shares less what luck explains may all be below 0
    axes.imshow(np.clip(table, 0.0, most), cmap=style.SHADES, vmin=0.0, vmax=most, aspect="auto")
    axes.set_xticks(np.arange(0.5, len(found)), minor=True)
    axes.set_yticks(np.arange(0.5, len(names)), minor=True)
    axes.grid(which="minor", color=style.FAINT, linewidth=0.6)
    axes.tick_params(which="minor", length=0)
    for (row, column), value in np.ndenumerate(table):
        if np.isfinite(value):
            text = f"{100.0 * value:.0f}%" if clear[row, column] else f"({100.0 * value:.0f}%)"
            axes.text(
                column, row, text, ha="center", va="center", size=7.5, color=style.PAPER if value > 0.6 * most else style.INK
            )
    axes.set_yticks(range(len(names)), [shown(name) for name in names])
    heads = [column_head(results.measure(o).label, "difference" if v else results.label(s)) for o, s, v in found]
    axes.set_xticks(range(len(found)), heads, size=7.0, rotation=0 if len(found) <= 6 else 30)
    axes.tick_params(length=0)
    data = pd.concat([rows.reset_index() for rows in found.values()])
    title = say("assumption_titles", "by_outcomes", differ=levels_differ(found))
    note = "Share of the variance between worlds. In brackets: not shown to matter. Empty: not among the largest."
    largest = [
        (name, next(each(rows.reset_index())))
        for name, rows in ((results.measure(key[0]), rows) for key, rows in found.items())
    ]
    tops = [(measure, shown(str(row.parameter)), facts.share(row, "indices")) for measure, row in largest]
    said = say("assumption_titles", "by_outcomes_described", inputs=len(names), tops=tops)
    return Drawing(canvas, title, said, data, note)


def levels_differ(found: dict[tuple[str, str, str], pd.DataFrame]) -> bool:
    """Whether the clear inputs of some measure's difference and of its level have no name in common."""
    clear = {key: set(rows.index[rows["verdict"] == MATTERS]) for key, rows in found.items()}
    pairs = [(one, other) for (a, _, v), one in clear.items() if v for (b, _, w), other in clear.items() if b == a and not w]
    return any(one and other and not one & other for one, other in pairs)


def views(results: FolderTables) -> list[tuple[str, str]]:
    """The last compared strategy's difference, and the level of the baseline."""
    difference = [(results.compared[-1], results.baseline)] if results.compared else []
    return [*difference, (results.baseline, "")]


def first_view(results: FolderTables, table: str) -> pd.DataFrame:
    """A table's rows of the first primary measure, for the first of the views."""
    strategy, versus = views(results)[0]
    return results.rows(table, outcome=results.primary[0], versus=versus, strategy=strategy)


def column_head(measure: str, view: str) -> str:
    """Measure and view in lines that fit over a column."""
    return "\n".join([*textwrap.wrap(measure, 14)[:3], *textwrap.wrap(view, 14)[:2]])
