"""The table `[calibrate]` of a config: how many worlds, in how many waves, and which figures they may know."""

from datetime import date
from typing import Annotated

from pydantic import Field

from experiments.config.fields import Section
from experiments.worlds.asked import Factors


class CalibrateSettings(Section):
    """Which worlds agree with the published figures?"""

    worlds: Annotated[int, Field(ge=32, le=4096, description="worlds of each wave, and of the ensemble")] = 300
    waves: Annotated[int, Field(ge=1, le=12, description="moves from the priors to the ensemble; each has every world run")] = 4
    until: Annotated[date | None, Field(description="only figures whose period has ended by then")] = None
    vary: Annotated[
        Factors,
        Field(description="parameters, switches, `group:control`, `basis:assumed` or `structures`; everything if empty"),
    ] = []
    hold: Annotated[Factors, Field(description="the same, kept at the best value")] = []
