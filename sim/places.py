"""The 43 territorial force areas: their figures and how long travel takes, read and checked once."""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.problems import nearest

DATA = Path(__file__).parent / "data"
NUMBER_OF_AREAS = 43

EARTH_RADIUS_KM = 6371.0
# Door to door, fitted to distances between the centres of population (data/README.md): minutes, and minutes a km.
ROAD_MINUTES, ROAD_MINUTES_A_KM = 28.0, 0.69
RAIL_MINUTES, RAIL_MINUTES_A_KM, RAIL_MINUTES_A_KM_LONDON = 45.0, 0.75, 0.50
WITHIN_MINUTES, WITHIN_MINUTES_A_KM = 10.0, 60.0 / 40.0  # 40 km/h over twice the mean distance to the centre
LONDON = "London"

type Texts = tuple[str, ...]
type Numbers = np.ndarray


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """What is known of the force areas; every array is read-only and in the order of `data/forces.csv`.

    Attributes:
        codes: ONS codes.
        names: Full names, as results give them.
        short_names: Names for charts.
        abbreviations: Three letters.
        countries: England or Wales.
        regions: English region or Wales, of each area.
        rocu_names: Names of the regional organised crime units, each once.
        rocu: (43,) Index of an area's regional unit in `rocu_names`.
        population: (43,) Residents, mid-2024.
        population_10_17: (43,) Residents aged 10 to 17, mid-2024.
        population_10_17_2020: (43,) The same, mid-2020.
        officers: (43,) Police officers, full-time equivalent, March 2025.
        users: (43,) People who use opiates or crack; relative demand.
        looked_after: (43,) Children looked after per 10,000 residents under 18.
        poverty: (43,) Share of children in relative low income.
        help_protection: (43,) Mean rating of children's services for help and protection, 0 (inadequate) to 1 (outstanding).
        role_prior: (43,) Weight as an exporter of lines, the Metropolitan area = 1.
        latitude: (43,) Degrees of the centre of population.
        longitude: (43,) Degrees of the centre of population.
        mean_km_to_centre: (43,) Mean distance of residents from it, km.
        grid_row: (43,) Row of the tile map, 0 in the north.
        grid_column: (43,) Column of the tile map, 0 in the west.
        travel_road: (43, 43) Minutes by road; on the diagonal, within the area.
        travel_rail: (43, 43) Minutes by rail, door to door; on the diagonal, within the area by road.
    """

    codes: Texts
    names: Texts
    short_names: Texts
    abbreviations: Texts
    countries: Texts
    regions: Texts
    rocu_names: Texts
    rocu: Numbers
    population: Numbers
    population_10_17: Numbers
    population_10_17_2020: Numbers
    officers: Numbers
    users: Numbers
    looked_after: Numbers
    poverty: Numbers
    help_protection: Numbers
    role_prior: Numbers
    latitude: Numbers
    longitude: Numbers
    mean_km_to_centre: Numbers
    grid_row: Numbers
    grid_column: Numbers
    travel_road: Numbers
    travel_rail: Numbers

    @property
    def children_share(self) -> np.ndarray:
        """Each area's share of the children at risk, (43,): by children aged 10 to 17, half of it in proportion to poverty."""
        young = self.population_10_17_2020 * (0.5 + 0.5 * self.poverty / np.average(self.poverty))
        return young / young.sum()

    def index(self, name: str) -> int:
        """Give the position of an area by full name, short name, abbreviation or code.

        Raises:
            ValueError: No area is called so; the message gives the nearest name.
        """
        for column in (self.names, self.short_names, self.abbreviations, self.codes):
            if name in column:
                return column.index(name)
        raise ValueError(f"no force area is called {name!r}{nearest(name, self.names + self.short_names)}")


# Field of `Places`: column of the file, whole numbers or not, least and greatest value that can be meant.
COLUMNS: dict[str, tuple[str, type, float, float]] = {
    "population": ("population", int, 1e3, 2e7),
    "population_10_17": ("population_10_17", int, 100, 3e6),
    "population_10_17_2020": ("population_10_17_2020", int, 100, 3e6),
    "officers": ("officers_fte", int, 100, 1e5),
    "users": ("opiate_crack_users", int, 1, 1e6),
    "looked_after": ("looked_after_per_10k", float, 0, 1e3),
    "poverty": ("child_poverty_rate", float, 0, 1),
    "help_protection": ("help_protection_rating_mean", float, 0, 1),
    "role_prior": ("role_prior", float, 0, 1),
    "latitude": ("latitude", float, 49, 61),
    "longitude": ("longitude", float, -8, 2),
    "mean_km_to_centre": ("mean_km_to_centre", float, 0.1, 100),
    "grid_row": ("grid_row", int, 0, 20),
    "grid_column": ("grid_col", int, 0, 20),
}
TEXTS = {
    "codes": "code",
    "names": "name",
    "short_names": "short_name",
    "abbreviations": "abbr",
    "countries": "country",
    "regions": "region",
}
UNIQUE = ("codes", "names", "short_names", "abbreviations")


