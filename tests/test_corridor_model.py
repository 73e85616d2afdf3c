"""Does the real model go through the corridor: one warm-up shared, the same bits as alone, luck shared, over and over?"""

import numpy as np
import pytest
from corridor import program

from experiments import Results, run_experiment
from experiments.attribution.design import Response
from experiments.protocol.design import seed_of
from experiments.run.model import SimEngine

TEXT = """\
kind = "compare"
title = "The model in the corridor"
[world]
scale = 0.01
years = 0.5
warm_up_years = 0.5
structure = {{ {switch} = "{choice}" }}
[parameters]
grooming_rate = {rate}
[strategies]
baseline = "as_inspected"
compare = ["integrated", "ours"]
[strategy.ours]
based_on = "as_inspected"
starts = 2019-02-01
ramp_days = 0
intelligence_sharing.reach = "nation"
intelligence_sharing.share = 0.9
capacity.areas = ["Merseyside"]
capacity.dedicated_officers = 50
[replications]
number = {number}
seed = 11
[output]
report = false
"""


@pytest.fixture(scope="module")
def world():
    catalogue = SimEngine().catalogue
    switch = catalogue.structures()[0]
    rate = next(row for row in catalogue.parameters() if row["name"] == "grooming_rate")
    return {"switch": switch["name"], "choice": switch["choices"][-1], "rate": (rate["low"] + rate["best"]) / 2}


@pytest.fixture(scope="module")
def here(tmp_path_factory, world):
    return run_experiment(TEXT.format(number=3, **world), out=tmp_path_factory.mktemp("here") / "r", workers=0)


def test_a_run_is_to_the_bit_what_it_would_be_alone(here, world):
    """Branched from the warm-up that all strategies share, against `simulate` from the beginning, by hand."""
    from datetime import date

    from sim import Parameters, changed, simulate
    from sim.policy.from_config import own_strategy

    p = changed(Parameters(), grooming_rate=world["rate"], **{world["switch"]: world["choice"]})
    ours = {"based_on": "as_inspected", "starts": date(2019, 2, 1), "ramp_days": 0,
            "intelligence_sharing": {"reach": "nation", "share": 0.9},
            "capacity": {"areas": ["Merseyside"], "dedicated_officers": 50}}  # fmt: skip
    runs = here.runs.set_index(["strategy", "replication"])
    for name, strategy in (("integrated", "integrated"), ("ours", own_strategy("ours", ours))):
        seed = seed_of(11, 0, 2)
        assert runs.loc[(name, 2), "seed"] == seed
        alone = simulate(strategy, p, scale=0.01, years=0.5, seed=seed, start=date(2019, 1, 1), warm_up_years=0.5)
        got = runs.loc[(name, 2)]
        different = {m: (got[m], v) for m, v in alone.measures.items() if m in got and got[m] != v and v == v}
        assert not different
        series = here.series(measures=["lines_operating"], strategies=[name])
        series = series[(series["replication"] == 2) & (series["area"] == "England and Wales")].set_index("month")["value"]
        months = alone.monthly
        wanted = months[(months["measure"] == "lines_operating") & (months["area"] == "England and Wales")]
        assert list(series[list(wanted["month"])]) == list(wanted["value"])


def test_two_processes_and_a_longer_list_give_the_same_bits(tmp_path, here, world):
    import pandas as pd

    there = run_experiment(TEXT.format(number=2, **world), out=tmp_path / "r", workers=2)
    there = run_experiment(TEXT.format(number=3, **world), out=tmp_path / "r", workers=2)
    assert there.manifest["runs"]["computed_now"] == 4
    pd.testing.assert_frame_equal(there.folder.read_runs(), here.folder.read_runs(), check_exact=True)


def test_tables_of_the_real_model(here):
    assert set(here.tables()) >= {"outcomes", "effects", "areas", "areas_effects", "monthly", "monthly_effects", "aa", "noise"}
    assert here.areas["area"].nunique() == 44
    unequal = here.equity.set_index(["strategy", "measure", "statistic"])
    assert unequal["low"].isna().all()  # three runs are too few for an interval
    young = {one["name"]: one["population_10_17"] for one in here.manifest["areas"] if one["population_10_17"] >= 5000}
    levels = here.areas[here.areas["area"].isin(young) & (here.areas["measure"] == "child_days_exploited")]
    rate = 1000.0 * levels.groupby("strategy")["mean"].sum() / sum(young.values())
    for strategy, expected in rate.items():
        assert unequal.loc[(strategy, "child_days_exploited", "mean"), "mean"] == pytest.approx(expected)
    effects = here.effects
    assert set(effects["strategy"]) == {"integrated", "ours"} and (effects["n_pairs"] <= 3).all()
    assert set(effects["verdict"].dropna()) <= {"better", "worse", "no clear difference"}
    primary = effects[effects["primary"] == "yes"]
    assert list(dict.fromkeys(primary["measure"])) == [
        "child_days_exploited",
        "children_suspected",
        "harm_by_justice",
        "lines_operating",
        "child_days_exploited_by_lines",
    ]


