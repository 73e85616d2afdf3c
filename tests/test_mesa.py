"""The model as Mesa knows it: the numbers of the fast path day by day, and Mesa's own ways of looking at agents."""

import inspect
from datetime import date

import mesa
import numpy as np
import pytest

from sim import CountyLinesModel, Parameters, changed, simulate
from sim.measures import MEASURES
from sim.mesa.agents import VIEWS, ExploitedChild, Force, Group, Line, NationalCentre, Person, RegionalUnit, TransportPolice
from sim.places import places
from sim.state import DTYPES, Status, Trade

DAYS = 91


@pytest.fixture(scope="module")
def model() -> CountyLinesModel:
    """A small world, lived for a quarter, across months, half months and a week of action."""
    model = CountyLinesModel(
        "integrated", changed(Parameters(), grooming_rate=0.05), scale=0.02, rng=7, start=date(2019, 1, 10), warm_up_years=0.2
    )
    for _ in range(DAYS):
        model.step()
    return model


def the_same_run(years: float):
    p = changed(Parameters(), grooming_rate=0.05)
    return simulate("integrated", p, scale=0.02, years=years, seed=7, start=date(2019, 1, 10), warm_up_years=0.2)


def test_a_step_is_a_day_of_the_fast_path(model):
    mine, fast = model.result(), the_same_run(0.25)
    assert len(fast.days_true) == DAYS
    assert mine.days_true.tobytes() == fast.days_true.tobytes()
    assert mine.days_recorded.tobytes() == fast.days_recorded.tobytes()
    assert mine.values.tobytes() == fast.values.tobytes()
    assert mine.months == fast.months
    np.testing.assert_equal(mine.measures, fast.measures)


def test_a_longer_run_begins_with_the_shorter(model):
    longer = the_same_run(1.0)
    assert longer.days_true[:DAYS].tobytes() == model.result().days_true.tobytes()


def test_steps_and_time_are_mesas(model):
    assert isinstance(model, mesa.Model)
    assert (model.steps, model.time, model.running) == (DAYS, float(DAYS), True)
    assert model.today == date.fromordinal(date(2019, 1, 10).toordinal() + DAYS)


def test_the_collector_holds_a_row_a_day(model):
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == DAYS
    assert frame["date"].iloc[0] == date(2019, 1, 10)
    days = model.result().days_true
    assert frame["child_days_exploited_by_lines"].tolist() == pytest.approx((days["child_days"] / 0.02).tolist())
    assert frame["lines_operating"].tolist() == pytest.approx(
        ((days["line_days_away"] + days["line_days_internal"]) / 0.02).tolist()
    )


def test_any_measure_can_be_collected():
    model = CountyLinesModel(scale=0.01, measures=tuple(MEASURES))
    model.step()
    frame, days = model.datacollector.get_model_vars_dataframe(), model.result().days_true
    assert set(MEASURES) < set(frame.columns)
    internal, away = days["line_days_internal"], days["line_days_away"]
    assert frame["internal_share"].tolist() == pytest.approx((internal / (internal + away)).tolist())  # of all areas together


def test_bodies_are_registered_agents(model):
    sets = model.agents_by_type
    assert [len(sets[kind]) for kind in (Force, RegionalUnit, TransportPolice, NationalCentre)] == [43, 10, 1, 1]
    assert len(model.agents) == 55
    assert [force.name for force in sets[Force]] == list(places().names)
    london = sets[Force].select(lambda force: force.name == "Metropolitan Police").to_list()[0]
    assert london.officers == model.world.bodies.officers[london.row] > 0
    assert london.area == places().index("Metropolitan Police")


def test_every_field_of_a_record_is_an_attribute(model):
    for kind in VIEWS:
        rows = model.agents_by_type[kind]
        table = getattr(model.world, kind.table)
        view = rows[len(rows) - 1]
        assert [getattr(view, name) for name in kind.fields] == list(table[len(rows) - 1].item())
    assert Person.fields == DTYPES["Person"].names


def test_sets_have_the_rows_in_use(model):
    counts = model.world.counts[0]
    sizes = [len(model.agents_by_type[kind]) for kind in VIEWS]
    assert sizes == [counts.people, counts.episodes, counts.adults, counts.lines, counts.groups, counts.dealers]
    assert set(model.agent_types) == set(model.agents_by_type)


