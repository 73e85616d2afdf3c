"""Which figures worlds are to agree with, on which scale, and how closely: range of the record, and what the model can't meet."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from experiments.books.periods import Period, period_of
from experiments.calibrate.smoother import Figures
from experiments.published.registry import OUTPUT, Published, counterpart, described, published, quantity
from experiments.statistics.bootstrap import Array

RANGE = 4.0
"""A published range is read as four standard deviations: nineteen of twenty readings of the record lie in it."""
FLOOR = 0.05
"""Positive figures are compared by their logarithm, to which this share of the figure is added: none is infinitely far."""

USUAL = 0.1
ROUGH = 0.25
DOUBTS: dict[str, tuple[float, str]] = {
    **dict.fromkeys(
        (
            *("children_safeguarded", "adults_safeguarded", "people_safeguarded", "referrals"),
            *("people_engaged", "children_referred_on", "people_referred_on"),
        ),
        (ROUGH, "what counts as met, engaged or safeguarded differs from week to week"),
    ),
    **dict.fromkeys(
        ("arrests", "homes_visited", "lines_closed"),
        (0.15, "weeks of action grow in the model by who takes part, practice and use to such weeks alone"),
    ),
    "closures_of_taskforce": (ROUGH, "no area has a constant of its own"),
    "closures_programme": (0.15, "cumulative totals outrun the closures told of by period, by as much"),
    "programme_referrals": (0.2, "one share of the other children met is referred in every quarter of the model"),
    **dict.fromkeys(
        ("engaged", "reduced_of_referred", "referred_to_support"), (0.2, "published of one service, simulated for all")
    ),
    **dict.fromkeys(("wait_for_decision", "children_referred"), (0.15, "the published figure is of all ages, or all kinds")),
    **dict.fromkeys(
        ("second_quarter", "growth_2020", "service_referrals_fall"),
        (0.1, "a fall of contact is one national share by month (in points of the change)"),
    ),
    "fall_for_half_contact": (0.1, "a rule of thumb (in points of the change)"),
    "change_of_stock": (0.1, "in points of the change"),
}
"""By quantity, the standard deviation of what the model can't be expected to meet, as a share of the figure (points of a change),
and why; others have `USUAL`. The numbers were declared before the first calibration, with the misses of the shipped values in
sight; some reasons were worded anew since, as rules changed."""

LIMITS = {
    "share": (0.0, 1.0),
    "correlation": (-1.0, 1.0),
    "sign": (-1.0, 1.0),
    "forces": (0.0, 43.0),
    "forces matched": (0.0, 3.0),
}
"""Between what a figure lies by its unit, where that is not said by its scale; a change can lie anywhere."""

PRICES = (
    *(
        "cost_centre_year",
        "cost_not_involved",
        "cost_crown_case",
        "cost_custody_child",
        "cost_residential_week",
        "cost_foster_week",
    ),
    *("cost_child_in_need_case", "cost_support_case", "cost_advocate_case", "cost_early_help_case", "cost_wait_removed"),
    *("cost_nrm_case", "cost_mapping_area_year", "cost_multiagency_area_year", "cost_return_interview", "bail_check_days"),
    *("harm_modern_slavery_victim", "harm_duration_for_daily_rate", "harm_violence_with_injury", "harm_local_day"),
    *("discount_rate", "moved_residential_share"),
)
"""Inputs that price what was done, on which no figure depends."""
NOT_IN_THE_PAST = (
    *("definition_reach", "definition_duty", "definition_charging", "definition_net", "pooling_reach", "pooling_delay"),
    *("levelling_reach", "advocate_defence", "victimless_success", "breach_noticed_share", "violence_recorded_share"),
    *("missing_with_contact", "map_common_method", "shared_queue_delay", "local_priorities_given_up"),
    *("people_per_vain_operation", "order_with_arrest_gain"),
)
"""Inputs of levers that `history` does not have, or that act after what figures count. A test lives worlds with all of them, and all
prices, low and high: no figure moves."""
PAST = "history"


def unread(baseline: str) -> tuple[str, ...]:
    """Inputs on which no figure depends where worlds live under a strategy: they keep what was drawn from the evidence."""
    return PRICES + NOT_IN_THE_PAST if baseline == PAST else PRICES


def discrepancy(quantity: str) -> tuple[float, str]:
    """The standard deviation of what the model can't be expected to meet of a figure, and why."""
    return DOUBTS.get(
        quantity,
        (
            USUAL,
            "a tenth for all that have no reason of their own: one rule for all forces, and years without events of their own",
        ),
    )


def used(days: Period, until: date | None = None) -> list[Published]:
    """The figures to agree with: marked `calibrate`, outputs of the model, in the simulated days, and known by a date."""
    rows = [row for row in published() if row.use == "calibrate" and counterpart(row, days).role == OUTPUT]
    return [row for row in rows if until is None or known_by(row, until)]


def known_by(row: Published, until: date) -> bool:
    """Whether a figure's period has ended by a date; one of no date is not said to."""
    period = period_of(str(row.year))
    return period is not None and period.last <= until


def logarithmic(row: Published) -> bool:
    """Whether a figure is compared by its logarithm: what is above 0 in all of its range."""
    return min(float(row.low), float(row.value)) > 0.0


def on_scale(rows: Sequence[Published], found: Array) -> Array:
    """Figures of worlds, shape (figures, worlds), on the scale on which each is compared."""
    return np.array([_scaled(row, values) for row, values in zip(rows, found, strict=True)])


def _scaled(row: Published, values: Array) -> Array:
    if not logarithmic(row):
        return np.asarray(values, float)
    return np.asarray(np.log(np.maximum(values, 0.0) + FLOOR * float(row.value)))


def back(row: Published, scaled: Array) -> Array:
    """From the scale of a figure to its own unit."""
    return np.maximum(np.exp(scaled) - FLOOR * float(row.value), 0.0) if logarithmic(row) else scaled


def possible(row: Published, values: Array) -> Array:
    """Values of a figure, each brought to the nearest that it can have."""
    of = quantity(str(row.quantity))
    if of is None or of.change:
        return values
    return np.clip(values, *LIMITS.get(described(of)["unit"], (-np.inf, np.inf)))


def error(row: Published) -> float:
    """The standard deviation of a figure on its scale: how well it was read, and what the model can't be expected to meet."""
    low, high = _scaled(row, np.array([float(row.low), float(row.high)]))
    share, _ = discrepancy(quantity_of(row))
    return math.hypot((high - low) / RANGE, share)


def quantity_of(row: Published) -> str:
    """The name of a figure's quantity; empty where the model has nothing for it."""
    found = quantity(str(row.quantity))
    return found.name if found is not None else ""


def figures(rows: Sequence[Published]) -> Figures:
    """The published figures with their errors, on their scales."""
    values = np.array([_scaled(row, np.array([float(row.value)]))[0] for row in rows])
    return Figures(values, np.array([error(row) for row in rows]))
