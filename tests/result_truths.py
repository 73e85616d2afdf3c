"""What the results folders of the tests are made of: measures with their levels, and the effects that each variant builds in."""

from __future__ import annotations

from dataclasses import dataclass, field

PRIMARY = ["child_days_exploited", "children_criminalised", "lines_operating", "serious_violence"]
# name: (mean of a baseline run, unit, book, better, over)
MEASURES: dict[str, tuple[float, str, str, str, str]] = {
    "child_days_exploited": (4.1e6, "child-days per year", "true", "down", "sum"),
    "children_criminalised": (2300.0, "children per year", "true", "down", "sum"),
    "lines_operating": (2100.0, "lines", "true", "down", "mean"),
    "serious_violence": (5200.0, "incidents per year", "true", "down", "sum"),
    "children_exploited": (11200.0, "children", "true", "down", "mean"),
    "children_groomed": (21000.0, "children per year", "true", "down", "sum"),
    "children_newly_exploited": (8100.0, "children per year", "true", "down", "sum"),
    "children_reexploited": (1400.0, "children per year", "true", "down", "sum"),
    "child_days_exploited_by_lines": (3.5e6, "child-days per year", "true", "down", "sum"),
    "child_days_outside_supply": (6.0e5, "child-days per year", "true", "down", "sum"),
    "adults_exploited": (6900.0, "adults", "true", "down", "mean"),
    "missing_episodes": (61000.0, "episodes per year", "true", "down", "sum"),
    "missing_episodes_recorded": (27000.0, "episodes per year", "recorded", "", "sum"),
    "homes_cuckooed": (1900.0, "homes", "true", "down", "mean"),
    "children_found": (6400.0, "children per year", "true", "up", "sum"),
    "children_recognised": (3100.0, "children per year", "true", "up", "sum"),
    "children_referred": (1900.0, "flags per year", "recorded", "", "sum"),
    "children_supported": (1200.0, "children per year", "true", "up", "sum"),
    "children_charged": (1700.0, "children per year", "true", "down", "sum"),
    "children_charged_while_victim": (1300.0, "children per year", "true", "down", "sum"),
    "nrm_wait_days": (410.0, "days", "recorded", "down", "mean"),
    "service_wait_days": (66.0, "days", "true", "down", "mean"),
    "lines_cross_border": (1500.0, "lines", "true", "down", "mean"),
    "lines_internal": (600.0, "lines", "true", "down", "mean"),
    "lines_opened": (1400.0, "lines per year", "true", "down", "sum"),
    "lines_closed_charged": (620.0, "lines per year", "true", "up", "sum"),
    "lines_closed_order": (140.0, "lines per year", "true", "", "sum"),
    "lines_abandoned": (500.0, "lines per year", "true", "", "sum"),
    "lines_reemerged": (450.0, "lines per year", "true", "down", "sum"),
    "lines_displaced": (190.0, "lines per year", "true", "down", "sum"),
    "lines_recorded": (980.0, "lines", "recorded", "", "end"),
    "closures_recorded": (900.0, "lines per year", "recorded", "", "sum"),
    "arrests": (5400.0, "arrests per year", "recorded", "", "sum"),
    "holder_share_of_arrests": (0.21, "share", "recorded", "up", "ratio"),
    "picture_known_share": (0.44, "share", "true", "up", "mean"),
    "officer_days": (118000.0, "officer-days per year", "true", "", "sum"),
    "cost_police": (9.1e7, "pounds per year", "true", "down", "sum"),
    "cost_home_office": (2.2e7, "pounds per year", "true", "down", "sum"),
    "cost_councils": (4.6e7, "pounds per year", "true", "down", "sum"),
    "cost_justice": (1.3e8, "pounds per year", "true", "down", "sum"),
    "cost_total": (2.9e8, "pounds per year", "true", "down", "sum"),
    "cost_discounted": (2.7e8, "pounds per year", "true", "down", "sum"),
    "inequality_p90_p10": (3.1, "ratio", "true", "down", "ratio"),
    "inequality_gini": (0.31, "index", "true", "down", "ratio"),
    "an_extra_measure": (12.0, "things", "true", "", "sum"),
}
COSTS_MORE = {"cost_police": 0.05, "cost_home_office": 0.6, "cost_total": 0.06, "cost_discounted": 0.06, "officer_days": 0.03}


@dataclass
class Truth:
    """What one variant is made of; ``effects`` maps strategy to measure to relative change (``*`` for every harm)."""

    effects: dict[str, dict[str, float]] = field(default_factory=dict)
    runs: int = 40
    failed: int = 0
    noise: float = 0.02
    times: float = 1.0
    zero: tuple[str, ...] = ()
    worlds: int = 1
    title: str = "Which response protects most children?"


def harms(change: float) -> dict[str, float]:
    """Every harm changes by ``change``; activity a little, money as a national response costs."""
    found = {
        "children_recognised": -change,
        "children_referred": -2 * change,
        "arrests": -change,
        "closures_recorded": -3 * change,
    }
    return {"*": change, **found, **COSTS_MORE}


VARIANTS: dict[str, Truth] = {
    "clear_win": Truth({"fragmented": harms(0.06), "national_tasking": harms(-0.05), "integrated": harms(-0.14)}),
    "clear_loss": Truth({"fragmented": harms(0.12), "integrated": harms(0.08)}),
    "tie": Truth({"national_tasking": {}, "integrated": {}}),
    "mixed": Truth({"integrated": {**harms(-0.1), "children_criminalised": 0.15, "serious_violence": 0.09}}),
    "few_runs": Truth({"integrated": harms(-0.1)}, runs=3, noise=0.08),
    "single_run": Truth({"integrated": harms(-0.1)}, runs=1),
    "failed_runs": Truth({"integrated": harms(-0.1)}, failed=7),
    "one_strategy": Truth({}),
    "all_zero": Truth({"integrated": harms(-0.1)}, zero=("serious_violence", "an_extra_measure")),
    "worlds": Truth({"fragmented": harms(0.05), "integrated": harms(-0.03)}, noise=0.03, worlds=40),
    "many": Truth({f"preset_{i}": harms(0.02 * i - 0.1) for i in range(8)}),
    "unlike": Truth({"integrated": harms(-0.1)}, title="Which response protects <most> children & adults?"),
    "nothing": Truth({"integrated": harms(-0.1)}, runs=0, failed=8),
    "huge": Truth({"integrated": harms(-0.1)}, times=1e9),
}


def effect_of(truth: Truth, strategy: str, measure: str) -> float:
    """The relative change that the variant builds in."""
    changes = truth.effects.get(strategy, {})
    if measure in changes:
        return changes[measure]
    return changes.get("*", 0.0) if MEASURES[measure][3] == "down" and not measure.startswith("cost") else 0.0
