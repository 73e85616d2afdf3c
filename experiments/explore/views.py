"""What a view of a folder is: a name, what it shows of what is chosen, and controls of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from htmltools import Tag, TagList

from experiments.explore.chosen import Chosen
from experiments.explore.query import Query
from experiments.figures.results import FolderTables

Part = Callable[[Chosen, Mapping[str, str]], Any]
"""What makes a part of a view, of what is chosen and the values of the view's own controls."""


@dataclass(frozen=True)
class View:
    """A view that shows what is chosen of the folder.

    Attributes:
        label: what its tab says.
        show: makes what stands first.
        controls: its own controls, with the values that an address gives.
        inputs: the names of these controls; or what names those of a folder.
        charts: its charts, and what takes as long as one: they come one by one, once the rest of it has been sent.
        below: what stands under these charts.
        late: whether its controls are made when somebody looks at it, since they are read off the runs.
    """

    label: str
    show: Part
    controls: Callable[[FolderTables, Query], list[Tag]] | None = None
    inputs: tuple[str, ...] | Callable[[FolderTables], tuple[str, ...]] = ()
    charts: tuple[Part, ...] = ()
    below: Part | None = None
    late: bool = False

    def names(self, results: FolderTables) -> tuple[str, ...]:
        """The names of its controls for a folder."""
        return self.inputs(results) if callable(self.inputs) else self.inputs

    def parts(self, results: Chosen, given: Mapping[str, str]) -> TagList:
        """All that it shows, in order."""
        more = [*self.charts, *([self.below] if self.below else [])]
        return TagList(self.show(results, given), *(part(results, given) for part in more))