@cache
def places(folder: Path = DATA) -> Places:
    """Read, check and complete the force areas.

    Args:
        folder: Where `forces.csv` is.

    Raises:
        ValueError: A file is damaged: the message names file, line, column, what was found and what was expected.
    """
    path = folder / "forces.csv"
    rows = read_rows(path)
    if len(rows) != NUMBER_OF_AREAS:
        raise ValueError(f"{path}: {len(rows)} force areas found, {NUMBER_OF_AREAS} expected")
    texts: dict[str, Any] = {
        field: tuple(_cell(path, rows, i, column) for i in range(len(rows))) for field, column in TEXTS.items()
    }
    for field in UNIQUE:
        twice = [a for a, b in pairwise(sorted(texts[field])) if a == b]
        if twice:
            raise ValueError(f"{path}: {TEXTS[field]} {twice[0]!r} stands in two rows")
    numbers = {field: _column(path, rows, rule) for field, rule in COLUMNS.items()}
    rocu = [_cell(path, rows, i, "rocu") for i in range(len(rows))]
    rocu_names = tuple(sorted(set(rocu)))
    distance = distances(numbers["latitude"], numbers["longitude"])
    london = np.array([region == LONDON for region in texts["regions"]])
    road, rail = travel_minutes(distance, numbers["mean_km_to_centre"], london)
    computed = {
        "rocu": np.array([rocu_names.index(name) for name in rocu], np.int64),
        "travel_road": road,
        "travel_rail": rail,
    }
    arrays: dict[str, Any] = numbers | computed
    for array in arrays.values():
        array.setflags(write=False)  # shared by every world made in this process
    return Places(rocu_names=rocu_names, **texts, **arrays)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file with a header into a dict a row.

    Raises:
        ValueError: The file is missing, empty, not UTF-8, or a row has another number of cells than the header.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path}: cannot be read ({error})") from error
    if not rows:
        raise ValueError(f"{path}: no rows below the header")
    for i, row in enumerate(rows):
        if None in row or None in row.values():
            raise ValueError(f"{path}:{i + 2}: more or fewer cells than the header has")
    return rows


def _cell(path: Path, rows: list[dict[str, str]], i: int, column: str) -> str:
    if column not in rows[i]:
        raise ValueError(f"{path}: column {column!r} is missing{nearest(column, rows[i])}")
    if not rows[i][column].strip():
        raise ValueError(f"{path}:{i + 2}: {column} is empty")
    return rows[i][column]


def _column(path: Path, rows: list[dict[str, str]], rule: tuple[str, type, float, float]) -> Numbers:
    column, whole, low, high = rule
    values = []
    for i in range(len(rows)):
        text = _cell(path, rows, i, column)
        try:
            value = whole(text)
        except ValueError:
            kind = "a whole number" if whole is int else "a number"
            raise ValueError(f"{path}:{i + 2}: {column} is {text!r}, not {kind}") from None
        if not low <= value <= high:
            raise ValueError(f"{path}:{i + 2}: {column} is {text}, outside {low:g} to {high:g}")
        values.append(value)
    return np.array(values, np.int64 if whole is int else np.float64)


def distances(latitude: Numbers, longitude: Numbers) -> Numbers:
    """Give great-circle distances in km between points in degrees, (n, n), by the haversine formula."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half += np.cos(phi[:, None]) * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))


def travel_minutes(distance_km: Numbers, mean_km_to_centre: Numbers, london: Numbers) -> tuple[Numbers, Numbers]:
    """Give minutes by road and by rail, door to door.

    Args:
        distance_km: (n, n) Distances between centres.
        mean_km_to_centre: (n,) Mean distance of residents from the centre, the scale of a trip within an area.
        london: (n,) Whether an area is in London, whose railways are faster for their distance.
    """
    within = WITHIN_MINUTES + WITHIN_MINUTES_A_KM * 2.0 * mean_km_to_centre
    road = ROAD_MINUTES + ROAD_MINUTES_A_KM * distance_km
    slope = np.where(london[:, None] | london, RAIL_MINUTES_A_KM_LONDON, RAIL_MINUTES_A_KM)
    rail = RAIL_MINUTES + slope * distance_km
    for minutes in (road, rail):
        np.fill_diagonal(minutes, within)
    return road, rail
