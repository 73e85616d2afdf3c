"""Small multiples: a panel each measure of a page, a row each strategy, so that a page is read at one glance."""

from __future__ import annotations

import math
import textwrap
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import facts, outliers, style
from experiments.figures.choose import shown_strategy
from experiments.figures.comparison.forest import effect_rows, number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, row_at
from experiments.figures.sections import SECTIONS, Heading, measures_of
from experiments.figures.sentences import Sentence, inside, say
from experiments.protocol import format
from experiments.protocol.verdicts import BETTER, CLEAR, IDENTICAL, UNCLEAR, WORSE

COLUMNS, MOST_PANELS = 3, 12


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of effects with the ends of their interval as a percentage of the baseline's mean, where there is one."""
    rows = rows.copy()
    per_unit = rows["percent"] / rows["difference"].where(rows["difference"] != 0.0)
    if "baseline_mean" in rows:
        per_unit = per_unit.fillna(100.0 / rows["baseline_mean"].abs().where(rows["percent"].notna()))  # of no difference
    for end in ("low", "high"):
        rows[f"percent_{end}"] = rows[end] * per_unit
    return rows


def panels(results: FolderTables, rows: pd.DataFrame, measures: list[str], in_percent: bool) -> tuple[Figure, list[Axes]]:
    """Draw a panel each measure."""
    columns_of = ("percent", "percent_low", "percent_high") if in_percent else ("difference", "low", "high")
    strategies = [name for name in results.compared if name in set(rows["strategy"])]
    longest = max(len(results.label(name)) for name in strategies)
    columns = min(COLUMNS if longest <= 26 else 2, len(measures))
    down = math.ceil(len(measures) / columns)
    canvas, axes = style.new(down * (0.72 + 0.2 * len(strategies)), down, columns, sharey=True)
    for at, panel in enumerate(axes):
        if at >= len(measures):
            style.bare(panel)
            continue
        one = results.measure(measures[at])
        part = rows[rows["measure"] == one.name].set_index("strategy").reindex(strategies)
        panel.set_title("\n".join(textwrap.wrap(one.label, 24 if longest <= 20 or columns == 2 else 19)), size=8.5)
        rows_of(panel, part, *columns_of)
        if in_percent:
            panel.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
            panel.xaxis.set_major_formatter(FuncFormatter(format.percent_tick))
        else:
            number_axis(panel, one)
            panel.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
        panel.tick_params(axis="x", labelsize=7.5)
    axes[0].set_yticks(range(len(strategies)), [results.label(name) for name in strategies])
    axes[0].set_ylim(len(strategies) - 0.5, -0.5)
    return canvas, axes[: len(measures)]


def rows_of(panel: Axes, part: pd.DataFrame, value: str, *ends: str) -> None:
    """Marks and intervals of one panel; the mark says the verdict by shape, fill and colour."""
    style.zero_line(panel)
    marks: dict[str, list[tuple[int, float, float, float]]] = {}
    rows = zip(part["verdict"], *(part[name].astype(float) for name in (value, *ends)), strict=True)
    for at, (verdict, shown, low, high) in enumerate(rows):
        if isinstance(verdict, str) and math.isfinite(shown):
            marks.setdefault(verdict, []).append((at, shown, low, high))
        else:
            panel.text(0.02, at, "no value", transform=panel.get_yaxis_transform(), size=7.5, color=style.QUIET, va="center")
    # Drawn by verdict and not row by row: a page has hundreds of marks, and each artist costs as much as many marks.
    for verdict, held in marks.items():
        colour, marker = style.VERDICT.get(verdict, style.VERDICT[""])
        places, values, lows, highs = zip(*held, strict=True)
        panel.hlines(places, lows, highs, colors=colour, linewidth=2.0)
        face = colour if verdict in CLEAR else style.PAPER
        panel.plot(values, places, marker, color=colour, markersize=5, markerfacecolor=face)
    style.without_axis(panel)
    panel.margins(x=0.12)
    panel.grid(axis="x")


def share_limits(rows: pd.DataFrame, axes: list[Axes]) -> bool:
    """Give all panels one scale where that leaves each readable; return whether it was done."""
    reach = rows[["percent", "percent_low", "percent_high"]].abs().groupby(rows["measure"]).max().max(axis=1)
    reach = reach[reach > 0.0]
    if not len(reach) or reach.max() > 8.0 * reach.min():
        return False
    same_scale(axes)
    return True


