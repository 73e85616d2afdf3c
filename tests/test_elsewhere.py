"""Other models' experiments: known answers of what is taken out, of changes and of spread; and is the page of its data?"""

import tomllib
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim import warm_up
from sim.documents.catalogue import source_hash
from sim.simulation.replacement import used
from tests.make_elsewhere import (
    CUT,
    HELP,
    KEPT,
    LINE_S,
    OFFICERS,
    PAGE,
    RECRUITS,
    Pressure,
    after,
    ended_more,
    in_a_world,
    lines_left,
    members,
)
from tests.make_readme import ROOT, place
from tests.test_replacement import NOBODY_COMES, QUIET
from tests.worlds import limit


def test_the_page_is_of_the_model_that_is_here():
    """A page that is made once goes on saying what an older model did: it is to be made again, as worlds are fitted again."""
    assert f"model {source_hash()[:8]};" in (KEPT / "elsewhere.svg").read_text(encoding="utf-8")


def test_an_organisation_has_ended_when_nobody_is_left_of_it():
    """Where nothing befalls lines and nobody comes, those have ended whose members were all taken out, and they alone."""
    before = warm_up(limit(**QUIET, **NOBODY_COMES, group_renewal=0.0), scale=0.05, seed=3, warm_up_years=0.3)
    dealers, groups = used(before.world, "dealers"), used(before.world, "groups")
    there, rows = np.flatnonzero(groups["lines"] + groups["members"] > 0), members(before)
    assert len(rows) == (groups["lines"] + groups["members"]).sum()
    for share in (0.0, 0.5, 1.0):
        left = np.unique(dealers["group"][rows[round(share * len(rows)) :]])
        found = after(before, share, years=(0.25,))
        assert found["organisation"].tolist() == there.tolist()
        assert (found["ended"] == ~np.isin(there, left)).all(), share
    assert found["ended"].all() and found["lines"].sum() == 0
    assert (groups["lines"] + groups["members"] > 0).sum() == len(there)  # the state branched from is as it was


def test_those_that_go_on_are_set_beside_themselves_and_shares_are_paired_by_world():
    """Of four, one ends in any case and one where half of all go: the others have three lines, and five where nobody goes."""
    untouched = {"ended": [True, False, False, False], "lines": [0.0, 9.0, 2.0, 3.0]}
    half = {"ended": [True, True, False, False], "lines": [0.0, 0.0, 1.0, 2.0]}
    organisations = pd.concat(
        [
            pd.DataFrame({"share": share, "years": 1.0, "organisation": range(4)} | one)
            for share, one in ((0.0, untouched), (0.5, half))
        ]
    )
    found = in_a_world(organisations)
    assert found["ended"].tolist() == [0.25, 0.5]
    assert found.loc[1, ["lines", "untouched"]].tolist() == [1.5, 2.5]
    other = found.assign(ended=[0.25, 0.75], lines=[9.0, 3.0], untouched=[9.0, 3.0])
    made = pd.concat([found.assign(seed=1), other.assign(seed=2)])
    ends = stats.ttest_1samp([25.0, 50.0], 0.0).confidence_interval(0.95)
    assert ended_more(made, 1, 0.5, 0.0) == pytest.approx((37.5, *ends))
    assert lines_left(made, 1, 0.5)[0] == pytest.approx(100.0 * (4.5 / 5.5 - 1.0))


def swept():
    """A folder in which officers take a tenth of all at each step, and the cut a half; markets are two, then one."""
    rows, series = [], []
    for cut, rate in enumerate((0.04, 0.02)):
        for officers in (0, 100):
            for replication, luck in enumerate((90.0, 100.0, 110.0)):
                value = (
                    luck * (0.9 if officers else 1.0) * (0.5 if cut else 1.0) + bool(officers) * (2.0, -2.0, 0.0)[replication]
                )
                run = f"{cut}{officers}{replication}"
                names = (*LINE_S, *RECRUITS, "lines_displaced", "lines_operating")
                rows.append({"run": run, "strategy": "s", "replication": replication, OFFICERS: officers, CUT: rate, HELP: 0.0}
                            | dict.fromkeys(names, value))  # fmt: skip
                series += [(run, "A", 5.0), (run, "B", 0.0 if officers else 5.0), (run, "England and Wales", 10.0)]
    found = pd.DataFrame(series, columns=["run", "area", "value"])
    return Pressure(SimpleNamespace(baseline="base", runs=pd.DataFrame(rows), series=lambda measures: found))


def test_changes_and_spread_are_what_they_are_by_hand():
    p = swept()
    ends = stats.ttest_1samp([-8.0, -12.0, -10.0], 0.0).confidence_interval(0.95)
    assert p.change("people", 1) == pytest.approx((-10.0, *ends))  # of pairs: what is shared is gone
    value, low, high = p.change("people", 0, 1)
    half = stats.t.ppf(0.975, 4) * 100.0 * np.sqrt((15.0**2 + 0.25 * 30.0**2) / 3) / 300.0  # each apart, the base times a half
    assert (value, low, high) == pytest.approx((-50.0, -50.0 - half, -50.0 + half))
    assert p.change("people", 1, 1)[0] == pytest.approx(-55.0)
    assert p.arm("markets").tolist() == [2.0] * 3 and p.arm("markets", 1).tolist() == [1.0] * 3
    assert p.arm("moves", 1, 1).tolist() == [1.0] * 3


def test_the_page_is_of_what_is_kept():
    """Every statement stands in the table with a finding, the figure and its rows are there, and the config varies what is read."""
    said = pd.read_csv(KEPT / "published.csv", dtype=str)
    found = [line.split(" | ") for line in place(PAGE.read_text(encoding="utf-8"), "elsewhere").splitlines()[2:]]
    assert [line[1] for line in found] == said["says"].tolist() and all(len(line) == 4 for line in found)
    assert set(pd.read_csv(KEPT / "elsewhere.csv")["panel"]) == {"ended", "people", "violence_between_crews", "spread"}
    assert (KEPT / "elsewhere.svg").read_text(encoding="utf-8").startswith("<svg")
    sweep = tomllib.loads((ROOT / "configs" / "elsewhere.toml").read_text(encoding="utf-8"))["sweep"]
    swept = {CUT: sweep[CUT], OFFICERS: sweep["capacity"]["dedicated_officers"], HELP: sweep["early_help"]["reach"]}
    assert all(len(values) > 1 for values in swept.values()) and swept[HELP] == [0.0, 0.5]
