"""What a manifest must hold for anything that reads a folder, and what is wrong with one that was changed by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

HASHES = "design_hashes"


class Named(BaseModel):
    """A row that is looked up by its name."""

    model_config = ConfigDict(strict=True)
    name: str


class Measure(Named):
    """A measure as tables and pages read it."""

    unit: str
    better: str | None = None
    over: str


class Manifest(BaseModel):
    """What stands in a manifest from the first run on; it may hold more."""

    model_config = ConfigDict(strict=True)
    kind: str
    title: str
    config: dict[str, Any]
    baseline: str
    primary: Sequence[str] = Field(min_length=1)
    strategies: Sequence[Named] = Field(min_length=1)
    measures: Sequence[Measure] = Field(min_length=1)
    years: float = 1.0
    scale: float = 1.0
    seed: int = 0
    matters: Mapping[str, float] = Field(default_factory=dict)
    scenarios: Sequence[Named] = ()
    parameters: Sequence[Named] = ()
    structures: Sequence[Named] = ()
    levers: Sequence[Any] = ()
    areas: Sequence[Named] = ()
    varying: Sequence[str] = ()
    versions: Mapping[str, str] = Field(default_factory=dict)
    earlier_versions: Sequence[Mapping[str, str]] = ()
    machine: Mapping[str, Any] = Field(default_factory=dict)
    untold: Mapping[str, int] | None = None
    nearness: Mapping[str, int] | None = None
    runs: Mapping[str, Any] = Field(default_factory=dict)
    design_hashes: Sequence[str] = ()


def design_hashes(manifest: Mapping[str, Any]) -> list[str]:
    """The hash of the design, beside it that of the one before where a stop came as it was written; none of an older program."""
    found = manifest.get(HASHES)
    return found if isinstance(found, list) else []


def fault(manifest: Mapping[str, Any]) -> str:
    """What is wrong with a manifest, the first thing only; nothing where it can be read."""
    try:
        Manifest.model_validate(manifest)
    except ValidationError as found:
        first = found.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"no {where}" if first["type"] == "missing" else f"{where}: {first['msg'].lower()}"
    return _unknown_name(manifest)


def _unknown_name(manifest: Mapping[str, Any]) -> str:
    """A name that stands twice where it should once, that is none of those it should be of, or another than its config has."""
    for key in ("strategies", "measures", "scenarios", "areas"):
        names = [row["name"] for row in manifest.get(key, ())]
        if twice := [name for place, name in enumerate(names) if name in names[:place]]:
            return f"{key}: {twice[0]} stands twice"
    for key, used, of in (("baseline", [manifest["baseline"]], "strategies"), ("primary", manifest["primary"], "measures")):
        if unknown := [name for name in used if name not in {row["name"] for row in manifest[of]}]:
            return f"{key}: {unknown[0]} is none of its {of}"
    asked = manifest["config"].get("strategies")
    if isinstance(asked, Mapping) and (named := asked.get("baseline", manifest["baseline"])) != manifest["baseline"]:
        return f"baseline: {manifest['baseline']}, where its config has {named}"
    return ""
