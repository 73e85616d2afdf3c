"""A results folder that also holds a sensitivity analysis, a discovery and an attribution with a known truth, for their figures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import result_sets

from experiments.figures.results import FolderTables

MAIN, SECOND = result_sets.PRIMARY[:2]
SHOWN, BASE = "integrated", "as_inspected"
# name: (process, basis, lowest, best, highest, share of the variance of the difference, and of the level)
INPUTS: dict[str, tuple[str, str, float, float, float, float, float]] = {
    "grooming_rate": ("grooming", "assumed", 0.02, 0.04, 0.08, 0.31, 0.42),
    "debt_hold": ("control", "assumed", 0.1, 0.5, 0.9, 0.18, 0.03),
    "share_of_demand_open_to_new_lines": ("supply", "estimated", 0.15, 0.4, 0.65, 0.12, 0.22),
    "advocate_engagement": ("safeguarding", "assumed", 0.0, 0.5, 2.0, 0.09, 0.0),
    "stop_detection": ("detection", "measured", 0.0005, 0.003, 0.008, 0.05, 0.01),
    "charge_share": ("justice", "measured", 0.1, 0.3, 0.6, 0.01, 0.02),
    "service_places": ("safeguarding", "estimated", 200.0, 900.0, 1500.0, 0.004, 0.0),
    "recruiting_days": ("tasking", "assumed", 30.0, 90.0, 240.0, 0.0, 0.0),
}
SWITCH = "outside_supply"
FLOOR = 0.03


def build(folder: Path) -> Path:
    """Write the folder of a clear win with every table of the analyses, and return it."""
    result_sets.build(folder, "clear_win")
    luck = np.random.default_rng(5)
    for name, rows in {
        "indices": indices(luck),
        "verdicts": verdicts(),
        "noise": noise(),
        "growth": growth(luck),
        "convergence": convergence(),
        "tornado": tornado(luck),
        "profiles": profiles(),
        "years": years(),
        "best_along": best_along(),
        "flips": flips(),
        "information": information(),
        "boxes": boxes(),
        "regret": regret(),
        "attribution": attribution(),
        "dose": dose(),
        "budget": budget(),
    }.items():
        pd.DataFrame(rows).to_csv(folder / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["parameters"] = [
        {"name": name, "meaning": f"how strongly {name.replace('_', ' ')} acts", "unit": "share", "basis": basis}
        | {"low": low, "best": best, "high": high, "source": "built for a test", "evidence_id": "E1", "group": group}
        for name, (group, basis, low, best, high, *_) in INPUTS.items()
    ]
    path.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return folder


VIEWS = ((SHOWN, BASE, 5), (BASE, "", 6))
"""Strategy, versus, and where an input's share of that view's variance stands."""


def index_row(view: tuple[str, str], outcome: str, parameter: str, how: tuple[str, str], value: float, half: float) -> dict:
    above = value - half > FLOOR
    verdict = "" if parameter == "dummy" else "matters" if above else "no evidence"
    found = {"strategy": view[0], "versus": view[1], "outcome": outcome, "parameter": parameter, "method": how[0]}
    found |= {"index": how[1], "value": value, "low": value - half, "high": value + half, "noise_floor": FLOOR}
    return found | {"verdict": verdict, "above_floor": "yes" if above else "no"}


def indices(luck: np.random.Generator) -> list[dict]:
    """First-order shares and total effects, a screening, and shares of the bases of evidence."""
    rows = []
    for strategy, versus, place in VIEWS:
        for outcome, times in ((MAIN, 1.0), (SECOND, 0.6)):
            view = (strategy, versus)
            for name, known in INPUTS.items():
                share, half = float(known[place]) * times, 0.02 + 0.03 * luck.random()
                rows.append(index_row(view, outcome, name, ("sobol", "ST"), 1.2 * share, 1.5 * half))
                rows.append(index_row(view, outcome, name, ("additive", "S1"), share, half))
                effect = 3e5 * np.sqrt(share) + 4e3 * luck.random()
                rows.append(index_row(view, outcome, name, ("morris", "mu_star"), effect, 0.2 * effect) | {"noise_floor": 5e4})
                rows.append(
                    index_row(view, outcome, name, ("morris", "sigma"), 0.5 * effect, 0.2 * effect) | {"noise_floor": 5e4}
                )
            rows.append(index_row(view, outcome, "dummy", ("sobol", "ST"), 0.01, 0.02))
            rows.append(index_row(view, outcome, "dummy", ("morris", "mu_star"), 3e4, 2e4) | {"noise_floor": 5e4})
            rows.append(index_row(view, outcome, "dummy", ("morris", "sigma"), 1e4, 1e4) | {"noise_floor": 5e4})
            for basis in ("measured", "estimated", "assumed"):
                share = times * sum(float(known[place]) for known in INPUTS.values() if known[1] == basis)
                rows.append(index_row(view, outcome, f"basis:{basis}", ("sobol", "S1"), share, 0.05))
            rows.append(index_row(view, outcome, "basis:structural", ("sobol", "S1"), 0.06 * times, 0.03))
    return rows


def verdicts() -> list[dict]:
    """One verdict an input: what is above the floor matters, and lowers the outcome where its process is control or justice."""
    rows = []
    for strategy, versus, place in VIEWS:
        for outcome, times in ((MAIN, 1.0), (SECOND, 0.6)):
            for name, known in INPUTS.items():
                share = float(known[place]) * times
                matters = share - 0.04 > FLOOR
                row = {"strategy": strategy, "versus": versus, "outcome": outcome, "parameter": name}
                row |= {"verdict": "matters" if matters else "no evidence", "share": share, "low": share - 0.04}
                sign = "down" if known[0] in ("control", "justice") else "up"
                rows.append(
                    row | {"high": share + 0.04, "sign": sign if matters else "", "methods": "slope" if matters else ""}
                )
    return rows


def noise() -> list[dict]:
    """A tenth of the spread is luck, more of the second outcome's."""
    return [
        {"strategy": strategy, "versus": versus, "outcome": outcome, "source": "luck", "variance": 1.0, "share": share}
        | {"low": share - 0.03, "high": share + 0.03, "worlds": 512, "replications": 4, "separable": "yes"}
        for strategy, versus, _ in VIEWS
        for outcome, share in ((MAIN, 0.1), (SECOND, 0.25))
    ]


