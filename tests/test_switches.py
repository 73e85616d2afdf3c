"""Which switch of structure a difference depends on, and what the first page says of it, from worlds with a known answer."""

import numpy as np
import pandas as pd
import pytest
import result_sets
from test_best import folder

from experiments.compare import switches
from experiments.figures.choose import shown_strategy
from experiments.figures.results import FolderTables
from experiments.report.sections import analyses, first_page

WORLDS = 60
STRUCTURES = [{"name": name, "choices": ["one", "other"]} for name in ("turning", "idle", "rare")]


def worlds_of(seed: int, turns: float):
    """Worlds in half of which a strategy does `turns` more; whose other switches do nothing, one of them held in four worlds."""
    rng = np.random.default_rng(seed)
    turning, idle = (rng.permutation(np.arange(WORLDS) % 2) for _ in range(2))
    shared = 30.0 * rng.normal(size=WORLDS)
    levels = np.column_stack([shared, shared + turns * turning + rng.exponential(1.0 + turning)])
    results = folder({"harm": levels}, ["harm"], ["base", "first"], manifest={"structures": STRUCTURES})
    picked = {"turning": turning, "idle": idle, "rare": (np.arange(WORLDS) < 4).astype(int)}
    at = results.design["replication"].to_numpy()
    for name in ("all_runs", "design"):
        named = {one: np.array(["one", "other"])[which[at]] for one, which in picked.items()}
        results.__dict__[name] = results.__dict__[name].assign(point=at, replication=0, **named)
    return results, levels[:, 1] - levels[:, 0], turning


def test_the_switch_that_turns_the_answer_is_found_and_no_other():
    results, gaps, turning = worlds_of(1, 5.0)
    found = switches.table(results)
    assert set(found["parameter"]) == {"turning", "idle"}, "an alternative of four worlds is no ground"
    assert set(found.loc[found["q"] < 0.05, "parameter"]) == {"turning"}
    row = found[(found["parameter"] == "turning") & (found["alternative"] == "other")].iloc[0]
    assert row["difference"] == pytest.approx(gaps[turning == 1].mean()) and row["n_worlds"] == 30
    assert row["low"] < 7.0 < row["high"]


def test_where_no_switch_does_anything_one_is_named_in_few_of_a_hundred_experiments():
    """Though the worlds of one alternative spread twice as far; their means are alike."""
    named = 0
    for seed in range(300):
        results, _, _ = worlds_of(seed, -1.0)  # the longer tail lifts the mean by one
        named += int((switches.table(results)["q"] < 0.05).any())
    assert named <= 30


@pytest.mark.parametrize(
    ("q", "words"),
    [
        (0.001, "depends on this, each looked at by itself: lever money"),
        (0.2, "shown to depend; the nearest is lever money: where it is “taken” 12,000 fewer to 6,000 more, where it is “new”"),
        (0.5, "On none of the 1 switch"),
    ],
)
def test_the_first_page_says_what_turns_the_answer(tmp_path, q, words):
    path = result_sets.build(tmp_path / "one")
    results = FolderTables(path)
    strategy, versus = shown_strategy(results), results.baseline
    rows = [("taken", -3000.0, -12000.0, 6000.0), ("new", -94000.0, -110000.0, -78000.0)]
    lines = [
        f"{strategy},{versus},{analyses.main_measure(results)},u,lever_money,{name},{at},{low},{high},30,{q},steady"
        for name, at, low, high in rows
    ]
    (path / "tables" / "switches.csv").write_text("\n".join([",".join(switches.COLUMNS), *lines, ""]), "utf-8")
    said = " ".join(str(one) for one in analyses.changers(FolderTables(path)))
    assert words in said
    assert "What else would change it these runs do not say." in said
    assert ("78,000 to 110,000 fewer" in said) == (q < 0.5)
    assert ("(95% intervals; adjusted p 0.20)" in said) == (q == 0.2)


def test_of_each_of_two_leaders_it_is_said_what_turns_it(tmp_path, monkeypatch):
    path = result_sets.build(tmp_path / "one")
    results = FolderTables(path)
    leaders, main = results.compared[:2], analyses.main_measure(results)
    lines = [
        f"{one},{results.baseline},{main},u,lever_money,new,-9,-10,-8,30,{q},steady"
        for one, q in zip(leaders, (0.001, 0.5), strict=True)
    ]
    (path / "tables" / "switches.csv").write_text("\n".join([",".join(switches.COLUMNS), *lines, ""]), "utf-8")
    monkeypatch.setattr(analyses, "leading", lambda _: (leaders, []))
    first, second, rest = (str(one) for one in analyses.changers(FolderTables(path)))
    assert results.label(leaders[0]) in first and "depends on this" in first
    assert results.label(leaders[1]) in second and "shown to depend" in second
    assert rest.startswith("What else would change it these runs do not say.")


def test_worlds_in_which_supply_outside_harms_nobody_assume_none_of_its_harm(tmp_path):
    """Half of the worlds assume 0.4 of what lines do, the others none: 0.2 in the mean, of which the most, 1, is five times."""
    results = FolderTables(result_sets.build(tmp_path / "one"))
    results.manifest["varying"] = [first_page.OUTSIDE]
    design = pd.DataFrame({first_page.OUTSIDE: [0.4, 0.4], first_page.SUPPLY: ["harmful", first_page.HARMLESS]})
    for held, most in ((design, 5.0), (design.drop(columns=first_page.SUPPLY), 2.5), (design.tail(1), 1.0)):
        held.to_parquet(results.folder / "design.parquet")
        assert first_page.most_of_assumed(results) == pytest.approx(most)
