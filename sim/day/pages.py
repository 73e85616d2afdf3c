"""Turning the page: the day's tallies of each area join the month's page and the whole country's daily page."""

from sim.engine import phase


@phase
def turn_page(pages, d):
    """Close the day: `d` is its place among the daily pages of this stretch of days."""
    cells = pages.cells
    add_up(cells.true_today, cells.true_month, cells.true_days[d])
    add_up(cells.recorded_today, cells.recorded_month, cells.recorded_days[d])


@phase
def add_up(today, month, whole):
    """Add a day's rows to the month's rows and to the row of the whole, and empty them."""
    for a in range(today.shape[0]):
        for c in range(today.shape[1]):
            number = today[a, c]
            month[a, c] += number
            whole[c] += number
            today[a, c] = 0
