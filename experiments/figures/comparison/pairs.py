"""What is recorded beside what is true, and where the main strategy fails."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import choose, facts, outliers, style
from experiments.figures.comparison.forest import effect_rows
from experiments.figures.comparison.multiples import with_shares
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each, row_at
from experiments.figures.sentences import Sentence, quoted, say
from experiments.protocol import format
from experiments.protocol.verdicts import WORSE


def percent_axis(axes: Axes) -> None:
    """Signed per cent along x."""
    axes.margins(x=0.08)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(format.percent_tick))


@figure(page="recorded", tables=["effects"])
def recorded_beside_true(results: FolderTables) -> Drawing | None:
    """Two books: how a record moves beside what it is a record of, under the main strategy."""
    strategy = choose.shown_strategy(results)
    declared = [(one.name, one.records) for one in results.measures.values() if one.records]
    pairs = [pair for pair in declared if strategy and all(results.effect(strategy, name) is not None for name in pair)]
    if not pairs:
        return None
    named = list(dict.fromkeys(name for pair in pairs for name in pair))
    rows = with_shares(effect_rows(results, named))
    rows = rows[(rows["strategy"] == strategy) & rows["percent"].notna()].set_index("measure")
    pairs = [pair for pair in pairs if all(name in rows.index for name in pair)]
    if not pairs:
        return None
    canvas, (axes,) = style.new(0.6 + 0.74 * len(pairs))
    style.zero_line(axes)
    labels = [pair_rows(axes, results, rows, pair, at) for at, pair in enumerate(pairs)]
    places = {at + offset: name for at, pair in enumerate(pairs) for offset, name in zip((-0.17, 0.17), pair, strict=True)}
    style.without_axis(axes)
    axes.set_yticks(list(places), [text for two in labels for text in two])
    axes.set_ylim(len(pairs) - 0.5, -0.5)
    percent_axis(axes)
    clipped = outliers.clip(axes, [(at, row_at(rows, name)) for at, name in places.items()])
    data = rows.loc[list(dict.fromkeys(name for pair in pairs for name in pair))].reset_index()
    names = {"strategy": results.label(str(strategy)), "baseline": results.label(results.baseline)}
    note = say("notes", "recorded", clipped=clipped, **names)
    said = say("titles", "shares", lead=note, effects=facts.effects(results, data))
    return Drawing(canvas, pair_title(results, pairs, rows), said, data, note)


def pair_rows(axes: Axes, results: FolderTables, rows: pd.DataFrame, pair: tuple[str, str], at: int) -> list[str]:
    """Draw a record above what it records and return their labels."""
    labels = []
    for offset, name, book in ((-0.17, pair[0], "recorded"), (0.17, pair[1], "true")):
        row, y = row_at(rows, name), at + offset
        colour, marker, face = (
            (style.PALETTE[2], "s", style.PAPER) if book == "recorded" else (style.PALETTE[0], "o", style.PALETTE[0])
        )
        axes.plot([row["percent_low"], row["percent_high"]], [y, y], color=colour, linewidth=2.0, solid_capstyle="butt")
        axes.plot(row["percent"], y, marker=marker, color=colour, markerfacecolor=face)
        labels.append(f"{results.measure(name).label.removesuffix(' recorded')} ({book})")
    if at:
        axes.axhline(at - 0.5, color=style.FAINT, linewidth=0.6)
    return labels


def pair_title(results: FolderTables, pairs: list[tuple[str, str]], rows: pd.DataFrame) -> Sentence:
    """The first pair that moves apart, else that none does."""
    apart = None
    for record, truth in pairs:
        one, other = row_at(rows, record), row_at(rows, truth)
        clear = all(math.isfinite(r["low"]) and (r["low"] > 0.0 or r["high"] < 0.0) for r in (one, other))
        if apart is None and clear and one["difference"] * other["difference"] < 0.0:
            record_label, truth_label = (results.measure(name).label.removesuffix(" recorded") for name in (record, truth))
            apart = {"record": record_label, "truth": truth_label, "rises": one["difference"] > 0.0}
    return say("titles", "pairs", apart=apart)


@figure(page="fails", tables=["effects"])
def where_it_fails(results: FolderTables) -> Drawing | None:
    """Every measure on which the main strategy does clearly worse than the baseline, or that none is."""
    strategy = choose.shown_strategy(results)
    judged = results.rows("effects", strategy=strategy, versus=results.baseline)
    if strategy is None or not len(judged):
        return None
    judged = judged[(judged["verdict"] != "") & (judged["measure"].map(lambda name: results.measure(name).restates) == "")]
    rows = with_shares(judged[(judged["verdict"] == WORSE) & judged["percent"].notna()])
    if not len(rows):
        return None
    rows = rows.reindex(rows["percent"].abs().sort_values(ascending=False).index).head(14).reset_index(drop=True)
    canvas, (axes,) = style.new(0.55 + 0.27 * len(rows))
    style.zero_line(axes)
    colour = style.VERDICT[WORSE][0]
    for at, row in enumerate(each(rows)):
        axes.plot([row.percent_low, row.percent_high], [at, at], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot(row.percent, at, marker="D", color=colour)
        one = results.measure(row.measure)
        style.beside(axes, at, f"{format.number(facts.difference(row, one))}{format.unit_after(one.unit)}")
    names = [f"{results.measure(m).label}{' *' if m in results.primary else ''}" for m in rows["measure"]]
    style.rows(axes, names)
    percent_axis(axes)
    clipped = outliers.clip(axes, list(enumerate(rows.to_dict("records"))))
    total = int((judged["verdict"] == WORSE).sum())
    base, label = quoted(results.label(results.baseline)), results.label(strategy)
    title = say("titles", "fails", strategy=label, baseline=base, worse=total, judged=len(judged))
    note = say("notes", "fails", clipped=clipped)
    said = say("titles", "shares", lead=note, effects=facts.effects(results, rows))
    return Drawing(canvas, title, said, rows, note)
