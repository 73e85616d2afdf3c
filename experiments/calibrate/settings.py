"""The tables `[calibrate]` and `[validate]` of a config: how many worlds, which figures they may know, and a reader's own."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from experiments.config.fields import Known, Section, refuse
from experiments.published import reader_figures
from experiments.worlds.asked import Hold, Vary
from sim.evidence.problems import Problem, Refused, shown


class CalibrateSettings(Section):
    """Which worlds come nearest to the published figures?"""

    worlds: Annotated[int, Field(ge=32, le=4096, description="worlds of each wave, and of the ensemble")] = 300
    waves: Annotated[int, Field(ge=1, le=12, description="moves from the priors to the ensemble; each has every world run")] = 4
    until: Annotated[date | None, Field(description="only figures whose period has ended by then")] = None
    vary: Vary = []
    hold: Hold = []


def _figures(given: Any, info: ValidationInfo) -> Any:
    """The rows of a file of figures, whose name starts from where the config stands."""
    if not isinstance(given, str):
        if isinstance(info.context, Known) and given is not None:
            raise Refused([Problem((), shown(given), "the name of a CSV file")])
        return given  # rows that a manifest keeps
    rows, problems = reader_figures.read(Known.of(info).folder / Path(given))
    refuse(problems)
    return rows


class ValidateSettings(Section):
    """How do figures that were published compare with those simulated?"""

    figures: Annotated[
        list[dict[str, Any]] | None,
        BeforeValidator(_figures),
        WithJsonSchema({"type": "string"}),
        Field(description="a CSV of one's own figures: id, quantity (`countylines quantities`), year, area, value, low, high"),
    ] = None
    prior: Annotated[
        int, Field(ge=2, le=10_000, description="with `[worlds]`: worlds drawn from the evidence, to score predictions beside")
    ] = 100
