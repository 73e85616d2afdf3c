"""Twelve numbers of one small run, to the last digit: they change on purpose, or something is wrong.

After a change that is meant to move results, write them anew with `python -m tests.test_baseline` and say so in the
CHANGELOG under "Results change", with the digest that this prints: a pin that moved without such a line is a fault.
"""

import hashlib
import json
from datetime import date
from pathlib import Path

from sim import simulate

FILE = Path(__file__).parent / "baseline.json"
NUMBERS = (
    "child_days_exploited",
    "child_days_in_debt",
    "children_newly_exploited",
    "children_criminalised",
    "children_recognised",
    "lines_operating",
    "lines_closed",
    "serious_violence",
    "homes_cuckooed",
    "takings",
    "officer_days",
    "cost_total",
)


def numbers() -> dict[str, float]:
    """One year of `integrated` at 1:20 after a short warm-up."""
    result = simulate("integrated", scale=0.05, years=1, seed=7, start=date(2019, 1, 1), warm_up_years=0.5)
    return {name: result.measures[name] for name in NUMBERS}


def test_the_baseline():
    assert numbers() == json.loads(FILE.read_text(encoding="utf-8"))


def digest() -> str:
    """The first eight digits of the hash of what is pinned."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:8]


def test_what_is_pinned_stands_in_the_changelog_as_a_change_of_results():
    changelog = (FILE.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    moved = [line for line in changelog.splitlines() if "Results change" in line]
    assert any(f"pinned run: `{digest()}`" in line for line in moved)


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), indent=2) + "\n", encoding="utf-8")
    print(f"written: {FILE.name}; for the CHANGELOG: pinned run: `{digest()}`")
