"""The tables of a config: what each key means, its type, and which keys go together."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    WrapValidator,
    create_model,
    field_validator,
    model_validator,
)

from experiments.config.execution import EngineName, ExecutionSection, OutputSection
from experiments.config.fields import (
    IDENTIFIER,
    ONCE,
    ONE_OR_LIST,
    TAG,
    Known,
    Line,
    Number,
    Section,
    Text,
    each,
    named,
    of_world,
    refuse,
    table_of,
    twice,
)
from experiments.config.worlds import WorldsSection
from experiments.protocol.design import AGAIN
from experiments.protocol.kinds import KINDS
from sim.evidence import is_day
from sim.evidence.problems import Problem, Refused, shown, unknown
from sim.setup.bounds import horizon

Name = Annotated[str, Field(max_length=80, pattern=IDENTIFIER)]
Measure = Annotated[str, named("measures")]
Strategy = Annotated[str, named("strategies")]


def judge_switch(name: str, given: Any, _made: Any, known: Known, info: ValidationInfo) -> Iterator[Problem]:
    """What is wrong with a switch of the model, or with one of its alternatives."""
    if problems := known.wrong_name(name, "structures"):
        yield from problems
    elif isinstance(given, str):
        yield from known.wrong_parameter(name, given)
    elif isinstance(given, list):
        yield from [] if given else [Problem((), "an empty list", "at least one alternative")]
        yield from twice(given)
        for at, one in enumerate(given):
            yield from (problem.within(at) for problem in known.wrong_parameter(name, one))


class World(Section):
    """The world to run: its size, its time, and what is assumed about it."""

    scale: Annotated[Number, of_world("scale"), Field(description="agents per person in the population at risk")] = 0.1
    scenario: Annotated[
        Annotated[str, named("scenarios"), Tag(f"{TAG}one")]
        | Annotated[list[Annotated[str, named("scenarios")]], Field(min_length=1), ONCE, Tag(f"{TAG}list")],
        ONE_OR_LIST,
        Field(description="a world to assume, or a list of them"),
    ] = "steady"
    start: Annotated[date, of_world("start"), Field(description="first analysed day")] = date(2019, 1, 1)
    years: Annotated[Number, of_world("years"), Field(description="analysed years")] = 3
    warm_up_years: Annotated[Number, of_world("warm_up_years"), Field(description="years before `start`, not analysed")] = 2
    structure: Annotated[
        dict[str, Annotated[Annotated[str, Tag(f"{TAG}one")] | Annotated[list[str], Tag(f"{TAG}list")], ONE_OR_LIST]],
        WrapValidator(each(judge_switch)),
        WithJsonSchema({"names": "structure"}),
        Field(description="switches of the model; a list of alternatives makes one a factor"),
    ] = {}

    @property
    def last_day(self) -> date:
        """The last analysed day."""
        return date.fromordinal(horizon(self.start, self.years) - 1)


class Reasoned(Section):
    """A value outside the evidence range, with the reason for it."""

    value: Number
    reason: Line


class Range(Section):
    """A parameter that is not known: drawn between two limits, evenly on a scale."""

    low: Number
    high: Number
    scale: Literal["linear", "log", "logit"] = "linear"
    reason: Annotated[Text, Field(description="why it leaves the evidence range, where it does")] = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        found = f"{{ low = {self.low}, high = {self.high} }}"
        if not self.low < self.high:
            raise Refused([Problem((), found, "low below high")])
        if self.scale == "log" and self.low <= 0.0:
            raise Refused([Problem((), found, "low above 0 on a log scale")])
        if self.scale == "logit" and not (self.low > 0.0 and self.high < 1.0):
            raise Refused([Problem((), found, "low and high between 0 and 1 on a logit scale")])
        return self


def form_of(value: Any) -> str | None:
    """Which of the forms a parameter's setting means to have, so that its faults are those of that form alone."""
    if isinstance(value, Range | Reasoned):  # when the config is written down again
        return f"{TAG}range" if isinstance(value, Range) else f"{TAG}reasoned"
    if isinstance(value, Mapping):
        bounded = "low" in value or "high" in value
        if "value" in value or ("reason" in value and not bounded):
            return f"{TAG}reasoned"
        return f"{TAG}range" if bounded else None
    if isinstance(value, str):
        return f"{TAG}word"
    return f"{TAG}number" if isinstance(value, int | float) and not isinstance(value, bool) else None


