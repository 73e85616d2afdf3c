"""Which figures share a page of the PDF: pages are filled, a figure shrinks a little rather than leave half a page empty.

A figure's height is known from its drawing; that of words is estimated, which decides only what stands together: on a full page
figures share by Typst whatever height the words leave, so that nothing is cut.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from experiments.report.content import Cell, Chart, Report, Section
from experiments.report.grids import Grid

WIDTH_MM, HEIGHT_MM = 170.0, 255.0
# A figure may shrink to this share of its size: its smallest words then have five points.
LEAST = 0.7
LINE_MM, SMALL_MM, GAP_MM = 4.5, 4.2, 2.4
LETTERS, SMALL_LETTERS = 105, 110
HEADING_MM, CAPTION_MM, ROW_MM = 18.0, 14.0, 11.5
# The front as Typst sets it, as a share of what its lines would take one by one.
SET_CLOSER = 0.9
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Part:
    """Something that stands on a page: the head of a section, a chart, a table, all measures of a section, or the strategies."""

    section: Section | None = None
    chart: Chart | None = None
    grid: Grid | None = None
    measures: Section | None = None
    strategies: bool = False
    words_mm: float = 0.0
    figure_mm: float = 0.0


@dataclass
class Page:
    """Parts of one page; ``full`` where its figures must share the height that the words leave.

    Attributes:
        parts: what stands on it.
        front_mm: how much of it the front of the report takes, where it follows that without a break.
    """

    parts: list[Part] = field(default_factory=list)
    front_mm: float = 0.0

    @property
    def words_mm(self) -> float:
        """Height of its words."""
        return self.front_mm + sum(part.words_mm for part in self.parts)

    @property
    def needed_mm(self) -> float:
        """What its charts and their words take at least."""
        return sum(part.words_mm + LEAST * part.figure_mm for part in self.parts if not part.strategies)

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
    words = HEADING_MM + sum(lines(text, LETTERS, LINE_MM) + GAP_MM for text in [section.question, *section.lead])
    return Part(section=section, words_mm=words)


def front_mm(report: Report) -> float:
    """Estimated height of what opens the report: title, answer, how sure, scorecard."""
    told = [*report.surety, *report.changers]
    height = lines(report.title, 48, 8.0) + lines(report.question, LETTERS, LINE_MM) + 10.0 + HEADING_MM
    height += sum(lines(text, 80, 6.0) + 3.5 for text in report.answer)
    height += sum(lines(text, 90, LINE_MM) + 10.0 for text in report.cautions)
    height += 24.0 + sum(lines(text, LETTERS, LINE_MM) + GAP_MM for text in told)
    if not report.scorecard:
        return SET_CLOSER * height
    wide = WIDTH_MM / (1.3 + len(report.primary)) - 3.0
    rows = [[cell for cell in cells if cell is not None] for _, cells in report.scorecard]
    row_mm = [
        3.0
        + max((lines(f"{c.verdict} {c.share or c.size}", int(wide / 1.6), 4.0) + span_mm(c, wide) for c in cells), default=4.0)
        for cells in rows
    ]
    return SET_CLOSER * (height + 30.0 + sum(row_mm))


def span_mm(cell: Cell, wide: float) -> float:
    """Estimated height of a scorecard cell's size and interval."""
    return lines(f"{cell.size} ({cell.span})", int(wide / 1.35), 3.4)


def of_strategies(report: Report) -> Part:
    """The list of strategies."""
    told = [f"{name}: {label}. {rest}" for name, label, rest in report.strategies]
    return Part(strategies=True, words_mm=10.0 + sum(lines(text, LETTERS - 2, 4.6) + 0.8 for text in told))


def of_measures(section: Section) -> Part:
    """All measures of a section in short."""
    rows = [f"{one.measure.label}, {one.measure.unit}" for one in section.tables]
    return Part(measures=section, words_mm=17.0 + sum(lines(text, 52, 2.5) + 1.1 for text in rows))


def pages(report: Report) -> list[Page]:
    """The charts that open the report, then its sections, by pages: a section's head stands with what comes first in it.

    The first page goes on where the front of the report ends. The strategies stand there, or after the charts that open.
    """
    front = front_mm(report) if report.beside is None else HEIGHT_MM
    found = [Page(front_mm=front - HEIGHT_MM * (math.ceil(front / HEIGHT_MM) - 1))]
    strategies = [of_strategies(report)]
    charts = [[of_chart(chart)] for chart in report.opening]
    first = report.beside is not None or found[0].holds(strategies) or not charts
    groups = [strategies, *charts] if first else [*charts, strategies]
    if first:
        found[0].parts += groups.pop(0)
    for section in report.sections:
        parts = [*map(of_chart, section.figures), *(of_grid(extra) for extra in section.extras if not extra.folded)]
        opening = [head(section), *parts[:1]]
        # Long words at the head of a section would leave its first figure too little of their page.
        groups += [opening] if Page().holds(opening) else [[part] for part in opening]
        groups += [[part] for part in parts[1:]]
    for group in groups:
        # A section begins on a page of its own rather than under the answer.
        if not found[-1].holds(group) or (found[-1] is found[0] and group[0].section):
            found.append(Page())
        found[-1].parts += group
    return found


def filled(report: Report, found: list[Page]) -> list[Section]:
    """Put all measures of a section on the first of its pages that has room; return the sections left for the end."""
    left = []
    for section in [section for section in report.sections if section.tables]:
        own = {id(one.drawn) for one in section.figures} | {id(extra) for extra in section.extras}
        part = of_measures(section)
        for page in found:
            places = [at for at, one in enumerate(page.parts) if belongs(one, own)]
            if places and page.words_mm + part.words_mm + 0.85 * page.figures_mm <= HEIGHT_MM:
                page.parts.insert(places[-1] + 1, part)
                break
        else:
            left.append(section)
    return left


def belongs(part: Part, own: set[int]) -> bool:
    """Whether a part is one of a section's charts or tables, by their identities."""
    return (part.chart is not None and id(part.chart.drawn) in own) or (part.grid is not None and id(part.grid) in own)
