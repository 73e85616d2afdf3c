"""The result of one run: measures for England and Wales at 1:1, and monthly series by area."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures import MEASURES, Books, Pair
from sim.places import places
from sim.state import FORCES
from sim.state.time import YEAR_DAYS

if TYPE_CHECKING:
    import pandas as pd

WHOLE = "England and Wales"


@dataclass
class Result:
    """One run's outcome.

    Attributes:
        strategy: Name of the strategy.
        months: Months analysed, "2019-01" and on.
        areas: The 43 force areas, and last the whole.
        measures: Measure to its value: a year's total, a mean stock, or a ratio; NaN where it does not exist.
        area_values: The same for each area and the whole, shape (areas, measures).
        values: Monthly, shape (months, areas, measures): a month's total, mean stock, or ratio.
        monthly_measures: Names of the measures, in the order of the last axis.
        days_true, days_recorded: Both books day by day for the whole, at the run's own scale.
        scale: Agents per person of the run; all else is at 1:1.
    """

    strategy: str
    months: list[str]
    areas: list[str]
    measures: dict[str, float]
    area_values: np.ndarray
    values: np.ndarray
    monthly_measures: list[str]
    days_true: np.ndarray = field(repr=False)
    days_recorded: np.ndarray = field(repr=False)
    scale: float = 1.0

    @classmethod
    def from_run(cls, setting: Any, strategy: Any, calendar: Any, record: Any) -> "Result":
        """The result of what a run recorded."""
        measures, names, monthly, whole = measures_of(setting, record.true_months, record.recorded_months, record.days)
        areas, days = [*places().names, WHOLE], (record.true_days, record.recorded_days)
        return cls(strategy.name, record.months, areas, measures, whole, monthly, names, *days, setting.scale)

    @cached_property
    def monthly(self) -> "pd.DataFrame":
        """Tidy monthly series: month, area, measure, value."""
        import pandas as pd

        months, areas, names = np.meshgrid(self.months, self.areas, self.monthly_measures, indexing="ij")
        columns = {"month": months.ravel(), "area": areas.ravel(), "measure": names.ravel(), "value": self.values.ravel()}
        return pd.DataFrame(columns)


def with_whole(values: np.ndarray) -> np.ndarray:
    """Values of the 43 areas, and the whole: the areas and the bodies of more than one area, whose row is the last."""
    return np.concatenate([values[..., :FORCES], the_whole(values)], axis=-1)


def the_whole(values: np.ndarray) -> np.ndarray:
    """The whole alone."""
    return values.sum(axis=-1, keepdims=True)


def measures_of(
    setting: Any, true: np.ndarray, recorded: np.ndarray, days: np.ndarray, of: Callable[[np.ndarray], np.ndarray] = with_whole
) -> tuple[dict[str, float], list[str], np.ndarray, np.ndarray]:
    """Measures worked out from both books: of the whole, the names of those by area, and their values by month and over all days.

    Args:
        setting: Parameters and scale of the run.
        true: The true book, shape (months, areas + 1).
        recorded: The recorded book, likewise.
        days: Days lived in each month.
        of: Whether values of areas are wanted beside the whole's: `with_whole`, or `the_whole`, which is quicker.
    """
    books = Books(true, recorded, setting.p)
    made = {name: one.compute(books) for name, one in MEASURES.items() if one.compute is not None}
    names, (monthly, whole) = list(made), values_of(made, days, setting.scale, of)
    measures = dict(zip(names, whole[-1].tolist(), strict=True))
    measures |= spread_between_areas(true)
    measures |= discounted(monthly[:, -1, :], names, setting.p.cost.discount_rate)
    return measures, names, monthly, whole


def quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Above over below; NaN where below is 0."""
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)


