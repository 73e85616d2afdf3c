"""Measures of the true book: what happens to people, lines and forces, whether or not it is recorded."""

import numpy as np

from sim.measures.declaration import Books, Pair, column, measure, of_the_whole, share

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off

@measure("child-days per year", better="down", section="harm", label="Child-days exploited", primary=True,
    counted_as="child_days_exploited_by_lines")
def child_days_exploited(books: Books) -> np.ndarray:
    """Days on which a child was exploited, by lines and by supply outside lines."""
    return books.true["child_days"] + books.true["child_days_outside"]


@measure("children per year", better="down", section="recognition")
def children_criminalised(books: Books) -> np.ndarray:
    """Times an exploited child was taken through as suspect only, or kept as suspect though seen as a victim."""
    return books.true["suspect_begun"] + books.true["read_both"]


@measure("children per year", better="down", section="recognition", primary=True, label="Children taken through as suspects")
def children_suspected(books: Books) -> np.ndarray:
    """Times a child was taken through as suspect, exploited or not: as suspect only, kept so though seen as a victim, or in error."""
    return children_criminalised(books) + books.true["alarms_suspected"]


@measure("charges and convictions per year", better="down", section="recognition", primary=True,
    label="Charges and convictions of exploited children")
def harm_by_justice(books: Books) -> np.ndarray:
    """Charges against exploited children, whether or not anybody had seen a victim in them, and their convictions."""
    return books.true["charged"] + books.true["convicted"]


@measure("lines", better="down", over="mean", section="lines", primary=True)
def lines_operating(books: Books) -> np.ndarray:
    """Lines operating or paused."""
    return books.true["line_days_away"] + books.true["line_days_internal"]


@measure("incidents per year", better="down", section="violence")
def serious_violence(books: Books) -> np.ndarray:
    """Serious violence suffered by exploited children, and between crews over a market."""
    return books.true["violence_to_children"] + books.true["violence_between"]


@measure("lines per year", section="lines", charted=False)
def lines_closed(books: Books) -> np.ndarray:
    """Lines closed by police: with the holder charged, or by number."""
    return books.true["closed_charged"] + books.true["closed_by_number"]


column("child_days_exploited_by_lines", "days on which a child was exploited by a line", "child-days per year", "child_days",
    better="down", section="harm", label="Child-days exploited by lines", primary=True)
column("child_days_closed_lines", "days of these on a line that had closed, or moved without the child", "child-days per year",
    "child_days_closed", better="down", section="harm", label="Child-days on closed lines")
column("child_days_outside_supply", "days on which a child was exploited by supply outside lines", "child-days per year",
    "child_days_outside", better="down", section="harm", label="Child-days outside supply")
column("children_exploited", "children exploited by lines on a mean day", "children", "child_days", better="down",
    over="mean", section="harm", label="Children exploited by lines", restates="child_days_exploited_by_lines")
column("adults_exploited", "adults exploited by lines on a mean day", "adults", "adult_days", better="down", over="mean",
    section="harm")
column("children_newly_exploited", "children exploited by lines for the first time", "children per year", "newly_exploited",
    better="down", section="harm")
column("children_exploited_anew", "children exploited again, a year or more after they were free", "children per year",
    "exploited_anew", better="down", section="harm")
column("children_groomed", "children with whom grooming began", "children per year", "groomed", better="down", section="harm",
    charted=False)
column("children_reexploited", "children exploited again within a year of being free", "children per year", "reexploited",
    better="down", section="harm", label="Children re-exploited")
column("children_of_closed_lines", "children whose line closed, or moved without them", "children per year",
    "closed_children", section="harm", label="Children whose line closed", charted=False)
column("children_kept_by_successor", "children of a closed line who went on when it sold again", "children per year",
    "closed_succeeded", better="down", section="harm", label="Children kept by a successor", charted=False)
column("children_moved_on", "children of a closed line taken on by another", "children per year", "moved_on", better="down",
    section="harm", label="Children passed to another line", charted=False)
column("children_moved_in_group", "of these, by another line of the same group", "children per year", "moved_on_in_group",
    better="down", section="harm", label="Children passed on in the group", charted=False)
share("closed_until_successor_days", "mean time from the closure until the line sold again with the child", "days",
    "closed_succeeded_days", "closed_succeeded", section="harm", label="Time until a successor", charted=False)
share("closed_until_moved_days", "mean time from the closure until another line took the child on", "days", "moved_on_days",
    "moved_on", section="harm", label="Time until taken on", charted=False)
share("closed_until_free_days", "mean time from the closure until a child whom nobody took on was free", "days",
    "freed_closure_days", "freed_closure", better="down", section="harm", label="Time until free", charted=False)
