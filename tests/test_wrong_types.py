"""Is what `simulate` and `warm_up` cannot mean told in a sentence with the name, the value and what is expected?"""

import numpy as np
import pytest

from sim import Parameters, changed, simulate, warm_up
from sim.setup.bounds import GREATEST_SEED

WORLD = [
    ({"scale": "a"}, "scale = 'a' is not a number: it is 0.01 to 1"),
    ({"scale": None}, "scale = None is not a number"),
    ({"scale": True}, "scale = True is not a number"),
    ({"scale": float("nan")}, "scale = nan is outside 0.01 to 1"),
    ({"warm_up_years": "2"}, "warm_up_years = '2' is not a number: it is 0 to 20"),
    ({"warm_up_years": -1}, "warm_up_years = -1 is outside 0 to 20"),
    ({"p": {"grooming_rate": 0.05}}, "the parameters are of type dict, not Parameters: give changed(Parameters(), name=value)"),
    ({"p": {}}, "the parameters are of type dict, not Parameters"),
    ({"p": "best"}, "the parameters are of type str, not Parameters"),
    ({"scenario": None}, "None is not a scenario: steady, history"),
    ({"scenario": ["steady"]}, "['steady'] is not a scenario"),
    ({"seed": "1"}, "seed = '1' is not a whole number, 0 or more and at most 2**63 - 1"),
    ({"seed": None}, "seed = None is not a whole number"),
    ({"seed": GREATEST_SEED + 1}, "seed = 9223372036854775808 is not a whole number, 0 or more and at most 2**63 - 1"),
]
RUN = [
    ({"years": "2"}, "years = '2' is not a number: it is more than 0, at most 50"),
    ({"years": None}, "years = None is not a number"),
    ({"years": 0}, "years = 0 is not more than 0, at most 50"),
    ({"years": -1}, "years = -1 is not more than 0, at most 50"),
    ({"years": 51}, "years = 51 is not more than 0, at most 50"),
    ({"years": float("nan")}, "years = nan is not more than 0, at most 50"),
    ({"strategy": None}, "strategy = None is not a strategy: give a preset's name, or a Strategy"),
    ({"strategy": ["integrated"]}, "strategy = ['integrated'] is not a strategy"),
    ({"strategy": "integrate"}, "did you mean 'integrated'?"),
    ({"warm": "warm"}, "warm = 'warm' is not a state: give what warm_up returned"),
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
    whole = simulate("as_inspected", changed(Parameters()), scale=np.float64(0.02), years=1, seed=GREATEST_SEED)
    assert len(whole.months) == 12