def values_of(
    made: dict[str, Any], days: np.ndarray, scale: float, of: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Measures, from what they make of the books, at 1:1.

    Args:
        made: Measure to its numbers of each month and area, shape (months, areas + 1), or to a pair of these.
        days: Days lived in each month.
        scale: Agents per person of the run.
        of: `with_whole`, for the areas and last the whole, or `the_whole`.

    Returns:
        By month, shape (months, places, measures), and over the whole stretch (places, measures), amounts per year.
    """
    width = of(np.zeros(FORCES + 1)).size
    monthly = np.empty((len(days), width, len(made)))
    whole = np.empty(monthly.shape[1:])
    values, length = list(made.values()), float(days.sum())
    over = ["ratio" if isinstance(one, Pair) else MEASURES[name].over for name, one in made.items()]
    for kind in ("sum", "mean"):
        at = [k for k, one in enumerate(over) if one == kind]
        if at:
            amounts = stacked(values[k] for k in at)
            by_month, total = of(amounts) / scale, of(amounts.sum(axis=1)) / scale
            monthly[..., at] = np.moveaxis(by_month / days[:, None] if kind == "mean" else by_month, 0, -1)
            whole[:, at] = (total / length if kind == "mean" else total * YEAR_DAYS / length).T
    at = [k for k, one in enumerate(over) if one == "ratio"]
    if at:
        above, below = stacked(values[k].above for k in at), stacked(values[k].below for k in at)
        monthly[..., at] = np.moveaxis(quotient(of(above), of(below)), 0, -1)
        whole[:, at] = quotient(of(above.sum(axis=1)), of(below.sum(axis=1))).T
    return monthly, whole


def stacked(parts: Iterable[Any]) -> np.ndarray:
    """Numbers of several measures beside each other, shape (measures, months, areas)."""
    return np.stack([np.asarray(part, float) for part in parts])


def spread_between_areas(true: Any) -> dict[str, float]:
    """The postcode lottery: how unequally the areas' exploited children are recognised when found, beyond chance.

    Of few finds some areas recognise many by chance. What chance adds to the variance between areas is taken away: the true
    variance by moments, and each area's share drawn towards the mean so far that the shares have that variance (Kleinman 1973,
    JASA 68, 46-54; Louis 1984, JASA 79, 393-398). NaN where fewer than ten areas have a find.
    """
    found = np.asarray(true["found"], float).sum(axis=0)
    seen = np.asarray(true["read_victim"] + true["read_both"], float).sum(axis=0)
    found, seen = found[found > 0], seen[found > 0]
    if len(found) < 10 or not 0.0 < seen.sum() < found.sum():
        return {"inequality_p90_p10": np.nan, "inequality_gini": np.nan}
    shares = np.sort(beyond_chance(seen, found))
    low, high = np.quantile(shares, [0.1, 0.9])
    n = len(shares)
    gini = float((2.0 * np.arange(1, n + 1) - n - 1) @ shares / (n * shares.sum()))
    return {"inequality_p90_p10": float(high / low) if low > 0 else np.nan, "inequality_gini": gini}


def beyond_chance(seen: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Shares of areas, with the variance between areas that binomial chance does not account for."""
    shares, mean = seen / found, seen.sum() / found.sum()
    chance = mean * (1.0 - mean)
    weight = found.sum() - (found**2).sum() / found.sum()
    between = max(0.0, float((found * (shares - mean) ** 2).sum() - (len(found) - 1) * chance) / weight)
    return np.clip(mean + np.sqrt(between / (between + chance / found)) * (shares - mean), 0.0, 1.0)


def discounted(whole: np.ndarray, names: list[str], rate: float) -> dict[str, float]:
    """Present values at the Green Book's rate, from the first analysed month: costs and child-days of all years."""
    weight = (1.0 + rate) ** (-(np.arange(len(whole)) + 0.5) / 12.0)
    return {
        "cost_discounted": float(weight @ whole[:, names.index("cost_total")]),
        "child_days_discounted": float(weight @ whole[:, names.index("child_days_exploited")]),
    }
