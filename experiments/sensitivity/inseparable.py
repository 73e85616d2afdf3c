"""Inputs of which the published figures fix a product and not the factors: one of them is never the answer by itself.

Many pairs of true lines and of the share recorded, for one, give the recorded lines that were published. Inputs are varied at
once, so that their joint doubt is whole; which of a set is ranked first says little.
"""

from collections.abc import Iterable, Mapping

SETS: Mapping[str, tuple[str, ...]] = {
    "how many lines there are, how many of them are recorded, and how often they are replaced": (
        "true_lines_start",
        "line_recording_probability",
        "succession_probability",
        "vacancy_fill_rate",
    ),
    "how many children are recognised, referred and flagged": (
        "recognition_mean",
        "nrm_referral_given_recognised",
        "nrm_flag_completeness",
        "flag_use_2019",
    ),
    "how many officers there are, what an investigation takes and how often it succeeds": (
        "officers_on_lines_share",
        "holder_investigation_effort",
        "investigation_success",
        "unpractised_effort_ratio",
        "unpractised_success_ratio",
    ),
    "how much is shared, how late, at what loss, and how well it is mapped": (
        "shared_share_fragmented",
        "shared_share_national",
        "sharing_delay_fragmented",
        "sharing_delay_national",
        "quality_lost_per_hop",
        "map_coverage",
        "map_false_merge",
        "map_missed_link",
    ),
}
"""What a set is about, and its inputs."""


def among(inputs: Iterable[str]) -> dict[str, str]:
    """Of some inputs those that are of a set, each with what the set is about."""
    about = {name: what for what, names in SETS.items() for name in names}
    return {name: about[name] for name in inputs if name in about}
