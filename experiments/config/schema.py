"""The JSON Schema of configs, for editors: the tables as pydantic has them, with the names and bounds of the model's catalogue."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from experiments.config.fields import IDENTIFIER, LINE, names_of
from experiments.config.sections import model_of
from experiments.protocol.engine import SIM, engine_names, load_engine
from experiments.protocol.kinds import KINDS
from sim.policy.strategies import FIRST_YEAR, LAST_YEAR, LONGEST_RAMP

NAMES = (
    "strategies", "presets", "measures", "measures by area", "measures with a direction", "scenarios", "parts", "factors",
    "equalities", "areas",
)  # fmt: skip
DATE = {"type": "string", "format": "date"}
TEXT = {"type": "string", "minLength": 1, "pattern": LINE}
type Schema = dict[str, Any]


def schema(engine: str = SIM) -> Schema:
    """The JSON Schema of configs that run on an engine."""
    union: Any = None
    for kind in KINDS:
        union = model_of(kind) if union is None else union | model_of(kind)
    made = TypeAdapter(Annotated[union, Field(discriminator="kind")]).json_schema()
    for kind in KINDS:
        made["$defs"][model_of(kind).__name__] |= _presets_alone()
    made["$defs"] |= definitions(load_engine(engine).catalogue)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "countylines experiment", **_referring(made)}


def _referring(part: Any) -> Any:
    """The same schema with a reference wherever names are to be filled in."""
    if isinstance(part, list):
        return [_referring(one) for one in part]
    if not isinstance(part, dict):
        return part
    rest = {key: _referring(value) for key, value in part.items() if key != "names"}
    return {"$ref": f"#/$defs/{part['names'].replace(' ', '_')}", **rest} if isinstance(part.get("names"), str) else rest


def _presets_alone() -> Schema:
    """Where a config declares no strategy of its own, those compared are presets."""
    several_presets = {"items": {"names": "presets"}}
    compared = {"baseline": {"names": "presets"}, "compare": several_presets, "equal_of": several_presets}
    then = {"properties": {"strategies": {"properties": compared}}}
    return {"if": {"not": {"required": ["strategy"]}}, "then": then}


def definitions(catalogue: Any) -> Schema:
    """Schemas of what a catalogue has names and bounds for."""
    found: Schema = {}
    for sort in NAMES:
        names = names_of(sort, catalogue)
        found[sort.replace(" ", "_")] = {"type": "string", "enum": [name for name, unfit in names.items() if not unfit]}
    presets = found["presets"]["enum"]
    found["engines"] = {"type": "string", "enum": engine_names()}
    found["strategies"] = {"type": "string", "anyOf": [{"enum": presets}, {"pattern": IDENTIFIER}]}
    found["structure"] = table({row["name"]: switch(row) for row in catalogue.structures()})
    found["parameters"] = table({row["name"]: parameter(row) for row in catalogue.parameters()})
    found["strategy"] = {
        "type": "object",
        "propertyNames": {"pattern": IDENTIFIER, "maxLength": 80, "not": {"enum": presets}},
        "additionalProperties": own_strategy(catalogue),
    }
    found["sweep"] = sweep(catalogue)
    return found


def table(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """A table with no key but these."""
    return {"type": "object", "additionalProperties": False, "properties": dict(properties), "required": list(required)}


def number(low: float | None, high: float | None) -> Schema:
    """A number within bounds."""
    ends = {"minimum": low, "maximum": high}
    return {"type": "number", **{key: end for key, end in ends.items() if end is not None}}


def several(one: Schema) -> Schema:
    """A list of different values."""
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}


def switch(row: Mapping[str, Any]) -> Schema:
    """A switch: an alternative, or a list of them."""
    one = {"enum": list(row["choices"])}
    return {"description": row["meaning"], "anyOf": [one, several(one)]}


def parameter(row: Mapping[str, Any]) -> Schema:
    """A parameter: a value, a range or `"range"`; beyond the evidence with a reason, and never beyond the hard bounds."""
    inside, hard = number(row["low"], row["high"]), number(row.get("hard_low"), row.get("hard_high"))
    scale = {"enum": ["linear", "log", "logit"]}
    drawn = table({"low": inside, "high": inside, "scale": scale, "reason": {"const": ""}}, ("low", "high"))
    beyond = table({"low": hard, "high": hard, "scale": scale, "reason": TEXT}, ("low", "high", "reason"))
    fixed = table({"value": hard, "reason": TEXT}, ("value", "reason"))
    said = f"{row['meaning']} ({row['unit']}; best {row['best']:g})"
    return {"description": said, "anyOf": [inside, {"const": "range"}, fixed, drawn, beyond]}


def component(row: Mapping[str, Any]) -> Schema:
    """A component of a lever: a choice, a number, or the name of a parameter that stands for one."""
    if row["choices"]:
        return {"description": row["meaning"], "enum": list(row["choices"])}
    value = number(row["low"], row["high"])
    named = row.get("named")
    said = {"description": f"{row['meaning']} ({row['unit']})"}
    return {**said, "anyOf": [value, {"enum": list(named)}]} if named else {**said, **value}


def own_strategy(catalogue: Any) -> Schema:
    """A strategy of one's own."""
    areas = several({"enum": [row["name"] for row in catalogue.areas()]})
    starts = {**DATE, "description": f"{FIRST_YEAR} to {LAST_YEAR}"}
    timing = {"starts": starts, "ramp_days": number(0, LONGEST_RAMP), "areas": areas}
    levers = {
        lever: table({**components, **timing}) | {"minProperties": 1}
        for lever, components in of_levers(catalogue, component).items()
    }
    if "intensification_weeks" in levers:
        levers["intensification_weeks"]["properties"]["dates"] = several(DATE)
    fields: Schema = {"based_on": {"names": "presets"}, "label": TEXT, "source": TEXT}
    return table({**fields, **timing, **levers}, ("based_on",))


def sweep(catalogue: Any) -> Schema:
    """Lists of values of parameters, switches and components."""
    swept = {row["name"]: several(number(row["low"], row["high"])) for row in catalogue.parameters()}
    swept |= {row["name"]: several({"enum": list(row["choices"])}) for row in catalogue.structures()}
    levers = of_levers(catalogue, lambda row: several(component(row)))
    swept |= {lever: table(components) | {"minProperties": 1} for lever, components in levers.items()}
    return table({"based_on": {"names": "strategies"}, **swept}, ("based_on",)) | {"minProperties": 2}


def of_levers(catalogue: Any, of: Any) -> dict[str, Schema]:
    """The components of each lever, each by a function of its row."""
    found: dict[str, Schema] = {}
    for row in catalogue.levers():
        found.setdefault(row["lever"], {})[row["name"].partition(".")[2]] = of(row)
    return found
