"""The county lines model with what is read from a run's books among its outcomes, so that it is stored and resumed."""

import hashlib
import math
from functools import cached_property
from pathlib import Path
from typing import Any

from experiments.calibrate.consistency import balances
from experiments.calibrate.history import lived, quantities
from experiments.design import Arm, Block
from experiments.horizons import column, shorter
from experiments.run import Outcome, SimEngine

TARGET, LEFT, RIGHT = "target:", "left:", "right:"
"""What the names of the added outcomes begin with; the rest is a figure's id, or a balance's name."""


class ComparisonEngine(SimEngine):
    """The county lines model, whose runs also keep what they had after each shorter horizon."""

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state, run it to the end, and look at it on the way."""
        years = block.world["years"]
        life = lived(self._strategy(arm), years, state, shorter(years))
        measures = dict(life.result.measures)
        for look, result in life.early.items():
            measures |= {column(look, name): v for name, v in result.measures.items() if math.isfinite(v)}
        return Outcome(measures, self.series(life.result))


class TargetsEngine(SimEngine):
    """The county lines model, read with the published figures in mind."""

    def source_hash(self) -> str:
        """The digest of `sim` and of the counterparts declared here: both decide the numbers stored."""
        return hashlib.sha256((super().source_hash() + self._own).encode()).hexdigest()

    @cached_property
    def _own(self) -> str:
        parts = sorted(Path(__file__).parent.glob("*.py"))
        return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state, run it to the end, and read its books."""
        result, record, _ = lived(self._strategy(arm), block.world["years"], state)
        measures = dict(result.measures)
        measures |= {TARGET + one: value for one, value in quantities(record).items() if math.isfinite(value)}
        for name, (left, right) in balances(record).items():
            measures |= {side + name: v for side, v in ((LEFT, left), (RIGHT, right)) if math.isfinite(v)}
        return Outcome(measures, self.series(result))