ParameterSetting = Annotated[
    Annotated[Number, Tag(f"{TAG}number")]
    | Annotated[Literal["range"], Tag(f"{TAG}word")]
    | Annotated[Reasoned, Tag(f"{TAG}reasoned")]
    | Annotated[Range, Tag(f"{TAG}range")],
    Discriminator(form_of, custom_error_type="setting", custom_error_message="none of them"),
]


def judge_parameter(name: str, _given: Any, made: Any, known: Known, info: ValidationInfo) -> Iterator[Problem]:
    """What is wrong with a parameter: its name, or a number of its setting."""
    if name in known.names("structures"):
        yield Problem((), f"the structural switch `{name}`", f"it in the table world.structure: structure = {{ {name} = … }}")
    elif problems := known.wrong_name(name, "parameters"):
        yield from problems
    elif isinstance(made, Reasoned):
        yield from known.wrong_parameter(name, {"value": made.value, "reason": made.reason})
    elif isinstance(made, Range):
        for end in ("low", "high"):
            value = getattr(made, end)
            reasoned = {"value": value, "reason": made.reason} if made.reason else value
            yield from (problem.within(end) for problem in known.wrong_parameter(name, reasoned))
    elif made is not None and made != "range":
        yield from known.wrong_parameter(name, made)


class Strategies(Section):
    """What is compared with what."""

    baseline: Annotated[Strategy, Field(description="the strategy that the others are compared with")]
    compare: Annotated[list[Strategy], ONCE, Field(description="strategies to compare with the baseline")] = []
    equal: Annotated[
        list[Annotated[str, named("equalities")]],
        ONCE,
        Field(description="compare them also at the baseline's: how effort is directed apart from how much there is"),
    ] = []
    equal_of: Annotated[list[Strategy], ONCE, Field(description="those to compare at equal means (all that are compared)")] = []

    @field_validator("equal_of")
    @classmethod
    def _compared(cls, names: list[str], info: ValidationInfo) -> list[str]:
        compared = info.data.get("compare", [])
        if names and not info.data.get("equal"):
            raise Refused([Problem((), "`equal_of` without `equal`", "`equal` beside it")])
        refuse(unknown(name, compared, "one of `compare`", (at,)) for at, name in enumerate(names) if name not in compared)
        return names

    @field_validator("compare")
    @classmethod
    def _others(cls, names: list[str], info: ValidationInfo) -> list[str]:
        base = info.data.get("baseline")
        refuse(
            Problem((at,), f"{shown(name)}, which is the baseline", "others") for at, name in enumerate(names) if name == base
        )
        return names


