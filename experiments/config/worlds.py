"""The table `[worlds]` of a config: where the worlds of an experiment come from, and how many."""

from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from experiments.config.fields import Known, Section
from experiments.store import ensemble
from experiments.store.ensemble import BEST, RANGE
from sim.evidence.problems import Problem, Refused, shown, unknown

NUMBER = 64
HOW_TO_FIT = 'worlds fitted to it: `countylines run configs/calibrate.toml`, then `from = "results/calibrate"`'


class WorldsSection(Section):
    """The worlds to run in: one that was chosen, or many."""

    origin: Annotated[
        str,
        Field(
            alias="from",
            description='"best": every parameter at its best value; "range": drawn from the evidence; "fitted", another name of '
            "`countylines worlds` or a folder of kind calibrate: worlds fitted to published figures",
        ),
    ] = BEST
    number: Annotated[int, Field(ge=2, le=100_000, description="worlds, each shared by all strategies")] = NUMBER
    twice: Annotated[
        int | None,
        Field(
            ge=2,
            description="the first so many have two replications, by which luck is told apart, the others one (all have two)",
        ),
    ] = None

    @property
    def many(self) -> bool:
        """Whether there are many worlds."""
        return self.origin != BEST

    @property
    def fitted(self) -> bool:
        """Whether they are those of an ensemble: given, not drawn, and with inputs that may move together."""
        return self.origin not in (BEST, RANGE)

    @field_validator("origin")
    @classmethod
    def _known(cls, name: str, info: ValidationInfo) -> str:
        if name not in (BEST, RANGE) and Known.of(info).engine is not None:
            found = ensemble.find(name)
            if found is None:
                names = [ensemble.USUAL, RANGE, BEST, *ensemble.names()]
                expected = f"one of {', '.join(dict.fromkeys(names))}, or a folder of kind calibrate"
                raise Refused([unknown(name, names, expected)])
            if wrong := found.stale():
                raise Refused([Problem((), f"{shown(name)}: {wrong}", HOW_TO_FIT)])
        return name

    @field_validator("number")
    @classmethod
    def _enough(cls, number: int, info: ValidationInfo) -> int:
        name: Any = info.data.get("origin", BEST)
        found = ensemble.find(name) if name not in (BEST, RANGE) and Known.of(info).engine is not None else None
        if found is not None and number > len(found.worlds):
            raise Refused([Problem((), f"{number} of {len(found.worlds)} worlds", f"{len(found.worlds)} or fewer")])
        return number

    @field_validator("twice")
    @classmethod
    def _of_many(cls, twice: int | None, info: ValidationInfo) -> int | None:
        """Refuse what would be idle: one world, or more than there are."""
        number = info.data.get("number", NUMBER)
        if twice is not None and info.data.get("origin") == BEST:
            raise Refused([Problem((), "`twice` of one world", 'it with `from` other than "best"')])
        if twice is not None and twice > number:
            raise Refused([Problem((), f"{twice} of {number} worlds", f"{number} or fewer")])
        return twice
