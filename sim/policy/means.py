"""How much a strategy has apart from how it directs it: its means at a share of what they are, and officers from local work."""

from typing import NamedTuple

import numpy as np

from sim.policy.component import MEANS, Component
from sim.policy.levers import COMPONENTS, components
from sim.policy.strategies import Means
from sim.state import FORCES

SPREAD = "capacity.dedicated_officers"
"""The component whose bound is of all bodies together."""
LINES_SHARE = "officers_on_lines_share"


class Equality(NamedTuple):
    """What two strategies can have the same amount of.

    Attributes:
        label: What they then are compared at.
        counted: What is made equal, in words.
        measures: The measures whose sum is made equal.
        scaled: The means that are scaled for it (of `MEANS`).
    """

    label: str
    counted: str
    measures: tuple[str, ...]
    scaled: tuple[str, ...]


EQUALITIES = {
    "officer_days": Equality(
        "equal officer days",
        "officer days on lines: of forces, regional units, transport police and the centre's own investigators, and those spent "
        "on serving the centre",
        ("officer_days", "officer_days_overhead"),
        ("officers",),
    ),
    "cost": Equality("equal money", "cost to all public payers", ("cost_total",), MEANS),
}


def most_moved() -> float:
    """The greatest share of all officers who can be moved from local work to lines."""
    about = components("capacity")["share_of_officers"]
    assert isinstance(about, Component)
    return about.high


def at_means(own: np.ndarray, other: np.ndarray, means: Means, numbers: dict[str, float]) -> np.ndarray:
    """The levels of a strategy at other means than its own, shape (bodies,), within the bounds of each component.

    Scaled is what it has more of than the other; what it has less of stays as chosen. Officers are moved to lines or back in
    each force alike, and no more of them back than there are.

    Args:
        own: Rows of its policy table.
        other: Rows of the policy table of the strategy that it stands beside.
        means: How much it has.
        numbers: Parameters by their flat names.
    """
    table = own.copy()
    for name, about in COMPONENTS.items():
        if isinstance(about, Component) and about.means in means.scaled:
            lever, _, component = name.partition(".")
            more = np.maximum(own[lever][component] - other[lever][component], 0.0)
            asked = own[lever][component] + (means.factor - 1.0) * more
            most = about.high * asked / max(asked.sum(), 1e-9) if name == SPREAD else about.high
            table[lever][component] = np.minimum(asked, most)
    moved = table["capacity"]["share_of_officers"][:FORCES]
    moved[:] = np.clip(moved + means.local, -numbers[LINES_SHARE], most_moved())
    return table
