"""The table `[attribution]` of a config: the response to take apart, its parts, and the money to compare at."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from experiments.protocol.problems import nearest, shown


class Settings(BaseModel):
    """Which part of a response does the work?"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    strategy: Annotated[str, Field(description="the response to take apart, a preset")]
    parts: Annotated[
        dict[str, list[str]], Field(description="levers of each part; every lever a part of its own when empty", max_length=12)
    ] = {}
    each_lever: Annotated[bool, Field(description="also each lever added alone and taken away")] = True
    equal: Annotated[list[str], Field(description="presets to compare at the same extra cost, by their intensity")] = []
    budget: Annotated[
        float | None,
        Field(
            gt=0.0, strict=False, description="that extra cost, in the unit of `cost`; the cheapest one's own when not given"
        ),
    ] = None
    cost: Annotated[str, Field(description="the measure that counts the money")] = "cost_total"
    steps: Annotated[int, Field(ge=2, le=20, description="intensities between nothing and the whole")] = 4


def problems(table: Mapping[str, Any], catalogue: Any) -> Iterator[tuple[Any, ...]]:
    """What is wrong with `[attribution]` beyond its shape: unknown strategies, levers, measures; a lever in two parts."""
    section = table.get("attribution", {})
    if not isinstance(section, Mapping):
        return
    presets = [row["name"] for row in catalogue.strategies()]
    equal = section.get("equal", [])
    named: list[tuple[tuple[str | int, ...], Any]] = [(("strategy",), section.get("strategy"))]
    named += [(("equal", i), name) for i, name in enumerate(equal)] if isinstance(equal, list) else []
    for keys, name in named:
        if isinstance(name, str) and name not in presets:
            yield ("attribution", *keys), f"no preset {shown(name)}", "one of `countylines strategies`", nearest(name, presets)
    measures = [row["name"] for row in catalogue.measures()]
    if section.get("cost", "cost_total") not in measures:
        yield ("attribution", "cost"), f"no measure {shown(section.get('cost', 'cost_total'))}", "one of the measures", ""
    yield from _parts(section.get("parts", {}), [row["lever"] for row in catalogue.levers()])


def _parts(parts: Any, levers: list[str]) -> Iterator[tuple[Any, ...]]:
    taken: dict[str, str] = {}
    for part, names in parts.items() if isinstance(parts, Mapping) else []:
        for place, name in enumerate(names) if isinstance(names, list) else []:
            keys = ("attribution", "parts", part, place)
            if name not in levers:
                yield keys, f"no lever {shown(name)}", "a lever (`countylines levers`)", nearest(name, levers)
            elif name in taken:
                yield keys, f"{shown(name)}, which is in the part {shown(taken[name])} too", "each lever in one part", ""
            taken.setdefault(str(name), part)
