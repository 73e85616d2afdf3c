"""One style for every chart: colours that colour-blind readers can tell apart, plain axes, direct labels, a source line."""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from experiments.protocol.verdicts import BETTER, UNCLEAR, WORSE

if TYPE_CHECKING:  # what draws takes half a second to load, and a page has its sentences before its charts
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, FAINT, PAPER = "#0b0c0c", "#505a5f", "#d5d9db", "#ffffff"
FONTS = ("DejaVu Sans", "Arial", "Helvetica", "sans-serif")
# The government analysis function's categorical palette: at most four in one chart, each with a label or a marker of its own.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
# The same, dark enough for words beside a mark (4.5 to 1 on white).
WORDS = ("#12436D", "#1c7a72", "#801650", "#b84608", "#3D3D3D", "#6f4fa8")
BASE = "#3D3D3D"
# Behind words that may stand on a line.
BEHIND: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
SCALE, SHADES = "cividis", "Blues"
WIDTH, DPI = 7.0, 300
LONGEST = 44
"""Signs in a line of a row's name: what varies in a sweep of two levers makes two lines."""
# No grey ever stands for "worse": verdicts have a colour, a marker and a word.
VERDICT = {BETTER: ("#12436D", "o"), WORSE: ("#F46A25", "D"), UNCLEAR: (QUIET, "o"), "": (QUIET, "o")}
VERDICT_WORDS = {BETTER: "#12436D", WORSE: "#b84608", UNCLEAR: QUIET, "": QUIET}

RC: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": list(FONTS),
    "font.size": 9.0,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # said, so that it is not sought anew in every pass
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "lines.linewidth": 1.8,
    "lines.markersize": 6.0,
    "legend.frameon": False,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
}


@contextmanager
def styled(name: str) -> Iterator[None]:
    """Matplotlib with this style alone, whatever the reader's own settings; the same SVG bytes for the same figure."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a name may hold any sign: one without a shape is a box
        mpl.rcdefaults()
        mpl.rcParams.update(RC | {"svg.hashsalt": name})
        yield


def new(height: float, rows: int = 1, columns: int = 1, **options: object) -> tuple[Figure, list[Axes]]:
    """A figure of the one width, its axes as a flat list; no pyplot, so nothing stays open."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots(rows, columns, squeeze=False, **options)  # type: ignore[call-overload]
    return figure, list(axes.flat)


def bare(axes: Axes) -> None:
    """No frame and no ticks: for maps and flows."""
    axes.set_axis_off()


def rows(axes: Axes, labels: Sequence[str], size: float | None = None) -> None:
    """A row for each label, named at the left, the first on top; no axis line. Long names are broken, so that room is left."""
    broken = [textwrap.fill(label, LONGEST) for label in labels]
    lines = 1 + max((label.count("\n") for label in broken), default=0)
    axes.set_yticks(range(len(labels)), broken)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    without_axis(axes, size or (None, 7.0, 5.5)[min(lines, 3) - 1])


def without_axis(axes: Axes, size: float | None = None) -> None:
    """Names at the left without a line and ticks."""
    axes.tick_params(axis="y", length=0, labelcolor=INK, **({"labelsize": size} if size else {}))
    axes.spines["left"].set_visible(False)


def beside(axes: Axes, at: float, text: str, size: float = 8.5, colour: str = INK) -> None:
    """Words at the right of a row."""
    axes.annotate(
        text, (1.01, at), xycoords=("axes fraction", "data"), va="center", size=size, color=colour, annotation_clip=False
    )  # fmt: skip


def key(axes: Axes, corner: tuple[float, float], colour: str, text: str) -> None:
    """What a colour stands for, over the chart."""
    axes.annotate("■", corner, xycoords="axes fraction", size=10, color=colour)
    axes.annotate(text, corner, xytext=(12, 0), xycoords="axes fraction", textcoords="offset points", size=8)


def readable_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour of the form #rrggbb."""
    shares = [int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


def zero_line(axes: Axes, vertical: bool = True) -> None:
    """The line of no difference, always drawn."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0.0, color=INK, linewidth=0.9, zorder=1)


def laid_out(figure: Figure) -> None:
    """Lay the figure out once; as its own engine it would measure every word again for each form it is saved in."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) if not axis.get_label_text()):
        axis.set_label_coords(0.0, 0.0)  # no room is sought for a label that is not there
    # At the fineness of print, where words have the width that they have in a browser; coarser, they are taken for narrower.
    drawn_at = figure.get_dpi()
    figure.set_dpi(DPI)
    ConstrainedLayoutEngine(w_pad=0.06).execute(figure)
    figure.set_dpi(drawn_at)


def entitle(figure: Figure, title: str, source: str) -> None:
    """Title above and source below a figure that is laid out already."""
    height = figure.get_size_inches()[1]
    lines, sources = textwrap.wrap(title, 66), textwrap.wrap(source, 118)
    above, below = 0.12 + 0.24 * len(lines), 0.1 + 0.16 * len(sources)
    frame(figure, height, above, below)
    full = height + above + below
    figure.text(0.01, 1.0 - 0.06 / full, "\n".join(lines), va="top", ha="left", size=12.0, weight="bold", linespacing=1.25)
    figure.text(0.01, 0.04 / full, "\n".join(sources), va="bottom", ha="left", size=7.5, color=QUIET)


def frame(figure: Figure, height: float, above: float, below: float) -> None:
    """Room for title and source round a figure that is laid out already."""
    full = height + above + below
    figure.set_size_inches(WIDTH, full)
    for axes in figure.axes:
        x, y, w, h = axes.get_position(original=True).bounds
        axes.set_position((x, (below + y * height) / full, w, h * height / full))


def svg_text(figure: Figure, name: str, title: str, description: str) -> str:
    """An accessible SVG: role, title and description; text as text; ids of its own, so that many can stand in one page."""
    stream = StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', text)
    opening = f'<svg role="img" aria-labelledby="{name}-title {name}-desc" '
    names = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    text = text.replace("<svg ", opening, 1)
    end = text.index(">") + 1
    return text[:end] + names + text[end:]
