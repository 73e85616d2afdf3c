"""Two results folders side by side: the same question under other assumptions, honest about what is paired and what is not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from experiments.figures import facts, style
from experiments.figures.registry import Drawing, Drawn, save, source_line
from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence, inside, paragraphs
from experiments.protocol import format
from experiments.report.forms.grids import Column, Grid, spanned
from experiments.store.differences import differing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OTHER = "other:effects"


class Beside:
    """What the page of two folders says: their primary differences beside each other."""

    heading = "Two folders side by side"

    def __init__(self, results: FolderTables, other: FolderTables) -> None:
        pairs = common(results, other)
        self.names = (f"A: {title_of(results)}", f"B: {title_of(other)}")
        self.lead = agreement(results, other, pairs)
        self.differences = differing(results.manifest, other.manifest)
        self.pairing = pairing(results, other)
        self.grid = grid(results, other, pairs)


def common(results: FolderTables, other: FolderTables) -> list[tuple[str, str]]:
    """Strategies and primary measures that both folders compare."""
    measures = [name for name in results.primary if name in other.measures]
    pairs = [(strategy, name) for name in measures for strategy in results.compared]
    return [pair for pair in pairs if results.effect(*pair) is not None and other.effect(*pair) is not None]


def title_of(results: FolderTables) -> str:
    """A folder's title with its name, since both may ask the same."""
    title = str(results.manifest.get("title") or "")
    return f"{title} ({results.folder.resolve().name})" if title else results.folder.resolve().name


def agreement(results: FolderTables, other: FolderTables, pairs: list[tuple[str, str]]) -> list[Sentence]:
    """How many verdicts agree, and each that does not."""
    changed = []
    for strategy, name in pairs:
        one, two = results.effect(strategy, name), other.effect(strategy, name)
        if one is not None and two is not None and one["verdict"] != two["verdict"]:
            verdicts = (one["verdict"] or "no verdict", two["verdict"] or "no verdict")
            changed.append((results.label(strategy), results.measure(name), *verdicts))
    return paragraphs("beside_verdicts", pairs=len(pairs), changed=changed)


def pairing(results: FolderTables, other: FolderTables) -> list[Sentence]:
    """What is paired, and what may be concluded from two intervals."""
    changed = {name.rpartition(".")[2] for name, *_ in differing(results.manifest, other.manifest)}
    baselines = [folder.label(folder.baseline) for folder in (results, other)]
    return paragraphs(
        "beside_pairing",
        same_seed=results.manifest.get("seed") == other.manifest.get("seed") is not None,
        same_model=results.manifest.get("source_hash") == other.manifest.get("source_hash"),
        same_people=not changed & {"scale", "start", "warm_up_years"},
        baselines=baselines if results.baseline != other.baseline else [],
    )


def grid(results: FolderTables, other: FolderTables, pairs: list[tuple[str, str]]) -> Grid:
    """A row each strategy and measure: difference, interval and verdict in A and in B."""
    rows: list[list[object]] = []
    for strategy, name in pairs:
        measure = results.measure(name)
        row: list[object] = [f"{results.label(strategy)}, {inside(measure.label)} ({format.unit_heading(measure.unit)})"]
        for folder, table in ((results, "effects"), (other, OTHER)):
            effect = folder.effect(strategy, name)
            assert effect is not None  # `common` leaves no other pair
            row += [spanned(facts.difference(effect, measure, table)), str(effect["verdict"])]
        rows.append(row)
    heads = [Column("Strategy and measure", False), Column("A", True, wraps=True), Column("Verdict in A", False)]
    return Grid(
        "Differences from the baseline in A and in B",
        [*heads, Column("B", True, wraps=True), Column("Verdict in B", False)],
        rows,
    )


def draw_beside(results: FolderTables, other: FolderTables) -> Drawn | None:
    """The chart of two folders, saved with the figures of the first."""
    pairs = common(results, other)
    if not pairs:
        return None
    with style.styled("beside"):
        sources = f"A: {source_line(results)} B: {source_line(other)}"
        return save("beside", "beside", drawing(results, other, pairs), results.folder / "figures", sources)


def drawing(results: FolderTables, other: FolderTables, pairs: list[tuple[str, str]]) -> Drawing:
    """Two marks a strategy, a panel each of the first three primary measures."""
    from experiments.figures.comparison.forest import number_axis

    measures = list(dict.fromkeys(name for _, name in pairs))[:3]
    counts = [sum(name == one for _, name in pairs) for one in measures]
    canvas, panels = style.new(sum(0.7 + 0.34 * count for count in counts), len(measures), height_ratios=counts)
    kept = []
    for axes, name in zip(panels, measures, strict=True):
        strategies = [strategy for strategy, one in pairs if one == name]
        measure = results.measure(name)
        style.zero_line(axes)
        for at, strategy in enumerate(strategies):
            for offset, folder, letter in ((-0.16, results, "A"), (0.16, other, "B")):
                row = folder.effect(strategy, name)
                assert row is not None
                mark(axes, row, at + offset, letter)
                kept.append({"folder": letter, **row.to_dict()})
        style.rows(axes, facts.labels(results, strategies))
        axes.set_title(f"{measure.label}, {format.unit_heading(measure.unit)}")
        axes.margins(x=0.08)
        number_axis(axes, measure)
        axes.grid(axis="x")
    note = (
        f"Differences from the baseline with 95% intervals. Filled circle: A, {title_of(results)}. "
        f"Hollow square: B, {title_of(other)}."
    )
    agree = [str(one) for one in agreement(results, other, pairs)]
    title = f"{agree[0].removesuffix('.')}, in the model"
    return Drawing(canvas, title, " ".join([note, *agree]), pd.DataFrame(kept), note)


def mark(axes: Axes, row: pd.Series, y: float, letter: str) -> None:
    """One interval with its mean and its letter."""
    colour = style.PALETTE[0] if letter == "A" else style.PALETTE[2]
    if math.isfinite(row["low"]):
        axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=2.0, solid_capstyle="butt")
    face = colour if letter == "A" else style.PAPER
    axes.plot(row["difference"], y, marker="o" if letter == "A" else "s", color=colour, markerfacecolor=face)
