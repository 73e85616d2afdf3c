"""What the values of a config can be: texts, numbers and names that the engine knows; and pydantic's errors as problems."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    model_validator,
)

from experiments.protocol.engine import Engine
from sim.evidence import is_day
from sim.evidence.problems import Problem, Refused, collecting, shown, unknown
from sim.setup.bounds import BOUNDS, within

EXPECTED = {
    "string_type": "a string in quotes",
    "string_pattern_mismatch": "{pattern}",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "date_type": "a date like 2019-01-01, without quotes",
    "date_from_datetime_inexact": "a date without a time",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "a number below {lt}",
    "less_than_equal": "{le} or less",
    "string_too_short": "at least {min_length} character(s)",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length}",
    "too_short": "at least {min_length}",
    "one_or_list": "a string in quotes or a list of them",
}
SETTING = 'a number, "range", { low = …, high = … } or { value = …, reason = "…" }'
TAG = "\0"
"""What the tags of a union begin with: no key of a file does."""
_UNSEEN = r"\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff"
_IN_LINE = rf"\u0000-\u001f\u2028\u2029{_UNSEEN}"
LINE = rf"^[^{_IN_LINE}]*[^\s\u200c\u200d{_IN_LINE}][^{_IN_LINE}]*$"
TEXT = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_UNSEEN}]*$"
"""Text in which no sign is unseen or turns the direction of what follows; joiners of letters may stand, but not alone."""
IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]*$"

PATTERNS = {
    LINE: "printable text in one line, not blanks alone",
    TEXT: "printable text",
    IDENTIFIER: "a name of letters, digits and _ that does not begin with a digit",
}

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Line = Annotated[str, Field(min_length=1, pattern=LINE)]
Text = Annotated[str, Field(pattern=TEXT)]


@dataclass
class Known:
    """What a config is checked against: its engine (None where it is unknown) and the strategies that it declares itself.

    `asked` gathers the strategies that it names somewhere; `folder` is where the config stands, which its paths start from.
    """

    engine: Engine | None
    own: Sequence[str] = ()
    asked: set[str] = field(default_factory=set)
    folder: Path = Path()

    def names(self, what: str) -> dict[str, str]:
        """Names of a sort, each with the reason why it cannot be used here (mostly empty)."""
        found = names_of(what, self.engine.catalogue) if self.engine else {}
        return found | (dict.fromkeys(self.own, "") if what == "strategies" else {})

    def wrong_name(self, name: str, what: str) -> list[Problem]:
        """What is wrong with a name of a sort."""
        names = self.names(what)
        if self.engine and name not in names:
            sort, _, _ = what.partition(" ")
            command = LISTED.get(sort, sort)
            many = f" (`countylines {command}` lists them)" if command else ""
            listed = ": " + ", ".join(names) if len(names) <= 8 else many
            expected = f"one of the {sort}{listed}" if names else f"none: the engine has no {sort}"
            return [unknown(name, names, expected)]
        return [Problem((), f"{shown(name)}, {names[name]}", "another one")] if names.get(name) else []

    def wrong_parameter(self, name: str, value: Any) -> list[Problem]:
        """What the engine says of a parameter's or a switch's value."""
        return [Problem._make(one) for one in self.engine.wrong_parameter(name, value)] if self.engine else []

    def wrong_strategy(self, name: str, content: Mapping[str, Any], part: bool = False) -> list[Problem]:
        """What the engine says of the table of an own strategy."""
        return [Problem._make(one) for one in self.engine.wrong_strategy(name, content, part)] if self.engine else []

    @classmethod
    def of(cls, info: ValidationInfo) -> "Known":
        """What a validation knows: nothing where a model is made in code."""
        return info.context if isinstance(info.context, Known) else cls(None)


LISTED = {"presets": "strategies", "parts": "levers", "structures": "parameters", "factors": "parameters", "areas": ""}
"""The command that lists a sort of names which has none of its own; of areas, which none lists, an error names the nearest."""


def names_of(what: str, catalogue: Any) -> dict[str, str]:
    """Names of a catalogue by their sort, each with the reason why it cannot be used (mostly empty)."""
    if what == "measures by area":
        return {row["name"]: _without_areas(row.get("whole_only")) for row in catalogue.measures()}
    if what == "measures with a direction":
        return {row["name"]: "" if row["better"] else "which has no direction of good" for row in catalogue.measures()}
    if what == "factors":
        rows = catalogue.parameters()
        sets = [f"{of}:{row[of]}" for of in ("group", "basis") for row in rows]
        switches = [row["name"] for row in catalogue.structures()]
        return dict.fromkeys([*(row["name"] for row in rows), *switches, *sets, "structures", "basis:structural"], "")
    if what == "levers":
        return dict.fromkeys((row["lever"] for row in catalogue.levers()), "")
    if what == "parts":
        return {**names_of("levers", catalogue), **names_of("components", catalogue)}
    listing = {"presets": "strategies", "components": "levers"}.get(what, what)
    rows = getattr(catalogue, listing)() if listing != "equalities" or hasattr(catalogue, listing) else []
    return dict.fromkeys((row["name"] for row in rows), "")


def _without_areas(why: str | None) -> str:
    return f"which has no value by area: {why}" if why else ""


@dataclass(frozen=True)
class Checked:
    """A check of a field's value beside its type, with what the JSON Schema says of the same.

    Attributes:
        problems: what is wrong with a value, and with what the config is checked against (which has no engine in code).
        schema: keywords for the JSON Schema.
    """

    problems: Callable[[Any, Known], Iterable[Problem]]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """The type, then the check."""
        return AfterValidator(self._check).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The type's schema, then the keywords."""
        return {**handler(schema), **self.schema}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        refuse(self.problems(value, Known.of(info)))
        return value


