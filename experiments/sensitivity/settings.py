"""The table `[sensitivity]` of a config: what varies, how much work to spend, what to resolve."""

from typing import Annotated, Literal

from pydantic import Field

from experiments.config.fields import ONCE, Section, named, power_of_two
from experiments.sensitivity.verdict import MOST_POINTS, WIDEST
from experiments.worlds.asked import Effort, Hold, Vary


class SensitivitySettings(Section):
    """Which assumptions decide the answer: screening, Sobol indices on what survives, luck told apart."""

    effort: Annotated[Effort, Field(description="work to spend on two processors; plans what is not given below")] = "minutes"
    vary: Vary = []
    hold: Hold = []
    groups: Annotated[list[Literal["process", "basis"]], ONCE, Field(description="sets of factors that have an index too")] = [
        "process",
        "basis",
    ]
    survivors: Annotated[int, Field(ge=2, le=40, description="factors that keep an index of their own after screening")] = 12
    trajectories: Annotated[int | None, Field(ge=2, le=1000, description="of the Morris screening")] = None
    points: Annotated[
        Annotated[int, power_of_two(MOST_POINTS)] | None,
        Field(ge=8, le=MOST_POINTS, description="base points of the Sobol design, a power of 2"),
    ] = None
    worlds: Annotated[
        int | None,
        Field(ge=0, le=65536, description="independent worlds for shares of single factors, where groups alone are crossed"),
    ] = None
    per_point: Annotated[int | None, Field(ge=1, le=64, description="replications of each row; planned from the noise")] = None
    local: Annotated[int | None, Field(ge=0, le=1000, description="replications of the one-at-a-time runs; 0 for none")] = None
    second_order: Annotated[bool, Field(description="pairs of factors too (at most 8 factors and groups)")] = False
    ranks: Annotated[
        bool, Field(description="Sobol indices of the outcomes' ranks too: do a few extreme runs make the story?")
    ] = False
    precision: Annotated[
        float, Field(gt=0.0, le=1.0, strict=False, description="widest interval of a total effect that counts as converged")
    ] = WIDEST
    outcomes: Annotated[
        list[Annotated[str, named("measures")]], ONCE, Field(description="measures beside the primary ones")
    ] = []
    pairs: Annotated[
        list[Annotated[list[Annotated[str, named("strategies")]], Field(min_length=2, max_length=2)]],
        Field(description="further differences, as [strategy, versus]"),
    ] = []
