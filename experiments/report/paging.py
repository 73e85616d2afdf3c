"""Which figures share a page of the PDF: pages are filled, a figure shrinks a little rather than leave half a page empty.

A figure's height is known from its drawing; that of words is estimated, which decides only what stands together: on a full page
figures share by Typst whatever height the words leave, so that nothing is cut.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from experiments.report.content import Chart, Report, Section
from experiments.report.grids import Grid

WIDTH_MM, HEIGHT_MM = 170.0, 255.0
# A figure may shrink to this share of its size: its smallest words then have five points.
LEAST = 0.7
LINE_MM, SMALL_MM = 5.0, 4.2
LETTERS, SMALL_LETTERS = 98, 110
HEADING_MM, CAPTION_MM, ROW_MM = 18.0, 14.0, 11.5
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Part:
    """Something that stands on a page: the head of a section, a chart or a table."""

    section: Section | None = None
    chart: Chart | None = None
    grid: Grid | None = None
    words_mm: float = 0.0
    figure_mm: float = 0.0


@dataclass
class Page:
    """Parts of one page; ``full`` where its figures must share the height that the words leave."""

    parts: list[Part] = field(default_factory=list)

    @property
    def words_mm(self) -> float:
        """Height of its words."""
        return sum(part.words_mm for part in self.parts)

    @property
    def figures_mm(self) -> float:
        """Height of its figures at full size."""
        return sum(part.figure_mm for part in self.parts)

    @property
    def full(self) -> bool:
        """Whether its figures may have to shrink."""
        return self.figures_mm > 0.0 and self.words_mm + self.figures_mm > 0.9 * HEIGHT_MM

    def holds(self, parts: list[Part]) -> bool:
        """Whether these fit on it as well."""
        words = self.words_mm + sum(part.words_mm for part in parts)
        return words + LEAST * (self.figures_mm + sum(part.figure_mm for part in parts)) <= HEIGHT_MM


def lines(text: object, letters: int, line_mm: float) -> float:
    """Estimated height of a paragraph."""
    return math.ceil(len(str(text)) / letters) * line_mm


def height_of(svg: str) -> float:
    """Height in mm of a drawing as wide as the page's text."""
    found = VIEW.search(svg)
    return WIDTH_MM * float(found.group(2)) / float(found.group(1)) if found else HEIGHT_MM / 2.0


def of_chart(chart: Chart) -> Part:
    """A chart with its title, note and caption."""
    words = lines(chart.drawn.title, 78, LINE_MM) + lines(chart.drawn.note, SMALL_LETTERS, SMALL_MM) + CAPTION_MM
    return Part(chart=chart, words_mm=words, figure_mm=height_of(chart.drawn.svg))


def of_grid(grid: Grid) -> Part:
    """A table with its caption."""
    rows = min(ROW_MM * (len(grid.rows) + 1), 0.8 * HEIGHT_MM)  # a longer table runs on over pages
    return Part(grid=grid, words_mm=lines(grid.caption, LETTERS, LINE_MM) + rows)


def head(section: Section) -> Part:
    """A section's heading, question and sentences."""
    words = HEADING_MM + sum(lines(text, LETTERS, LINE_MM) + 3.5 for text in [section.question, *section.lead])
    return Part(section=section, words_mm=words)


def pages(report: Report) -> list[Page]:
    """The charts that open the report, then its sections, by pages: a section's head stands with what comes first in it."""
    groups = [[of_chart(chart)] for chart in report.opening]
    for section in report.sections:
        parts = [*map(of_chart, section.figures), *map(of_grid, section.extras)]
        first = [head(section), *parts[:1]]
        # Long words at the head of a section would leave its first figure too little of their page.
        groups += [first] if Page().holds(first) else [[part] for part in first]
        groups += [[part] for part in parts[1:]]
    found: list[Page] = []
    for group in groups:
        if not found or not found[-1].holds(group):
            found.append(Page())
        found[-1].parts += group
    return found
