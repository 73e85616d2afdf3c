"""A TOML file to an `Experiment`: every key and name checked before anything runs, every error told at once."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    create_model,
    model_validator,
)

from experiments.config.days import USUAL_YEARS
from experiments.config.toml_lines import Path as Keys
from experiments.config.toml_lines import decode, line_of, lines_of, parse_toml
from experiments.protocol.engine import SIM, Engine, load_engine
from experiments.protocol.kinds import KINDS, Kind
from experiments.protocol.problems import Problem, Unusable, nearest, shown
from sim.setup.bounds import (
    DAYS_A_YEAR,
    FIRST_YEAR,
    GREATEST_SEED,
    LARGEST_SCALE,
    LAST_YEAR,
    LONGEST_ANALYSIS,
    LONGEST_WARM_UP,
    SMALLEST_SCALE,
)

WORKER_WAIT_SECONDS = 60.0
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Section(BaseModel):
    """A table of a config: unknown keys are errors, and values are taken as they stand, not converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def a_day_at_least(years: float) -> float:
    """Analysed years, which must come to one day.

    Raises:
        ValueError: they are less than a day.
    """
    if round(DAYS_A_YEAR * years) < 1:
        raise ValueError(f"one day at least, which is {1.0 / DAYS_A_YEAR:.4f}")
    return years


class World(Section):
    """The world to run: its size, its time, and what is assumed about it."""

    scale: Annotated[
        Number, Field(ge=SMALLEST_SCALE, le=LARGEST_SCALE, description="agents per person in the population at risk")
    ] = 0.1
    scenario: Annotated[str | list[str], Field(description="a world to assume, or a list of them")] = "steady"
    start: Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31), description="first analysed day")] = (
        date(2019, 1, 1)
    )
    years: Annotated[
        Number, Field(gt=0.0, le=LONGEST_ANALYSIS, description="analysed years"), AfterValidator(a_day_at_least)
    ] = USUAL_YEARS
    warm_up_years: Annotated[Number, Field(ge=0.0, le=LONGEST_WARM_UP, description="years before `start`, not analysed")] = 2
    structure: Annotated[
        dict[str, str | list[str]], Field(description="switches of the model; a list of alternatives makes one a factor")
    ] = {}


class Reasoned(Section):
    """A value outside the evidence range, with the reason for it."""

    value: Number
    reason: Annotated[str, Field(min_length=1)]


class Range(Section):
    """A parameter that is not known: drawn between two limits, evenly on a scale."""

    low: Number
    high: Number
    scale: Literal["linear", "log", "logit"] = "linear"
    reason: Annotated[str, Field(description="why it leaves the evidence range, where it does")] = ""

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        if not self.low < self.high:
            raise ValueError("low below high")
        if self.scale == "log" and self.low <= 0.0:
            raise ValueError("low above 0 on a log scale")
        if self.scale == "logit" and not (self.low > 0.0 and self.high < 1.0):
            raise ValueError("low and high between 0 and 1 on a logit scale")
        return self


def form_of(value: Any) -> str | None:
    """Which of the forms a parameter's setting means to have, so that errors are told of that form alone."""
    if isinstance(value, Mapping):
        bounded = "low" in value or "high" in value
        if "value" in value or ("reason" in value and not bounded):
            return "Reasoned"
        return "Range" if bounded else None
    if isinstance(value, str):
        return "word"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return type(value).__name__ if isinstance(value, Section) else None


ParameterSetting = Annotated[
    Annotated[Number, Tag("number")]
    | Annotated[Literal["range"], Tag("word")]
    | Annotated[Reasoned, Tag("Reasoned")]
    | Annotated[Range, Tag("Range")],
    Discriminator(form_of),
]
FORMS: dict[str, type[Section] | None] = {"number": None, "word": None, "Reasoned": Reasoned, "Range": Range}


class Strategies(Section):
    """What is compared with what."""

    baseline: Annotated[str, Field(description="the strategy that the others are compared with")]
    compare: Annotated[list[str], Field(description="strategies to compare with the baseline")] = []


