"""The table `[sweep]` of a config: lists of values of levers and parameters, of which every combination is run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator

from experiments.config.fields import Known, Section, named, problems_of, refuse, table_of, twice
from experiments.protocol.design import Value, swept
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

    based_on: Annotated[str, named("strategies"), Field(description="the strategy whose levers are varied")]

    @model_validator(mode="wrap")
    @classmethod
    def _lists(cls, given: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        problems: list[Problem] = []
        try:
            made = handler(given)
        except ValidationError as error:
            problems += problems_of(error, cls)
        asked = {name: value for name, value in table_of(given).items() if name != "based_on"}
        if isinstance(given, Mapping) and not asked:
            problems.append(Problem((), "nothing to vary", "at least one lever component or parameter with a list of values"))
        for name, value in asked.items():
            problems += [one.within(name) for one in _judge_swept(name, value, Known.of(info))]
        refuse(problems)
        return made

    def values(self) -> tuple[dict[str, list[Value]], dict[str, list[Value]]]:
        """Values by lever component, dotted, and by parameter or switch."""
        return swept({"sweep": self.model_extra})


def _judge_swept(name: str, value: Any, known: Known) -> Iterator[Problem]:
    """What is wrong with a swept parameter, switch or lever."""
    parameters = [*known.names("parameters"), *known.names("structures")]
    components = known.names("components")
    if known.engine is None:
        return
    if name in parameters:
        yield from _judge_values(value, lambda one: known.wrong_parameter(name, one))
    elif not isinstance(value, Mapping) or name not in known.names("levers"):
        yield unknown(name, [*parameters, *components], "`lever.component` or a parameter, with a list of values")
    elif not value:
        yield Problem((), "an empty table", "a component with a list of values")
    else:
        for component, values in value.items():
            if f"{name}.{component}" not in components:
                yield unknown(f"{name}.{component}", components, "one of `countylines levers`", (component,))
            else:
                wrong = partial(_wrong_component, known, name, component)
                yield from (one.within(component) for one in _judge_values(values, wrong))


def _wrong_component(known: Known, lever: str, component: str, value: Any) -> list[Problem]:
    """What is wrong with a value of a component, alone."""
    content = {"based_on": next(iter(known.names("presets"))), lever: {component: value}}
    return [one._replace(path=one.path[2:]) for one in known.wrong_strategy("swept", content, part=True)]


def _judge_values(values: Any, wrong: Callable[[Any], Iterable[Problem]]) -> Iterator[Problem]:
    """What is wrong with a list of values, each of which is a number or a name, and stands there once."""
    if not isinstance(values, list) or not values:
        yield Problem((), shown(values), "a list of values")
        return
    for at, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            yield Problem((at,), shown(value), "a number or a name")
        else:
            yield from (one.within(at) for one in wrong(value))
    yield from twice(values)
