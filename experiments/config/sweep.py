"""The table `[sweep]` of a config: lists of values of levers and parameters, of which every combination is run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator

from experiments.config.fields import Known, Named, Section, problems_of, refuse, table_of, twice
from experiments.protocol.design import Value
from experiments.protocol.engine import Engine, Told
from sim.evidence.problems import Problem, shown, unknown


def _of_the_catalogue(made: dict[str, Any]) -> None:
    """Leave the JSON Schema to `experiments.config.schema`, which knows what can be swept."""
    made.clear()
    made["names"] = "sweep"


class Sweep(Section):
    """What a sweep varies: lists of values for lever components (`lever.component = [...]`) and for parameters.

    Every combination of lever values becomes a strategy, based on `based_on`; every combination of parameter values a point.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, json_schema_extra=_of_the_catalogue)

    based_on: Annotated[str, Named("strategies"), Field(description="the strategy whose levers are varied")]

    @model_validator(mode="wrap")
    @classmethod
    def _lists(cls, given: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        problems: list[Problem] = []
        try:
            made = handler(given)
        except ValidationError as error:
            problems += problems_of(error, cls)
        swept = {name: value for name, value in table_of(given).items() if name != "based_on"}
        if isinstance(given, Mapping) and not swept:
            problems.append(Problem((), "nothing to vary", "at least one lever component or parameter with a list of values"))
        if isinstance(info.context, Known) and info.context.engine is not None:
            for name, value in swept.items():
                problems += [one.within(name) for one in _judge_swept(name, value, info.context.engine)]
        refuse(problems)
        return made

    def levers(self) -> dict[str, list[Value]]:
        """Values by lever component, dotted."""
        extra = self.model_extra or {}
        return {
            f"{lever}.{component}": values
            for lever, components in extra.items()
            if isinstance(components, dict)
            for component, values in components.items()
        }

    def parameters(self) -> dict[str, list[Value]]:
        """Values by parameter or switch."""
        return {name: values for name, values in (self.model_extra or {}).items() if isinstance(values, list)}


def _judge_swept(name: str, value: Any, engine: Engine) -> Iterator[Problem]:
    """What is wrong with a swept parameter, switch or lever."""
    rows = [*engine.catalogue.parameters(), *engine.catalogue.structures()]
    parameters, levers = [[row["name"] for row in some] for some in (rows, engine.catalogue.levers())]
    if name in parameters:
        yield from _judge_values(value, lambda one: engine.wrong_parameter(name, one))
    elif not isinstance(value, Mapping) or not any(row.startswith(f"{name}.") for row in levers):
        yield unknown(name, [*parameters, *levers], "`lever.component` or a parameter, with a list of values")
    elif not value:
        yield Problem((), "an empty table", "a component with a list of values")
    else:
        for component, values in value.items():
            if f"{name}.{component}" not in levers:
                yield unknown(f"{name}.{component}", levers, "one of `countylines levers`", (component,))
            else:
                told = partial(_wrong_component, engine, name, component)
                yield from (one.within(component) for one in _judge_values(values, told))


def _wrong_component(engine: Engine, lever: str, component: str, value: Any) -> list[Told]:
    """What is wrong with a value of a component, alone."""
    content = {"based_on": engine.catalogue.strategies()[0]["name"], lever: {component: value}}
    return [(path[2:], *rest) for path, *rest in engine.wrong_strategy("swept", content, part=True)]  # type: ignore[misc]


def _judge_values(values: Any, wrong: Callable[[Any], Iterable[Told]]) -> Iterator[Problem]:
    """What is wrong with a list of values, each of which is a number or a name, and stands there once."""
    if not isinstance(values, list) or not values:
        yield Problem((), shown(values), "a list of values")
        return
    for at, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            yield Problem((at,), shown(value), "a number or a name")
        else:
            yield from (Problem._make(one).within(at) for one in wrong(value))
    yield from twice(values)
