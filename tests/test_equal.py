"""Are strategies compared at as much as the baseline has, is the search right where the answer is known, and is it said where not?"""

import dataclasses
import json
import shutil
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from corridor import assert_same, config, program

from experiments import Results, run_experiment
from experiments.design import equal
from experiments.figures.results import FolderTables
from experiments.protocol.design import Arm
from experiments.protocol.engine import load_engine
from experiments.protocol.problems import Unusable
from experiments.report.content import Report
from sim import Parameters
from sim.documents import catalogue
from sim.measures import MEASURES
from sim.places import places
from sim.policy import named
from sim.policy.component import MEANS, Component
from sim.policy.levers import COMPONENTS
from sim.policy.means import EQUALITIES
from sim.policy.schedule import Calendar
from sim.policy.strategies import Means

START, BODIES, FORCES = date(2019, 1, 1), 55, 43
LATER = (START + timedelta(days=700)).toordinal()
LOCAL = {"local_low": -0.004, "local_high": 0.02}


def equal_config(number=6, **more):
    text = config("Means", number=number, compare=["helps", "nothing", "harms"], **more)
    return text.replace("[replications]", 'equal = ["cost"]\n[replications]')


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("equal") / "r"
    return run_experiment(equal_config(), out=folder, workers=0, report=False)


# -- the search ------------------------------------------------------------------------------------------------------------


def answered(total, about=None):
    """Where a search ends whose ratios are those of a function of the setting."""
    tried = {equal.AS_NAMED: total(equal.AS_NAMED)}
    searching = equal.search(tried[equal.AS_NAMED], about or LOCAL)
    asked = next(searching, None)
    while asked is not None:
        tried[asked] = total(asked)
        asked = equal._sent(searching, tried[asked])
    return equal.nearest(tried), tried


@pytest.mark.parametrize(
    ("total", "factor", "local"),
    [
        (lambda at: 0.9 + 0.3 * at.factor + 20 * at.local, 1 / 3, 0.0),
        (lambda at: 0.9 + 0.05 * at.factor + 20 * at.local, 2.0, 0.0),
        (lambda at: 1.04 + 0.2 * at.factor + 20 * at.local, 0.0, -0.002),
        (lambda at: 0.95 + 20 * at.local, 1.0, 0.0025),
        (lambda at: 1.0, 1.0, 0.0),
    ],
    ids=["between", "more than it has", "directing itself costs", "nothing to scale", "equal already"],
)
def test_a_straight_total_is_met(total, factor, local):
    best, tried = answered(total)
    assert best == pytest.approx((factor, local), abs=1e-6)
    assert total(best) == pytest.approx(1.0, abs=equal.CLOSE) and len(tried) <= 5


def test_a_bent_total_is_met():
    best, _ = answered(lambda at: 0.8 + 0.5 * at.factor**0.5 + 30 * at.local)
    assert best.factor == pytest.approx(0.16, abs=0.02)


def test_the_luck_of_a_pilot_does_not_turn_the_search_round():
    """Totals met in a comparison of ten worlds: the second step back seemed to cost less, and the search ran the other way."""
    lucky = {0.0: 0.9151, 0.0003: 0.9527, 0.0006769: 0.9502}
    best, tried = answered(lambda at: lucky.get(at.local, 0.915 + 75.0 * at.local))
    assert abs(tried[best] - 1.0) <= equal.TOLERANCE and best.local == pytest.approx(0.0011, abs=0.0003)


def test_what_cannot_be_reached_ends_at_the_bounds():
    best, tried = answered(lambda at: 1.5 + 0.2 * at.factor + 20 * at.local)
    assert best == (0.0, LOCAL["local_low"]) and len(tried) <= 6


# -- the corridor ----------------------------------------------------------------------------------------------------------