class OwnStrategy(Section):
    """A strategy of one's own: a preset and what differs from it, lever by lever."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    based_on: Annotated[str, Field(description="the preset that it starts from")]
    label: Annotated[Line | None, Field(description="its name for people")] = None
    source: Annotated[Line | None, Field(description="where it comes from")] = None

    @property
    def content(self) -> dict[str, Any]:
        """What of the table decides results: all but label and source."""
        return {"based_on": self.based_on, **(self.model_extra or {})}


def judge_strategy(name: str, given: Any, _made: Any, known: Known, info: ValidationInfo) -> Iterator[Problem]:
    """What is wrong with an own strategy: its name, what the model says of its table, and dates outside the run."""
    presets = known.names("presets")
    if not isinstance(given, Mapping):
        return
    if name in presets or name == AGAIN:
        yield Problem((), f"the name of a strategy that is there already, {shown(name)}", "a name of its own")
    content = {key: value for key, value in given.items() if key not in ("label", "source")}
    if not isinstance(content.get("based_on"), str):  # which is told as a wrong type; the rest is judged all the same
        content["based_on"] = next(iter(presets), "")
    yield from (problems := known.wrong_strategy(name, content))
    if isinstance(world := info.data.get("world"), World) and not problems and known.engine:
        yield from _outside(content, world)


def _outside(content: Mapping[str, Any], world: World) -> Iterator[Problem]:
    """Dates of an own strategy that lie outside the run: they would change nothing, in silence."""
    first, last = world.start, world.last_day
    a_day = f"a day of the run, {first} to {last}"
    for path, table in [((), content), *(((lever,), table_of(value)) for lever, value in content.items())]:
        starts = table.get("starts", first)
        if starts > last:
            yield Problem((*path, "starts"), f"{starts}, after the last day of the run", a_day)
        elif starts < first:
            without = "without `starts` it begins on the first"
            yield Problem((*path, "starts"), f"{starts}, before the first day of the run", f"{a_day} ({without})")
    weeks = [day for day in table_of(content.get("intensification_weeks")).get("dates", ()) if is_day(day)]
    if weeks and not any(day <= last and day + timedelta(days=7) > first for day in weeks):
        found = f"{', '.join(map(str, weeks))}: no week within the run"
        yield Problem(("intensification_weeks", "dates"), found, f"at least one week in {first} to {last}")


class Replications(Section):
    """How many replications, or how precise the answer must be."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {"required": ["number", "precision"]},
            "dependentRequired": {"at_most": ["precision"], "pilot": ["precision"]},
        }
    )

    number: Annotated[int | None, Field(ge=1, le=1_000_000, description="replications of each point (24)")] = None
    precision: Annotated[
        Number | None,
        Field(gt=0.0, le=1.0, description="half-width of each primary difference, a share of the baseline's mean"),
    ] = None
    pilot: Annotated[int, Field(ge=5, le=1000, description="replications that `precision` plans from")] = 20
    at_most: Annotated[int, Field(ge=2, le=1_000_000, description="replications never exceeded by `precision`")] = 2000
    seed: Annotated[int, of_world("seed"), Field(description="decides all luck")] = 1
    aa: Annotated[
        bool | None,
        Field(description="run the baseline once more with other seeds (in a comparison of which no world is lived twice)"),
    ] = None

    @model_validator(mode="after")
    def _together(self) -> "Replications":
        """Refuse keys that only `precision` reads without it, and what cannot stand beside it."""
        given = self.model_fields_set
        problems: list[Problem] = []
        if self.precision is None:
            instead = "`precision` beside it, or `number` in its place"
            problems += [
                Problem((key,), f"`{key}` without `precision`", instead) for key in ("at_most", "pilot") if key in given
            ]
        elif self.number is not None:
            problems.append(Problem(("precision",), "`number` and `precision`", "one of them, not both"))
        if self.precision is not None and self.at_most < self.pilot:
            found = f"{self.at_most}, fewer than the pilot's {self.pilot}"
            problems.append(Problem(("at_most",), found, f"{self.pilot} or more"))
        refuse(problems)
        return self


class Measures(Section):
    """The measures that the question is about."""

    primary: Annotated[list[Measure], Field(max_length=5, description="at most five, named before the run"), ONCE] = []
    matters: Annotated[
        dict[Measure, Annotated[Number, Field(gt=0.0, le=1000.0)]],
        Field(description="smallest difference that matters, a share of the baseline's mean"),
    ] = {}


class DesignSection(Section):
    """How the worlds are drawn when parameters are ranges."""

    sampling: Annotated[
        Literal["sobol", "lhs", "grid"], Field(description="Sobol sequence, Latin hypercube, or every combination of levels")
    ] = "sobol"
    points: Annotated[int, Field(ge=2, le=1_000_000, description="worlds drawn (sobol, lhs)")] = 64
    levels: Annotated[int, Field(ge=2, le=100, description="values of each range (grid)")] = 3


