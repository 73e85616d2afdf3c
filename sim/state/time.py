"""How long a year, a month and a week are, and what halves: each said once."""

YEAR_DAYS = 365.25
MONTH_DAYS = 30.4
"""Days of the month that monthly figures mean."""
WEEK_DAYS = 7
LN_2 = 0.6931471805599453
"""What halves in `h` days fades at a rate of `LN_2 / h` a day."""
