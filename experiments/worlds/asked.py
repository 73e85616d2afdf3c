"""What a config names as varying: parameters, switches, and sets of them."""

from typing import Annotated

from experiments.config.fields import ONCE, named

STRUCTURES = "structures"
Factors = Annotated[list[Annotated[str, named("factors")]], ONCE]
"""Parameters, switches, `group:...`, `basis:...` or `structures`."""
