"""How a figure is declared: what it needs of a folder, the page it stands on, and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.figures import style
from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence
from experiments.store.files import write_durably

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas


@dataclass(frozen=True)
class Drawing:
    """What a figure function returns: the canvas, its finding, its description in words, and the rows that it shows."""

    canvas: Canvas
    title: Sentence | str
    description: Sentence | str
    data: pd.DataFrame
    note: Sentence | str = ""


@dataclass(frozen=True)
class Drawn:
    """A figure that was saved: everything a page needs to show it."""

    name: str
    page: str
    title: Sentence | str
    description: Sentence | str
    note: Sentence | str
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
    draw: Callable[[FolderTables], Drawing | None]

    def wanted(self, results: FolderTables) -> bool:
        """Whether the folder holds what it needs."""
        tables = all(results.has(name) and len(results.table(name)) for name in self.tables)
        return tables and all(name in results.measures for name in self.measures)


FIGURES: dict[str, Declared] = {}


def figure(
    page: str, tables: Sequence[str] = (), measures: Sequence[str] = (), name: str = ""
) -> Callable[[Callable[[FolderTables], Drawing | None]], Callable[[FolderTables], Drawing | None]]:
    """Register a figure on a page of the report; it is drawn when the folder holds its tables and measures.

    Args:
        page: a section's key in ``experiments.figures.sections``.
        tables: names of tables it shows, without ``.csv``.
        measures: measures that must be there.
        name: what it is called; the function's own name where empty.

    Raises:
        ValueError: where the name is taken.
    """

    def register(draw: Callable[[FolderTables], Drawing | None]) -> Callable[[FolderTables], Drawing | None]:
        called = name or draw.__name__
        if called in FIGURES:
            raise ValueError(f"two figures are called {called}")
        FIGURES[called] = Declared(called, page, tuple(tables), tuple(measures), draw)
        return draw

    return register


def source_line(results: FolderTables) -> str:
    """What stands under every chart: the experiment, runs, version and hash."""
    runs = results.runs
    failed = f" ({runs['failed']:,} more failed)" if runs["failed"] else ""
    counted = f"{runs['done']:,} runs{failed}" if runs["done"] else "runs not counted"
    digest = str(results.manifest.get("source_hash") or "")[:8]
    stamp = f", model {digest}" if digest else ""
    return f"Source: countylines {results.version or 'unknown'}{stamp}; {counted}. Results of a model, not records of what happened."


def draw_figure(declared: Declared, results: FolderTables) -> Drawn | None:
    """Draw and save one figure, where there is something to show."""
    with style.styled(declared.name):
        drawing = declared.draw(results)
        if drawing is None:
            return None
        return save(declared.name, declared.page, drawing, results.folder / "figures", source_line(results))


def save(name: str, page: str, drawing: Drawing, folder: Path, source: str) -> Drawn:
    """Save a drawing as SVG, PNG and the CSV it was drawn from."""
    drawn = for_page(name, drawing, source)
    found = {folder / f"{name}.{form}": held for form, held in forms(name, drawing, source).items()}
    folder.mkdir(parents=True, exist_ok=True)
    for file, held in found.items():
        write_durably(file, held)
    return replace(drawn, page=page, files=tuple(found))


def for_page(name: str, drawing: Drawing, source: str) -> Drawn:
    """A drawing, laid out, as a page holds it that says its title in words."""
    title, said = drawing.title, drawing.description
    style.laid_out(drawing.canvas)
    svg = style.svg_text(drawing.canvas, name, str(title), str(said))
    return Drawn(name, "", title, said, drawing.note, source, svg, drawing.data, ())


def forms(name: str, drawing: Drawing, source: str) -> dict[str, bytes]:
    """A drawing that is laid out, as files: SVG and PNG with title and source, and the rows it shows as CSV."""
    title, said, pixels = str(drawing.title), str(drawing.description), BytesIO()
    style.entitle(drawing.canvas, title, source)
    svg = style.svg_text(drawing.canvas, name, title, said)
    words = {"Title": title, "Description": said, "Software": None}
    drawing.canvas.savefig(pixels, format="png", dpi=style.DPI, metadata=words, pil_kwargs={"compress_level": 3})
    rows = drawing.data.to_csv(index=False, lineterminator="\n")
    return {"svg": svg.encode(), "png": pixels.getvalue(), "csv": rows.encode()}