def test_each_has_the_baselines_money(alone):
    """Directing saves 10 of 100 and means cost 30: a third of them; nothing to scale: 5 from local work; it costs: none,
    and as much back as there is."""
    found = alone.equal.set_index("strategy")
    assert found["factor"].to_dict() == pytest.approx({"helps": 1 / 3, "nothing": 1.0, "harms": 0.0}, abs=1e-3)
    assert found["local_share"].to_dict() == pytest.approx({"helps": 0.0, "nothing": 0.0025, "harms": -0.0035}, abs=1e-5)
    assert found["within"].to_dict() == {"helps": "yes", "nothing": "yes", "harms": "no"}
    assert found["off_percent"].to_dict() == pytest.approx({"helps": 0.0, "nothing": 0.0, "harms": 3.0}, abs=0.1)
    assert (found["reached"] / found["baseline"] - 1.0).to_dict() == pytest.approx(
        (found["off_percent"] / 100).to_dict(), abs=1e-6
    )


def test_what_could_not_be_reached_is_told_and_kept(alone, tmp_path):
    (tmp_path / "c.toml").write_text(equal_config(number=2))
    _, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert "harms_at_cost: +3.0% is the nearest that could be reached" in out
    assert "harms at equal cost" in out
    assert "other settings" not in out, "pilot runs are the experiment's own"
    kept = {one["name"]: one for one in alone.manifest["equal"]}
    assert not kept["harms_at_cost"]["within"] and kept["helps_at_cost"]["within"]
    assert kept["helps_at_cost"]["factor"] == pytest.approx(1 / 3, abs=1e-3)


def test_effects_are_of_how_it_is_directed(alone):
    """At equal money what is left of the effect on harm is the strategy's own (-2, 0, and 1.5 less what 3 pounds more do)."""
    rows = alone.effects[(alone.effects["at"] == "cost") & (alone.effects["measure"] == "harm")].set_index("strategy")
    assert rows["difference"].to_dict() == pytest.approx({"helps": -2.0, "nothing": 0.0, "harms": 1.2}, abs=0.05)
    assert set(rows["versus"]) == {"as_inspected"} and set(rows["primary"]) == {"yes"}
    pairs = alone.equal_pairs[alone.equal_pairs["measure"] == "harm"].set_index("strategy")
    assert pairs["difference"].to_dict() == pytest.approx({"nothing": 2.0, "harms": 3.2}, abs=0.05)
    assert set(pairs["versus"]) == {"helps"}


def test_strategies_as_named_stay_what_they_are(alone, tmp_path):
    """Tables are those of the same config without `equal`, to the byte, but for the rows that `at` sets apart."""
    plain = run_experiment(
        config("Means", number=6, compare=["helps", "nothing", "harms"]), out=tmp_path / "r", workers=0, report=False
    )
    for name in plain.tables():
        if name != "effects":
            one, other = ((results.folder.tables / f"{name}.csv").read_bytes() for results in (alone, plain))
            assert one == other, name
    own = alone.effects[alone.effects["at"] == "as_named"].drop(columns="at")
    pd.testing.assert_frame_equal(own, plain.effects, check_exact=True, check_dtype=False)


def test_nothing_is_searched_or_run_again(alone, tmp_path):
    shutil.copytree(alone.path, tmp_path / "r")
    again = run_experiment(equal_config(), out=tmp_path / "r", workers=0, report=False)
    assert again.manifest["runs"]["computed_now"] == 0 and again.manifest["equal"] == alone.manifest["equal"]
    assert_same(tmp_path / "r", alone.path)


def test_lost_runs_are_found_again_to_the_bit(alone, tmp_path):
    """Whatever was lost, of the pilots too: the factors and all numbers come out the same."""
    shutil.copytree(alone.path, tmp_path / "r")
    parts = sorted((tmp_path / "r" / "runs").iterdir())
    for part in parts[::2]:
        part.unlink()
    again = run_experiment(equal_config(), out=tmp_path / "r", workers=1, report=False)
    assert again.manifest["equal"] == alone.manifest["equal"]
    assert_same(tmp_path / "r", alone.path)
    assert again.manifest["runs"]["missing"] == 0


