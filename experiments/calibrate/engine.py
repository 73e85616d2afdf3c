"""The county lines model with its counterparts of published figures among its outcomes, so that they are stored and resumed."""

import hashlib
import math
from functools import cached_property
from pathlib import Path
from typing import Any

from experiments.books.kept import TARGET, sides
from experiments.calibrate.history import quantities
from experiments.protocol.design import Arm, Block
from experiments.protocol.engine import Outcome
from experiments.run.model import SimEngine
from experiments.run.with_books import run_with_books

HERE = Path(__file__).parent
OWN_FIGURES = "figures"
"""The setting of the world that has a reader's own figures: they decide what a run stores."""


class TargetsEngine(SimEngine):
    """The county lines model, read with the published figures in mind."""

    def source_hash(self) -> str:
        """The digest of `sim` and of the counterparts declared here: both decide the numbers stored."""
        return hashlib.sha256((super().source_hash() + self._own).encode()).hexdigest()

    @cached_property
    def _own(self) -> str:
        rooms = [HERE.parent / room for room in ("published", "books")]
        parts = sorted([*(path for room in rooms for path in room.glob("*.py")), HERE / "engine.py", HERE / "history.py"])
        return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state, run it to the end, and read its books."""
        result, record, _ = run_with_books(self._strategy(arm), block.world["years"], state)
        measures = dict(result.measures)
        found = quantities(record, block.world.get(OWN_FIGURES, ()))
        measures |= {TARGET + one: value for one, value in found.items() if math.isfinite(value)}
        return Outcome(measures | sides(record), self.series(result))
