"""Does an editor, which reads the schema, take every config that is shipped, and refuse what `check` refuses?"""

import json
import tomllib

import jsonschema
import pytest
from corridor import TESTS
from test_config import BASE

from experiments.config.load import experiment_of
from experiments.config.schema import schema
from sim.setup.bounds import BOUNDS

SHIPPED = [path.read_text(encoding="utf-8") for path in sorted((TESTS.parent / "configs").glob("*.toml"))]


def test_the_schema_knows_the_configs():
    made = schema("Additive")
    validator = jsonschema.Draft202012Validator(made)
    base = tomllib.loads(BASE)
    base["world"]["start"] = base["world"]["start"].isoformat()  # JSON has no dates
    assert not list(validator.iter_errors(base))
    assert list(validator.iter_errors(base | {"titel": "x"}))
    assert list(validator.iter_errors({**base, "replications": {"number": 0}}))


@pytest.mark.parametrize("text", SHIPPED, ids=lambda text: text.partition("title = ")[2][:30])
def test_an_editor_takes_every_config_that_is_shipped(text):
    assert list(EDITOR.iter_errors(as_json(text))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        'strategies.compare = ["integratd"]', 'strategies.compare = ["integrated", "integrated"]', 'measures.primary = ["ham"]',
        "measures.matters = { ham = 0.1 }", "parameters = { grooming_rate = 5.0 }", "parameters = { groming_rate = 0.05 }",
        'parameters = { grooming_rate = { value = -1, reason = "x" } }', "parameters = { grooming_rate = { low = 0.02, high = 9.0 } }",
        "world.scale = 2", "world.seed = 1", 'world.scenario = "storm"', 'world.scenario = ["steady", "steady"]', "world.years = 51",
        'world.structure = { successor = "x" }', 'world.structure = { successor = ["new_life", "new_life"] }',
        'strategy = { ours = { based_on = "x" } }', 'strategy = { "=x" = { based_on = "integrated" } }',
        'strategy = { ours = { based_on = "integrated", tasking = { acceptance = 2 } } }',
        'strategy = { ours = { based_on = "integrated", tasking = { acceptance = "x" } } }',
        'strategy = { ours = { based_on = "integrated", areas = ["Kentt"] } }', 'output.by_area = ["gini"]',
        'strategy = { ours = { based_on = "integrated", ramp_days = -1 } }',
        'strategy = { ours = { based_on = "integrated", tsking = {} } }',
        "replications.seed = -1", "replications = { number = 4, precision = 0.1 }", "replications.pilot = 20",
        "world.start = 2009-12-31",
        'kind = "sensitivity"\nsensitivity = { points = 24 }',
        'execution.engine = "os:path"', 'title = "\\u0007"', 'title = "  "',
        'strategy = { ours = { based_on = "integrated", label = " " } }',
        'kind = "sweep"\nsweep = { based_on = "integrated", tasking = { acceptance = [2] } }',
        'kind = "sweep"\nsweep = { based_on = "integrated", grooming_rate = [5.0] }',
        'kind = "sensitivity"\nsensitivity = { vary = ["group:x"] }', 'kind = "attribution"\nattribution = { strategy = "x" }',
        'kind = "discover"\ndiscover = { targets = { ham = 1.0 } }',
    ],
)  # fmt: skip
def test_an_editor_refuses_what_check_refuses(wrong):
    """A word or number out of place in an otherwise right config."""
    table = tomllib.loads(wrong)
    given = {"kind": "compare", "title": "x", "strategies": {"baseline": "as_inspected"}} | table
    given["strategies"] = {"baseline": "as_inspected"} | table.get("strategies", {})
    experiment, problems = experiment_of(given)
    assert experiment is None and problems
    assert list(EDITOR.iter_errors(json.loads(json.dumps(given, default=str))))


def test_an_editor_takes_what_check_takes():
    """Keys that may stand together, and the first and last day that a run may start."""
    for right in (
        "replications = { precision = 0.1, pilot = 20, at_most = 40 }",
        f"world.start = {BOUNDS['start'].low}", f"world = {{ start = {BOUNDS['start'].high}, years = 1 }}",
        'kind = "sensitivity"\nsensitivity = { points = 8192 }',
    ):  # fmt: skip
        table = tomllib.loads(right)
        given = (
            {"kind": "compare", "title": "x"}
            | table
            | {"strategies": {"baseline": "as_inspected"} | table.get("strategies", {})}
        )
        experiment, problems = experiment_of(given)
        assert experiment is not None, [*problems, right]
        assert not list(EDITOR.iter_errors(json.loads(json.dumps(given, default=str)))), right


def as_json(text: str) -> dict:
    """A TOML text as an editor's JSON: dates are text."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


EDITOR = jsonschema.Draft202012Validator(schema())
