"""What an experiment promises before it starts: what all its steps will run, and what that should resolve."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """A plan of all steps, of which a design has the first.

    Attributes:
        says: what will run and what it should resolve, for people.
        warm_ups: blocks (a world and a replication) of all steps, at most.
        runs: runs of all steps, at most.
        budget: processor seconds that the config's effort stands for; None where the config gives the sizes itself.
    """

    says: str
    warm_ups: int
    runs: int
    budget: float | None = None