def test_a_setting_that_only_a_pilot_tried_is_no_failure_of_the_experiment(tmp_path):
    text = equal_config(number=2).replace("Means", "BreaksWithout")
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    assert {one["name"]: one["factor"] for one in results.manifest["equal"]}["helps_at_cost"] == 1.0, "what was tried broke"
    assert results.failures.empty and results.manifest["runs"]["failed"] == 0


def test_a_run_at_equal_means_is_repeated(alone):
    row = alone.all_runs[alone.all_runs["strategy"] == "helps_at_cost"].iloc[0]
    code, out, _ = program("repeat", alone.path, row["run"])
    assert code == 0 and f"harm = {float(row['harm'])!r}" in out


def test_the_folder_alone_reports(alone, tmp_path):
    shutil.copytree(alone.path, tmp_path / "r")
    before = (tmp_path / "r" / "tables" / "effects.csv").read_bytes()
    shutil.rmtree(tmp_path / "r" / "tables")
    code, _, _ = program("report", tmp_path / "r")
    assert code == 0 and (tmp_path / "r" / "tables" / "effects.csv").read_bytes() == before
    page = (tmp_path / "r" / "report.html").read_text()
    assert "With the same money" in page and "came no nearer than" in page and "Helps, equal money" in page


def test_check_counts_them(tmp_path):
    (tmp_path / "c.toml").write_text(equal_config())
    code, out, _ = program("check", tmp_path / "c.toml", "--json")
    plan = json.loads(out)["plan"]
    assert code == 0 and plan["strategies"] == 7 and plan["runs"] == 6 * 8
    assert plan["pilot_runs"] == 3 * equal.USUAL_TRIALS * 6
    _, out, _ = program("check", tmp_path / "c.toml")
    assert f"about {plan['pilot_runs']} pilot runs" in out


def test_only_those_asked_for(tmp_path):
    text = equal_config(number=2).replace("[replications]", 'equal_of = ["nothing"]\n[replications]')
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    assert [one["name"] for one in results.manifest["equal"]] == ["nothing_at_cost"]
    assert results.equal_pairs.empty


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (('"cost"', '"costs"'), "cost"),
        (('"Means"', '"Additive"'), "the engine has no equalities"),
        (('["cost"]', '[]\nequal_of = ["helps"]'), "`equal_of` without `equal`"),
        (('["cost"]', '["cost"]\nequal_of = ["help"]'), "helps"),
        (('"compare"', '"validate"'), "`equal`, which this kind does not read"),
    ],
)
def test_what_cannot_be_asked(tmp_path, change, found):
    with pytest.raises(Unusable) as refused:
        run_experiment(equal_config().replace(*change), out=tmp_path / "r", workers=0)
    assert found in str(refused.value)


# -- the model -------------------------------------------------------------------------------------------------------------


def levels(strategy, factor=None, local=0.0, scaled=MEANS):
    """The policy table of a strategy, all grown, at a share of its means."""
    chosen = named(strategy)
    if factor is not None:
        chosen = dataclasses.replace(chosen, means=Means(named("as_inspected"), scaled, factor, local))
    return Calendar(chosen, Parameters(), START, BODIES).on(LATER)


def component(table, name):
    lever, _, part = name.partition(".")
    return table[lever][part]


@pytest.mark.parametrize("strategy", ["fragmented", "national_tasking", "integrated", "exporter_taskforces"])
def test_with_all_of_its_means_a_strategy_is_itself(strategy):
    assert levels(strategy, 1.0).tobytes() == levels(strategy).tobytes()


def test_the_factor_scales_what_it_has_more_of_and_nothing_else():
    base, own, half, none = (levels("as_inspected"), *(levels("integrated", factor) for factor in (1.0, 0.5, 0.0)))
    for name, about in COMPONENTS.items():
        before, after = component(base, name), component(own, name)
        if isinstance(about, Component) and about.means:
            np.testing.assert_allclose(component(half, name), (before + after) / 2.0)
            np.testing.assert_allclose(component(none, name), before)
        else:
            np.testing.assert_array_equal(component(half, name), after)


