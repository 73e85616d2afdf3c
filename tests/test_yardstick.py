"""Does the yardstick of the benchmark do the work that it stands for?"""

import numpy as np
import pytest

from tests import yardstick


def test_the_yardstick_lives_its_days(monkeypatch):
    """Children are taken up, run and are stopped, no crew is much fuller than it seeks to be, and the same days come out twice."""
    books = []
    live = yardstick.live
    monkeypatch.setattr(yardstick, "live", lambda *given: books.append(live(*given)) or books[-1])
    spent = yardstick.days_in_c(0.05, 400)
    if spent is None:
        pytest.skip("there is no C compiler on this machine")
    assert spent() > 0.0 and spent() > 0.0
    _, one, other = books
    assert (one == other).all()
    exploited, _, runs, stops, seen, charged, _, trading = one[:, :8].T
    assert 0.5 * 7 * 100 < np.median(exploited) < 1.5 * 7 * 100
    assert runs.sum() == pytest.approx(0.6 * exploited.sum(), rel=0.1)
    assert stops.sum() == pytest.approx(0.02 * runs.sum(), rel=0.1)
    assert (seen + charged == stops).all()
    assert 50 < trading.min() <= trading.max() <= 100
