"""A figure's SVG as a page holds it, and the same with its title above and its source below, as a file of its own."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

INK, QUIET, PAPER = "#0b0c0c", "#505a5f", "#ffffff"
FONTS = ("DejaVu Sans", "Arial", "Helvetica", "sans-serif")
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
INNER, END, NAMES_END = '<svg x="0" y="', "</svg>\n", "</desc>"


def opening_of(svg: str) -> str:
    """The first tag of an SVG."""
    return svg[: svg.index(">") + 1]


def names_of(svg: str) -> str:
    """Title and description of an SVG, which stand first in it."""
    return svg[len(opening_of(svg)) : svg.index(NAMES_END) + len(NAMES_END)]


def with_title(inline: str, words: tuple[list[str], list[str]], inches: tuple[float, float, float, float]) -> str:
    """The page's SVG with title above and source below, set as text, without drawing it again.

    Args:
        inline: the SVG of a page.
        words: lines of the title, and of the source.
        inches: width; room above, height of the drawing, room below.
    """
    (lines, sources), (width, above, height, below) = words, inches
    wide, full = width * 72, (above + height + below) * 72
    opening, names = opening_of(inline), names_of(inline)
    name = opening.split('aria-labelledby="', 1)[1].split("-title", 1)[0]
    texts = [svg_line(line, 15 + 16.5 * at, 12, "bold", INK) for at, line in enumerate(lines)]
    first = full - 4 - 11 * (len(sources) - 1)
    texts += [svg_line(line, first + 11 * at, 7.5, "normal", QUIET) for at, line in enumerate(sources)]
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" width="{wide:g}pt" height="{full:g}pt" '
        f'viewBox="0 0 {wide:g} {full:g}" {NAMESPACES}>'
        f'{names}<rect width="{wide:g}" height="{full:g}" fill="{PAPER}"/>{"".join(texts)}'
        f'{INNER}{above * 72:g}" width="{wide:g}" height="{height * 72:g}" '
        f'viewBox="0 0 {wide:g} {height * 72:g}">{inline[len(opening) + len(names) :]}{END}'
    )


def height_of(svg: str, width: float) -> float:
    """Height of a drawing that is so wide, in the same unit."""
    wide, high = (float(number) for number in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', opening_of(svg))[0])
    return width * high / wide


def svg_line(text: str, y: float, size: float, weight: str, colour: str) -> str:
    """One line of words."""
    font = f'font-family="{", ".join(FONTS)}" font-size="{size:g}" font-weight="{weight}"'
    return f'<text x="5" y="{y:g}" {font} fill="{colour}">{escape(text)}</text>'
