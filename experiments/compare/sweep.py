"""A sweep's tables: those of a comparison, and `sweep.csv` with the settings as columns beside each measure."""

import pandas as pd

from experiments.compare import tables as comparison
from experiments.statistics import intervals
from experiments.store.results import Results


def sweep_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a sweep, from the stored runs alone."""
    return comparison.common(results) | {"sweep": sweep(results)}


def sweep(results: Results) -> pd.DataFrame:
    """`sweep.csv`: one row a setting and measure: the settings, the level, the paired difference from the baseline.

    Differences have pointwise intervals here: a map of many cells is read as a whole (`effects.csv` has the family's).
    """
    varied = results.varying
    columns = ["strategy", *varied, "measure", "unit", "better", "mean", "low", "high", "difference", "difference_low",
               "difference_high", "n", "scenario"]  # fmt: skip
    runs = results.runs
    rows: list[dict[str, object]] = []
    base = runs[runs["strategy"] == results.baseline].set_index(["scenario", "point", "replication"])
    swept = runs[runs["strategy"] != results.baseline] if results.manifest["levers"] else runs
    for _, cell in swept.groupby(["scenario", "strategy", *varied], sort=False, dropna=False):
        first = cell.iloc[0]
        paired = cell.set_index(["scenario", "point", "replication"])
        for measure in results.measured():
            about = results.measures.loc[measure]
            gap = paired[measure] - base[measure].reindex(paired.index)
            level, difference = _interval(cell[measure]), _interval(gap)
            rows.append(
                {
                    "strategy": first["strategy"],
                    **{name: first[name] for name in varied},
                    **{"measure": measure, "unit": about["unit"], "better": about["better"] or ""},
                    **dict(zip(("mean", "low", "high"), level, strict=True)),
                    **dict(zip(("difference", "difference_low", "difference_high"), difference, strict=True)),
                    "n": int(cell[measure].notna().sum()),
                    "scenario": first["scenario"],
                }
            )
    return pd.DataFrame(rows, columns=columns)


def _interval(values: pd.Series) -> tuple[float, float, float]:
    ends = intervals.alone(values.to_numpy(float)[:, None])
    return float(values.mean()), float(ends.low[0]), float(ends.high[0])