def test_select_group_get_and_aggregate(model):
    people, table = model.agents_by_type[Person], model.world.people[: model.world.counts[0].people]
    exploited = people.select(lambda person: person.status == Status.EXPLOITED)
    assert len(exploited) == (table.status == Status.EXPLOITED).sum() > 0
    assert exploited.get("area") == table.area[table.status == Status.EXPLOITED].tolist()
    assert people.get(["area", "status"])[:3] == [[int(row.area), int(row.status)] for row in table[:3]]
    assert people.agg("risk", max) == table.risk.max()
    lines = model.agents_by_type[Line]
    by_trade = lines.groupby("trade")
    assert by_trade.count()[Trade.OPERATING] == (model.world.lines.trade[: len(lines)] == Trade.OPERATING).sum()
    assert by_trade.agg("customers", sum)[Trade.OPERATING] == pytest.approx(
        model.world.lines.customers[: len(lines)][model.world.lines.trade[: len(lines)] == Trade.OPERATING].sum()
    )
    assert len(lines.select(at_most=5)) == 5
    assert lines.sort("customers").get("customers") == sorted(lines.get("customers"), reverse=True)
    assert sorted(lines.shuffle().get("luck")) == sorted(lines.get("luck"))
    assert lines.get("no such thing", handle_missing="default", default_value=0) == [0] * len(lines)
    assert lines[0] in lines and lines[0] not in people
    assert len(lines.select(lambda line: False).get("area")) == 0


def test_a_view_follows_its_row():
    model = CountyLinesModel(scale=0.01)
    child = model.agents_by_type[ExploitedChild][0]
    before = child.days
    model.step()
    assert child.days == before + 1


def test_views_are_apart(model):
    sets = model.agents_by_type
    everyone = [agent.unique_id for kind in sets for agent in sets[kind]]
    assert len(set(everyone)) == len(everyone)
    assert len({sets[Line][0], sets[Line][0], sets[Group][0]}) == 2


def test_rows_are_not_asked_to_act(model):
    lines = model.agents_by_type[Line]
    for ask in (lines.do, lines.shuffle_do, lines.set):
        with pytest.raises(TypeError, match="rows live in the engine"):
            ask("step")
    with pytest.raises(AttributeError):
        lines[0].customers = 0.0


def test_collectors_take_bodies_and_rows():
    model = CountyLinesModel(scale=0.01, rng=3)
    model.datacollector = mesa.DataCollector(
        agent_reporters={"name": "name"},
        agenttype_reporters={Force: {"account": "account"}, ExploitedChild: {"debt": "debt", "owes": lambda c: c.debt > 0}},
    )
    model.step()
    assert set(model.datacollector.get_agent_vars_dataframe()["name"]) > set(places().names)
    assert len(model.datacollector.get_agenttype_vars_dataframe(Force)) == 43
    debts = model.datacollector.get_agenttype_vars_dataframe(ExploitedChild)
    assert debts["debt"].tolist() == model.world.episodes.debt[: model.world.counts[0].episodes].tolist()
    assert (debts["owes"] == (debts["debt"] > 0)).all()


def test_mesas_own_generator_does_not_touch_the_model():
    quiet, noisy = CountyLinesModel(scale=0.01), CountyLinesModel(scale=0.01)
    for _ in range(5):
        noisy.random.random()
        noisy.agents_by_type[Person].shuffle()
        quiet.step()
        noisy.step()
    assert quiet.result().days_true.tobytes() == noisy.result().days_true.tobytes()


def test_a_page_can_make_it_anew():
    """Mesa's page makes a model from keywords alone, all of which have defaults, and plots its `datacollector`."""
    signature = inspect.signature(CountyLinesModel)
    assert all(one.default is not inspect.Parameter.empty for one in signature.parameters.values())
    model = CountyLinesModel(**{"strategy": "fragmented", "scale": 0.01, "rng": 2, "scenario": "history"})
    model.step()
    model.step()
    assert model.steps == 2 and isinstance(model.datacollector, mesa.DataCollector)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"scale": 2.0}, "scale: found 2, expected a number, 0.01 to 1"),
        ({"strategy": "integrate"}, "integrated"),
        ({"scenario": "storm"}, "scenario: found the unknown name"),
        ({"measures": ("lines_operatin",)}, "lines_operating"),
        ({"rng": -1}, "rng: found -1, expected a whole number, 0 to 9223372036854775807"),
        ({"rng": 1.5}, r"rng: found 1\.5, expected a whole number"),
        ({"rng": None}, "rng: found None, expected a whole number"),
        ({"rng": True}, "rng: found true, expected a whole number"),
        ({"rng": 2**63}, "rng: found 9223372036854775808, expected a whole number"),
        ({"scale": "a"}, 'scale: found "a", expected a number, 0.01 to 1'),
        ({"strategy": None}, "strategy: found None, expected a preset's name, or a Strategy"),
        ({"parameters": {"grooming_rate": 0.05}}, "p: found the type dict, expected Parameters"),
        ({"warm_up_years": "2"}, 'warm_up_years: found "2", expected a number'),
    ],
)
def test_what_is_wrong_is_told(wrong, told):
    with pytest.raises(ValueError, match=told):
        CountyLinesModel(**{"scale": 0.01, **wrong})


def test_numpys_whole_numbers_are_seeds_too():
    small, great = CountyLinesModel(scale=0.01, rng=np.int64(3)), CountyLinesModel(scale=0.01, rng=2**63 - 1)
    assert small.setting == CountyLinesModel(scale=0.01, rng=3).setting
    assert great.setting.seed == 2**63 - 1


def test_no_result_before_the_first_day():
    with pytest.raises(ValueError, match="no day has been lived"):
        CountyLinesModel(scale=0.01).result()
