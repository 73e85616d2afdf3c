"""Is what `simulate` and `warm_up` cannot mean told in a sentence with the name, the value and what is expected?"""

import numpy as np
import pytest

from sim import Parameters, changed, simulate, warm_up
from sim.setup.bounds import BOUNDS

WORLD = [
    ({"scale": "a"}, 'scale: found "a", expected a number, 0.01 to 1'),
    ({"scale": None}, "scale: found None, expected a number"),
    ({"scale": True}, "scale: found true, expected a number"),
    ({"scale": float("nan")}, "scale: found nan, expected a number, 0.01 to 1"),
    ({"scale": 10**400}, "scale: found a number of too many digits"),
    ({"warm_up_years": "2"}, 'warm_up_years: found "2", expected a number, 0 to 20'),
    ({"warm_up_years": -1}, "warm_up_years: found -1, expected a number, 0 to 20"),
    ({"p": {"grooming_rate": 0.05}}, "p: found the type dict, expected Parameters, as changed(Parameters(), name=value) gives"),
    ({"p": {}}, "p: found the type dict, expected Parameters"),
    ({"p": "best"}, "p: found the type str, expected Parameters"),
    ({"scenario": None}, "scenario: found the unknown name None, expected one of the scenarios: steady, history"),
    ({"scenario": ["steady"]}, 'scenario: found the unknown name ["steady"]'),
    ({"seed": "1"}, 'seed: found "1", expected a whole number, 0 to 9223372036854775807'),
    ({"seed": None}, "seed: found None, expected a whole number"),
    ({"seed": BOUNDS["seed"].high + 1}, "seed: found 9223372036854775808, expected a whole number"),
]
RUN = [
    ({"years": "2"}, 'years: found "2", expected a number, 0.00273 to 50 (one day at least)'),
    ({"years": None}, "years: found None, expected a number"),
    ({"years": 0}, "years: found 0, expected a number, 0.00273 to 50"),
    ({"years": -1}, "years: found -1, expected a number"),
    ({"years": 51}, "years: found 51, expected a number"),
    ({"years": float("nan")}, "years: found nan, expected a number"),
    ({"strategy": None}, "strategy: found None, expected a preset's name, or a Strategy"),
    ({"strategy": ["integrated"]}, 'strategy: found ["integrated"], expected a preset\'s name'),
    ({"strategy": "integrate"}, "did you mean integrated?"),
    ({"warm": "warm"}, 'warm: found "warm", expected a state, as warm_up returns'),
]


@pytest.mark.parametrize(("wrong", "told"), [*WORLD, *RUN], ids=str)
def test_simulate_tells_what_is_wrong(wrong, told):
    with pytest.raises(ValueError) as caught:
        simulate(**{"strategy": "as_inspected", "scale": 0.01, "years": 0.1, **wrong})
    assert told in str(caught.value)


@pytest.mark.parametrize(("wrong", "told"), WORLD, ids=str)
def test_warm_up_tells_what_is_wrong(wrong, told):
    with pytest.raises(ValueError) as caught:
        warm_up(**{"scale": 0.01, "warm_up_years": 0.0, **wrong})
    assert told in str(caught.value)


def test_whole_numbers_and_numpys_numbers_do():
    plain = simulate("as_inspected", scale=0.02, years=0.1, seed=3)
    other = simulate("as_inspected", Parameters(), scale=np.float64(0.02), years=np.float64(0.1), seed=np.int64(3))
    assert plain.values.tobytes() == other.values.tobytes()
    whole = simulate("as_inspected", changed(Parameters()), scale=np.float64(0.02), years=1, seed=BOUNDS["seed"].high)
    assert len(whole.months) == 12
