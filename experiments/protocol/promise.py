"""What an experiment promises before it starts: what all its steps will run, and what that should resolve."""

from dataclasses import dataclass
from math import floor, log2


@dataclass(frozen=True)
class Promise:
    """A plan of all steps, of which a design has the first.

    Attributes:
        says: what will run and what it should resolve, for people.
        warm_ups: blocks (a world and a replication) of all steps, at most.
        runs: runs of all steps, at most.
        budget: processor seconds that the config's effort stands for; None where there is no effort.
        size: the config's key that sets how much is run, and what it is or was planned as, a power of 2.
        fewest: the least that it may be.
    """

    says: str
    warm_ups: int
    runs: int
    budget: float | None = None
    size: tuple[str, int] | None = None
    fewest: int = 1

    def fitting(self, seconds: float) -> int | None:
        """The size that keeps to the effort's time where the whole, as planned, takes so many processor seconds."""
        if self.budget is None or self.size is None or seconds <= 0.0:
            return None
        return int(max(2.0 ** floor(log2(self.size[1] * self.budget / seconds)), self.fewest))
