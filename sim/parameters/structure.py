"""Switches between model structures that evidence leaves open; the first name of each is the default."""

from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.evidence import Choice


class VacantMarket(IntEnum):
    """What becomes of a market place whose line is closed."""

    NEW_LINE = 0
    NEIGHBOURS = 1
    EMPTIES = 2


class KnowledgeToAction(IntEnum):
    """How knowledge becomes the chance to act."""

    SMOOTH = 0
    THRESHOLD = 1


class Acceptance(IntEnum):
    """How an exporting force answers a request."""

    RANKING = 0
    FIXED = 1


class Deterrence(IntEnum):
    """Which disruptions a group minds."""

    HEARD = 0
    MET = 1
    NONE = 2


class Successor(IntEnum):
    """Whether a line taken over goes on or begins anew."""

    SAME_LINE = 0
    NEW_LIFE = 1


class Returning(IntEnum):
    """How the hazard of renewed exploitation is set."""

    BY_ROUTE = 0
    ONE_HAZARD = 1


class GroupSkill(IntEnum):
    """Whether groups learn from what befalls them."""

    CONSTANT = 0
    LEARNS = 1


class OutsideSupply(IntEnum):
    """Whether supply outside lines exploits children."""

    HARMFUL = 0
    HARMLESS = 1


class Stock2019(IntEnum):
    """Whether lines were level or still growing in 2019."""

    LEVEL = 0
    GROWING = 1


class PoolAtRisk(IntEnum):
    """Which children can be groomed at all."""

    CLOSED = 0
    OPEN = 1


class LeverMoney(IntEnum):
    """Where the money of a lever comes from."""

    NEW = 0
    TAKEN = 1


def names(codes: type[IntEnum]) -> tuple[str, ...]:
    """Give the names of a switch's alternatives in lower case, in the order of their codes."""
    return tuple(code.name.lower() for code in codes)


class Structure(NamedTuple):
    """The structural switches of one world."""

    vacant_market: Annotated[
        VacantMarket,
        Choice(
            "who takes a market place left by a closed line: a new line, lines nearby, or nobody",
            choices=names(VacantMarket),
            source="no follow-up of closed lines is published",
            evidence_id="E49",
        ),
    ] = VacantMarket.NEW_LINE
    knowledge_to_action: Annotated[
        KnowledgeToAction,
        Choice(
            "whether the chance to act rises smoothly with what is known of a line or steps up at a threshold",
            choices=names(KnowledgeToAction),
            source="judgement; a threshold lets sharing decide all",
            evidence_id="E12",
        ),
    ] = KnowledgeToAction.SMOOTH
    acceptance: Annotated[
        Acceptance,
        Choice(
            "whether an exporting force takes on a request by ranking it among its own work or with a fixed chance",
            choices=names(Acceptance),
            source="judgement; HMICFRS 2020 describes both",
            evidence_id="E12",
        ),
    ] = Acceptance.RANKING
    deterrence: Annotated[
        Deterrence,
        Choice(
            "which disruptions weigh in a group's expected loss: those heard of too, those met only, or none",
            choices=names(Deterrence),
            source="no measured effect",
            evidence_id="E49",
        ),
    ] = Deterrence.HEARD
    successor: Annotated[
        Successor,
        Choice(
            "whether a line taken over by another member keeps its age and standing or starts a new life",
            choices=names(Successor),
            source="no follow-up of closed lines is published",
            evidence_id="E49",
        ),
    ] = Successor.SAME_LINE
    returning: Annotated[
        Returning,
        Choice(
            "whether renewed exploitation has a hazard by route out (closure, arrest, support, own exit) or one hazard for all",
            choices=names(Returning),
            source="no cohort follow-up is published",
            evidence_id="E82",
        ),
    ] = Returning.BY_ROUTE
    group_skill: Annotated[
        GroupSkill,
        Choice(
            "whether a group's skill is constant or grows with the disruptions it has come through",
            choices=names(GroupSkill),
            source="judgement",
            evidence_id="E49",
        ),
    ] = GroupSkill.CONSTANT
    outside_supply: Annotated[
        OutsideSupply,
        Choice(
            "whether supply outside lines exploits children too, by outside_supply_harm, or none",
            choices=names(OutsideSupply),
            source="unknown",
            evidence_id="E36",
        ),
    ] = OutsideSupply.HARMFUL
    stock_2019: Annotated[
        Stock2019,
        Choice(
            "whether the number of true lines is level or still growing at the start of 2019",
            choices=names(Stock2019),
            source="records grew, but so did recognition",
            evidence_id="E2",
        ),
    ] = Stock2019.LEVEL
    pool_at_risk: Annotated[
        PoolAtRisk,
        Choice(
            "whether only children at raised risk can be groomed or, at a lower rate, all children",
            choices=names(PoolAtRisk),
            source="the pool is a stand-in taken from gang association",
            evidence_id="E17",
        ),
    ] = PoolAtRisk.CLOSED
    lever_money: Annotated[
        LeverMoney,
        Choice(
            "whether councils' and forces' levers are paid with new money or taken from existing places and local police work",
            choices=names(LeverMoney),
            source="a choice of accounting that changes what is given up",
            evidence_id="E90",
        ),
    ] = LeverMoney.NEW