column("child_days_in_debt", "days of exploitation in debt bondage", "child-days per year", "child_days_in_debt",
    better="down", section="harm", label="Child-days in debt")
column("debt_made", "debt made up or charged to children", "GBP per year", "debt_made", better="down", per=100.0,
    section="harm", label="Debt put on children", charted=False)
share("debt_mean", "mean debt of an exploited child", "GBP", "debt_days", "child_days", better="down", per=100.0,
    section="harm", label="Mean debt of a child", charted=False)
share("running_share", "share of days of exploitation on which a child runs", "share", "child_days_running", "child_days",
    section="harm", label="Days spent running", charted=False)
column("missing_episodes", "missing episodes of exploited children", "episodes per year", "missing_episodes", better="down",
    section="harm")
column("violence_to_children", "serious violence suffered by exploited children", "incidents per year",
    "violence_to_children", better="down", section="violence")
column("violence_between_crews", "serious violence between crews over a market", "incidents per year", "violence_between",
    better="down", section="violence")
column("homes_cuckooed", "homes used by lines on a mean day", "homes", "home_days", better="down", over="mean",
    section="harm")
column("adults_newly_exploited", "adults whose exploitation by lines began", "adults per year", "adults_newly", better="down",
    section="harm", charted=False)


@measure("children per year", better="up", section="harm", charted=False)
def children_freed(books: Books) -> np.ndarray:
    """Times a child left exploitation by lines before 18, by any way out."""
    t = books.true
    return t["freed_own"] + t["freed_protected"] + t["freed_support"] + t["freed_arrest"] + t["freed_closure"]


column("children_freed_own", "children who left by themselves", "children per year", "freed_own", section="harm",
    label="Children who left alone", charted=False)
column("children_freed_protected", "children who left when a plan protected them", "children per year", "freed_protected",
    better="up", section="harm", label="Children who left protected", charted=False)
column("children_freed_support", "children who left while engaged with support", "children per year", "freed_support",
    better="up", section="harm", label="Children who left supported", charted=False)
column("children_freed_closure", "children free since their line closed and nobody took them on", "children per year",
    "freed_closure", section="harm", label="Children freed as line closed", charted=False)
column("children_turned_18", "exploited children who turned 18", "children per year", "turned_18", better="down",
    section="harm", charted=False)
column("children_became_sellers", "exploited children who at 18 became sellers or holders", "people per year",
    "became_dealers", better="down", section="harm", label="Sellers or holders at 18", charted=False)


@measure("GBP per year", better="down", section="lines", charted=False)
def drugs_supplied(books: Books) -> np.ndarray:
    """Sales of heroin and crack by lines and, in the demand open to lines, by supply outside them."""
    return (books.true["sold"] + books.true["sold_outside"]) / 100.0


@measure("days", better="down", over="ratio", section="harm", label="Length of exploitation")
def exploitation_length(books: Books) -> Pair:
    """Mean days of exploitation for each start, new or again (short stays may hide quick turnover)."""
    t = books.true
    return Pair(t["child_days"].astype(float), (t["newly_exploited"] + t["exploited_anew"] + t["reexploited"]).astype(float))


column("children_found", "times an exploited child was found by somebody", "finds per year", "found", section="recognition")
share("found_by_police_share", "share of finds of exploited children that police make: stops, on the railway, in raids", "share",
    "found_by_police", "found", section="recognition", label="Found by police", charted=False)
share("recognised_share", "share of finds of exploited children read as victim (or as both)", "share",
    "read_victim+read_both", "found", better="up", section="recognition", label="Share recognised as victims")
column("children_recognised", "exploited children recognised for the first time", "children per year", "recognised_first",
    better="up", section="recognition")
share("court_wait_days", "mean time from charge to completion in court", "days", "court_wait_days", "court_completed",
    better="down", section="justice", label="Wait for court", charted=False)
column("children_collected", "recognised children found elsewhere and collected from home", "children per year", "collected",
    better="up", section="recognition", charted=False)
column("children_told_home", "found children of whom home services were told", "children per year", "told", better="up",
    section="recognition", label="Home services told", charted=False)
column("children_told_home_force", "children found elsewhere of whom the force of their home is told", "children per year",
    "home_force_told", better="up", section="recognition", label="Home force told", charted=False)
column("children_told_by_services", "children of whom services at home tell the force there", "children per year",
    "services_told_force", better="up", section="recognition", label="Police told by services at home", charted=False)
column("children_seen_by_services", "children in whom police saw no victim, and services do when told of them",
    "children per year", "seen_by_services", better="up", section="recognition", label="Recognised by services, not by police",
    charted=False)