def test_services_stay_where_officers_are_scaled():
    none = levels("integrated", 0.0, scaled=("officers",))
    assert none["services"]["capacity"][0] == 1.0 and none["capacity"]["ring_fence"][0] == 0.0


def test_what_it_has_less_of_stays():
    assert not levels("fragmented", 0.0)["coordination_centre"]["staff"].any()


def test_officers_move_from_local_work_in_forces_alone_and_not_beyond_those_there_are():
    moved = levels("fragmented", 1.0, 0.001)["capacity"]["share_of_officers"]
    assert (moved[:FORCES] == 0.001).all() and not moved[FORCES:].any()
    back = levels("fragmented", 1.0, -0.5)["capacity"]["share_of_officers"]
    own = next(row["best"] for row in catalogue.parameters() if row["name"] == "officers_on_lines_share")
    assert (back[:FORCES] == -own).all()


def test_more_than_it_has_stays_within_bounds():
    table = levels("exporter_taskforces", 4.0)
    assert table["capacity"]["ring_fence"].max() == 1.0
    assert table["capacity"]["dedicated_officers"].sum() <= COMPONENTS["capacity.dedicated_officers"].high * (1.0 + 1e-12)
    assert places().officers.size == FORCES


def test_equalities_count_measures_and_scale_means_that_there_are():
    for one in EQUALITIES.values():
        assert set(one.measures) <= set(MEASURES) and set(one.scaled) <= set(MEANS)
    assert {about.means for about in COMPONENTS.values() if isinstance(about, Component)} == {"", *MEANS}
    assert {name for name, about in COMPONENTS.items() if isinstance(about, Component) and about.means == "officers"} >= {
        "capacity.dedicated_officers", "capacity.ring_fence", "coordination_centre.staff",
    }  # fmt: skip


def test_the_model_at_equal_means(tmp_path):
    """In a tiny world: within 2% over the runs that the search saw, or said not to be."""
    text = """\
kind = "compare"
title = "Equal means in a tiny world"
[world]
scale = 0.01
years = 1.5
warm_up_years = 0.25
[strategies]
baseline = "as_inspected"
compare = ["fragmented", "national_tasking"]
equal = ["officer_days", "cost"]
[replications]
number = 3
[output]
report = false
"""
    results = run_experiment(text, out=tmp_path / "r", workers=0)
    found = results.equal.set_index("name")
    assert len(found) == 4
    assert set(results.horizons["strategy"]) == {"fragmented", "national_tasking"}
    assert set(results.horizons["years"]) == {1.0, 1.5}
    for name, row in found.iterrows():
        assert (row["within"] == "yes") == (abs(row["off_percent"]) <= 2.0), name
    assert (found.loc[found["at"] == "officer_days", "within"] == "yes").all()
    assert found.loc["fragmented_at_officer_days", "local_share"] > 0.0
    assert found.loc["national_tasking_at_officer_days", "factor"] < 0.5
    runs = Results(tmp_path / "r").manifest["runs"]
    assert runs["missing"] == 0 and runs["asked"] == runs["done"] == len(set(results.design["run"]))
    said = Report(FolderTables(tmp_path / "r"), []).answer
    assert str(said[1]).startswith("With the same officers (officer days on lines within 2% of what"), "in the first lines"
    own = results.effects[(results.effects["at"] == "officer_days") & (results.effects["measure"] == results.primary[0])]
    assert ("Against “As inspected” itself" in str(said[1])) == own["verdict"].isin(["better", "worse"]).any()
    tables = tmp_path / "r" / "tables"
    table = pd.read_csv(tables / "effects.csv")
    its = (table["at"] == "officer_days") & (table["measure"] == results.primary[0]) & (table["strategy"] == "fragmented")
    table.loc[its, ["difference", "low", "high", "verdict"]] = -3e4, -5e4, -1e4, "better"
    table.to_csv(tables / "effects.csv", index=False)
    said = str(Report(FolderTables(tmp_path / "r"), []).answer[1])
    assert (
        "Against “As inspected” itself: “Fragmented” has about 30,000 fewer" in said and "is left to “National tasking”" in said
    )
    table = pd.read_csv(tables / "equal.csv")
    table.loc[(table["strategy"] == "fragmented") & (table["at"] == "officer_days"), "factor"] = 0.0
    table.to_csv(tables / "equal.csv", index=False)
    said = str(Report(FolderTables(tmp_path / "r"), []).answer[1])
    assert "None of what they add of officers is left to “Fragmented” and “National tasking”" in said


