"""The table `[sensitivity]` of a config: what varies, how much work to spend, what to resolve."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from experiments.protocol.problems import nearest, shown
from experiments.sensitivity.verdict import MOST_POINTS
from experiments.worlds.asked import listed, unknown_names, unread


class Settings(BaseModel):
    """Which assumptions decide the answer: screening, Sobol indices on what survives, luck told apart."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    effort: Annotated[
        Literal["minutes", "hour", "night"], Field(description="work to spend on two processors; plans what is not given below")
    ] = "minutes"
    vary: Annotated[
        list[str],
        Field(description="parameters, switches, `group:control`, `basis:assumed` or `structures`; everything when empty"),
    ] = []
    hold: Annotated[list[str], Field(description="the same, kept at the best value")] = []
    groups: Annotated[list[Literal["process", "basis"]], Field(description="sets of factors that have an index too")] = [
        "process",
        "basis",
    ]
    survivors: Annotated[int, Field(ge=2, le=40, description="factors that keep an index of their own after screening")] = 12
    trajectories: Annotated[int | None, Field(ge=2, le=1000, description="of the Morris screening")] = None
    points: Annotated[int | None, Field(ge=8, le=MOST_POINTS, description="base points of the Sobol design, a power of 2")] = (
        None
    )
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
    ] = 0.10
    outcomes: Annotated[list[str], Field(description="measures beside the primary ones")] = []
    pairs: Annotated[list[list[str]], Field(description="further differences, as [strategy, versus]")] = []


def problems(table: Mapping[str, Any], catalogue: Any) -> Iterator[tuple[Any, ...]]:
    """What is wrong with `[sensitivity]` beyond its shape: unknown names, points that are no power of 2, two scenarios."""
    section = table.get("sensitivity", {})
    if not isinstance(section, Mapping):
        return
    for key in ("vary", "hold"):
        yield from unknown_names(section.get(key, []), ("sensitivity", key), catalogue)
    measures = [row["name"] for row in catalogue.measures()]
    for place, name in enumerate(listed(section.get("outcomes", []))):
        if name not in measures:
            yield (
                ("sensitivity", "outcomes", place),
                f"no measure {shown(name)}",
                "one of the measures",
                nearest(name, measures),
            )
    points = section.get("points")
    if isinstance(points, int) and points & (points - 1):
        yield ("sensitivity", "points"), str(points), "a power of 2", str(2 ** round(points).bit_length())
    yield from _pairs(section.get("pairs", []), table)
    yield from unread(table, "sensitivity", {"number": "per_point", "precision": "precision"})
    world = table.get("world", {})
    if isinstance(world, Mapping) and isinstance(world.get("scenario"), list) and len(world["scenario"]) > 1:
        yield ("world", "scenario"), "several scenarios", "one scenario for a sensitivity analysis", ""


def _pairs(pairs: Any, table: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    section = table.get("strategies", {})
    section = section if isinstance(section, Mapping) else {}
    run = [section.get("baseline"), *listed(section.get("compare", []))]
    for place, pair in enumerate(listed(pairs)):
        if not isinstance(pair, list) or len(pair) != 2:
            yield ("sensitivity", "pairs", place), shown(pair), "two strategies, as [strategy, versus]", ""
            continue
        for name in pair:
            if name not in run:
                yield (
                    ("sensitivity", "pairs", place),
                    f"a strategy that is not run, {shown(name)}",
                    "strategies of this experiment",
                    "",
                )