PARTS = """\
kind = "compare"
title = "All parts of a response are the response"
[world]
scale = 0.01
years = 1.5
warm_up_years = 0.5
[strategies]
baseline = "as_inspected"
compare = ["integrated", "parts"]
[strategy.parts]
based_on = "as_inspected"
{parts}
[replications]
number = 2
seed = 5
[output]
report = false
"""


def test_all_parts_of_the_integrated_response_are_that_response_to_the_bit(tmp_path):
    """An own strategy in a config, with every lever that the preset sets otherwise: the same runs and monthly values."""
    import json

    import numpy as np

    parts = [
        f"{lever}.{component} = {json.dumps(value)}"
        for lever, components in Response.of(SimEngine(), "integrated", "as_inspected").levers.items()
        for component, value in components.items()
    ]
    assert len(parts) > 10
    results = run_experiment(PARTS.format(parts="\n".join(parts)), out=tmp_path / "r", workers=0, report=False)
    measured = list(results.measured())
    runs = results.runs.sort_values("replication").set_index("strategy")[measured]
    whole, own, base = (runs.loc[[name]].to_numpy() for name in ("integrated", "parts", "as_inspected"))
    assert np.array_equal(own, whole, equal_nan=True)
    assert not np.array_equal(base, whole, equal_nan=True)
    monthly = results.series().sort_values(["replication", "measure", "area", "month"])
    one, other = (monthly.loc[monthly["strategy"] == name, "value"].to_numpy() for name in ("integrated", "parts"))
    assert len(one) > 1000 and np.array_equal(one, other, equal_nan=True)


def test_every_measure_stands_in_the_table_by_area_or_the_log_says_why_not(tmp_path):
    """Ratios by area are of the sums over all analysed days, as the model itself has them for each run."""
    from sim import simulate
    from sim.documents.catalogue import measures

    text = (
        'kind = "compare"\ntitle = "By area"\n[world]\nscale = 0.01\nyears = 0.5\nwarm_up_years = 0.25\n'
        '[strategies]\nbaseline = "as_inspected"\ncompare = ["integrated"]\n[replications]\nnumber = 2\nseed = 5\naa = false\n'
        '[output]\nby_area = "all"\nreport = false\n'
    )
    (tmp_path / "c.toml").write_text(text)
    code, _, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0, "--quiet")
    results = Results(tmp_path / "r")
    found = results.areas.set_index(["strategy", "measure", "area"])["mean"]
    assert code == 0
    log = (tmp_path / "r" / "log.txt").read_text()
    for row in measures():
        held = (results.areas["measure"] == row["name"]).sum()
        assert held == (0 if row["whole_only"] else 2 * 44), row["name"]
        assert (f"{row['name']} stands in no table by area: {row['whole_only']}" in log) == bool(row["whole_only"])
    runs = [simulate("integrated", scale=0.01, years=0.5, seed=seed_of(5, 0, number), warm_up_years=0.25) for number in (0, 1)]
    for name in ("recognised_share", "debt_mean", "picture_known_share", "line_life_days"):
        at = runs[0].monthly_measures.index(name)
        each = np.array([run.area_values[:, at] for run in runs])
        for place, area in enumerate(runs[0].areas):
            values = each[:, place][np.isfinite(each[:, place])]
            wanted = values.mean() if len(values) else np.nan
            assert found["integrated", name, area] == pytest.approx(wanted, rel=1e-8, nan_ok=True)
    effects = results.areas_effects.set_index(["measure", "area"])
    assert np.isfinite(effects.loc[("debt_mean", "England and Wales"), "difference"])
    assert effects[effects["difference"].isna()]["verdict"].isna().all()


def test_a_measure_with_the_name_of_an_input_is_the_measure(tmp_path):
    """`violence_between_crews` is a rate for each line among the inputs, and incidents in the country among the measures."""
    text = """\
kind = "compare"
title = "One name twice"
[world]
scale = 0.01
years = 1
warm_up_years = 0.1
[strategies]
baseline = "as_inspected"
compare = ["fragmented"]
[parameters]
violence_between_crews = "range"
[design]
points = 2
[replications]
number = 1
"""
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    assert (results.design["violence_between_crews"] < 2.0).all()
    assert results.runs["violence_between_crews"].max() > 20.0