class Replications(Section):
    """How many replications, or how precise the answer must be."""

    number: Annotated[int | None, Field(ge=1, le=1_000_000, description="replications of each point (24)")] = None
    precision: Annotated[
        Number | None,
        Field(gt=0.0, le=1.0, description="half-width of each primary difference, a share of the baseline's mean"),
    ] = None
    at_most: Annotated[int, Field(ge=2, le=1_000_000, description="replications never exceeded by `precision`")] = 2000
    pilot: Annotated[int, Field(ge=5, le=1000, description="replications that `precision` plans from")] = 20
    seed: Annotated[int, Field(ge=0, le=GREATEST_SEED, description="decides all luck")] = 1
    aa: Annotated[bool | None, Field(description="run the baseline once more with other seeds, as a floor of noise")] = None

    @model_validator(mode="after")
    def _one_of(self) -> "Replications":
        if self.number is not None and self.precision is not None:
            raise ValueError("`number` or `precision`, not both")
        return self


class Measures(Section):
    """The measures that the question is about."""

    primary: Annotated[list[str], Field(max_length=5, description="at most five, named before the run")] = []
    matters: Annotated[
        dict[str, Annotated[Number, Field(gt=0.0)]],
        Field(description="smallest difference that matters, a share of the baseline's mean"),
    ] = {}


class DesignSection(Section):
    """How the worlds are drawn when parameters are ranges."""

    sampling: Annotated[
        Literal["sobol", "lhs", "grid"], Field(description="Sobol sequence, Latin hypercube, or every combination of levels")
    ] = "sobol"
    points: Annotated[int, Field(ge=2, le=1_000_000, description="worlds drawn (sobol, lhs)")] = 64
    levels: Annotated[int, Field(ge=2, le=100, description="values of each range (grid)")] = 3


class ExecutionSection(Section):
    """How runs are carried out; nothing here changes a result."""

    time_limit_seconds: Annotated[
        Number | None, Field(gt=0.0, description="of one run; thirty times what one takes here, at least 60, when not given")
    ] = None
    task_seconds: Annotated[Number, Field(gt=0.0, le=3600.0, description="runs are sent to workers in tasks of about this")] = (
        1.0
    )
    worker_wait_seconds: Annotated[
        Number,
        Field(gt=0.0, description="how long a cluster may be without any worker before the run stops, to be gone on with"),
    ] = WORKER_WAIT_SECONDS
    engine: Annotated[str, Field(description="another model than the county lines one, as `module:attribute`")] = SIM


class OutputSection(Section):
    """What is stored beside the measures of each run."""

    series: Annotated[
        Literal["areas", "national", "none"] | None, Field(description="monthly values kept: by area, national, or none")
    ] = None
    report: Annotated[bool, Field(description="draw figures and write report.html (`countylines report` does so later)")] = True
    by_area: Annotated[
        Literal["primary", "all"] | list[str], Field(description="measures kept by area (the whole country: always all)")
    ] = "primary"


class Experiment(Section):
    """A whole config, checked."""

    title: Annotated[str, Field(min_length=1, description="the question in a line")]
    question: Annotated[str, Field(description="the question in full")] = ""
    world: World = World()
    parameters: dict[str, ParameterSetting] = {}
    strategies: Strategies
    strategy: Annotated[dict[Name, dict[str, Any]], Field(description="strategies of one's own, each from a preset")] = {}
    replications: Replications = Replications()
    measures: Measures = Measures()
    design: DesignSection = DesignSection()
    execution: ExecutionSection = ExecutionSection()
    output: OutputSection = OutputSection()

    @property
    def own(self) -> Any:
        """The settings of the experiment's kind (its own table)."""
        return getattr(self, self.kind_name, None)

    @property
    def kind_name(self) -> str:
        """The kind's name."""
        return str(getattr(self, "kind"))  # noqa: B009 (the field is of the subclass that `model_of` makes)

    @property
    def scenarios(self) -> list[str]:
        """The scenarios as a list."""
        given = self.world.scenario
        return given if isinstance(given, list) else [given]


@cache
def model_of(kind: str) -> type[Experiment]:
    """The pydantic model of a kind's configs: the shared tables and its own."""
    entry = KINDS[kind]
    fields: dict[str, Any] = {"kind": (Literal[kind], Field(description=entry.says))}
    if entry.engine:
        section: Any = create_model("ExecutionSection", __base__=ExecutionSection, engine=(str, entry.engine))
        fields["execution"] = (section, section())
    settings = entry.function("settings")
    if settings is not None:
        needed = any(field.is_required() for field in settings.model_fields.values())  # type: ignore[attr-defined]
        fields[kind] = (settings, ...) if needed else (settings, settings())
    return create_model(f"{kind.capitalize()}Experiment", __base__=Experiment, __doc__=entry.says, **fields)


