"""The table `[attribution]` of a config: the response to take apart, its parts, and the money to compare at."""

from typing import Annotated

from pydantic import Field

from experiments.config.fields import ONCE, Section, named


class AttributionSettings(Section):
    """Which part of a response does the work?"""

    strategy: Annotated[str, named("presets"), Field(description="the response to take apart, a preset")]
    parts: Annotated[
        dict[str, Annotated[list[Annotated[str, named("parts")]], ONCE]],
        Field(
            description="levers of each part, or components of one (`lever.component`); every lever a part of its own when empty",
            max_length=12,
        ),
    ] = {}
    each_lever: Annotated[bool, Field(description="also each lever added alone and taken away")] = True
    equal: Annotated[
        list[Annotated[str, named("presets")]],
        ONCE,
        Field(description="presets to compare at the same extra cost, by their intensity"),
    ] = []
    budget: Annotated[
        float | None,
        Field(
            gt=0.0, strict=False, description="that extra cost, in the unit of `cost`; the cheapest one's own when not given"
        ),
    ] = None
    cost: Annotated[str, named("measures"), Field(description="the measure that counts the money", validate_default=True)] = (
        "cost_total"
    )
    steps: Annotated[int, Field(ge=2, le=20, description="intensities between nothing and the whole")] = 4
