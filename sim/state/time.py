"""How long a year, a month and a week are, when a child is of age, and what halves: each said once."""

YEAR_DAYS = 365.25
YEAR_MONTHS = 12.0
QUARTER_DAYS = 91
MONTH_DAYS = 30.4
"""Days of the month that monthly figures mean."""
WEEK_DAYS = 7
ADULT_YEARS = 18.0
"""The age at which child services end, and a child becomes an adult in law."""
LN_2 = 0.6931471805599453
"""What halves in `h` days fades at a rate of `LN_2 / h` a day."""
