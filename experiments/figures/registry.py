"""How a figure is declared: what it needs of a folder, the page it stands on, and the function that draws it."""

from __future__ import annotations

import contextlib
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure as Canvas

from experiments import second_process
from experiments.figures import style
from experiments.figures.results import Results
from experiments.figures.words import Sentence


@dataclass(frozen=True)
class Drawing:
    """What a figure function returns: the canvas, its finding, its description in words, and the rows that it shows."""

    canvas: Canvas
    title: Sentence | str
    description: Sentence | str
    data: pd.DataFrame
    note: str = ""


@dataclass(frozen=True)
class Drawn:
    """A figure that was saved: everything a page needs to show it."""

    name: str
    page: str
    title: Sentence | str
    description: Sentence | str
    note: str
    source: str
    svg: str
    data: pd.DataFrame
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Declared:
    """A registered figure."""

    name: str
    page: str
    tables: tuple[str, ...]
    measures: tuple[str, ...]
    any_measure: tuple[str, ...]
    draw: Callable[[Results], Drawing | None]

    def wanted(self, results: Results) -> bool:
        """Whether the folder holds what it needs."""
        tables = all(results.has(name) and len(results.table(name)) for name in self.tables)
        every = all(name in results.measures for name in self.measures)
        some = not self.any_measure or any(name in results.measures for name in self.any_measure)
        return tables and every and some


FIGURES: dict[str, Declared] = {}
# From so many figures on, a second process saves more time than its start takes.
WORTH_TWO = 8


def figure(
    page: str, tables: Sequence[str] = (), measures: Sequence[str] = (), any_measure: Sequence[str] = ()
) -> Callable[[Callable[[Results], Drawing | None]], Callable[[Results], Drawing | None]]:
    """Register a figure on a page of the report; it is drawn when the folder holds its tables and measures.

    Args:
        page: a page's key in ``experiments.figures.pages``.
        tables: names of tables it shows, without ``.csv``.
        measures: measures that must be there.
        any_measure: measures of which one at least must be there.

    Raises:
        ValueError: where the name is taken.
    """

    def register(draw: Callable[[Results], Drawing | None]) -> Callable[[Results], Drawing | None]:
        name = draw.__name__
        if name in FIGURES:
            raise ValueError(f"two figures are called {name}")
        FIGURES[name] = Declared(name, page, tuple(tables), tuple(measures), tuple(any_measure), draw)
        return draw

    return register


def source_line(results: Results) -> str:
    """What stands under every chart: the experiment, runs, version and hash."""
    runs, manifest = results.runs, results.manifest
    version = manifest.get("version") or (manifest.get("versions") or {}).get("countylines") or "unknown"
    failed = f" ({runs['failed']:,} more failed)" if runs["failed"] else ""
    counted = f"{runs['done']:,} runs{failed}" if runs["done"] else "runs not counted"
    digest = str(manifest.get("source_hash") or "")[:8]
    stamp = f", model {digest}" if digest else ""
    return f"Source: countylines {version}{stamp}; {counted}. Results of a model, not records of what happened."


def draw_figure(declared: Declared, results: Results) -> Drawn | None:
    """Draw and save one figure, where there is something to show."""
    with style.styled(declared.name):
        drawing = declared.draw(results)
        if drawing is None:
            return None
        return save(declared.name, declared.page, drawing, results.folder / "figures", source_line(results))


def save(name: str, page: str, drawing: Drawing, folder: Path, source: str) -> Drawn:
    """Save a drawing as SVG, PNG and the CSV it was drawn from."""
    title, description = drawing.title, drawing.description
    svg, files = style.write(drawing.canvas, folder, name=name, title=str(title), description=str(description), source=source)
    rows = folder / f"{name}.csv"
    drawing.data.to_csv(rows, index=False, lineterminator="\n", encoding="utf-8")
    return Drawn(name, page, title, description, drawing.note, source, svg, drawing.data, (*files, rows))


_drawn: dict[str, list[Drawn]] = {}


def draw_figures(results: Results) -> list[Drawn]:
    """Every figure that the folder holds the rows for, in the order of declaration.

    The last folder's are kept: asked again for the same tables, and with the files still there, nothing is drawn twice.
    """
    key = fingerprint(results)
    if key not in _drawn or not all(path.is_file() for one in _drawn[key] for path in one.files):
        made = draw_wanted(results)
        _drawn.clear()
        _drawn[key] = made
    return _drawn[key]


def draw_wanted(results: Results) -> list[Drawn]:
    """Draw them all: here from the last one back, and from the first on in a process beside this one, until they meet."""
    names = [name for name, declared in FIGURES.items() if declared.wanted(results)]
    if len(names) < WORTH_TWO:
        second_process.let_go()
        return draw_named(results, names)
    left, made = deque(names), []
    with ThreadPoolExecutor(1) as thread:
        beside = thread.submit(second_process.draws, results.folder, left)
        try:
            while left:
                with contextlib.suppress(IndexError):  # the other took the last one between two looks
                    made += draw_named(results, [left.pop()])
        finally:
            left.clear()
        theirs, undone = beside.result()
    order = {name: at for at, name in enumerate(names)}
    return sorted(made + theirs + draw_named(results, undone), key=lambda one: order[one.name])


def draw_named(results: Results, names: Sequence[str]) -> list[Drawn]:
    """Draw figures by name; those with nothing to show are left out."""
    made = [draw_figure(FIGURES[name], results) for name in names]
    return [one for one in made if one is not None]


def fingerprint(results: Results) -> str:
    """A digest of all that figures are made of: place, manifest and tables."""
    digest = hashlib.sha256(str(results.folder.resolve()).encode())
    for path in [results.folder / "manifest.json", *sorted((results.folder / "tables").glob("*.csv"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
