"""Children who are not exploited whom police meet: engaged, some safeguarded, some of these referred to services."""

from sim.day.bundles import Today
from sim.engine import phase
from sim.rules import detection as rules
from sim.state import Area
from sim.state.books import RecordedBook, TrueBook


@phase
def engage_others(luck: int, met: int, programme: int, area: Area, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """Other children met where police look for a line: those who are referred fill the same queues."""
    p = now.p
    safeguarded = rules.others_safeguarded(luck, met, p, now.day)
    referred = rules.others_referred(luck, safeguarded, p, now.day)
    written.children_met += met
    written.children_engaged += met
    written.children_safeguarded += safeguarded
    tally.false_alarms += met
    refer_others(referred, area, tally, written, now)
    written.children_referred_on += referred
    written.programme_referrals += referred * programme


@phase
def refer_others(referred: int, area: Area, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """Services look into children who are not exploited, for as long as a false alarm takes."""
    written.service_referrals += referred
    area.account -= referred * now.p.safeguarding.alarm_length
    tally.alarm_days += int(1000.0 * referred * now.p.safeguarding.alarm_length)