def test_of_no_means_has_a_strategy_more_that_it_sets_as_the_baseline_does():
    """What is scaled for an equality is what the two set otherwise: else one policy would be run under two names."""
    engine = load_engine("comparison")
    own = {"based_on": "national_tasking", "services": {"capacity": 0.5}}
    arms = {"own": own, **{name: {"preset": name} for name in ("as_inspected", "national_tasking", "safeguarding_strategy")}}
    apart = {name: engine.means_apart(Arm(name, "", arms[name]), Arm("", "", arms["as_inspected"])) for name in arms}
    assert apart == {
        "as_inspected": set(), "national_tasking": {"officers"}, "safeguarding_strategy": {"services"},
        "own": {"officers", "services"},
    }  # fmt: skip
    later = {"based_on": "as_inspected", "starts": date(2020, 1, 1), "services": {"capacity": 0.5}}
    assert engine.means_apart(Arm("", "", later), Arm("", "", later | {"starts": date(2021, 1, 1)})) == {"services"}
    first, last = ({"based_on": "as_inspected", "services": {"capacity": value}} for value in (0.2, 0.5))
    assert engine.means_apart(Arm("", "", first), Arm("", "", last)) == {"services"}
    assert engine.means_apart(Arm("", "", first), Arm("", "", dict(first))) == set()
    narrowed = [one.about["scaled"] for one in equal.variants(asking("national_tasking"), engine, designed(arms))]
    assert narrowed == [["officers"], ["officers"]]  # at equal officer days, and at equal money


def asking(strategy):
    """An experiment that asks for a strategy at equal officer days and money."""
    return SimpleNamespace(strategies=SimpleNamespace(equal=["officer_days", "cost"], equal_of=[strategy], compare=[]))


def designed(arms):
    return SimpleNamespace(arms=[Arm(name, name, content) for name, content in arms.items() if name != "own"])


def test_two_names_of_one_strategy_are_one_run(tmp_path):
    """Counted once, lived once, and in every table under both names; the same when the folder is taken up again."""
    text = """\
kind = "compare"
title = "One strategy under two names"
[world]
scale = 0.01
years = 1
warm_up_years = 0.25
[strategies]
baseline = "as_inspected"
compare = ["one", "two"]
[strategy.one]
based_on = "as_inspected"
services = { capacity = 0.5 }
[strategy.two]
based_on = "as_inspected"
services = { capacity = 0.5 }
[replications]
number = 3
[output]
report = false
"""
    for computed in (9, 0):  # three each: the baseline, the same with other seeds, and both names together
        results = run_experiment(text, out=tmp_path / "r", workers=0)
        runs = results.manifest["runs"]
        assert (runs["asked"], runs["done"], runs["missing"], runs["computed_now"]) == (9, 9, 0, computed)
        assert "9 of 9 runs" in repr(results)
    for table in (results.effects, results.areas_effects, results.monthly_effects, results.equity):
        one, two = (table[table["strategy"] == name].drop(columns="strategy") for name in ("one", "two"))
        assert len(one)
        pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))
    assert len(results.runs) == 9 and results.runs["run"].nunique() == 6
