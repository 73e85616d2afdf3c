"""Two books: what is true, and what is recorded. Whole numbers, a row an area and a month; and a row a day for the whole.

Stocks are added up day by day (a column ends in `_days`), so that a mean is a sum over a number of days. Money is in
pence, officer time in thousandths of a day, part children in millionths, so that sums do not depend on their order.
"""

from typing import Annotated, get_type_hints

import numpy as np

Count = int


class Branches:
    """A child's way through the system, branch by branch: what both books count, each in its own way.

    The true book counts what befalls exploited children, where they live. The recorded book counts what somebody wrote down:
    a find where it was made, and one in which nothing was seen only if police noted the encounter; a case with police and
    courts as that of an exploited child only if the child was recognised by then, or claims it in court; word to services
    when it is sent, whether or not it has arrived.
    """

    found: Annotated[Count, "times an exploited child was found by somebody"]
    read_victim: Annotated[Count, "finds read as victim"]
    read_both: Annotated[Count, "finds read as victim and suspect"]
    read_suspect: Annotated[Count, "finds read as suspect only"]
    read_missed: Annotated[Count, "finds with nothing seen"]
    recognised_first: Annotated[Count, "children recognised for the first time"]
    arrests_children: Annotated[Count, "arrests of exploited children"]
    home_with_plan: Annotated[Count, "finds of recognised children who went home with a safe plan"]
    home_without_plan: Annotated[Count, "finds of recognised children who went home without one"]
    released: Annotated[Count, "exploited children released under investigation"]
    bailed: Annotated[Count, "exploited children bailed with conditions"]
    conditions_breached: Annotated[
        Count, "exploited children bailed with conditions, before charge or after, who did not keep to them"
    ]
    decided_at_arrest: Annotated[Count, "exploited children whose case was decided before they left police custody"]
    no_action: Annotated[Count, "exploited children against whom no action was taken in the end"]
    diverted: Annotated[Count, "exploited children not charged and diverted to youth justice services"]
    charged: Annotated[Count, "exploited children charged"]
    remanded: Annotated[Count, "of these, held on remand"]
    bailed_to_court: Annotated[Count, "charged exploited children bailed with conditions until court"]
    defence_raised: Annotated[Count, "charged exploited children who raised section 45"]
    defence_open: Annotated[Count, "of these, to whose offence section 45 is open"]
    defence_succeeded: Annotated[Count, "of these, whose defence succeeded"]
    convicted: Annotated[Count, "exploited children convicted"]
    defended: Annotated[Count, "charged exploited children not convicted: defence, decision or case"]
    collected: Annotated[Count, "recognised children found elsewhere whom someone of the home area collected"]
    told: Annotated[Count, "found children of whom home services were told"]
    services_told_force: Annotated[Count, "children of whom services at home tell the force there"]
    home_force_told: Annotated[Count, "children found elsewhere as victims or suspects of whom the force of their home is told"]
    children_referred: Annotated[Count, "children exploited by lines referred to the NRM"]
    panel_cases: Annotated[Count, "of these, decided by a local panel"]
    first_decisions: Annotated[Count, "reasonable grounds decisions on children"]
    first_positive: Annotated[Count, "of these, positive"]
    final_decisions: Annotated[Count, "conclusive grounds decisions on children"]
    final_positive: Annotated[Count, "of these, positive"]
    final_late: Annotated[Count, "conclusive grounds decisions that came after a charge, or after 18"]