def schema() -> dict[str, Any]:
    """The JSON Schema of configs, for editors."""
    from pydantic import TypeAdapter

    union: Any = None
    for kind in available():
        union = model_of(kind) if union is None else union | model_of(kind)
    made = TypeAdapter(Annotated[union, Field(discriminator="kind")]).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "countylines experiment", **made}


def available() -> list[str]:
    """Kinds whose code is there."""
    return [name for name, kind in KINDS.items() if _there(kind)]


def _there(kind: Kind) -> bool:
    import importlib.util

    modules = {r.partition(":")[0] for r in (kind.design, kind.analyse, kind.settings, kind.grow, kind.problems) if r}
    return all(importlib.util.find_spec(module) is not None for module in modules)


class Loaded:
    """A config that can be used: the experiment, the file's bytes, its name, and the engine it runs."""

    def __init__(self, experiment: Experiment, raw: bytes, file: str):
        self.experiment = experiment
        self.raw = raw
        self.file = file

    @property
    def engine(self) -> Engine:
        """The model to run."""
        return load_engine(self.experiment.execution.engine)


def read(config: str | Path) -> Loaded:
    """Read and check a config: a path, or TOML text (anything with a line break).

    Raises:
        Unusable: with every problem.
    """
    if isinstance(config, str) and "\n" in config:
        return check(config.encode(), "config")
    path = Path(config)
    try:
        raw = path.read_bytes()
    except OSError as error:
        found = "a folder" if path.is_dir() else (error.strerror or str(error)).lower()
        near = nearest(path.name, (p.name for p in path.parent.glob("*.toml"))) if path.parent.is_dir() else ""
        hint = str(path.parent / near) if near else ""
        raise Unusable([Problem(str(config), 0, "", found, "a config file (TOML)", hint)]) from None
    return check(raw, str(config))


def check(raw: bytes, file: str) -> Loaded:
    """Check a config's bytes whole.

    Raises:
        Unusable: with every problem, in the order of the lines.
    """
    text = decode(raw, file)
    table = parse_toml(text, file)
    lines = lines_of(text)
    problems: list[Problem] = []

    def add(keys: Keys, found: str, expected: str, near: str = "") -> None:
        problems.append(Problem(file, line_of(keys, lines), dotted(keys), found, expected, near))

    engine = _engine(table, add)
    if engine is not None:
        from experiments.config.names import check_names

        check_names(table, engine, add)
    experiment = _shape(table, add)
    if problems or experiment is None:
        raise Unusable(_first_of_each_key(problems))
    return Loaded(experiment, raw, file)


def _first_of_each_key(problems: list[Problem]) -> list[Problem]:
    """One problem a key and line: where name and shape are both wrong, the name says it.

    A parameter's value that is outside its range says already that a reason is wanted.
    """
    seen: dict[tuple[int, str], Problem] = {}
    for problem in problems:
        of, _, last = problem.key.rpartition(".")
        if not (last == "reason" and of.startswith("parameters.") and (problem.line, of) in seen):
            seen.setdefault((problem.line, problem.key), problem)
    return list(seen.values())


def dotted(keys: Keys) -> str:
    """A path of keys as one writes it: `strategies.compare[2]`."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else (f".{key}" if text else str(key))
    return text


def _engine(table: Mapping[str, Any], add: Any) -> Engine | None:
    section = table.get("execution")
    own = KINDS[kind].engine if isinstance(kind := table.get("kind"), str) and kind in KINDS else ""
    reference = section.get("engine", own or SIM) if isinstance(section, Mapping) else own or SIM
    if not isinstance(reference, str):
        return None
    try:
        return load_engine(reference)
    except ValueError as error:
        add(("execution", "engine"), shown(reference), f"the module and name of an engine ({error})")
        return None


def _shape(table: Mapping[str, Any], add: Any) -> Experiment | None:
    kind = table.get("kind")
    kinds = available()
    if kind not in kinds:
        expected = "one of " + ", ".join(kinds)
        add(("kind",), "no `kind`" if kind is None else shown(kind), expected, nearest(kind, kinds))
        kind = "compare"
        table = {name: value for name, value in table.items() if name not in KINDS} | {"kind": kind}
        _validated(table, kind, add)
        return None
    return _validated(table, kind, add)


def _validated(table: Mapping[str, Any], kind: str, add: Any) -> Experiment | None:
    from experiments.config.wording import problems_of

    try:
        return model_of(kind).model_validate(table)
    except ValidationError as error:
        for problem in problems_of(error, table, model_of(kind), FORMS):
            add(*problem)
        return None