def growth(luck: np.random.Generator) -> list[dict]:
    """Total effects of groups that settle as the design doubles."""
    rows = []
    for at, size in enumerate((32, 64, 128, 256)):
        for group, share in (("grooming", 0.45), ("control", 0.3), ("supply", 0.22), ("justice", 0.1), ("detection", 0.06)):
            half = 0.3 / 2.0**at
            value = share + half * luck.uniform(-0.4, 0.4)
            found = {"strategy": SHOWN, "versus": BASE, "outcome": MAIN, "parameter": f"group:{group}", "index": "ST"}
            rows.append(found | {"value": value, "low": value - half, "high": value + half, "base_points": size})
    return rows


def convergence() -> list[dict]:
    reason = "the interval of group:grooming is 0.11 wide, where 1 is the whole variance and 0.10 is wanted: "
    reason += "about 512 base points would do"
    found = {"strategy": SHOWN, "versus": BASE, "outcome": MAIN, "verdict": "not converged", "reason": reason}
    return [found | {"base_points": 256, "needed": 512, "widest": 0.11, "wanted": 0.1}]


def tornado(luck: np.random.Generator) -> list[dict]:
    """Each input at its ends, from a difference of -570,000 child-days; a switch at both alternatives."""
    rows = []
    for name, known in INPUTS.items():
        for end, sign, at in (("low", 1.0, known[2]), ("high", -1.2, known[4])):
            change = sign * 4e5 * np.sqrt(float(known[5])) + luck.normal(0.0, 8e3)
            rows.append((name, end, at, change))
    rows += [(SWITCH, "harmful", "harmful", 3e4), (SWITCH, "harmless_to_children", "harmless_to_children", -9e4)]
    return [
        {"strategy": SHOWN, "versus": BASE, "outcome": MAIN, "parameter": name, "end": end, "at": at, "best": -5.7e5}
        | {"change": change, "low": change - 5e4, "high": change + 5e4, "n": 12}
        for name, end, at, change in rows
    ]


