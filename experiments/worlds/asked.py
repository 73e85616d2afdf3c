"""What a config names as varying: parameters, switches, and sets of them; and the work to spend on it."""

from typing import Annotated, Literal

from pydantic import Field

from experiments.config.fields import ONCE, named

STRUCTURES = "structures"
Factors = Annotated[list[Annotated[str, named("factors")]], ONCE]
"""Parameters, switches, `group:...`, `basis:...` or `structures`."""
Vary = Annotated[
    Factors, Field(description="parameters, switches, `group:control`, `basis:assumed` or `structures`; everything if empty")
]
Hold = Annotated[Factors, Field(description="the same, kept at the best value")]
Effort = Literal["minutes", "hour", "night"]
