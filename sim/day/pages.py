"""Turning the page: the day's tallies of each area join the month's page and the whole country's daily page."""

from sim.books import RecordedBook, TrueBook, columns
from sim.engine import phase


def _adder(book: type, name: str):  # type: ignore[no-untyped-def]
    """A rule that adds a day's row to a month's and a day's, and empties it: a line a column, made from the book.

    Numba cannot loop over the fields of a record, so the lines are written from the declaration.
    """
    lines = [f"def {name}(today, month, day):"]
    for column in columns(book):
        lines += [f"    month.{column} += today.{column}", f"    day.{column} += today.{column}", f"    today.{column} = 0"]
    scope: dict = {}
    exec("\n".join(lines), scope)
    return phase(scope[name])


add_true = _adder(TrueBook, "add_true")
add_recorded = _adder(RecordedBook, "add_recorded")


@phase
def turn_page(pages, d):
    """Close the day: `d` is its place among the daily pages of this stretch of days."""
    for a in range(len(pages.true_today)):
        add_true(pages.true_today[a], pages.true_month[a], pages.true_days[d])
        add_recorded(pages.recorded_today[a], pages.recorded_month[a], pages.recorded_days[d])
