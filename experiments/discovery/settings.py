"""The table `[discover]` of a config: worlds to draw, and what counts as failure."""

from typing import Annotated

from pydantic import Field

from experiments.config.fields import Section, named
from experiments.worlds.asked import Effort, Hold, Vary


class DiscoverySettings(Section):
    """Where does each strategy fail, and where does the best choice change?"""

    effort: Annotated[Effort, Field(description="work to spend on two processors; plans the worlds if not given")] = "minutes"
    worlds: Annotated[int | None, Field(ge=64, le=65536, description="worlds drawn, each a setting of every input")] = None
    per_world: Annotated[int, Field(ge=2, le=64, description="replications of each world")] = 2
    vary: Vary = []
    hold: Hold = []
    targets: Annotated[
        dict[Annotated[str, named("measures with a direction")], Annotated[float, Field(strict=False, allow_inf_nan=False)]],
        Field(description="by measure, the level that a strategy must reach, at most or at least by its direction of good"),
    ] = {}
    worse_by: Annotated[
        float,
        Field(ge=0.0, le=10.0, strict=False, description="worse than the baseline by this share of its mean is a failure"),
    ] = 0.0
    regret: Annotated[
        float, Field(gt=0.0, le=10.0, strict=False, description="regret above this share of the baseline's mean is a failure")
    ] = 0.1
