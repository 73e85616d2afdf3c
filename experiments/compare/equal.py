"""Strategies at equal means: the same differences once more for each, what they have, and these strategies against one another."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.compare import effects
from experiments.protocol.design import AGAIN
from experiments.store.results import Results
from experiments.store.subset import Subset

AS_NAMED = "as_named"
COLUMNS = [
    "strategy", "at", "name", "factor", "local_share", "counted", "unit", "baseline", "as_named", "reached", "off_percent",
    "within", "tolerance", "scenario",
]  # fmt: skip


class Some(Subset):
    """The runs of some strategies, the first of which the others are compared with."""

    def __init__(self, results: Results, strategies: Sequence[str]):
        super().__init__(results, strategies=[*strategies, AGAIN])
        self._strategies = list(strategies)

    @property
    def strategies(self) -> list[str]:
        """Their names."""
        return self._strategies

    @property
    def baseline(self) -> str:
        """The first of them."""
        return self._strategies[0]


def entries(results: Results) -> list[dict[str, Any]]:
    """What the manifest has of strategies at equal means."""
    return list(results.manifest.get("equal", []))


def as_named(results: Results) -> Results:
    """The runs of the strategies as named: what all other tables are of."""
    others = {entry["name"] for entry in entries(results)}
    return Some(results, [name for name in results.strategies if name not in others]) if others else results


def equal_tables(results: Results, named: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """`effects.csv` with `at`, `equal.csv` and `equal_pairs.csv`; nothing where nothing was made equal.

    The differences of each equality hold together by themselves, so that those as named stay what they are without it.

    Args:
        results: the whole folder.
        named: the effects of the strategies as named.
    """
    done = set(results.all_runs["strategy"])
    known = [entry for entry in entries(results) if entry["name"] in done]  # of others all runs failed, or are missing yet
    if not known:
        return {}
    names = {entry["name"]: entry["strategy"] for entry in known}
    against, pairs = [named.assign(at=AS_NAMED)], []
    for at in dict.fromkeys(entry["at"] for entry in known):
        there = [entry["name"] for entry in known if entry["at"] == at]
        against.append(_effects(results, [results.baseline, *there], names).assign(at=at))
        if len(there) > 1:
            pairs.append(_effects(results, there, names).assign(at=at))
    columns = [*effects.EFFECTS, "at"]
    return {
        "effects": pd.concat(against, ignore_index=True),
        "equal": pd.DataFrame([row for entry in known for row in _reached(results, entry)], columns=COLUMNS),
        "equal_pairs": pd.concat(pairs, ignore_index=True) if pairs else pd.DataFrame(columns=columns),
    }


def _effects(results: Results, strategies: Sequence[str], names: dict[str, str]) -> pd.DataFrame:
    """Differences of strategies from the first of them, each under the name that it has as named."""
    found = effects.effects(Some(results, strategies))
    return found.assign(**{column: found[column].replace(names) for column in ("strategy", "versus")})


def _reached(results: Results, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """What a strategy has, each world counting once: totals of the baseline, as named, and made equal, a row each scenario."""
    totals = pd.concat([results.wide(measure) for measure in entry["measures"]], keys=entry["measures"])
    totals = (
        totals[[results.baseline, entry["strategy"], entry["name"]]]
        .groupby(level=[1, 2, 3])
        .sum(min_count=len(entry["measures"]))
    )
    rows = []
    for scenario, table in totals.dropna().groupby(level="scenario", sort=False):
        base, own, reached = (float(value) for value in effects.unit_values(table).mean())
        off = reached / base - 1.0
        rows.append({
            **{key: entry[key] for key in ("strategy", "at", "name", "factor", "counted", "tolerance")},
            "local_share": entry["local"],
            "unit": results.measures.loc[entry["measures"][0]]["unit"],
            "baseline": base,
            "as_named": own,
            "reached": reached,
            "off_percent": 100.0 * off,
            "within": "yes" if abs(off) <= entry["tolerance"] else "no",
            "scenario": scenario,
        })  # fmt: skip
    return rows
