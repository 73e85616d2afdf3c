"""What a child-day averted costs, and which response is the best buy at each value that one may put on it.

Costs and child-days are present values over the whole period, as paired differences from the baseline. A ratio is one of
means, and given only where fewer child-days are clear: elsewhere the words say which of the two is better on which side.
Sources: HM Treasury's Green Book (present values); Fieller 1954 (the interval of a ratio); Fenwick and others 2001 (the
curve of acceptability, which is read with the mean: the likeliest best buy need not be the best on average).
"""

import math

import numpy as np
import pandas as pd

from experiments.compare.effects import paired
from experiments.protocol.verdicts import BETTER, WORSE
from experiments.statistics import intervals
from experiments.store.results import Results

COST, YEARLY = "cost_discounted", "cost_total"
HARM, HARM_YEARLY = "child_days_discounted", "child_days_exploited"
ALL = "all payers"
VALUES = 51
PRICED = [f"{what}{end}" for what in ("extra_cost", "child_days_averted") for end in ("", "_low", "_high")]
PRICED += ["cost_per_child_day", "low", "high"]
STEP = ["strategy", "versus", "unit", *PRICED, "n_pairs", "scenario"]
PER_PAYER = ["strategy", "versus", "payer", "unit", *PRICED, "reading", "n_pairs", "scenario"]
CURVE = ["strategy", "versus", "value_of_child_day", "share_best", "best_on_average", "net_benefit", "low", "high",
         "n_pairs", "scenario"]  # fmt: skip