class TrueBook(Branches):
    """What is true, known to nobody in the model."""

    child_days: Annotated[Count, "days on which a child was exploited by a line"]
    child_days_running: Annotated[Count, "of these, days of running or holding"]
    child_days_away: Annotated[Count, "of these, days of running in another area"]
    child_days_in_debt: Annotated[Count, "days of exploitation in debt bondage"]
    child_days_outside: Annotated[Count, "days of exploitation by supply outside lines (millionths)"]
    child_days_in_care: Annotated[Count, "days of exploitation of children in care"]
    child_days_girls: Annotated[Count, "days of exploitation of girls"]
    at_risk_days: Annotated[Count, "days at risk of children not exploited"]
    care_at_risk_days: Annotated[Count, "days at risk of children in care not exploited"]
    known_at_risk_days: Annotated[Count, "days at risk of children known to services"]
    groomed: Annotated[Count, "children with whom grooming began"]
    newly_exploited: Annotated[Count, "children whose exploitation began for the first time"]
    exploited_anew: Annotated[
        Count, "children exploited again after their file was closed, a year or more after they were free"
    ]
    reexploited: Annotated[Count, "children exploited again within a year of being free"]
    moved_on: Annotated[Count, "children of a closed line taken on by another"]
    freed_own: Annotated[Count, "children who left by themselves"]
    freed_protected: Annotated[Count, "children who left when a plan protected them"]
    freed_support: Annotated[Count, "children who left while engaged with support"]
    freed_arrest: Annotated[Count, "children whose exploitation ended with custody"]
    freed_closure: Annotated[Count, "children freed since their line closed and nobody took them on"]
    grown_freed: Annotated[Count, "young people exploited past 18 whose exploitation ended"]
    turned_18: Annotated[Count, "exploited children who turned 18"]
    became_dealers: Annotated[Count, "of these, those who became sellers or holders"]
    debt_made: Annotated[Count, "debt made up or charged to children (pence)"]
    debt_worked: Annotated[Count, "debt worked off (pence)"]
    debt_dropped: Annotated[Count, "debt of those who turned 18 or left the model (pence)"]
    debt_days: Annotated[Count, "debt owed, added over days (pence)"]
    seized: Annotated[Count, "goods and cash taken from children (pence)"]
    missing_episodes: Annotated[Count, "missing episodes of exploited children"]
    false_alarms: Annotated[Count, "children found or referred who were not exploited"]
    alarms_suspected: Annotated[Count, "of these, stopped by police, arrested and taken through as suspects"]
    missing_days: Annotated[Count, "days missing of exploited children"]
    missing_care: Annotated[Count, "missing episodes of exploited children in care"]
    violence_to_children: Annotated[Count, "serious violence suffered by exploited children"]
    violence_between: Annotated[Count, "serious violence between crews over a market"]
    adult_days: Annotated[Count, "days on which an adult was exploited by a line"]
    adults_newly: Annotated[Count, "adults whose exploitation began"]
    adults_freed: Annotated[Count, "adults whose exploitation ended"]
    adult_custody_days: Annotated[
        Count, "days in custody of adults who had run for a line (of those who grew up on one all on the day it begins)"
    ]
    risk_ended: Annotated[Count, "children whose time at risk ended"]
    grooming_failed: Annotated[Count, "children groomed who never ran, and are at risk still"]
    back_at_risk: Annotated[Count, "free for a year, and now as other children at risk"]
    free_ended: Annotated[Count, "free, and no longer at risk"]
    home_days: Annotated[Count, "days on which a home was used by a line"]
    homes_newly: Annotated[Count, "homes a line began to use"]
    suspect_days: Annotated[Count, "days on which a case stood open against an exploited child"]
    schools_lost: Annotated[Count, "exploited children who lost their school while a case against them waited"]
    charged_recognised: Annotated[Count, "of these, already recognised as victims"]
    court_completed: Annotated[Count, "cases of holders and exploited children completed in court"]
    court_wait_days: Annotated[Count, "days from charge to completion of these"]
    taken_into_custody: Annotated[Count, "times a child who had been exploited was remanded or sentenced to custody"]
    custody_days: Annotated[Count, "days of custody of children who had been exploited, all told on the day it begins"]
    cases_opened: Annotated[Count, "cases opened by children's services"]
    cases_ended: Annotated[Count, "cases with children's services that ended"]
    case_days: Annotated[Count, "days of a case with children's services"]
    case_wait_days: Annotated[Count, "days spent waiting for a case, at its opening"]
    waiting_days: Annotated[Count, "days of children waiting for a case"]
    place_days: Annotated[Count, "places of children's services, added over days (thousandths)"]
    places_added: Annotated[Count, "days of places that a strategy adds to an area's own (thousandths)"]
    alarm_days: Annotated[Count, "place days used by false alarms (thousandths)"]
    supported: Annotated[Count, "children who began specialist support"]
    support_days: Annotated[Count, "days of specialist support"]
    support_wait_days: Annotated[Count, "days spent waiting for support, at its start"]
    advocates: Annotated[Count, "children with whom an advocate began"]
    advocate_wait_days: Annotated[Count, "days spent waiting for an advocate, at the beginning"]
    advocate_place_days: Annotated[Count, "places with advocates, added over days (thousandths)"]
    advocate_places_added: Annotated[Count, "of these, places that a strategy adds to what its coverage brings (thousandths)"]
    advocates_hurried: Annotated[Count, "children with an advocate, by the share of the wait that was removed (thousandths)"]
    help_hurried: Annotated[Count, "children helped early, by the share of the wait that was removed (thousandths)"]
    helped: Annotated[Count, "children at risk with whom early help began"]
    help_days: Annotated[Count, "days of early help"]
    moved_away: Annotated[Count, "children moved to a placement far away"]
    line_days_away: Annotated[Count, "days of cross-border lines operating or paused"]
    line_days_internal: Annotated[Count, "days of internal lines operating or paused"]
    lines_opened: Annotated[Count, "lines opened"]
    lines_opened_internal: Annotated[Count, "of these, within one force area"]
    lines_paused: Annotated[Count, "pauses of lines by the choice of their groups"]
    lines_moved: Annotated[Count, "lines moved to another market area"]
    lines_filled: Annotated[Count, "lines opened to fill a vacant market place"]
    closed_charged: Annotated[Count, "lines closed with the holder charged"]
    closed_by_number: Annotated[Count, "lines closed by number only"]
    abandoned: Annotated[Count, "lines that ended by themselves"]
    taken_over: Annotated[Count, "lines taken over after the holder was charged"]
    charged_replaced: Annotated[
        Count,
        "places left by lines whose holder was charged that sell again within a year: by succession, or a line that comes in",
    ]
    places_refilled: Annotated[Count, "crew places left by freed children that another child fills within half a year"]
    places_vacated: Annotated[Count, "market places left by lines that ended or moved"]
    places_retaken: Annotated[Count, "vacant market places taken again: by succession, a new line, or one already there"]
    ended: Annotated[Count, "lives of lines ended, in any way"]
    life_days: Annotated[Count, "days lived by the lines that ended"]
    life_under_30: Annotated[Count, "of the lives ended, those of up to 30 days"]
    life_under_90: Annotated[Count, "of the lives ended, those of up to 90 days"]
    life_under_180: Annotated[Count, "of the lives ended, those of up to 180 days"]
    life_under_365: Annotated[Count, "of the lives ended, those of up to 365 days"]
    life_under_730: Annotated[Count, "of the lives ended, those of up to 730 days"]
    life_under_1460: Annotated[Count, "of the lives ended, those of up to 1460 days"]
    old_line_days: Annotated[Count, "days of lines more than two years after opening"]
    orders_silenced: Annotated[Count, "numbers silenced by an order"]
    orders_recovered: Annotated[Count, "of these, lines that sell again within 30 days"]
    sold: Annotated[Count, "takings of lines (pence)"]
    bought: Annotated[Count, "stock bought by lines (pence)"]
    lent: Annotated[Count, "stock bought for lines by their groups (pence)"]
    paid: Annotated[Count, "pay of runners (pence)"]
    profit: Annotated[Count, "profit taken out of lines by groups (pence)"]
    lost: Annotated[Count, "stock and cash lost by lines to police (pence)"]
    stock_dropped: Annotated[Count, "stock left over where a line ended by itself or by number (pence)"]
    stock_written: Annotated[Count, "retail worth of stock gained over its price (pence)"]
    opening_spent: Annotated[Count, "capital put into new lines by groups (pence)"]
    spent_by_groups: Annotated[Count, "capital taken out of groups by their holders (pence)"]
    sold_outside: Annotated[Count, "sales of supply outside lines in the demand open to lines (pence)"]
    lines_known_days: Annotated[Count, "days of lines of which some body knows enough to act"]
    lines_reachable_days: Annotated[Count, "of these, known to a body that can reach the holder"]
    effort_available: Annotated[Count, "officer time for lines before competing demand (thousandths of a day)"]
    effort_given: Annotated[Count, "officer time for lines after competing demand"]
    effort_overhead: Annotated[Count, "officer time after competing demand spent on serving the centre"]
    effort_lost: Annotated[Count, "officer time paid for lines by a lever and lost to competing demand all the same"]
    effort_fenced: Annotated[Count, "officer time of forces that a ring fence takes from competing demand"]
    effort_surged: Annotated[Count, "officer time of forces that weeks of action borrow from other work"]
    effort_repaid: Annotated[Count, "officer time of forces given back in the weeks around weeks of action"]
    effort_investigation: Annotated[Count, "officer time spent on investigations of holders"]
    effort_disruption: Annotated[Count, "officer time spent on local disruption"]
    effort_orders: Annotated[Count, "officer time spent on restriction orders"]
    effort_visits: Annotated[Count, "officer time spent on safeguarding visits"]
    effort_reading: Annotated[Count, "officer time spent on reading items"]
    effort_stops: Annotated[Count, "officer time for lines spent on stops of children, exploited or not"]
    effort_local: Annotated[Count, "officer time given back to local work"]
    effort_elsewhere: Annotated[
        Count, "officer time of forces on lines they took up only as tasked or pooled, by share of worth"
    ]
    effort_taken: Annotated[Count, "officer time of levers taken from local work (not new money)"]
    holders_in_custody_days: Annotated[Count, "days of holders and sellers on remand or serving"]
    holders_released_days: Annotated[Count, "days of holders who wait for the charging decision, on bail or released"]
    dealers_inflow: Annotated[Count, "adults from elsewhere who became holders or sellers"]
    operations_started: Annotated[Count, "investigations started"]
    operations_collided: Annotated[Count, "investigations spoilt by another body's"]
    operations_failed: Annotated[Count, "investigations that failed"]
    groups_split: Annotated[Count, "groups of several lines that came apart into two"]
    shortage_of_holders: Annotated[Count, "planned openings without a member to hold the line"]
    items: Annotated[Count, "items of intelligence gathered"]
    items_shared: Annotated[Count, "items passed to another body"]
    items_useful: Annotated[Count, "items useful to another body"]
    items_misread: Annotated[Count, "items tied to the wrong line"]
    levers_cost: Annotated[Count, "cost of levers that is not counted by events: the map, the centre, more decisions (pence)"]
    recognition_cost: Annotated[Count, "cost of training and of shared information between agencies (pence)"]
    bail_conditions: Annotated[Count, "holders and exploited children bailed with conditions"]
    orders_with_arrest: Annotated[Count, "orders on the day of a holder's arrest (thousandths)"]


