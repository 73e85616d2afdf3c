"""What happened, lived once: the strategy `history` from 2018 to 2025, with what it has for each published figure."""

from datetime import date

from experiments.books.balances import balances
from experiments.books.periods import span
from experiments.calibrate.history import quantities
from experiments.run.with_books import run_with_books

START, YEARS, WARM_UP = date(2018, 1, 1), 8.0, 2.0
SIMULATED = span(START, date(2025, 12, 31))


def history(changes, seed, scale):
    """What one replication of what happened has for each published figure, and its balances."""
    from sim import Parameters, changed, warm_up

    p = changed(Parameters(), **changes)
    state = warm_up(p, scale=scale, seed=seed, start=START, scenario="history", warm_up_years=WARM_UP)
    record = run_with_books("history", YEARS, state).record
    return quantities(record), balances(record)
