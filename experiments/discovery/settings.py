"""The table `[discover]` of a config: worlds to draw, and what counts as failure."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from experiments.protocol.problems import nearest, shown
from experiments.worlds.asked import unknown_names, unread


class Settings(BaseModel):
    """Where does each strategy fail, and where does the best choice change?"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    effort: Annotated[
        Literal["minutes", "hour", "night"], Field(description="work to spend on two processors; plans the worlds if not given")
    ] = "minutes"
    worlds: Annotated[int | None, Field(ge=64, le=65536, description="worlds drawn, each a setting of every input")] = None
    per_world: Annotated[int, Field(ge=2, le=64, description="replications of each world")] = 2
    vary: Annotated[
        list[str],
        Field(description="parameters, switches, `group:control`, `basis:assumed` or `structures`; everything if empty"),
    ] = []
    hold: Annotated[list[str], Field(description="the same, kept at the best value")] = []
    targets: Annotated[
        dict[str, Annotated[float, Field(strict=False, allow_inf_nan=False)]],
        Field(description="by measure, the level that a strategy must reach, at most or at least by its direction of good"),
    ] = {}
    worse_by: Annotated[
        float,
        Field(ge=0.0, le=10.0, strict=False, description="worse than the baseline by this share of its mean is a failure"),
    ] = 0.0
    regret: Annotated[
        float, Field(gt=0.0, le=10.0, strict=False, description="regret above this share of the baseline's mean is a failure")
    ] = 0.1


def problems(table: Mapping[str, Any], catalogue: Any) -> Iterator[tuple[Any, ...]]:
    """What is wrong with `[discover]` beyond its shape."""
    section = table.get("discover", {})
    if not isinstance(section, Mapping):
        return
    for key in ("vary", "hold"):
        yield from unknown_names(section.get(key, []), ("discover", key), catalogue)
    yield from unread(table, "discover", {"number": "per_world", "precision": "worlds"})
    measures = {row["name"]: row for row in catalogue.measures()}
    targets = section.get("targets", {})
    for name in targets if isinstance(targets, Mapping) else []:
        if name not in measures:
            yield ("discover", "targets", name), f"no measure {shown(name)}", "one of the measures", nearest(name, measures)
        elif not measures[name]["better"]:
            yield ("discover", "targets", name), f"{name}, which has no direction of good", "a measure with one", ""
    world = table.get("world", {})
    if isinstance(world, Mapping) and isinstance(world.get("scenario"), list) and len(world["scenario"]) > 1:
        yield ("world", "scenario"), "several scenarios", "one scenario for a discovery", ""
