"""Are the runs behind a difference given as the pairs that they are?"""

import numpy as np
from test_compare import fake_results

from experiments.compare.effects import pairs


def test_the_runs_of_a_pair_are_of_one_world_and_one_luck():
    """Two worlds lived twice: each value stands beside the baseline's of the same world and life."""
    values = np.array([[[10.0, 9.0], [20.0, 17.0]], [[30.0, 33.0], [40.0, 36.0]]])
    found = pairs(fake_results(values))
    assert found["strategy"].unique().tolist() == ["helps"]
    kept = {(row.point, row.replication): (row.baseline, row.value) for row in found.itertuples()}
    assert kept == {(p, r): tuple(values[p, r]) for p in range(2) for r in range(2)}
