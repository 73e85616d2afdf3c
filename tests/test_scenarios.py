"""Does the world change from date to date as it did: courts slower, recognition more, contact down and up again?"""

from datetime import date
from itertools import pairwise

import pytest

from sim import Parameters, changed
from sim.evidence import evidence_of
from sim.scenarios import SCENARIOS, Scene

WORLD = changed(
    Parameters(),
    contact_level_covid=0.6,
    contact_back_2020=0.5,
    recognition_growth=0.1,
    recount_2020=0.4,
    stricter_2023=0.3,
    court_backlog_growth=0.4,
    missing_with_contact=0.5,
    others_with_contact=0.5,
    other_growth_ratio=0.5,
    flag_use_2019=0.5,
)
HISTORY = {
    # Courts: slower from the first lockdown, in a straight line; a fifth of the way on 18 December 2020.
    "court_backlog": {"2018-01-01": 1.0, "2020-03-16": 1.0, "2020-12-18": 1.08, "2023-12-31": 1.4, "2025-12-31": 1.4},
    # Recognition: 0.1 a year, until 2022; 365 days are 0.99932 years, 731 are 2.00137 and 1,460 are 3.99726.
    "recognition_growth": {
        "2018-01-01": 0.904899,
        "2019-01-01": 1.0,
        "2021-01-01": 1.221570,
        "2022-12-31": 1.491416,
        "2025-12-31": 1.491416,
    },
    # Contact: down within a month, half of the way back by mid-September, the rest in the summer of 2021.
    "contact": {
        "2020-03-15": 1.0,
        "2020-04-15": 0.6,
        "2020-06-01": 0.6,
        "2020-09-15": 0.8,
        "2021-03-08": 0.8,
        "2021-09-01": 1.0,
        "2025-12-31": 1.0,
    },
    # The recount: a third of the way on 11 May 2020.
    "lines_recorded": {"2020-03-01": 1.0, "2020-05-11": 1.0 - 0.4 / 3.0, "2020-09-30": 0.6, "2025-12-31": 0.6},
    "first_positive": {"2022-10-01": 1.0, "2023-06-30": 0.7, "2025-12-31": 0.7},
    "final_positive": {"2023-01-01": 1.0, "2024-06-30": 0.7, "2025-12-31": 0.7},
    # Half of the fall of contact, by 0.4, is a fall of what is reported.
    "missing_recorded": {"2019-12-31": 1.0, "2020-04-15": 0.8, "2021-09-01": 1.0},
    # The root of recognition's growth (470 days: 1.066455) times the same.
    "other_referrals": {"2019-01-01": 1.0, "2020-04-15": 0.853164, "2022-12-31": 1.491416**0.5},
    "flagging": {"2018-01-01": 0.5, "2019-07-01": 0.5, "2022-01-01": 1.0, "2025-12-31": 1.0},
}
DAYS = range(date(2018, 1, 1).toordinal(), date(2026, 1, 1).toordinal())


def test_history_has_each_thing_at_its_date():
    assert set(HISTORY) == set(Scene._fields)
    on = SCENARIOS["history"].on
    for name, dated in HISTORY.items():
        found = {day: getattr(on(date.fromisoformat(day).toordinal(), WORLD), name) for day in dated}
        assert found == pytest.approx(dated, rel=2e-6), name


@pytest.mark.parametrize("end", ["low", "best", "high"])
def test_in_history_courts_never_get_faster_and_recognition_never_shrinks(end):
    """From one day to the next, over the whole range of what is not known."""
    values = {} if end == "best" else {name: getattr(about, end) for name, about in evidence_of(Parameters).items()}
    p = changed(Parameters(), **values)
    scenes = [SCENARIOS["history"].on(day, p) for day in DAYS]
    for name, least in (("court_backlog", 1.0), ("recognition_growth", 0.0), ("flagging", 0.0)):
        course = [getattr(scene, name) for scene in scenes]
        assert course[0] >= least and all(later >= earlier for earlier, later in pairwise(course)), name
    for name in ("lines_recorded", "first_positive", "final_positive"):
        course = [getattr(scene, name) for scene in scenes]
        assert course[0] == 1.0 and all(later <= earlier for earlier, later in pairwise(course)), name
    assert scenes[-1].court_backlog > 1.0
    assert min(scene.contact for scene in scenes) == pytest.approx(p.observation.contact_level_covid)
    assert max(scene.contact for scene in scenes) == 1.0


def test_a_steady_world_is_the_same_every_day():
    assert {SCENARIOS["steady"].on(day, WORLD) for day in DAYS} == {Scene()} == {Scene(*[1.0] * len(Scene._fields))}
