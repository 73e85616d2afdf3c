"""The strategies that ship: what was inspected, what was asked for, each lever alone, and what happened."""

from datetime import date

from sim.evidence import Choice
from sim.policy.levers import LEVERS, components
from sim.policy.strategies import STRATEGIES, Change, Level, LeverValues, Strategy, Value, strategy

EXPORTERS = ("Metropolitan Police", "West Midlands", "Merseyside")
FOUR_EXPORTERS = (*EXPORTERS, "Greater Manchester")
NATIONAL_SHARING: dict[str, Value] = {
    "reach": "nation",
    "share": "shared_share_national",
    "delay_days": "sharing_delay_national",
}
EYES: dict[str, Value] = {"training": 0.8, "definition": 1.0, "return_interviews": 0.7, "information_shared": 0.7}
PLACES: dict[str, Value] = {"capacity": 1.0, "levelling": 0.7}

strategy(
    "as_inspected", "As inspected in 2019: a young centre, voluntary sharing, weeks of action",
    "HMICFRS 2020 (E12); E43, E47, E53", based_on=None, ramp_days=0,
    intelligence_sharing={"reach": "nation", "share": "shared_share_voluntary", "delay_days": Level("sharing_delay_national", 0.5)},
    coordination_centre={"staff": Level("centre_staff"), "overhead": 0.01, "map_quality": 0.1},
    tasking={"deconfliction": 0.3},
    intensification_weeks={"weeks_a_year": Level("weeks_of_action_per_year"), "shared_targets": 0.2},
    restriction_orders={"orders_a_year": 60.0},
    recognition_of_exploitation={"training": 0.1},
)  # fmt: skip
strategy(
    "fragmented", "43 forces alone: no centre, no system of sharing, no weeks of action",
    "the inspectorate's diagnosis (E12)", ramp_days=0,
    intelligence_sharing={"reach": "force", "share": 0.0, "delay_days": 0.0},
    coordination_centre={"staff": 0.0, "overhead": 0.0, "map_quality": 0.0},
    tasking={"deconfliction": 0.0}, intensification_weeks={"weeks_a_year": 0.0, "shared_targets": 0.0},
)  # fmt: skip
strategy(
    "regional", "Regional units share and task within their region", "regional units (E43)",
    intelligence_sharing={"reach": "region", "share": "shared_share_national", "delay_days": "sharing_delay_national"},
    tasking={"decides": "region", "weight_of_harm_elsewhere": "harm_elsewhere_weight_national", "acceptance": "acceptance_tasked", "deconfliction": 0.5},
    capacity={"regional_officers": 12.0},
)  # fmt: skip
strategy(
    "coordination_centre", "A grown national centre: national sharing, one map, deconfliction; forces still decide",
    "praise for the centre (E12, E43)",
    intelligence_sharing=NATIONAL_SHARING, coordination_centre={"staff": 150.0, "overhead": 0.03, "map_quality": 0.5},
    organised_crime_mapping={"coverage": 0.4, "consistency": 0.5, "review_interval_days": 60.0}, tasking={"deconfliction": 0.8},
)  # fmt: skip
STRATEGIES["exporter_taskforces"] = Strategy(
    "exporter_taskforces", "Funded taskforces in exporting areas and on the railway (the County Lines Programme)",
    "the Programme since 2019 (E44, E45)", "as_inspected", None,
    (
        Change({"capacity": {"dedicated_officers": Level("programme_officers"), "ring_fence": 0.3, "pooled": 0.5}}, None, 180, FOUR_EXPORTERS),
        Change({"capacity": {"transport_officers": 40.0}}, None, 180),
    ),
)  # fmt: skip
NATIONAL: LeverValues = {
    "intelligence_sharing": NATIONAL_SHARING,
    "tasking": {"decides": "centre", "weight_of_harm_elsewhere": "harm_elsewhere_weight_national", "acceptance": "acceptance_tasked", "deconfliction": 1.0},
    "coordination_centre": {"staff": 150.0, "overhead": 0.04, "map_quality": 0.5},
    "organised_crime_mapping": {"coverage": 0.4, "consistency": 0.6, "review_interval_days": 60.0},
    "capacity": {"ring_fence": 0.4},
}  # fmt: skip
strategy(
    "national_tasking", "The centre tasks operations for the whole country, in every force",
    "what the inspectorate asked for (E12)", levers=NATIONAL,
)  # fmt: skip
SAFEGUARDING: LeverValues = {
    "recognition_of_exploitation": EYES, "services": PLACES, "early_help": {"reach": 0.08}, "independent_advocate": {"coverage": 0.7}, "nrm_decisions": {"devolved_share": 0.8},
}  # fmt: skip
strategy(
    "safeguarding_strategy", "A national strategy for exploited children: definition, early help, even services, advocates",
    "what The Children's Society asked for (E65, E67, E75, E78, E80)", levers=SAFEGUARDING,
)  # fmt: skip
strategy(
    "integrated", "National tasking and the safeguarding strategy together, with slavery charging and bail conditions",
    "both reports (E12, E65)", levers={**NATIONAL, **SAFEGUARDING},
    modern_slavery_charging={"share": 0.2, "victimless": 0.5}, police_bail={"conditional_share": 0.5}, restriction_orders={"orders_a_year": 150.0, "with_arrest": 0.5},
)  # fmt: skip


