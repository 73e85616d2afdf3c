"""Makes the table of doses in docs/decisions.md: `uv run python -m tests.make_doses`, some three minutes on two processors.

Each lever beside practice as inspected at a quarter, a half and all of its highest value, at best values, in worlds paired on luck. The
words on ceilings are a reader's, beside each lever: what a new run contradicts is to be looked at again.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments import Results, run_experiment
from sim.documents.catalogue import source_hash
from sim.evidence import Evidence
from sim.policy.levers import LEVERS as REGISTERED
from sim.policy.levers import components
from tests.make_readme import ROOT, filled

DOSES = {"quarter": 0.25, "half": 0.5, "top": 1.0}
MAIN, COST, SEEDS, MOST = "child_days_exploited", "cost_total", 8, 3
PAGE = ROOT / "docs" / "decisions.md"


class Lever(NamedTuple):
    """What is raised together to its highest values; what holds at each dose; and, where it was looked for, what makes the ceiling."""

    tops: dict[str, float]
    at_each: dict[str, str] = {}  # noqa: RUF012  (never changed)
    ceiling: str = ""


HELP = {
    "training": Lever({"recognition_of_exploitation.training": 1.0}, ceiling="odds of 1.4 on a half; alarms rise by as much"),
    "definition in law": Lever(
        {"recognition_of_exploitation.definition": 1.0}, ceiling="1.2 times training of a tenth; referrals and slavery counts come late"
    ),
    "return interviews": Lever(
        {"recognition_of_exploitation.return_interviews": 1.0}, ceiling="few episodes are reported, few interviews disclose"
    ),
    "information shared": Lever(
        {"recognition_of_exploitation.information_shared": 1.0}, ceiling="word comes after a find, and doubles odds at the next"
    ),
    "services, capacity": Lever(
        {"services.capacity": 5.0}, ceiling="support's 2.5 times a slow exit; cases have places already in most areas"
    ),
    "services, levelling": Lever({"services.levelling": 1.0}, ceiling="moves help between areas, adds none"),
    "early help, reach": Lever({"early_help.reach": 0.5}, ceiling="those heard of; a hazard of 0.85; crews find others"),
    "early help, no wait": Lever({"early_help.wait_removed": 1.0}, ceiling="the wait is a quarter of its length"),
    "advocates, coverage": Lever(
        {"independent_advocate.coverage": 1.0}, ceiling="who is seen as a victim is offered one; a ratio of return of 0.88"
    ),
    "advocates, all components": Lever(
        {"independent_advocate.coverage": 1.0, "independent_advocate.capacity": 5.0, "independent_advocate.wait_removed": 1.0,
         "independent_advocate.engagement": 1.0}, ceiling="the same: 19 in 20 places stand empty",
    ),
    "panels": Lever({"nrm_decisions.devolved_share": 1.0}, ceiling="a decision comes after services have heard"),
    "NRM, all components": Lever(
        {"nrm_decisions.devolved_share": 1.0, "nrm_decisions.capacity": 3.0, "nrm_decisions.acceptance": 1.0}, ceiling="the same"
    ),
}  # fmt: skip
LEVERS = HELP | {
    "all of these": Lever({name: top for one in HELP.values() for name, top in one.tops.items()}, ceiling="below"),
    "sharing": Lever(
        {"intelligence_sharing.share": 1.0},
        ceiling="42% of lines known in reach, 25% before; as many investigations: officers limit",
    ),
    "the centre tasks": Lever(
        {"tasking.acceptance": 1.0, "tasking.weight_of_harm_elsewhere": 1.0},
        {"tasking.decides": "centre"},
        ceiling="the same officers: 2% more days on investigations",
    ),
    "deconfliction": Lever({"tasking.deconfliction": 1.0}, ceiling="16 investigations a year collide without it"),
    "the centre's staff": Lever(
        {"coordination_centre.staff": 400.0},
        ceiling="24% more days on investigations; 35% of places left by a charge are filled, 33% before",
    ),
    "mapping": Lever(
        {"organised_crime_mapping.coverage": 1.0, "organised_crime_mapping.consistency": 1.0},
        ceiling="190 operations a year are joint, 100 before",
    ),
    "officers for lines": Lever(
        {"capacity.dedicated_officers": 3000.0}, ceiling="none reached; of ten operations seven are in vain, before under six"
    ),
    "ring fence": Lever(
        {"capacity.ring_fence": 1.0}, ceiling="65% more closures; 42% of places left by a charge are filled, 33% before"
    ),
    "weeks of action": Lever(
        {"intensification_weeks.weeks_a_year": 12.0}, ceiling="time on raids doubles, on investigations it does not grow"
    ),
    "restriction orders": Lever(
        {"restriction_orders.orders_a_year": 2000.0},
        ceiling="nine in ten silenced sell again in 30 days; a sixth fewer days on investigations",
    ),
    "orders with each arrest": Lever(
        {"restriction_orders.with_arrest": 1.0},
        ceiling="ten days an order: a tenth fewer on investigations, an eighth fewer lines closed",
    ),
    "slavery charging": Lever(
        {"modern_slavery_charging.share": 1.0}, ceiling="a count takes five times an investigation's days"
    ),
    "bail with conditions": Lever(
        {"police_bail.conditional_share": 1.0}, ceiling="280 holders a year bailed, 100 before; as many are charged"
    ),
}
LISTED = {path.partition(".")[0] for one in LEVERS.values() for path in one.tops}
LEVERS |= {
    name: Lever({f"{name}.{one}": about.high for one, about in components(name).items() if isinstance(about, Evidence)})
    for name in REGISTERED
    if name not in LISTED
}
"""A lever that was added since is raised whole."""
LOOKED_AT = {
    "children_recognised": "recognised", "children_suspected": "suspected", "children_protected": "cases helped",
    "children_supported": "supported", "children_helped_early": "helped early", "children_newly_exploited": "newly exploited",
    "children_with_advocate": "with an advocate", "harm_by_justice": "charges and convictions", "lines_operating": "lines",
    "lines_closed": "lines closed", "violence_between_crews": "violence between crews",
}  # fmt: skip
"""Measures of which a row names those that move most, as the table calls them."""


def strategy(name: str, lever: Lever, share: float) -> str:
    """A dose of a lever as a strategy of a config."""
    values = [f"{path} = {top * share!r}" for path, top in lever.tops.items()]
    values += [f'{path} = "{choice}"' for path, choice in lever.at_each.items()]
    return "\n".join([f"[strategy.{name}]", 'based_on = "as_inspected"', *values])


def config() -> str:
    """The comparison of all doses."""
    arms = {f"l{at}_{dose}": (lever, share) for at, lever in enumerate(LEVERS.values()) for dose, share in DOSES.items()}
    return "\n".join(
        [
            'kind = "compare"\ntitle = "Doses"\n[world]\nscale = 0.05\nstart = 2019-01-01\nyears = 4\nwarm_up_years = 1',
            f'[strategies]\nbaseline = "as_inspected"\ncompare = {list(arms)}'.replace("'", '"'),
            *(strategy(name, *arm) for name, arm in arms.items()),
            f'[replications]\nnumber = {SEEDS}\nseed = 20200110\n[measures]\nprimary = ["{MAIN}"]',
            '[output]\nreport = false\nseries = "none"',
        ]
    )


def changes(results: Results, strategy_name: str) -> pd.DataFrame:
    """Of each measure the paired change in per cent and two standard errors of it."""
    rows = {}
    for measure in (MAIN, COST, *LOOKED_AT):
        table = results.wide(measure)
        gap, level = table[strategy_name] - table["as_inspected"], abs(table["as_inspected"].mean())
        rows[measure] = 100.0 * gap.mean() / level, 200.0 * gap.std(ddof=1) / len(gap) ** 0.5 / level
    return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "error"])


def signed(value: float, digits: int = 0) -> str:
    """A number with its sign, as the page writes it."""
    return f"{value:+.{digits}f}".replace("-", "−") if round(value, digits) else f"{0:.{digits}f}"


def moved(value: float) -> str:
    """A change in per cent; of what grows many times over, how many times."""
    return f"{1.0 + value / 100.0:.0f} times as many" if value > 500.0 else signed(value)


def row(results: Results, at: int, name: str, lever: Lever) -> str:
    """A row of the table."""
    found = {dose: changes(results, f"l{at}_{dose}") for dose in DOSES}
    doses = [f"{signed(one.loc[MAIN, 'mean'], 1)} ±{one.loc[MAIN, 'error']:.1f}" for one in found.values()]
    top = found["top"].loc[list(LOOKED_AT)]
    clear = top[(top["mean"].abs() > 2.0 * top["error"]) & (top["mean"].abs() >= 2.0)]
    most = clear.reindex(clear["mean"].abs().sort_values(ascending=False).index).head(MOST)
    told = ", ".join(f"{LOOKED_AT[measure]} {moved(one['mean'])}" for measure, one in most.iterrows())
    return f"| {name} | {' | '.join(doses)} | {signed(found['top'].loc[COST, 'mean'])} | {told} | {lever.ceiling} |"


def table(results: Results) -> str:
    """The table of all levers."""
    head = "| lever | at a quarter | at half | at its top | cost then, % | what it moves most then | what makes the ceiling |"
    rows = [row(results, at, name, lever) for at, (name, lever) in enumerate(LEVERS.items())]
    return "\n".join([head, "|---" * 7 + "|", *rows, "", made_with()])


def made_with() -> str:
    """Of which model the table is."""
    return f"Made with the model {source_hash()[:8]}."


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as room:
        lived = run_experiment(config(), out=Path(room) / "doses", report=False)
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), "doses", table(lived)), encoding="utf-8")