def cost_effectiveness_tables(results: Results, effects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """`cost_per_child_day`, `incremental` and `acceptability`; nothing where costs or child-days were not measured.

    Args:
        results: the runs.
        effects: `effects.csv`, whose verdict says whether fewer child-days are clear.
    """
    measured = set(results.measured())
    if not {COST, YEARLY, HARM_YEARLY} <= measured or not len(effects):
        return {}
    ratios, steps, curves = [], [], []
    for scenario in dict.fromkeys(effects["scenario"]):
        held = effects[(effects["scenario"] == scenario) & (effects["measure"] == HARM_YEARLY)].set_index("strategy")["verdict"]
        costs, averted = _differences(results, scenario)
        ratios += _ratios(results, costs, averted, held, scenario)
        steps += _steps(results, costs[ALL], averted, held, scenario)
        curves += _curve(results, costs[ALL], averted, scenario)
    return {
        "cost_per_child_day": pd.DataFrame(ratios, columns=PER_PAYER),
        "incremental": pd.DataFrame(steps, columns=STEP),
        "acceptability": pd.DataFrame(curves, columns=CURVE),
    }


def _differences(results: Results, scenario: str) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Extra cost of each payer and child-days averted over the period: a row each unit, a column each strategy.

    The model gives the present value of all payers together; it is shared out over them as their yearly costs are.
    """

    def of(measure: str) -> pd.DataFrame:
        return pd.DataFrame(results.wide(measure).xs(scenario, level="scenario"))

    whole, total = of(COST), of(YEARLY)
    payers = [name for name in results.measured() if name.startswith("cost_") and name not in {COST, YEARLY}]
    levels = {ALL: whole} | {name: of(name) * whole / total.where(total != 0.0) for name in payers}
    days = of(HARM) if HARM in results.measured() else of(HARM_YEARLY) * float(results.manifest["years"])
    return {name: paired(level, results.baseline) for name, level in levels.items()}, -paired(days, results.baseline)


def _priced(both: np.ndarray, clear: bool) -> dict[str, float]:
    """Extra cost, child-days averted (the columns of `both`) and their ratio, each with its interval.

    There is no ratio where fewer child-days are not `clear`, or nothing more is paid.
    """
    cost, days = (intervals.t_interval(values) for values in both.T)
    ratio = fieller(*both.T) if clear and cost[0] > 0.0 else (math.nan,) * 3
    return dict(zip(PRICED, (*cost, *days, *ratio), strict=True))


def fieller(above: np.ndarray, below: np.ndarray) -> tuple[float, float, float]:
    """Ratio of two means with its 95% interval; no interval where the lower mean may be zero.

    Args:
        above: (units,), what is divided.
        below: (units,), what it is divided by, paired with it.
    """
    n = len(above)
    ratio = float(above.mean() / below.mean()) if n and below.mean() else float("nan")
    if n < 2:
        return ratio, float("nan"), float("nan")
    (va, cov), (_, vb) = np.cov(above, below) / n
    t2 = float(intervals.pointwise(np.array([n]))[0]) ** 2
    a = below.mean() ** 2 - t2 * vb
    b = above.mean() * below.mean() - t2 * cov
    inside = b**2 - a * (above.mean() ** 2 - t2 * va)
    if a <= 0.0 or inside < 0.0:
        return ratio, float("nan"), float("nan")
    return ratio, float((b - math.sqrt(inside)) / a), float((b + math.sqrt(inside)) / a)


def _ratios(
    results: Results, costs: dict[str, pd.DataFrame], averted: pd.DataFrame, verdicts: pd.Series, scenario: str
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for strategy in averted.columns:
        for payer, gaps in costs.items():
            both = pd.concat([gaps[strategy], averted[strategy]], axis=1).dropna().to_numpy(float)
            if not len(both):
                continue
            verdict = str(verdicts.get(strategy, ""))
            priced = _priced(both, verdict == BETTER)
            about = {"strategy": strategy, "versus": results.baseline, "payer": payer, "unit": "GBP", "n_pairs": len(both)}
            said = reading(verdict, priced["extra_cost_low"], priced["extra_cost_high"])
            rows.append(about | priced | {"reading": said, "scenario": scenario})
    return rows


def _steps(
    results: Results, cost: pd.DataFrame, averted: pd.DataFrame, verdicts: pd.Series, scenario: str
) -> list[dict[str, object]]:
    """What each next step costs: strategies shown to avert child-days, on the frontier of cost and effect, each against the last.

    The next step is the one whose further child-days cost least on average, so that a strategy between two others that buy
    more for the money is none (extended dominance).
    """
    rows: list[dict[str, object]] = []
    spent, saved = (table.assign(**{results.baseline: 0.0}) for table in (cost, averted))
    left, before = [str(name) for name in averted if verdicts.get(name) == BETTER], results.baseline
    while True:
        gaps = {name: (spent[name] - spent[before], saved[name] - saved[before]) for name in left}
        prices = {name: more.mean() / days.mean() for name, (more, days) in gaps.items() if days.mean() > 0.0}
        if not prices:
            return rows
        strategy = min(prices, key=lambda name: prices[name])
        both = pd.concat(gaps[strategy], axis=1).dropna().to_numpy(float)
        about = {"strategy": strategy, "versus": before, "unit": "GBP", "n_pairs": len(both), "scenario": scenario}
        rows.append(about | _priced(both, intervals.t_interval(both[:, 1])[1] > 0.0))
        left, before = [name for name in left if name != strategy], strategy


def reading(verdict: str, low: float, high: float) -> str:
    """What stands in the place of a ratio, or what kind of ratio it is; by the verdict on child-days and the ends of the cost."""
    price = "costs more" if low > 0.0 else "costs less" if high < 0.0 else "no clear difference in cost"
    if not math.isfinite(high - low):
        price = "no interval for the cost"
    if not verdict:
        return f"no interval for child-days, {price}: no ratio"
    if verdict == BETTER:
        return {"costs more": "fewer child-days, at a cost", "costs less": "fewer child-days and costs less: no ratio"}.get(
            price, f"fewer child-days, {price}"
        )
    if verdict == WORSE:
        return {
            "costs less": "more child-days, costs less: no ratio",
            "costs more": "more child-days and costs more: no ratio",
        }.get(price, f"more child-days, {price}: no ratio")
    return f"no clear difference in child-days by the scorecard, {price}: no ratio"


def _curve(results: Results, cost: pd.DataFrame, averted: pd.DataFrame, scenario: str) -> list[dict[str, object]]:
    """Net benefit of each strategy at each value, and in what share of units it is the largest; the baseline's is zero.

    A unit in which several are the largest alike is shared between them; a strategy that is the baseline itself has no row.
    """
    whole = cost.notna().all(axis=1) & averted.notna().all(axis=1)
    if not whole.any():
        return []
    cost, averted = cost[whole].assign(**{results.baseline: 0.0}), averted[whole].assign(**{results.baseline: 0.0})
    same = (cost == 0.0).all() & (averted == 0.0).all()
    names = [name for name in results.strategies if name == results.baseline or not same[name]]
    spent, saved = cost[names].to_numpy(float), averted[names].to_numpy(float)
    rows: list[dict[str, object]] = []
    for value in np.linspace(0.0, upper(spent.mean(axis=0), saved.mean(axis=0)), VALUES):
        benefit = value * saved - spent
        best = benefit == benefit.max(axis=1, keepdims=True)
        shares, on_average = (best / best.sum(axis=1, keepdims=True)).mean(axis=0), benefit.mean(axis=0)
        for at, name in enumerate(names):
            mean, low, high = intervals.t_interval(benefit[:, at])
            rows.append(
                {"strategy": name, "versus": results.baseline, "value_of_child_day": float(value), "n_pairs": len(benefit)}
                | {"share_best": float(shares[at]), "best_on_average": "yes" if on_average[at] == on_average.max() else "no"}
                | {"net_benefit": mean, "low": low, "high": high, "scenario": scenario}
            )
    return rows


def upper(cost: np.ndarray, averted: np.ndarray) -> float:
    """A round value, twice that beyond which the choice on average no longer changes; 1,000 where it never does."""
    last, at = 0.0, int(np.lexsort((-averted, cost))[0])
    while True:
        more = averted > averted[at] + 1e-9
        if not more.any():
            break
        crossing = np.where(more, (cost - cost[at]) / np.where(more, averted - averted[at], 1.0), np.inf)
        last, at = float(crossing.min()), int(crossing.argmin())
    if last <= 0.0:
        return 1000.0
    scale = 10.0 ** math.floor(math.log10(2.0 * last))
    return next(scale * step for step in (1.0, 2.0, 5.0, 10.0) if scale * step >= 2.0 * last)