class RecordedBook(Branches):
    """What is recorded: made by recognition, definitions and reporting."""

    stops: Annotated[Count, "stops and searches with a find on an exploited child"]
    arrests_holders: Annotated[Count, "arrests of line holders"]
    arrests_adults: Annotated[Count, "arrests of sellers and of adults who run"]
    adults_charged: Annotated[Count, "adults who ran for a line, arrested and charged"]
    arrests_programme: Annotated[Count, "arrests counted as the programme's"]
    railway_arrests: Annotated[Count, "arrests by transport police"]
    railway_children: Annotated[Count, "of these, of children"]
    railway_criminalised: Annotated[Count, "of these children, taken through as suspect only"]
    holders_bailed: Annotated[Count, "arrested holders bailed with conditions until the charging decision"]
    holders_released: Annotated[Count, "arrested holders released under investigation until the charging decision"]
    holders_let_go: Annotated[Count, "of both, holders who were not charged in the end"]
    holders_charged: Annotated[Count, "holders charged"]
    slavery_charged: Annotated[Count, "of these, with modern slavery"]
    slavery_alone: Annotated[Count, "of these, with nothing else"]
    sentences: Annotated[Count, "holders sentenced"]
    sentence_days: Annotated[Count, "length of the sentences (days)"]
    court_cases: Annotated[Count, "cases completed in court"]
    court_days: Annotated[Count, "days from charge to completion of these"]
    closures_charged: Annotated[Count, "recorded closures with the holder charged (Type 1)"]
    closures_number: Annotated[Count, "recorded closures by number (Type 2)"]
    closures_programme: Annotated[Count, "recorded closures counted as the programme's"]
    closures_programme_charged: Annotated[Count, "of these, Type 1"]
    orders: Annotated[Count, "restriction orders granted"]
    line_days: Annotated[Count, "recorded lines, added over days (thousandths)"]
    line_days_internal: Annotated[Count, "of these, internal (thousandths)"]
    line_days_from_here: Annotated[Count, "recorded lines whose home is the area, added over days (thousandths)"]
    number_days: Annotated[Count, "deal-line numbers known, added over days (thousandths)"]
    visits: Annotated[Count, "suspected cuckooed homes visited"]
    visits_in_use: Annotated[Count, "of these, in use by a line"]
    adults_safeguarded: Annotated[Count, "adults safeguarded"]
    children_safeguarded: Annotated[Count, "children safeguarded by police action"]
    flagged: Annotated[Count, "NRM referrals flagged county lines"]
    flagged_boys: Annotated[Count, "of these, boys under 18"]
    flagged_adults: Annotated[Count, "of these, adults"]
    referrals_other: Annotated[Count, "NRM referrals of children for anything else"]
    reconsidered: Annotated[Count, "negative decisions of the NRM on children made again"]
    final_wait_days: Annotated[Count, "days from referral to the conclusive decision, at the decision"]
    assessments: Annotated[Count, "assessments that note child criminal exploitation"]
    service_referrals: Annotated[Count, "children referred to children's services by those who found them"]
    programme_referrals: Annotated[Count, "safeguarding referrals counted as the programme's"]
    support_referred: Annotated[Count, "referrals to specialist support"]
    support_accepted: Annotated[Count, "of these, accepted"]
    support_engaged: Annotated[Count, "of these, engaged"]
    support_reduced: Annotated[Count, "of these, recorded as reduced or stopped"]
    missing_incidents: Annotated[Count, "missing incidents of children recorded"]
    missing_incidents_care: Annotated[Count, "of these, of children in care"]
    missing_flagged: Annotated[Count, "missing incidents flagged as exploitation"]
    missing_flagged_care: Annotated[Count, "of these, of children in care"]
    missing_exploited: Annotated[
        Count, "recorded missing incidents that are of exploited children, whether or not anybody knows"
    ]
    interviews: Annotated[Count, "return interviews held with exploited children"]
    interviews_due: Annotated[Count, "recorded missing episodes of exploited children that ended"]
    interviews_added: Annotated[Count, "return interviews held beyond an area's own practice, with any child (thousandths)"]
    violence: Annotated[Count, "recorded serious violence (thousandths)"]
    drug_offences: Annotated[Count, "recorded drug offences of the trade (thousandths)"]


BOOKS = {"true": TrueBook, "recorded": RecordedBook}


def columns(book: type) -> dict[str, str]:
    """Name and meaning of each column of a book."""
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(book, include_extras=True).items()}


TRUE_DTYPE = np.dtype((np.record, [(name, "i8") for name in columns(TrueBook)]))
RECORDED_DTYPE = np.dtype((np.record, [(name, "i8") for name in columns(RecordedBook)]))
