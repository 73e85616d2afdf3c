"""Is a measure that says a primary one again, in another unit or at present value, as sure as it, and no surer?"""

import numpy as np
import pytest
from test_compare import fake_results

from experiments.compare import effects as compare
from experiments.protocol.verdicts import UNCLEAR


@pytest.mark.parametrize("precision", [None, 0.5])
@pytest.mark.parametrize("restates", ["harm", ""])
def test_what_says_a_primary_measure_again_is_as_sure_as_it_and_no_surer(restates, precision):
    """A tenth of the harm, under seven strategies: judged alone it would be better where the harm itself is not told from none."""
    names = ["as_inspected", *(f"s{k}" for k in range(7))]
    rng = np.random.default_rng(5)
    values = rng.normal(100.0, 1.0, (1, 24, 1)) + rng.normal(0.0, 1.0, (1, 24, 8))
    values[..., 4] -= 0.7 + (values[..., 4] - values[..., 0]).mean()  # s3: between 2.1 and 2.8 standard errors below none
    results = fake_results(values, strategies=names, precision=precision, pilot=24)
    results.manifest["measures"].append({**results.manifest["measures"][0], "name": "tenth", "restates": restates})
    results.__dict__["all_runs"]["tenth"] = results.all_runs["harm"] / 10.0
    found = compare.effects(results).set_index(["strategy", "measure"])
    harm, tenth = (found.xs(name, level="measure") for name in ("harm", "tenth"))
    assert tenth["difference"].to_numpy() == pytest.approx(harm["difference"].to_numpy() / 10.0)
    assert tenth["resolved"].isna().all() and set(tenth["primary"]) == {"no"}
    if restates:
        assert tenth[["low", "high"]].to_numpy() == pytest.approx(harm[["low", "high"]].to_numpy() / 10.0)
        assert tenth["verdict"].tolist() == harm["verdict"].tolist()
        assert set(tenth["interval"]) == {"simultaneous, two-stage" if precision else "simultaneous, as of harm"}
    else:
        assert (tenth["half_width"] < harm["half_width"] / 10.0).all() and set(tenth["interval"]) == {"pointwise, t"}
        assert (tenth.loc["s3", "verdict"], harm.loc["s3", "verdict"]) == ("better", UNCLEAR)


def test_one_strategy_alone_has_no_effects_on_what_says_a_primary_measure_again():
    results = fake_results(np.ones((1, 3, 1)), strategies=["as_inspected"])
    results.manifest["measures"].append({**results.manifest["measures"][0], "name": "tenth", "restates": "harm"})
    results.__dict__["all_runs"]["tenth"] = results.all_runs["harm"] / 10.0
    assert compare.effects(results).empty