def same_scale(axes: list[Axes]) -> None:
    """Give all panels the widest scale of any."""
    low, high = min(axis.get_xlim()[0] for axis in axes), max(axis.get_xlim()[1] for axis in axes)
    for axis in axes:
        axis.set_xlim(low, high)


def clip_panel(panel: Axes, rows: pd.DataFrame, measure: str, results: FolderTables) -> bool:
    """Leave out of a panel's scale what would flatten its other rows, and mark it at the edge; whether anything was."""
    part = rows[rows["measure"] == measure].set_index("strategy")
    order = [name for name in results.compared if name in set(rows["strategy"])]
    known = [(float(at), part.loc[name]) for at, name in enumerate(order) if name in part.index]
    return outliers.clip(panel, [(at, row) for at, row in known if pd.notna(row["percent"])])


def page_changes(results: FolderTables, page: Heading) -> Drawing | None:
    """Every measure of a page, change from the baseline in per cent."""
    rows = effect_rows(results, measures_of(page, results))
    rows = with_shares(rows) if len(rows) else rows
    every = list(dict.fromkeys(rows.loc[rows["percent"].notna(), "measure"])) if len(rows) else []
    measures = every[:MOST_PANELS]
    if not measures:
        return None
    rows = rows[rows["measure"].isin(measures)].reset_index(drop=True)
    canvas, axes = panels(results, rows, measures, in_percent=True)
    same = share_limits(rows, axes)
    clipped = not same and any([clip_panel(panel, rows, name, results) for panel, name in zip(axes, measures, strict=True)])
    facts_of = {"same": same, "more": len(every) - MOST_PANELS, "clipped": clipped}
    note = say("notes", "changes", baseline=results.label(results.baseline), **facts_of)
    return Drawing(canvas, tally_title(results, page, rows), tallied(results, rows, note), rows, note)


def tally_title(results: FolderTables, page: Heading, rows: pd.DataFrame) -> Sentence:
    """What a page shows, as counts of verdicts of the strategy that the report is about, or of that with most of them."""
    judged = rows[rows["verdict"] != ""]
    counts = tally(judged)
    most = max(counts, key=lambda name: (counts[name][BETTER], counts[name][WORSE]), default="")
    # The strategy that the page is about, so that no chart picks the one that suits it; with another where that one is unclear.
    own = shown_strategy(results) or most
    own = own if own in counts else most
    one = results.measure(judged["measure"].iloc[0]) if judged["measure"].nunique() == 1 else None
    return say(
        "titles",
        "tally",
        heading=page.heading,
        subject=page.subject or inside(page.heading),
        total=judged["measure"].nunique(),
        only=one,
        under={verdict: facts.labels(results, judged.loc[judged["verdict"] == verdict, "strategy"]) for verdict in CLEAR},
        own=(results.label(own), counts.get(own, {})),
        most=(results.label(most), counts.get(most, {})),
    )


def tally(rows: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How often each strategy has each verdict."""
    kinds = (BETTER, WORSE, UNCLEAR, IDENTICAL)
    return {
        str(name): {verdict: int((part["verdict"] == verdict).sum()) for verdict in kinds}
        for name, part in rows.groupby("strategy", sort=False)
    }


def tallied(results: FolderTables, rows: pd.DataFrame, note: Sentence) -> Sentence:
    """Verdicts by strategy, and the clear changes under the one that the report is about, for the long description."""
    counts = {results.label(name): found for name, found in tally(rows).items()}
    clear = [row for row in facts.effects(results, rows[rows["strategy"] == shown_strategy(results)]) if row.clear]
    return say("titles", "tallied", lead=note, counts=counts, clear=clear)


for _page in SECTIONS:
    if _page.key in {"harm", "lines", "recognition", "violence", "justice", "services", "equity"}:
        figure(page=_page.key, tables=["effects"], name=f"{_page.key}_changes")(partial(page_changes, page=_page))


@figure(page="cost", tables=["effects"])
def payers(results: FolderTables) -> Drawing | None:
    """Who pays: the change in yearly cost of each payer, one scale for all."""
    measures = [one.name for one in results.measures.values() if one.payer]
    rows = effect_rows(results, measures)
    if not len(rows):
        return None
    canvas, axes = panels(results, rows, measures, in_percent=False)
    same_scale(axes)
    note = say("notes", "payers", baseline=results.label(results.baseline), unit=results.measure(measures[0]).unit)
    rows = rows.reset_index(drop=True)
    most = facts.effect(results, row_at(rows, rows["difference"].abs().idxmax()))
    return Drawing(canvas, say("titles", "payers", most=most), tallied(results, rows, note), rows, note)
