"""All that a comparison's folder has: differences, the same by horizon, and whether the model's stocks and flows agree."""

import pandas as pd

from experiments import compare, horizons
from experiments.results import Results


def tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a comparison, from the stored runs alone."""
    found = compare.tables(results)
    return found | {"horizons": horizons.table(results, found["effects"])}
