"""Results folders with a known truth, for the tests of figures and report: one builder, one variant a kind of outcome."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from result_truths import MEASURES, PRIMARY, VARIANTS, Truth, effect_of
from scipy import stats

from experiments.books import balances as consistency
from experiments.compare import best, cost_effectiveness
from experiments.compare.equity import COLUMNS, statistics
from sim.documents import catalogue

FORCES = pd.read_csv(Path(__file__).parents[1] / "sim" / "data" / "forces.csv")
WHOLE = "England and Wales"
LABELS = {
    "as_inspected": "As inspected in 2019",
    "fragmented": "Forty-three forces alone",
    "national_tasking": "National tasking",
    "integrated": "Integrated response",
}
DECLARED = {row["name"]: row for row in catalogue.measures()}
"""What the model declares of those that it has: label, section, payer."""
MONTHLY = ["children_exploited", "child_days_exploited", "lines_operating", "serious_violence", "arrests"]


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and 95% t interval; no interval from one value."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, np.nan, np.nan
    half = float(stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def verdict_of(better: str, low: float, high: float) -> str:
    """As CONTRACT has it: empty where there is no direction of good, or no interval."""
    if not better or np.isnan(low):
        return ""
    if low <= 0.0 <= high:
        return "no clear difference"
    return "better" if (high < 0.0) == (better == "down") else "worse"


def build(folder: Path, variant: str = "clear_win", seed: int = 11) -> Path:
    """Write manifest, failures and tables of one variant to ``folder`` and return it."""
    truth = VARIANTS[variant]
    luck = np.random.default_rng(seed)
    strategies = ["as_inspected", *truth.effects]
    (folder / "tables").mkdir(parents=True)
    draws = {name: draw(truth, luck, name, strategies) for name in MEASURES} if truth.runs else {}
    tables = {
        "outcomes": outcomes(draws),
        "effects": effects(draws, truth),
        "aa": floors(draws),
        **(by_area(truth, luck, strategies) if truth.runs else {}),
        **(by_month(truth, luck, strategies) if truth.runs else {}),
    }
    if len(tables["effects"]) and draws:
        tables |= cost_effectiveness.cost_effectiveness_tables(Held(draws, strategies), tables["effects"])
        tables["best"] = against_the_best(draws)
    for name, table in tables.items():
        table.to_csv(folder / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    write_manifest(folder, truth, strategies, variant)
    return folder


def add_checks(folder: Path) -> Path:
    """Add effects over one year, at half of their size, beside those of all three; and balances, two of which are off."""
    primary = pd.read_csv(folder / "tables" / "effects.csv").query("primary == 'yes'")
    first = primary.assign(difference=0.5 * primary["difference"], low=0.4 * primary["low"], high=0.6 * primary["high"])
    rows = pd.concat([first.assign(years=1.0, whole="no"), primary.assign(years=3.0, whole="yes")])
    rows.assign(clear=np.where(rows["low"] * rows["high"] > 0.0, "yes", "no")).to_csv(
        folder / "tables" / "horizons.csv", index=False
    )
    sides = {"money": (300.0, 200.0), "custody": (900.0, 2000.0), "violence": (0.12, 0.12)}
    left, right = ({name: [both[at]] for name, both in sides.items()} for at in (0, 1))
    balances = consistency.table(left, right).assign(scenario="steady", point=0)
    balances.to_csv(folder / "tables" / "consistency.csv", index=False)
    return folder


class Held:
    """The draws as ``experiments.store.results.Results`` gives runs to an analysis."""

    def __init__(self, draws: dict[str, dict[str, np.ndarray]], strategies: list[str]) -> None:
        self.draws, self.strategies, self.baseline, self.manifest = draws, strategies, strategies[0], {"years": 3.0}

    def measured(self) -> list[str]:
        """Names of the measures."""
        return list(self.draws)

    def wide(self, measure: str) -> pd.DataFrame:
        """A row each replication, a column each strategy."""
        values = pd.DataFrame(self.draws[measure])
        places = [("steady", 0, at) for at in values.index]
        return values.set_axis(pd.MultiIndex.from_tuples(places, names=["scenario", "point", "replication"]))


def draw(truth: Truth, luck: np.random.Generator, measure: str, strategies: list[str]) -> dict[str, np.ndarray]:
    """Values of one measure by strategy, (runs,), with the luck of a seed shared between strategies."""
    mean = 0.0 if measure in truth.zero else MEASURES[measure][0]
    unbounded = MEASURES[measure][4] != "ratio" and MEASURES[measure][1] != "share"
    mean *= truth.times if unbounded else 1.0
    shared = luck.normal(0.0, 2.0 * truth.noise, truth.runs)
    values = {}
    for name in strategies:
        own = luck.normal(0.0, truth.noise, truth.runs)
        values[name] = mean * (1.0 + effect_of(truth, name, measure)) * (1.0 + shared + own)
    return values


def outcomes(draws: dict[str, dict[str, np.ndarray]]) -> pd.DataFrame:
    """Levels of every strategy."""
    rows = []
    for measure, by_strategy in draws.items():
        _, unit, book, better, _ = MEASURES[measure]
        for strategy, values in by_strategy.items():
            mean, low, high = interval(values)
            rows.append((strategy, measure, unit, book, better, mean, low, high, len(values)))
    return pd.DataFrame(rows, columns=["strategy", "measure", "unit", "book", "better", "mean", "low", "high", "n"])


def effects(draws: dict[str, dict[str, np.ndarray]], truth: Truth) -> pd.DataFrame:
    """Paired differences from the baseline."""
    rows = []
    for measure, by_strategy in draws.items():
        base = by_strategy["as_inspected"]
        for strategy, values in list(by_strategy.items())[1:]:
            rows.append(effect_row(measure, strategy, values, base) | over_worlds(truth, measure, values - base))
    return pd.DataFrame(rows, columns=None if rows else EFFECT_COLUMNS)


EFFECT_COLUMNS = ["strategy", "versus", "measure", "unit", "book", "better", "primary", "difference", "low", "high", "percent"]
EFFECT_COLUMNS += ["verdict", "n_pairs", "pairing_gain", "scenario", "matters", "smallest_that_matters", "floor"]


def effect_row(measure: str, strategy: str, values: np.ndarray, base: np.ndarray) -> dict[str, object]:
    """One row of ``effects.csv``."""
    _, unit, book, better, _ = MEASURES[measure]
    difference, low, high = interval(values - base)
    spread, smallest = np.var(values - base), 0.05 * base.mean()
    beyond, within = low >= smallest or high <= -smallest, -smallest < low and high < smallest
    matters = "" if measure != PRIMARY[0] or np.isnan(low) else "yes" if beyond else "no" if within else "unclear"
    return {
        "strategy": strategy,
        "versus": "as_inspected",
        "measure": measure,
        "unit": unit,
        "book": book,
        "better": better,
        "primary": "yes" if measure in PRIMARY else "no",
        "difference": difference,
        "low": low,
        "high": high,
        "percent": 100.0 * difference / base.mean() if base.mean() else np.nan,
        "verdict": verdict_of(better, low, high),
        "n_pairs": len(values),
        "pairing_gain": (np.var(values) + np.var(base)) / spread if spread > 0.0 else np.nan,
        "scenario": "steady",
        "matters": matters,
        "smallest_that_matters": smallest if matters else np.nan,
        "floor": difference - low if difference > 0.0 else high - difference,
    }


def against_the_best(draws: dict[str, dict[str, np.ndarray]]) -> pd.DataFrame:
    """``best.csv``: strategies by their own paired differences."""
    rows: list[dict[str, object]] = []
    for measure in [name for name in PRIMARY if MEASURES[name][3]]:
        table = pd.DataFrame(draws[measure])
        table.index = pd.MultiIndex.from_product([[0], table.index], names=["point", "replication"])
        sign = 1.0 if MEASURES[measure][3] == "down" else -1.0
        found = best.against_best(best.compared(sign * table), list(table.columns), sign)
        rows += [{"measure": measure, "scenario": "steady", **row} for row in found]
    return pd.DataFrame(rows, columns=best.COLUMNS)


def floors(draws: dict[str, dict[str, np.ndarray]]) -> pd.DataFrame:
    """The baseline against itself with other seeds, as the baseline against a shuffle of itself."""
    rows = []
    for measure, by_strategy in draws.items():
        base = by_strategy["as_inspected"]
        difference, low, high = interval(np.roll(base, 1) - base)
        floor = max(abs(low), abs(high))
        share = 100.0 * floor / base.mean() if base.mean() else np.nan
        rows.append((measure, MEASURES[measure][1], difference, low, high, floor, share, len(base), "steady"))
    columns = ["measure", "unit", "difference", "low", "high", "floor", "floor_percent", "n_pairs", "scenario"]
    return pd.DataFrame(rows, columns=columns)


def over_worlds(truth: Truth, measure: str, gap: np.ndarray) -> dict[str, object]:
    """Columns that a comparison over several worlds adds."""
    if truth.worlds < 2:
        return {}
    low, high = np.quantile(gap, [0.05, 0.95])
    worse = {"up": gap < 0.0, "down": gap > 0.0}.get(MEASURES[measure][3])
    share = np.nan if worse is None else worse.mean()
    return {"n_worlds": truth.worlds, "seen_low": 1.1 * low, "seen_high": 1.1 * high, "world_low": low, "world_high": high,
            "share_worse": share, "share_worse_low": 0.8 * share, "share_worse_high": min(1.0, 1.2 * share)}  # fmt: skip


def unequal(truth: Truth, levels: pd.DataFrame, strategies: list[str]) -> pd.DataFrame:
    """How unequal these areas are, with an interval of a twentieth on either side where there are several runs."""
    people = FORCES.loc[FORCES["population_10_17"] >= 5000].set_index("name")["population_10_17"].astype(float)
    rows: list[dict[str, object]] = []
    for measure in ("child_days_exploited", "children_criminalised"):
        found = {}
        for strategy in strategies:
            own = levels[(levels["strategy"] == strategy) & (levels["measure"] == measure)].set_index("area")["mean"]
            found[strategy] = statistics((1000.0 * own.loc[people.index] / people).to_numpy()[None], people.to_numpy())
        for strategy, statistic in itertools.product(strategies, ("mean", "worst_fifth", "p90_p10", "gini")):
            value, base = found[strategy][statistic], found["as_inspected"][statistic]
            half = 0.05 * value if truth.runs > 1 else np.nan
            row = {"strategy": strategy, "measure": measure, "statistic": statistic, "n": truth.runs, "scenario": "steady"}
            row |= {"unit": "ratio", "mean": value, "low": value - half, "high": value + half}
            if strategy in truth.effects:
                apart = {
                    "difference": value - base,
                    "difference_low": value - base - half,
                    "difference_high": value - base + half,
                }
                row |= {"versus": "as_inspected", **apart}
            rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)


def by_area(truth: Truth, luck: np.random.Generator, strategies: list[str]) -> dict[str, pd.DataFrame]:
    """Levels and differences by force area for the measures that areas have."""
    levels, changes = [], []
    weight = (FORCES["population_10_17"] / FORCES["population_10_17"].sum()).to_numpy()
    tilt = luck.lognormal(0.0, 0.4, len(FORCES))
    for measure in ("child_days_exploited", "children_criminalised", "children_referred"):
        level, unit = MEASURES[measure][0] * truth.times, MEASURES[measure][1]
        for strategy in strategies:
            local = (
                effect_of(truth, strategy, measure) * luck.normal(1.0, 0.7, len(FORCES)) if strategy in truth.effects else 0.0
            )
            mean = level * weight * tilt
            half = 0.06 * mean if truth.runs > 1 else np.full(len(FORCES), np.nan)
            after = mean * (1.0 + local)
            for row, area in enumerate(FORCES["name"]):
                levels.append((strategy, area, measure, unit, after[row], after[row] - half[row], after[row] + half[row]))
                if strategy in truth.effects:
                    change = after[row] - mean[row]
                    low, high = change - half[row], change + half[row]
                    verdict = verdict_of(MEASURES[measure][3], low, high)
                    percent = 100.0 * change / mean[row] if mean[row] else np.nan
                    changes.append((strategy, "as_inspected", area, measure, unit, change, low, high, percent, verdict))
    columns = ["strategy", "versus", "area", "measure", "unit", "difference", "low", "high", "percent", "verdict"]
    tables = {"areas": pd.DataFrame(levels, columns=["strategy", "area", "measure", "unit", "mean", "low", "high"])}
    tables["equity"] = unequal(truth, tables["areas"], strategies)
    return tables | ({"areas_effects": pd.DataFrame(changes, columns=columns)} if changes else {})


def by_month(truth: Truth, luck: np.random.Generator, strategies: list[str]) -> dict[str, pd.DataFrame]:
    """Monthly levels and differences of the whole, with an effect that comes in over a year."""
    months = pd.period_range("2019-01", periods=36, freq="M").astype(str)
    levels, changes = [], []
    for measure in MONTHLY:
        level = MEASURES[measure][0] / (12.0 if MEASURES[measure][4] == "sum" else 1.0) * truth.times
        season = 1.0 + 0.03 * np.sin(np.arange(36) / 12.0 * 2.0 * np.pi) + luck.normal(0.0, 0.005, 36)
        for strategy in strategies:
            grown = np.minimum(np.arange(36) / 12.0, 1.0) * effect_of(truth, strategy, measure)
            mean, half = level * season * (1.0 + grown), level * truth.noise
            for at, month in enumerate(months):
                low, high = (mean[at] - half, mean[at] + half) if truth.runs > 1 else (np.nan, np.nan)
                levels.append((strategy, month, WHOLE, measure, mean[at], low, high))
                if strategy in truth.effects:
                    change = mean[at] - level * season[at]
                    changes.append(
                        (strategy, "as_inspected", month, WHOLE, measure, change, change - half / 2, change + half / 2)
                    )
    tables = {"monthly": pd.DataFrame(levels, columns=["strategy", "month", "area", "measure", "mean", "low", "high"])}
    columns = ["strategy", "versus", "month", "area", "measure", "difference", "low", "high"]
    return tables | ({"monthly_effects": pd.DataFrame(changes, columns=columns)} if changes else {})


def write_manifest(folder: Path, truth: Truth, strategies: list[str], variant: str) -> None:
    """The manifest, failures.csv and config as a run leaves them."""
    names = ("unit", "book", "better", "over")
    measures = [
        {
            **DECLARED.get(k, {}),
            "name": k,
            "meaning": f"{k.replace('_', ' ')} in a year",
            **dict(zip(names, v[1:], strict=True)),
        }
        for k, v in MEASURES.items()
    ]
    done = truth.runs * len(strategies)
    manifest = {
        "kind": "compare",
        "title": truth.title,
        "versions": {"countylines": "0.1.0"},
        "source_hash": "3f5a" * 16,
        "seed": 20200110,
        "command": f"countylines run configs/{variant}.toml",
        "baseline": "as_inspected",
        "primary": PRIMARY,
        "measures": measures,
        "strategies": [
            {"name": s, "label": LABELS.get(s, f"The {s[-1]}th way to share, task and protect")} for s in strategies
        ],
        "runs": {"asked": done + truth.failed, "done": done, "failed": truth.failed},
        "areas": [dict(row) for row in catalogue.areas()],
        "config": {
            "world": {"scale": 0.1, "scenario": "steady", "start": "2019-01-01", "years": 3, "warm_up_years": 2},
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    failures = [
        {"run": f"r{i}", "scenario": "steady", "strategy": strategies[-1], "point": 0, "replication": i, "seed": i}
        | {"error": "FloatingPointError: debt is NaN", "command": f"countylines repeat {variant} r{i}"}
        for i in range(truth.failed)
    ]
    columns = ["run", "scenario", "strategy", "point", "replication", "seed", "error", "command"]
    pd.DataFrame(failures, columns=columns).to_csv(folder / "failures.csv", index=False)
    (folder / "config.toml").write_text(f'kind = "compare"\ntitle = "{truth.title}"\n', encoding="utf-8")


Builder = Callable[[Path, str], Path]
