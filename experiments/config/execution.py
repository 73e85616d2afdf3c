"""The tables of a config that change no result: how runs are carried out, and what of them is stored."""

from typing import Annotated, Literal

from pydantic import Field, Tag, WithJsonSchema

from experiments.config.fields import NOT_ALL, ONCE, ONE_OR_LIST, TAG, Number, Section, named
from experiments.protocol.engine import SIM

WORKER_WAIT_SECONDS = 60.0

EngineName = Annotated[
    str,
    WithJsonSchema({"type": "string", "names": "engines"}),
    Field(description="another model than the county lines one: the name that it is installed under"),
]


class ExecutionSection(Section):
    """How runs are carried out; nothing here changes a result."""

    time_limit_seconds: Annotated[
        Number | None, Field(gt=0.0, description="of one run; thirty times what one takes here, at least 300, when not given")
    ] = None
    task_seconds: Annotated[Number, Field(gt=0.0, le=3600.0, description="runs are sent to workers in tasks of about this")] = (
        1.0
    )
    worker_wait_seconds: Annotated[
        Number,
        Field(gt=0.0, description="how long a cluster may be without any worker before the run stops, to be gone on with"),
    ] = WORKER_WAIT_SECONDS
    engine: Annotated[
        str, Field(description="another model than the county lines one: the name that it is installed under")
    ] = SIM


class OutputSection(Section):
    """What is stored beside the measures of each run."""

    series: Annotated[
        Literal["areas", "national", "none"] | None, Field(description="monthly values kept: by area, national, or none")
    ] = None
    report: Annotated[bool, Field(description="draw figures and write report.html (`countylines report` does so later)")] = True
    by_area: Annotated[
        Annotated[Literal["primary", "all"], Tag(f"{TAG}one")]
        | Annotated[list[Annotated[str, named("measures by area")]], ONCE, Tag(f"{TAG}list")],
        ONE_OR_LIST,
        Field(description="measures kept by area (the whole country: always all)"),
    ] = "primary"
    set_apart: Annotated[
        list[Annotated[str, named("areas")]],
        Field(min_length=1, description="areas whose changes are set against those of all others, year by year"),
        ONCE,
        NOT_ALL,
    ] = Field(default_factory=list)
