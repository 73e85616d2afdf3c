"""How many agents there are on the first day, and how many come in: level, or growing, at the start of the analysis."""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.parameters import Parameters
from sim.parameters.structure import PoolAtRisk, Stock2019
from sim.state.time import YEAR_DAYS

USERS, USERS_PER_1000 = 357_410, 9.5
"""Users of heroin and crack in England and Wales, and of 1,000 residents aged 15 to 64, as `forces.csv` has them."""
LONGEST_CASE = 8.0
"""Years after a charge by which every holder is free: a horizon, how far back the founding looks, and so how many rows it needs."""


class Sizes(NamedTuple):
    """How many agents there are at the start, and room for those of the first months."""

    founders: int
    people: int
    exploited: int
    episodes: int
    adults: int
    groups: int
    bench: int
    lines: int
    phantoms: int
    line_rows: int
    dealers: int
    charged: int
    operations: int
    messages: int

    @classmethod
    def of(cls, p: Parameters, scale: float, years_before: float) -> "Sizes":
        """Sizes at a scale."""
        grown, more_groups, _ = growth(p, years_before)
        pool = p.grooming.open_pool_ratio if p.structure.pool_at_risk == PoolAtRisk.OPEN else 1.0
        at_risk = round(p.grooming.children_at_risk * pool * scale)
        lines = max(1, round(p.supply.true_lines_start * grown * scale))
        exploited = min(round(p.grooming.children_exploited_start * grown * scale), at_risk)
        founders = at_risk + exploited
        users = USERS * p.supply.dependent_users_per_1000 / USERS_PER_1000
        adults = round(users * p.grooming.adults_at_risk_per_1000_users / 1000.0 * scale)
        groups = max(1, round(p.groups.groups_start * more_groups * scale))
        bench = round(p.groups.members_per_line * lines)
        phantoms = round(p.intelligence.phantom_ratio * lines)
        rows = 2 * lines + phantoms + 200
        charged = round(p.justice.holders_charged_start * LONGEST_CASE * scale)
        return cls(
            founders, founders + founders // 4 + 200, exploited, 2 * exploited + 200, max(adults, 43), groups, bench, lines,
            phantoms, rows, lines + bench + charged + 400, charged, rows + 2000, 20 * rows + 1000,
        )  # fmt: skip


def growth(p: Parameters, years_before: float) -> tuple[float, float, float]:
    """Lines at the founding over those at the start; groups, and newcomers, over those of a level world (1 where 2019 is level).

    Lines that grow by a share g a year while a share d ends for good (by themselves, or charged and not taken over) need
    openings of 1 + g / d times those that keep them level: so many more groups are there. Each line more needs a holder, and
    keeps its members waiting: g times both come in beside those who replace others.
    """
    if p.structure.stock_2019 == Stock2019.LEVEL:
        return 1.0, 1.0, 1.0
    lines, more = p.supply.true_lines_start, p.groups.growth_start
    charged = p.justice.holders_charged_start / lines
    ending = p.groups.line_voluntary_end + charged * (1.0 - p.aftermath.succession_probability)
    newcomers = more * lines * (1.0 + p.groups.members_per_line) / p.groups.adult_holder_inflow
    return (1.0 + more) ** -years_before, 1.0 + more / ending, 1.0 + newcomers


def entrants_a_day(p: Parameters, scale: float) -> float:
    """Children who come to be at risk a day, so that the pool stays level: the pool over the mean stay, ended at 18."""
    pool = p.grooming.open_pool_ratio if p.structure.pool_at_risk == PoolAtRisk.OPEN else 1.0
    return p.grooming.children_at_risk * pool * scale / (mean_stay(p.grooming.at_risk_stay) * YEAR_DAYS)


@cache
def mean_stay(stay: float) -> float:
    """Mean years at risk of those who enter at any age from 10 to 17, where a stay of this mean ends at 18 at the latest."""
    years = np.linspace(0.25, 7.75, 31)
    return float(np.mean(stay * (1.0 - np.exp(-years / stay))))