def half_of_all(lever: str) -> dict[str, Value]:
    """Each component of a lever at half of its highest value (a choice: its last): what it means alone until somebody says better."""
    return {
        name: about.choices[-1] if isinstance(about, Choice) else about.high / 2.0 for name, about in components(lever).items()
    }


def alone(lever: str, label: str, values: dict[str, Value]) -> None:
    """Declare the preset of one lever on top of 2019's practice."""
    strategy(f"{lever}_alone", label, "each lever on top of 2019's practice", levers={lever: values})


alone("intelligence_sharing", "National sharing alone", NATIONAL_SHARING)
alone("tasking", "Central tasking alone", NATIONAL["tasking"])
alone("capacity", "More officers alone", {"dedicated_officers": Level("programme_officers"), "ring_fence": 0.4})
alone("coordination_centre", "A grown centre alone", {"staff": 150.0, "overhead": 0.03, "map_quality": 0.5})
alone("organised_crime_mapping", "A better map alone", {"coverage": 0.4, "consistency": 0.6, "review_interval_days": 60.0})
alone("intensification_weeks", "More weeks of action alone", {"weeks_a_year": 4.0, "shared_targets": 0.5})
alone("restriction_orders", "More phone orders alone", {"orders_a_year": 400.0})
alone("modern_slavery_charging", "Modern slavery charging alone", {"share": 0.3, "victimless": 0.5})
alone("police_bail", "Bail with conditions alone", {"conditional_share": 0.6})
alone("recognition_of_exploitation", "Recognition alone", EYES)
alone("services", "More and even services alone", PLACES)
alone("early_help", "Early help alone", {"reach": 0.08})
alone("independent_advocate", "Advocates alone", {"coverage": 0.7})
alone("nrm_decisions", "Local panels alone", {"devolved_share": 0.8})
HALVES = [_lever for _lever in LEVERS if f"{_lever}_alone" not in STRATEGIES]
"""Levers of which nobody has said yet what they mean alone."""
for _lever in HALVES:
    alone(_lever, f"{_lever.replace('_', ' ').capitalize()} alone", half_of_all(_lever))

STRATEGIES["history"] = Strategy(
    "history", "What was done from 2018 to 2025", "E43 to E56, E74, E92", "as_inspected", None,
    (
        Change({"coordination_centre": {"staff": 0.0, "overhead": 0.0, "map_quality": 0.0}, "intelligence_sharing": {"reach": "force", "share": 0.0, "delay_days": 0.0}}, date(2018, 1, 1)),
        Change({"coordination_centre": {"staff": 40.0, "overhead": 0.01, "map_quality": 0.1}, "intelligence_sharing": {"reach": "nation", "share": "shared_share_voluntary", "delay_days": Level("sharing_delay_national", 0.5)}}, date(2018, 9, 1), 180),
        Change({"capacity": {"dedicated_officers": Level("programme_officers", 0.38), "pooled": 0.5}}, date(2019, 11, 1), 180, EXPORTERS),
        Change({"capacity": {"transport_officers": 40.0}}, date(2019, 11, 1), 180),
        Change({"coordination_centre": {"staff": 60.0}, "restriction_orders": {"orders_a_year": 120.0}}, date(2020, 4, 1), 180),
        Change({"nrm_decisions": {"devolved_share": 0.1}}, date(2021, 6, 1), 365),
        Change({"capacity": {"dedicated_officers": Level("programme_officers", 1.1), "ring_fence": 0.4, "pooled": 0.5}}, date(2022, 4, 1), 365, FOUR_EXPORTERS),
        Change({"police_bail": {"conditional_share": 0.5}}, date(2022, 10, 28), 90),
        Change({"intelligence_sharing": {"share": "shared_share_national"}, "tasking": {"deconfliction": 0.6}}, date(2022, 4, 1), 365),
    ),
    weeks={
        date(2018, 10, 8): 0.5, date(2019, 1, 21): 0.6, date(2019, 5, 13): 0.7, date(2019, 10, 7): 0.85, date(2020, 9, 14): 1.0,
        date(2021, 5, 17): 1.0, date(2021, 10, 11): 1.0, date(2022, 3, 7): 1.0, date(2022, 10, 3): 1.0, date(2023, 2, 27): 1.0,
        date(2023, 10, 9): 1.0, date(2024, 3, 4): 1.0, date(2024, 11, 25): 1.0, date(2025, 6, 23): 1.0,
    },  # the share of forces that take part: some in 2018, all by 2020 (E92); between, assumed
)  # fmt: skip