def profiles() -> list[dict]:
    """The difference along four inputs and a switch."""
    rows = []
    for name in list(INPUTS)[:4]:
        low, high = INPUTS[name][2], INPUTS[name][4]
        for share in np.linspace(0.0, 1.0, 21):
            mean = -5.7e5 + 6e5 * np.sqrt(INPUTS[name][5]) * (2.0 * share - 1.0) + 2e5 * (share - 0.5) ** 2
            rows.append((name, share, low + share * (high - low), mean, 4e4 + 1.5e5 * (share - 0.5) ** 2))
    rows += [(SWITCH, 0.25, "harmful", -5.2e5, 4e4), (SWITCH, 0.75, "harmless_to_children", -6.3e5, 4e4)]
    return [
        {"strategy": SHOWN, "versus": BASE, "outcome": MAIN, "parameter": name, "share": share, "at": at, "mean": mean}
        | {"low": mean - half, "high": mean + half}
        for name, share, at, mean, half in rows
    ]


def years() -> list[dict]:
    """What acts at once fades, what acts late grows."""
    courses = {"grooming_rate": (0.2, 0.35, 0.5), "debt_hold": (0.45, 0.36, 0.3), "stop_detection": (-0.3, -0.22, -0.2)}
    courses["dummy"] = (0.02, -0.03, 0.01)
    return [
        {
            "strategy": SHOWN,
            "versus": BASE,
            "outcome": MAIN,
            "year": year + 1,
            "parameter": name,
            "index": "SRC",
            "value": value,
        }
        | {"low": value - 0.07, "high": value + 0.07, "noise_floor": 0.1, "above_floor": "yes" if abs(value) > 0.17 else "no"}
        for name, run in courses.items()
        for year, value in enumerate(run)
    ]


def best_along() -> list[dict]:
    """One sure switch, one that may be, and inputs along which one strategy is best throughout."""
    cuts = {"grooming_rate": (0.62, "integrated", "as_inspected"), "debt_hold": (0.25, "national_tasking", "integrated")}
    rows = []
    for name, known in INPUTS.items():
        cut, below, above = cuts.get(name, (1.0, "integrated", ""))
        low, high = known[2], known[4]
        place = (known[3] - low) / (high - low)
        for start, end, best in ((0.0, cut, below), (cut, 1.0, above)):
            if best:
                at_low, at_high = low + start * (high - low), low + end * (high - low)
                found = {"outcome": MAIN, "parameter": name, "from": start, "to": end, "best": best}
                rows.append(found | {"at_low": at_low, "at_high": at_high, "evidence": place})
    return rows


def flips() -> list[dict]:
    found = {"outcome": MAIN, "low": 0.05, "high": 0.065, "share": 0.62, "ahead": 0.9, "best": 0.04, "basis": "assumed"}
    first = {"parameter": "grooming_rate", "below": "integrated", "above": "as_inspected", "at": 0.057, "verdict": "flips"}
    second = {"parameter": "debt_hold", "below": "national_tasking", "above": "integrated", "at": 0.3, "verdict": "may flip"}
    return [found | first | {"sure": 0.97}, found | second | {"sure": 0.8, "best": 0.5}]


def information() -> list[dict]:
    """Two numbers are worth measuring, the rest is what a shuffle shows."""
    rows = []
    for at, (name, known) in enumerate(INPUTS.items()):
        value = 2.4e4 / (1 + at) ** 1.5
        verdict = "worth measuring" if at < 2 else "no evidence"
        found = {"outcome": MAIN, "unit": "child-days per year", "parameter": name, "basis": known[1], "value": value}
        rows.append(found | {"low": 0.55 * value, "high": 1.4 * value, "noise_floor": 4.5e3, "verdict": verdict})
    return rows


def boxes() -> list[dict]:
    """`fragmented` fails where grooming is quick and debt holds; `national_tasking` under a switch."""
    shares = {"coverage": 0.7, "density": 0.82, "base": 0.3, "seen_coverage": 0.72, "seen_density": 0.85}
    shares |= {"worlds": 512, "failures": 154, "set_aside": 60, "quasi_p": 0.001, "note": ""}
    limits = [
        ("fragmented", "grooming_rate", 0.055, np.nan, ""),
        ("fragmented", "debt_hold", np.nan, 0.7, ""),
        ("national_tasking", "charge_share", 0.2, 0.4, ""),
        ("national_tasking", SWITCH, np.nan, np.nan, "harmful"),
    ]
    return [
        {"outcome": MAIN, "strategy": strategy, "failure": "worse than the baseline", "parameter": name, "low": low}
        | {"high": high, "alternatives": alternatives, **shares}
        for strategy, name, low, high, alternatives in limits
    ]