column("alarms_suspected", "children who are not exploited taken through as suspects", "children per year",
    "alarms_suspected", better="down", section="recognition", label="Children not exploited taken as suspects", charted=False)
column("children_protected", "cases opened by children's services", "cases per year", "cases_opened", better="up",
    section="services")
column("cases_refused", "cases that child or family did not accept when there was a place", "cases per year", "cases_refused",
    better="down", section="services", charted=False)
column("cases_closed_early", "cases that full services closed before their time", "cases per year", "cases_closed_early",
    better="down", section="services", charted=False)
share("reviews_lapsed_share", "share of reviews of open cases that were not held", "share", "reviews_lapsed", "reviews_due",
    better="down", section="services", label="Reviews not held", charted=False)


@measure("children per year", better="up", section="services", charted=False)
def children_at_risk_heard(books: Books) -> np.ndarray:
    """Times early help heard of a child at risk: by signs that services saw, a return interview, or as a friend or sibling."""
    return books.true["risk_heard"] + books.true["risk_interviewed"] + books.true["risk_named"]


share("service_wait_days", "mean wait for a case with children's services, once there is a worker", "days", "case_wait_days",
    "cases_opened", better="down", section="services", label="Wait for services")
column("children_supported", "children who began specialist support", "children per year", "supported", better="up",
    section="services")
share("support_wait_days", "mean wait for specialist support", "days", "support_wait_days", "supported", better="down",
    section="services", label="Wait for support")
column("children_with_advocate", "children with whom an advocate began", "children per year", "advocates", better="up",
    section="services", label="Children with an advocate")
share("advocate_wait_days", "mean wait for an advocate", "days", "advocate_wait_days", "advocates", better="down",
    section="services", label="Wait for an advocate")
column("children_helped_early", "children at risk with whom early help began", "children per year", "helped", better="up",
    section="services", label="Children given early help")
column("lines_cross_border", "cross-border lines operating or paused", "lines", "line_days_away", better="down", over="mean",
    section="lines", label="Cross-border lines")
column("lines_run_elsewhere", "cross-border lines operating or paused, counted where they are run from", "lines",
    "line_days_run_away", better="down", over="mean", section="lines", label="Lines run into other areas", charted=False)
column("lines_internal", "lines within one area operating or paused", "lines", "line_days_internal", better="down",
    over="mean", section="lines", label="Internal lines")
share("internal_share", "share of lines that are within one area", "share", "line_days_internal",
    "line_days_away+line_days_internal", section="lines", charted=False)
column("lines_opened", "lines opened", "lines per year", "lines_opened", better="down", section="lines")
column("lines_closed_charged", "lines closed with the holder charged", "lines per year", "closed_charged", section="lines",
    label="Lines closed, holder charged")
column("lines_closed_order", "lines closed by number only", "lines per year", "closed_by_number", section="lines",
    label="Lines closed by number only")
column("lines_abandoned", "lines that ended by themselves", "lines per year", "abandoned", section="lines")
column("lines_reemerged", "lines taken over after the holder was charged", "lines per year", "taken_over", better="down",
    section="lines", label="Lines re-emerged")
column("groups_split", "groups that came apart into two", "groups per year", "groups_split", section="lines", charted=False)
column("lines_displaced", "lines moved to another market area", "lines per year", "lines_moved", better="down",
    section="lines")
column("lines_filled", "lines opened to fill a vacant market place", "lines per year", "lines_filled", better="down",
    section="lines", label="Lines filling a gap")
share("line_life_days", "mean life of the lines that ended", "days", "life_days", "ended", better="down", section="lines",
    label="Life of a line")
share("recruitment_limited_by_reach", "share of open places for children where crews seek more children than they reach", "share",
    "child_places_scarce", "child_places", section="harm", label="Places limited by reach", charted=False)
share("places_for_children_share", "share of empty places for which crews seek a child", "share", "places_for_children",
    "places_for_children+places_for_adults+places_for_sellers+places_for_nobody", better="down", section="harm",
    label="Places sought for children", charted=False)
column("sellers", "sellers who work for lines for pay on a mean day", "people", "seller_days", over="mean", section="lines",
    charted=False)
column("takings", "takings of lines", "GBP per year", "sold", better="down", per=100.0, section="lines", charted=False)
column("profit", "profit taken out of lines", "GBP per year", "profit", better="down", per=100.0, section="lines",
    charted=False)
column("sold_outside_lines", "sales of supply outside lines in the demand open to lines", "GBP per year", "sold_outside",
    per=100.0, section="lines", charted=False)
share("picture_known_share", "share of lines of which some body knows enough to act rather than not", "share",
    "lines_known_days", "line_days_away+line_days_internal", better="up", section="justice", label="Lines known to police",
    charted=False)
