"""The county lines model with what is read from a run's books among its outcomes, so that it is stored and resumed."""

import hashlib
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.books.balances import balances
from experiments.books.record import Record
from experiments.calibrate.history import lived, quantities
from experiments.compare.horizons import column, shorter
from experiments.protocol.design import Arm, Block
from experiments.protocol.engine import Outcome
from experiments.run.model import SimEngine

HERE = Path(__file__).parent
READ = hashlib.sha256(b"\0".join((HERE / f"{name}.py").read_bytes() for name in ("consistency", "record"))).hexdigest()[:8]
TARGET, LEFT, RIGHT = "target:", f"left@{READ}:", f"right@{READ}:"
"""What the names of the added outcomes begin with; the rest is a figure's id, or a balance's name.

Sides of balances also say by which sources they were read: a comparison's runs outlive a change of these, and what was read
otherwise is not shown under the new meaning.
"""


def sides(record: Record) -> dict[str, float]:
    """Both sides of every balance whose year was simulated, as outcomes of the run."""
    both = {(start, name): v for name, pair in balances(record).items() for start, v in zip((LEFT, RIGHT), pair, strict=True)}
    return {start + name: value for (start, name), value in both.items() if math.isfinite(value)}


def begun_with(runs: pd.DataFrame, start: str) -> Mapping[str, list[float]]:
    """Such outcomes of some runs, by the rest of their names."""
    return {str(name).removeprefix(start): runs[name].to_list() for name in runs.columns if str(name).startswith(start)}


class ComparisonEngine(SimEngine):
    """The county lines model, whose runs also keep what they had after each shorter horizon, and both sides of the balances."""

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state, run it to the end, and look at it on the way."""
        years = block.world["years"]
        life = lived(self._strategy(arm), years, state, shorter(years))
        measures = dict(life.result.measures)
        for look, result in life.early.items():
            measures |= {column(look, name): v for name, v in result.measures.items() if math.isfinite(v)}
        return Outcome(measures | sides(life.record), self.series(life.result))


class TargetsEngine(SimEngine):
    """The county lines model, read with the published figures in mind."""

    def source_hash(self) -> str:
        """The digest of `sim` and of the counterparts declared here: both decide the numbers stored."""
        return hashlib.sha256((super().source_hash() + self._own).encode()).hexdigest()

    @cached_property
    def _own(self) -> str:
        parts = sorted(HERE.glob("*.py"))
        return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state, run it to the end, and read its books."""
        result, record, _ = lived(self._strategy(arm), block.world["years"], state)
        measures = dict(result.measures)
        measures |= {TARGET + one: value for one, value in quantities(record).items() if math.isfinite(value)}
        return Outcome(measures | sides(record), self.series(result))
