"""The scene: what a scenario makes of the world of a day."""

from typing import NamedTuple


class Scene(NamedTuple):
    """The world of a day: ratios to an ordinary day at the start of 2019."""

    contact: float = 1.0
    recognition_growth: float = 1.0
    lines_recorded: float = 1.0
    first_positive: float = 1.0
    final_positive: float = 1.0
    court_backlog: float = 1.0
    missing_recorded: float = 1.0
    other_referrals: float = 1.0
    flagging: float = 1.0