share("picture_reachable_share", "share of lines known to a body that can reach the holder", "share", "lines_reachable_days",
    "line_days_away+line_days_internal", better="up", section="justice", label="Lines known and in reach", charted=False)
column("officer_days_overhead", "officer days spent on serving the centre", "officer days per year", "effort_overhead",
    per=1000.0, section="cost", label="Officer-days overhead")
column("items_shared", "items of intelligence passed to another body", "items per year", "items_shared", section="justice",
    charted=False)
column("officer_days", "officer days given to lines", "officer days per year", "effort_given", per=1000.0, section="cost",
    label="Officer-days")
column("officer_days_investigation", "officer days spent on investigations of holders", "officer days per year",
    "effort_investigation", per=1000.0, section="cost", label="Officer-days investigation")
column("officer_days_disruption", "officer days spent on local disruption", "officer days per year", "effort_disruption",
    per=1000.0, section="cost", label="Officer-days disruption")
column("officer_days_stops", "officer days spent on stops of children, exploited or not", "officer days per year",
    "effort_stops", per=1000.0, section="cost", label="Officer-days stops")
column("officer_days_reading", "officer days spent on reading items", "officer days per year", "effort_reading", per=1000.0,
    section="cost", label="Officer-days reading")
column("officer_days_elsewhere",
    "officer days of forces on lines they took up only because tasked or pooled: the share of a task's worth beyond their own",
    "officer days per year", "effort_elsewhere", per=1000.0, section="cost", label="Officer-days elsewhere")


@measure("correlation", better="up", over="ratio", section="justice", charted=False)
def effort_follows_harm(books: Books) -> Pair:
    """Rank correlation (Somers' d) of officer time with children exploited: whether the line that has more of them gets the time."""
    t = books.true
    return Pair((t["effort_on_worse"] - t["effort_on_milder"]).astype(float), t["effort_compared"].astype(float))


column("operations_collided", "investigations spoilt by another body's (never a force's by its own regional unit's)",
    "operations per year", "operations_collided",
    better="down", section="justice", label="Operations that collide", charted=False)
column("operations_joint", "investigations of lines taken up together, as of one group", "operations per year",
    "operations_joint", section="justice", label="Joint operations", charted=False)
column("operations_in_vain", "operations where no line is, or not any more, or on somebody wrongly taken for its holder",
    "operations per year", "operations_in_vain", better="down", section="justice", label="Operations in vain", charted=False)
column("people_not_involved", "people not involved whom police take for suspects in operations in vain", "people per year",
    "people_not_involved", better="down", section="justice", charted=False)
column("adults_in_custody", "adults in custody on a mean day who had run for a line", "people", "adult_custody_days",
    better="down", over="mean", section="justice")
column("dealers_in_custody", "holders and sellers in custody on a mean day", "people", "holders_in_custody_days", over="mean",
    section="justice")


@measure("GBP per year", better="down", section="cost", label="Local work given up")
def local_harm_given_up(books: Books) -> np.ndarray:
    """Worth of the local work that forces give up for a response that is national, and for levers not paid with new money.

    Given up are officer days on tasks they took up only because tasked or pooled, on serving the centre, kept by a ring fence
    from other demand, and borrowed by weeks of action (less what is given back).
    """
    t = books.true
    moved = t["effort_elsewhere"] + t["effort_overhead"] + t["effort_fenced"] + t["effort_surged"] - t["effort_repaid"]
    days = (moved * books.p.tasking.local_priorities_given_up + t["effort_taken"]) / 1000.0
    return days * books.p.cost.cost_officer_day * books.p.cost.harm_local_day


BETWEEN_AREAS = "it compares the areas with one another"
PRESENT_VALUE = "it is a present value, worked out from the months of the whole country"

of_the_whole("inequality_p90_p10",
    "share of finds read as victim, beyond chance: the area at the 90th percentile over that at the 10th", "ratio", "down",
    "ratio", BETWEEN_AREAS, section="equity", label="Recognition gap, P90:P10")
of_the_whole("inequality_gini", "Gini coefficient between areas of the share of finds read as victim, beyond chance", "ratio",
    "down", "ratio", BETWEEN_AREAS, section="equity", label="Recognition gap, Gini")
of_the_whole("cost_discounted", "cost to all public payers over the whole period, at present value", "GBP", "down", "sum",
    PRESENT_VALUE, section="cost", label="Total cost, present value", restates="cost_total")
of_the_whole("child_days_discounted", "child-days of exploitation over the whole period, discounted like costs", "child-days",
    "down", "sum", PRESENT_VALUE, section="harm", label="Child-days, present value", charted=False,
    restates="child_days_exploited")
