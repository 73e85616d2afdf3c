"""Scenarios: what happens to the world, whatever the response. A scenario gives today's `Scene`.

`steady` is a level world. `history` is what happened from 2018 to 2025, in general terms: the fall of contact between
children and services with Covid, the growth of recognition, and the slowing of decisions and courts. Nothing in it is
set for one week, year or area to meet a published figure.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sim.parameters import Parameters
from sim.state import Scene
from sim.state.time import YEAR_DAYS


@dataclass(frozen=True)
class Scenario:
    """A world to assume: a name, words, a source, and the scene of each day."""

    name: str
    label: str
    source: str
    on: Callable[[int, Parameters], Scene]


def steady(today: int, p: Parameters) -> Scene:
    """A level world."""
    return Scene()


def ramp(today: int, first: date, last: date) -> float:
    """0 before `first`, 1 after `last`, straight between."""
    start, end = first.toordinal(), last.toordinal()
    return min(1.0, max(0.0, (today - start) / (end - start)))


def covid(today: int, p: Parameters) -> float:
    """Contact between children and services falls in spring 2020 and returns over the following year and a half (E83)."""
    fall = 1.0 - p.observation.contact_level_covid
    down = ramp(today, date(2020, 3, 16), date(2020, 4, 15))
    soon = p.observation.contact_back_2020
    back = soon * ramp(today, date(2020, 6, 1), date(2020, 9, 15)) + (1.0 - soon) * ramp(
        today, date(2021, 3, 8), date(2021, 9, 1)
    )
    return 1.0 - fall * (down - back)


def history(today: int, p: Parameters) -> Scene:
    """What happened from 2018: Covid, growing recognition until 2022 (E19), slower courts (E57), stricter first decisions (E70)."""
    years = (min(today, date(2022, 12, 31).toordinal()) - date(2019, 1, 1).toordinal()) / YEAR_DAYS
    growth = math.exp(p.observation.recognition_growth * years)
    stricter = ramp(today, date(2022, 10, 1), date(2023, 6, 30))
    recount = ramp(today, date(2020, 3, 1), date(2020, 9, 30))
    return Scene(
        contact=covid(today, p),
        recognition_growth=growth,
        lines_recorded=1.0 - p.observation.recount_2020 * recount,
        first_positive=1.0 - p.observation.stricter_2023 * stricter,
        final_positive=1.0 - p.observation.stricter_2023 * ramp(today, date(2023, 1, 1), date(2024, 6, 30)),
        court_backlog=1.0 + p.justice.court_backlog_growth * ramp(today, date(2020, 3, 16), date(2023, 12, 31)),
        missing_recorded=1.0 - p.observation.missing_with_contact * (1.0 - covid(today, p)),
        other_referrals=growth**p.observation.other_growth_ratio
        * (1.0 - p.observation.others_with_contact * (1.0 - covid(today, p))),
        flagging=1.0 - (1.0 - p.observation.flag_use_2019) * (1.0 - ramp(today, date(2019, 7, 1), date(2022, 1, 1))),
    )


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("steady", "A level world", "an assumption: 2019 goes on", steady),
        Scenario(
            "history", "What happened from 2018 to 2025: Covid, recognition, courts, decisions", "E19, E57, E70, E83", history
        ),
    )
}