def regret() -> list[dict]:
    regrets = {"integrated": (2e4, 9e4, 2.4e5, 0.71), "national_tasking": (3.1e5, 5e5, 7e5, 0.2)}
    regrets |= {"as_inspected": (5.2e5, 8e5, 1.1e6, 0.07), "fragmented": (7.4e5, 1.1e6, 1.5e6, 0.02)}
    criteria = ("mean_regret", "regret_90", "worst_regret", "share_won")
    return [
        {"outcome": MAIN, "strategy": strategy, "criterion": criterion, "value": value, "rank": 1 + at}
        | {"p_lead": 1e-9, "p_half": 1e-9, "shrinkage": 0.92, "reliable": "yes"}
        for at, (strategy, values) in enumerate(regrets.items())
        for criterion, value in zip(criteria, values, strict=True)
    ]


def attribution() -> list[dict]:
    """Help does most; one part works against the whole."""
    parts = {"help_and_services": (-3e5, -3.4e5, -3.6e5), "central_tasking": (-6e4, -1.6e5, -2.4e5)}
    parts |= {"recognition": (-9e4, -8e4, -7e4), "shared_picture": (2e4, 1e4, 1.5e4)}
    found = {"strategy": SHOWN, "versus": BASE, "outcome": MAIN, "unit": "child-days per year", "better": "down", "n": 40}
    rows = [
        found | {"part": part, "levers": part, "method": method, "value": value, "low": value - 4e4, "high": value + 4e4}
        for part, values in parts.items()
        for method, value in zip(("alone", "shapley", "taken_away"), values, strict=True)
    ]
    whole = -5.7e5
    for row in rows:
        ends = sorted(row[end] / whole for end in ("low", "high"))
        shares = (row["value"] / whole, *ends) if row["method"] == "shapley" else (np.nan,) * 3
        row |= dict(zip(("share", "share_low", "share_high"), shares, strict=True))
        best = "yes" if row["part"] == "help_and_services" else "no"
        row["in_best_set"] = best if row["method"] == "shapley" else ""
    return [*rows, found | {"part": "whole", "levers": "", "method": "whole", "value": whole, "low": -6.1e5, "high": -5.3e5}]


RESPONSES = {"integrated": (-5.7e5, 0.35), "national_tasking": (-2.0e5, 0.8), "fragmented": (2.5e5, 1.0)}


def dose() -> list[dict]:
    return [
        {"intensity": size, "value": whole * size**0.8, "low": whole * size**0.8 - 3e4 * size, "n": 40}
        | {"high": whole * size**0.8 + 3e4 * size, "strategy": strategy, "versus": BASE, "outcome": MAIN}
        | {"unit": "child-days per year", "better": "down"}
        for strategy, (whole, _) in RESPONSES.items()
        for size in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]


def budget() -> list[dict]:
    first = min(RESPONSES, key=lambda name: RESPONSES[name][0] * RESPONSES[name][1] ** 0.8)
    return [
        {"budget": 1.5e7, "intensity": size, "value": whole * size**0.8, "low": whole * size**0.8 - 3e4}
        | {"high": whole * size**0.8 + 3e4, "costs_at_most": 1.5e7, "note": "", "strategy": strategy, "versus": BASE}
        | {
            "outcome": MAIN,
            "unit": "child-days per year",
            "better": "down",
            "in_best_set": "yes" if strategy == first else "no",
        }
        for strategy, (whole, size) in RESPONSES.items()
    ]


BASELINE, BEST, RUNNER_UP = "“As inspected in 2019”", "“Integrated response”", "“National tasking”"


def edited(held, path, **edits):
    """A copy of a folder in which each table named is what its edit makes of it."""
    copy = shutil.copytree(held, path / "copy")
    for name, edit in edits.items():
        edit(pd.read_csv(copy / "tables" / f"{name}.csv")).to_csv(copy / "tables" / f"{name}.csv", index=False)
    return FolderTables(copy)


def put(table, where, **values):
    """A table with other values in the rows of which all of this is true."""
    at = pd.concat([table[name] == value for name, value in where.items()], axis=1).all(axis=1)
    assert at.any()
    return table.assign(**{name: table[name].where(~at, value) for name, value in values.items()})


def said(sentences):
    return [str(one) for one in sentences]
