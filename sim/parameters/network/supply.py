"""Parameters of supply: what users buy, what lines take, and how many lines there are."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Supply(NamedTuple):
    """Demand, money and the stock of lines."""

    dependent_users_per_1000: Annotated[float, Evidence(
        "people who use opiates or crack per 1,000 residents aged 15 to 64, mean of England (areas differ)",
        unit="users per 1000 people", low=8.5, high=10.5, basis="measured", source="OHID and UKHSA 2023", evidence_id="E13",
        sign="+child_days_exploited")] = 9.5
    share_of_demand_open_to_lines: Annotated[float, Evidence(
        "share of dependent users' buying that lines could win in a market area",
        unit="share", low=0.15, high=0.65, basis="assumed", source="judgement, bounded by the value of the market",
        evidence_id="E14", sign="+child_days_exploited")] = 0.35
    spend_per_customer: Annotated[float, Evidence(
        "what an active customer spends on heroin and crack",
        unit="GBP per day", low=9.0, high=50.0, basis="estimated", source="surveys 1998 to 2019", evidence_id="E16",
        hard=(0.01, math.inf), hard_why="takings are divided by it to count who is served")] = 21.0
    customers_new_line: Annotated[float, Evidence(
        "customers a newly opened line starts with",
        unit="people", low=5.0, high=40.0, basis="assumed", source="judgement", evidence_id="E42")] = 15.0
    customers_mature_line: Annotated[float, Evidence(
        "customers of an established line",
        unit="people", low=20.0, high=200.0, basis="assumed", source="judgement, so that takings agree with reported profits",
        evidence_id="E15",
        hard=(1.0, math.inf), hard_why="the lines that a market bears are its customers over it")] = 60.0
    customer_switching: Annotated[float, Evidence(
        "daily chance that a customer of a silent line turns to another seller",
        unit="per day", low=0.02, high=0.4, basis="assumed", source="judgement", evidence_id="E52",
        note="with customer_return it must keep sales lost after a phone order near T086")] = 0.1
    gross_margin: Annotated[float, Evidence(
        "share of takings left once stock is paid for",
        unit="share", low=0.35, high=0.7, basis="estimated", source="reported profits over takings", evidence_id="E15",
        sign="+child_days_exploited",
        hard=(0.0, 0.99), hard_why="stock costs what it leaves of a pound: at 1, it would be free and endless")] = 0.5
    true_lines_start: Annotated[float, Evidence(
        "lines truly operating at the start (2019)",
        unit="lines", low=900.0, high=5000.0, basis="estimated", source="E1 to E4", evidence_id="E4",
        sign="+lines_operating", note="fewer lines sell less and leave more to supply outside them, so harm in total may go either way",
        hard=(1.0, math.inf), hard_why="rates for each line are worked out over the lines at the start")] = 2000.0
    internal_share_start: Annotated[float, Evidence(
        "share of true lines that sell within their home area at the start",
        unit="share", low=0.05, high=0.6, basis="assumed", source="judgement", evidence_id="E8",
        hard=(0.0, 0.99), hard_why="home pulls by the odds of it, which have no end at 1")] = 0.25
    distance_exponent: Annotated[float, Evidence(
        "how steeply the choice of a market falls with travel time (gravity model)",
        unit="exponent", low=0.7, high=2.5, basis="estimated", source="Castro-Gonzalez 2022 for the form; value judged",
        evidence_id="E9")] = 1.5
    outside_supply_harm: Annotated[float, Evidence(
        "exploitation of children by supply outside lines for each pound sold, over what a pound more that lines sell adds",
        unit="ratio", low=0.0, high=1.0, basis="assumed", source="unknown: none, to as harmful", evidence_id="E36",
        sign="+child_days_exploited", note="best value is 0.3 of what a pound of lines does in the mean")] = 0.24
    marginal_harm: Annotated[float, Evidence(
        "exploitation that a pound more that lines sell adds at the founding, over what a pound of theirs does in the mean",
        unit="ratio", low=1.0, high=1.6, basis="estimated",
        source="this model: child-days over sales that are gone a year after a fifth of lines is taken out (tests/test_outside_supply.py)",
        evidence_id="E36", sign="+child_days_exploited")] = 1.25
    customer_return: Annotated[float, Evidence(
        "share of a silent line's customers who come back when it sells again",
        unit="share", low=0.6, high=1.0, basis="assumed", source="judgement", evidence_id="E52",
        note="with customer_switching it must meet T086")] = 0.9
    customer_win_back: Annotated[float, Evidence(
        "daily share of lost customers won back once a line sells again",
        unit="per day", low=0.1, high=0.8, basis="assumed", source="judgement: quick, after an order",
        evidence_id="E52")] = 0.3
    customers_per_runner: Annotated[float, Evidence(
        "customers that one who runs can serve in a day",
        unit="people", low=12.0, high=50.0, basis="assumed", source="judgement: about 3 of 8 running serve 60 customers",
        evidence_id="E42")] = 25.0
    line_growth_days: Annotated[float, Evidence(
        "days in which a line grows most of the way to its size",
        unit="days", low=30.0, high=360.0, basis="assumed", source="judgement", evidence_id="E15",
        hard=(0.1, math.inf), hard_why="growth is worked out from age over it")] = 120.0
    line_size_spread: Annotated[float, Evidence(
        "spread of the size of lines",
        unit="sd of log", low=0.3, high=1.2, basis="assumed", source="takings are skewed: mean far below the headline",
        evidence_id="E15")] = 0.7
    stock_days: Annotated[float, Evidence(
        "days of sales that a line holds in stock",
        unit="days", low=1.0, high=10.0, basis="assumed", source="judgement", evidence_id="E15")] = 3.0
    cash_days: Annotated[float, Evidence(
        "days of sales that a line keeps in cash; the rest goes to its group",
        unit="days", low=0.5, high=7.0, basis="assumed", source="judgement", evidence_id="E15")] = 2.0
    uptake_limit: Annotated[float, Evidence(
        "most customers a line takes on over its own pull, where rivals are gone",
        unit="ratio", low=1.1, high=3.0, basis="assumed", source="judgement", evidence_id="E14")] = 1.6
    users_stop_share: Annotated[float, Evidence(
        "share of unserved customers who stop buying",
        unit="share", low=0.0, high=0.3, basis="assumed", source="judgement", evidence_id="E13")] = 0.1
