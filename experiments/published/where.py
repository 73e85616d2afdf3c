"""Which areas a figure is of: a force, London, the exporters, a region, or all."""

from functools import cache

import numpy as np

from experiments.books.record import Record

LONDON = ("Metropolitan Police", "City of London")
EXPORTERS_2018 = ("Metropolitan Police", "West Midlands", "Merseyside")
EXPORTERS = (*EXPORTERS_2018, "Greater Manchester")
WHOLE = ("England and Wales", "United Kingdom", "Great Britain", "England", "any", "")
"""Words for the country that is simulated, or one that is compared with it as it stands."""
LIVES, SELLS, RUN_FROM = "where the child lives", "where the line sells", "where the line is run from"
HAPPENS, HOLDER = "where it happened", "where the holder lives"
"""Where that is counted which a figure of an area is read off."""


@cache
def known_areas() -> dict[str, tuple[str, ...]]:
    """Every word for areas, with the forces that it stands for; none for the whole country."""
    from sim.places import places

    known = places()
    found: dict[str, tuple[str, ...]] = {name: () for name in WHOLE}
    found |= {name: (name,) for name in known.names} | {"London": LONDON, "exporter forces": EXPORTERS}
    for place, unit in enumerate(known.rocu_names):
        found[f"{unit} region"] = tuple(name for name, one in zip(known.names, known.rocu, strict=True) if one == place)
    return found


def areas_of(area: str) -> tuple[str, ...]:
    """The forces that a figure is of; none for the whole country.

    Raises:
        KeyError: no area has this name.
    """
    return known_areas()[area]


def over_areas(record: Record, by_area: np.ndarray, area: str) -> float:
    """The sum of a column over the forces that a figure is of: over all where it is of the whole country.

    Args:
        record: the run's books, whose order of areas the column has.
        by_area: a value for each area.
        area: a word for areas (`known_areas`).
    """
    return float(np.sum([by_area[record.area(name)] for name in areas_of(area) or record.areas]))
