"""What someone can choose: levers, strategies made of them, the presets that ship, and the policy table of each day."""

from sim.policy import presets
from sim.policy.from_config import own_strategy
from sim.policy.strategies import STRATEGIES, Change, Level, Strategy, named, strategy

__all__ = ["STRATEGIES", "Change", "Level", "Strategy", "named", "own_strategy", "presets", "strategy"]