def named(what: str) -> Checked:
    """A name that the engine knows, of a sort of `names_of`; `experiments.config.schema` fills in which there are."""

    def problems(name: str, known: Known) -> list[Problem]:
        if what in ("strategies", "presets"):
            known.asked.add(name)
        return known.wrong_name(name, what)

    return Checked(problems, {"names": what})


def _not_all(areas: Sequence[str], known: Known) -> list[Problem]:
    every = known.names("areas")
    return (
        [Problem((), "all areas", "some of them: they are set against the others")]
        if every and set(every) <= set(areas)
        else []
    )


NOT_ALL = Checked(_not_all, {})
"""Of a list of areas: that it leaves some out."""


def of_world(name: str) -> Checked:
    """A setting of a world, within the bounds that the model has for it; a day, to JSON, within their years."""

    def problems(value: Any, _known: Known) -> list[Problem]:
        found: list[Problem] = []
        with collecting(found):
            within(name, value)
        return [one._replace(path=()) for one in found]

    bounds = BOUNDS[name]
    if is_day(bounds.low):
        years = "|".join(map(str, range(bounds.low.year, bounds.high.year + 1)))
        return Checked(problems, {"pattern": f"^({years})-"})
    return Checked(problems, {"minimum": bounds.low, "maximum": bounds.high})


def refuse(problems: Iterable[Problem]) -> None:
    """Refuse what has problems.

    Raises:
        Refused: there is one.
    """
    if found := list(problems):
        raise Refused(found)


def twice(values: Sequence[Any]) -> Iterator[Problem]:
    """Items that stand before them already."""
    for at, value in enumerate(values):
        if value in values[:at]:
            yield Problem((at,), f"{shown(value)} twice", "each one once")


def power_of_two(most: int) -> Checked:
    """A number of points with which Sobol's sequence keeps its balance, up to so many."""

    def problems(number: int, _known: Known) -> list[Problem]:
        whole = number & (number - 1) == 0
        return [] if whole else [Problem((), shown(number), f"a power of 2, as {1 << number.bit_length()}")]

    return Checked(problems, {"enum": [2**power for power in range(most.bit_length())]})


ONCE = Checked(lambda values, _known: twice(values), {"uniqueItems": True})
"""A list in which nothing stands twice."""


def one_or_list(value: Any) -> str | None:
    """The tag of a union of one text and a list of them."""
    return f"{TAG}list" if isinstance(value, list) else f"{TAG}one" if isinstance(value, str) else None


ONE_OR_LIST = Discriminator(one_or_list, custom_error_type="one_or_list", custom_error_message="neither")

Judge = Callable[[str, Any, Any, Known, ValidationInfo], Iterable[Problem]]


def each(judge: Judge) -> Callable[[Any, ValidatorFunctionWrapHandler, ValidationInfo], Any]:
    """A wrap validator of a table in which each entry is judged by itself, so that one fault does not hide another.

    Args:
        judge: gives what is wrong with an entry, from its name, its value as given, and as made (None where it could not be).
    """

    def entries(given: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if not isinstance(given, dict):
            return handler(given)
        made: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, value in given.items():
            try:
                made |= handler({name: value})
            except ValidationError as error:
                problems += problems_of(error)
            problems[:0] = [one.within(name) for one in judge(name, value, made.get(name), Known.of(info), info)]
        refuse(problems)
        return made

    return entries


class Section(BaseModel):
    """A table of a config: unknown keys are errors, and values are taken as they stand, not converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _as_problems(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(given)
        except ValidationError as error:
            raise Refused(problems_of(error, cls)) from None


def problems_of(error: ValidationError, model: type[BaseModel] | None = None) -> Iterator[Problem]:
    """Pydantic's errors as problems; `model` is what was to be made, whose keys and words are those expected."""
    for one in error.errors(include_url=False):
        path = tuple(key for key in one["loc"] if not str(key).startswith(TAG) and key != "[key]")
        context, kind = one.get("ctx", {}), one["type"]
        fields = {field.alias or name: field for name, field in model.model_fields.items()} if model else {}
        if kind == "value_error":
            reason = context["error"]
            if isinstance(reason, Refused):
                yield from (problem.within(*path) for problem in reason.problems)
            else:
                yield Problem(path, shown(one["input"]), str(reason))
        elif kind == "extra_forbidden":
            yield unknown_key(path, fields)
        elif kind == "missing":
            yield Problem(path, f"no `{path[-1]}`", "a value for it")
        elif kind == "literal_error" and path and path[0] in fields:
            words = [*_words(fields[str(path[0])].annotation)]
            yield unknown(one["input"], words, "one of " + ", ".join(words), path)._replace(found=shown(one["input"]))
        elif kind in ("setting", "literal_error"):
            yield Problem(path, shown(one["input"]), SETTING)
        else:
            found = f"{len(one['input'])} of them" if kind == "too_long" else shown(one["input"])
            bounds = {name: PATTERNS.get(value) or shown(value) for name, value in context.items()}
            yield Problem(path, found, EXPECTED.get(kind, one["msg"]).format_map(bounds))


def unknown_key(path: tuple[str | int, ...], valid: Iterable[str]) -> Problem:
    """The problem of a key that a table does not have."""
    name, names = str(path[-1]), list(valid)
    return unknown(name, names, "one of the keys " + ", ".join(names), path)._replace(found=f"the unknown key `{name}`")


def _words(annotation: Any) -> Iterator[str]:
    """The words of the literals in a type."""
    if isinstance(annotation, str):
        yield annotation
    for part in get_args(annotation):
        yield from _words(part)


def table_of(value: Any) -> Mapping[str, Any]:
    """A value if it is a table, else an empty one."""
    return value if isinstance(value, Mapping) else {}
