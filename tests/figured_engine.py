"""A cheap model that has something for every published figure, so that it can be calibrated."""

import math
import time
from functools import cache

import numpy as np
from engines import Bare, Catalogue

from experiments.books.kept import TARGET
from experiments.protocol.engine import Outcome
from experiments.published.registry import published

INPUTS = 12
USED = 6
TRUE = {f"x{k}": 0.2 + 0.1 * k for k in range(USED)}
"""The world in which every figure is as published."""


rows = cache(published)


@cache
def weights(place):
    rng = np.random.default_rng(1000 + place)
    found = np.zeros(USED)
    found[rng.choice(USED, 2, replace=False)] = rng.uniform(0.5, 2.0, 2) * rng.choice([-1.0, 1.0], 2)
    return found


class Figured(Bare):
    """Figures are as published times e to the power of what six of twelve inputs are off by; `square` worlds have twice as much."""

    catalogue = Catalogue([(f"x{k}", 0.0, 0.5, 1.0) for k in range(INPUTS)], [("harm", "down", "sum")])
    luck = 0.02

    def finish(self, state, block, arm):
        rng = np.random.default_rng(block.seed)
        off = np.array([float(block.parameters.get(name, 0.5)) - at for name, at in TRUE.items()])
        shape = math.log(2.0) if block.structure.get("shape", "round") == "square" else 0.0
        found = {}
        for place, row in enumerate(rows()):
            straight = float(weights(place) @ off) + shape + rng.normal(0.0, self.luck)
            value = float(row.value)
            found[TARGET + str(row.id)] = value * math.exp(straight) if value > 0.0 else value + straight
        own = np.random.default_rng([block.seed, len(arm.name)]).normal(0.0, 0.05)
        return Outcome({"harm": 100.0 + float(block.parameters.get("x0", 0.5)) * self.effect(arm) + own} | found)


class SlowlyFigured(Figured):
    """The same, with time for a kill in the middle of a wave."""

    def finish(self, state, block, arm):
        time.sleep(0.02)
        return super().finish(state, block, arm)


class GappyFigured(Figured):
    """Worlds of a small first input fail, and those of a large one have nothing for some figures."""

    def finish(self, state, block, arm):
        first = float(block.parameters.get("x7", 0.5))
        if first < 0.05:
            raise ValueError("a world without an end")
        outcome = super().finish(state, block, arm)
        gone = {TARGET + "T013"} if first > 0.9 else set()
        return Outcome({name: value for name, value in outcome.measures.items() if name not in gone})
