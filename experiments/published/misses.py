"""Why a figure may be missed: what is known of the published number itself. Shown only where it is missed."""

OUTRUN = (
    "cumulative totals outrun the closures told of by period (1,500 by Feb 2022 and 1,300 in 2022/23, but 3,500 by Mar 2023)"
)
DEFINED = (
    "what counts as safeguarded differs from week to week: 58 children of 710 people in Oct 2023, 690 of 1,434 in Nov 2024"
)
TOLD_OF = "the number engaged was 1,138 in May 2021 and 2,664 in Oct 2021, with 1,100 and 1,468 arrests"
ALL_AGES = "the published figure is of all ages; the model refers children"
NO_MEMORY = (
    "weeks of action grow in the model by who takes part, practice and use to such weeks; the published counts grew by more"
)

FEW_PLACES = (
    "in the model who is accepted waits for one of few places, and many are free or 18 before; published of one service"
)
AT_ONCE = "in the model the Programme's officers come over half a year; the published count starts as with teams in post"
MORE_POLICE = (
    "the half year before had fewer funded officers and less awareness; and police, whom a fall of contact leaves as they are,"
    " make nearly half of the finds of exploited children in fitted worlds"
)
ON_TRAINS = "who travels by rail is one share of all adults who run for a line; of sellers in a group none is met on a train"
LEVEL = "closures an officer and a year rise in the model by practice alone; the published count rises in steps"
ONE_SHARE = "one share of the other children met in funded operations is referred in every quarter of the model"
ONE_SERVICE = "the model refers every child with a case or a positive first decision; the published count is of one service"
ONE_FORCE = "no area has a constant of its own: a taskforce's share follows its area's weight as an exporter"

MISSED: dict[str, str] = {
    **dict.fromkeys(("T015", "T016", "T017", "T018", "T020"), OUTRUN),
    **dict.fromkeys(("T044", "T047", "T051", "T053", "T072", "T077", "T079"), DEFINED),
    **dict.fromkeys(("T058", "T062", "T065", "T071", "T074", "T076"), TOLD_OF),
    **dict.fromkeys(("T043", "T046", "T050", "T057", "T061", "T064", "T070", "T073", "T078"), NO_MEMORY),
    **dict.fromkeys(("T055", "T059", "T067", "T068", "T069", "T075"), NO_MEMORY),
    **dict.fromkeys(("T134", "T136"), FEW_PLACES),
    "T117": MORE_POLICE,
    "T143": ON_TRAINS,
    "T013": AT_ONCE,
    **dict.fromkeys(("T014", "T022", "T023"), LEVEL),
    **dict.fromkeys(("T109", "T111"), ONE_SHARE),
    "T137": ONE_SERVICE,
    **dict.fromkeys(("T028", "T029", "T030", "T031", "T032"), ONE_FORCE),
    "T081": NO_MEMORY,
    **dict.fromkeys(("T114", "T116", "T150", "T151"), ALL_AGES),
}
