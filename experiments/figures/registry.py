"""How a figure is declared: what it needs of a folder, the page it stands on, and the function that draws it."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from experiments.figures import kept as kept_figures
from experiments.figures import second_process, vector
from experiments.figures.results import Results
from experiments.figures.sentences import Sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas


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
    from experiments.figures import style

    with style.styled(declared.name):
        drawing = declared.draw(results)
        if drawing is None:
            return None
        return save(declared.name, declared.page, drawing, results.folder / "figures", source_line(results))


def save(name: str, page: str, drawing: Drawing, folder: Path, source: str) -> Drawn:
    """Save a drawing as SVG, PNG and the CSV it was drawn from."""
    from experiments.figures import style

    title, description = drawing.title, drawing.description
    svg, files = style.write(drawing.canvas, folder, name=name, title=str(title), description=str(description), source=source)
    rows = folder / f"{name}.csv"
    drawing.data.to_csv(rows, index=False, lineterminator="\n", encoding="utf-8")
    # Read back, so that a page shows the same whether the figure was drawn for it or stood there already.
    data = rows_of(rows, texts_of(drawing.data))
    return Drawn(name, page, title, description, drawing.note, source, svg, data, (*files, rows))


def texts_of(data: pd.DataFrame) -> list[str]:
    """The columns that are no numbers."""
    return [str(name) for name in data if not pd.api.types.is_numeric_dtype(data[name])]


def rows_of(path: Path, texts: list[str]) -> pd.DataFrame:
    """The rows of a figure's CSV."""
    return pd.read_csv(path, encoding="utf-8", dtype=dict.fromkeys(texts, str))


def draw_figures(results: Results) -> list[Drawn]:
    """Every figure that the folder holds the rows for, in the order of declaration; drawn where it is not as it would be."""
    if (known := kept_figures.read(results.folder)) is not None:
        return [standing(one, results.folder / "figures") for one in known]
    made = draw_wanted(results)
    kept_figures.write(results.folder, [words_of(one) for one in made])
    return made


def words_of(drawn: Drawn) -> dict[str, Any]:
    """What its files do not hold of a figure, as JSON can."""
    return {
        "name": drawn.name,
        "page": drawn.page,
        "title": escape(drawn.title),
        "description": escape(drawn.description),
        "note": drawn.note,
        "source": drawn.source,
        "opening": vector.opening_of(drawn.svg),
        "texts": texts_of(drawn.data),
        "files": list(drawn.files),
    }


def standing(words: dict[str, Any], folder: Path) -> Drawn:
    """A figure from its files and ``words_of`` it."""
    files = tuple(folder / name for name in words["files"])
    held = {path.suffix: path for path in files}
    svg = vector.without_title(held[".svg"].read_text(encoding="utf-8"), words["opening"])
    title, description = (Sentence(Markup(words[key])) for key in ("title", "description"))
    data = rows_of(held[".csv"], words["texts"])
    return Drawn(words["name"], words["page"], title, description, words["note"], words["source"], svg, data, files)


def draw_wanted(results: Results) -> list[Drawn]:
    """Draw them all: here from the last one back, and from the first on in a process beside this one, until they meet."""
    from experiments.figures.gallery import FIGURES

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
    from experiments.figures.gallery import FIGURES

    made = [draw_figure(FIGURES[name], results) for name in names]
    return [one for one in made if one is not None]
