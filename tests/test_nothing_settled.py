"""Nothing is settled beforehand: in worlds drawn from the evidence alone no response always does better, nor always worse."""

import re
from pathlib import Path

import pytest

from experiments import run_experiment

CONFIG = Path(__file__).resolve().parents[1] / "configs" / "draws.toml"
FEW = 0.02
"""A response that does better, or worse, in a smaller share of worlds than this would be settled by what was put in."""


def settled(values, base):
    """Which responses do better in nearly all worlds in which they make a difference, or in nearly none: a column each."""
    fewer, more = (values.lt(base, axis=0).mean(), values.gt(base, axis=0).mean())
    return ~((fewer > FEW * (fewer + more)) & (more > FEW * (fewer + more)))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_response_does_better_or_worse_in_every_world_of_the_evidence(tmp_path, monkeypatch):
    """The shipped config's 200 worlds, in half a year at 1:50, luck and all; child-days a tenth fewer in each world would be seen.

    What a response costs follows from what it pays for, and is left out.
    """
    text = CONFIG.read_text(encoding="utf-8")
    for setting in ("scale = 0.02", "years = 0.5", "warm_up_years = 0.5"):
        text, found = re.subn(rf"^{setting.split()[0]} = \S+$", setting, text, flags=re.MULTILINE)
        assert found == 1
    text = text.replace("twice = 20", "twice = 2") + '\n[output]\nseries = "none"\n'
    monkeypatch.setattr("experiments.experiment.finish", lambda results, *_: results)  # no table of it is read
    results = run_experiment(text, out=tmp_path / "draws", workers=0, report=False)
    runs = results.runs.query("replication == 0").set_index(["point", "strategy"])
    measures = set(results.primary) - {"cost_total"}
    assert len(measures) == 4
    for measure in measures:
        values = runs[measure].unstack()
        base, others = values["as_inspected"], values.drop(columns="as_inspected")
        assert others.shape == (200, 7)
        assert not settled(others, base).any(), measure
        if measure.startswith("child_days"):
            assert settled(0.9 * others, base).sum() >= 4, measure
