"""What a config names as varying: parameters, switches, and sets of them."""

from typing import Annotated

from experiments.config.fields import ONCE, Named

STRUCTURES = "structures"
Factors = Annotated[list[Annotated[str, Named("factors")]], ONCE]
"""Parameters, switches, `group:...`, `basis:...` or `structures`."""
