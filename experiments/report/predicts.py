"""How well published figures are predicted, in words: coverage, width, score, and every miss."""

from __future__ import annotations

import pandas as pd

from experiments.figures.comparison.published import predicted
from experiments.figures.results import Results, each
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format

COVERED = (0.8, 0.97)
HALF = 0.5


def sentences(results: Results) -> list[Sentence]:
    """The lead of the page on prediction; a missed bar comes first. Nothing where the folder has no predictions."""
    rows = predicted(results)
    kept = "fitted" if "fitted" in rows else "use"
    apart = rows[rows[kept].isin(["no", "validate"])] if len(rows) else rows
    if not len(apart):
        return []
    met = apart["predicted"] == "yes"
    half = (apart["predictive_low_50"] <= apart["high"]) & (apart["predictive_high_50"] >= apart["low"])
    scored = apart[apart["crps_prior"].notna() & (apart["crps_prior"] > 0.0)]
    width = (scored["predictive_high"] - scored["predictive_low"]) / (scored["prior_high"] - scored["prior_low"])
    better = float((1.0 - scored["crps"] / scored["crps_prior"]).median()) if len(scored) else float("nan")
    share = float(met.mean())
    return paragraphs(
        "predicts",
        figures=_count(len(apart)),
        met=_count(int(met.sum())),
        half=_count(int(half.sum())),
        share=format.of_hundred(share, "targets"),
        covered=COVERED[0] <= share <= COVERED[1],
        scored=len(scored) > 0,
        width=format.of_hundred(float(width.median()), "targets") if len(scored) else None,
        narrow=len(scored) > 0 and float(width.median()) <= HALF,
        better=format.of_hundred(max(better, 0.0), "targets") if len(scored) else None,
        enough=better >= HALF,
        missed=_named(apart[~met]),
    )


def _count(number: int) -> format.Number:
    return format.count(number, "targets")


def _named(rows: pd.DataFrame) -> list[str]:
    return [f"{row.id} ({row.quantity}, {row.year})" for row in each(rows)]