class Experiment(Section):
    """A whole config, checked."""

    kind: str
    title: Annotated[Line, Field(description="the question in a line")]
    question: Annotated[Text, Field(description="the question in full")] = ""
    world: World = World()
    worlds: WorldsSection = WorldsSection()
    parameters: Annotated[
        dict[str, ParameterSetting],
        WrapValidator(each(judge_parameter)),
        WithJsonSchema({"names": "parameters"}),
        Field(description="numbers of the model held at another value, or drawn from a range"),
    ] = {}
    strategies: Strategies
    strategy: Annotated[
        dict[Name, OwnStrategy],
        WrapValidator(each(judge_strategy)),
        WithJsonSchema({"names": "strategy"}),
        Field(description="strategies of one's own, each from a preset"),
    ] = {}
    replications: Replications = Replications()
    measures: Measures = Measures()
    design: DesignSection = DesignSection()
    execution: ExecutionSection = ExecutionSection()
    output: OutputSection = OutputSection()

    @field_validator("world", "worlds", "strategies", "replications", "design", "output")
    @classmethod
    def _read_by_the_kind(cls, section: Any, info: ValidationInfo) -> Any:
        """Refuse what the kind does not read: keys of a design of its own, worlds, equal means, measures by area that none keeps."""
        name, kind = info.field_name, KINDS.get(str(info.data.get("kind")))
        if kind is None:
            return section
        if name == "design" and kind.instead:
            raise Refused([Problem((), "a table that this kind does not read", f"its design in [{kind.name}]")])
        if name == "world" and kind.instead and isinstance(section.scenario, list) and len(section.scenario) > 1:
            raise Refused([Problem(("scenario",), "several scenarios", f"one scenario for the kind {kind.name}")])
        if name == "replications":
            given = {key: f"`{kind.instead[key]}` in [{kind.name}]" for key in kind.instead if key in section.model_fields_set}
            refuse(Problem((key,), f"`{key}`, which this kind does not read", said) for key, said in given.items())
        if name == "worlds" and section.many and not kind.worlds:
            found = "`[worlds]`, which this kind does not read"
            raise Refused([Problem((), found, "it with " + ", ".join(k for k, one in KINDS.items() if one.worlds))])
        if name == "strategies" and section.equal and not kind.equal:
            kinds = " or ".join(k for k, one in KINDS.items() if one.equal)
            raise Refused([Problem(("equal",), "`equal`, which this kind does not read", f'it with kind = "{kinds}"')])
        if name == "output" and section.set_apart and not kind.equal:
            raise Refused([Problem(("set_apart",), "`set_apart`, which this kind does not read", 'it with kind = "compare"')])
        if name == "output" and (section.series or kind.series) in ("national", "none"):
            beside = f' with series = "{section.series}"' if section.series else ""
            said = {
                "by_area": f"`by_area`, of which nothing is kept{beside}",
                "set_apart": f"`set_apart`, and no series by area{beside}",
            }
            given = {key: found for key, found in said.items() if key in section.model_fields_set}
            refuse(Problem((key,), found, f'`series = "areas"` beside it, or no `{key}`') for key, found in given.items())
        return section

    @field_validator("replications")
    @classmethod
    def _of_computer_noise(cls, section: Replications, info: ValidationInfo) -> Replications:
        """Refuse `precision`, which is of luck alone, where worlds differ, and two numbers of replications."""
        given, world = info.data.get("parameters", {}), info.data.get("world") or World()
        worlds = info.data.get("worlds") or WorldsSection()
        varied = [name for name, value in given.items() if value == "range" or isinstance(value, Range)]
        varied += [name for name, value in world.structure.items() if isinstance(value, list)] + ["worlds"] * worlds.many
        if section.number is not None and worlds.twice is not None:
            raise Refused([Problem(("number",), "`number` beside `twice` under `[worlds]`", "one of them")])
        if varied and section.precision is not None:
            expected = "`number`: precision is of computer noise, and here parameters vary"
            raise Refused([Problem(("precision",), f"`precision` while {', '.join(varied)} vary", expected)])
        return section

    @property
    def own(self) -> Any:
        """The settings of the kind's own table."""
        return getattr(self, field_of(self.kind), None)

    @property
    def scenarios(self) -> list[str]:
        """The scenarios as a list."""
        given = self.world.scenario
        return given if isinstance(given, list) else [given]


def field_of(kind: str) -> str:
    """The field of a kind's own table: pydantic has a `validate` of its own."""
    return f"{kind}_table" if hasattr(Section, kind) else kind


@cache
def model_of(kind: str) -> type[Experiment]:
    """The pydantic model of a kind's configs: the shared tables and its own."""
    entry = KINDS[kind]
    fields: dict[str, Any] = {"kind": (Literal[kind], Field(description=entry.says))}
    if entry.engine:
        section: Any = create_model("ExecutionSection", __base__=ExecutionSection, engine=(EngineName, entry.engine))
        fields["execution"] = (section, section())
    settings = entry.function("settings")
    if settings is not None:
        needed = any(field.is_required() for field in settings.model_fields.values())  # type: ignore[attr-defined]
        fields[field_of(kind)] = (settings, Field(alias=kind) if needed else Field(default=settings(), alias=kind))
    return create_model(f"{kind.capitalize()}Experiment", __base__=Experiment, __doc__=entry.says, **fields)
