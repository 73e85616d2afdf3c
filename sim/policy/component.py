"""What a component of a lever declares: what is chosen and within which bounds, what it costs whom, and what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.evidence import Choice, Evidence

NONE_GIVEN = "a choice, not a measurement"
PAYERS = ("police", "home_office", "councils", "justice")
"""Who can pay for a component; `cost_` and the name is the measure of what each pays."""
MEANS = ("officers", "services")
"""What a component can be an amount of: officers and staff who work on lines, or help that is bought for children."""


class Bill(NamedTuple):
    """The column of a book that counts what a component bought, in units of its price (or thousandths: `per`)."""

    column: str
    per: float = 1.0
    book: str = "true"


class Council(NamedTuple):
    """What a council reckons with for its area; arrays of shape (areas,).

    Attributes:
        children: Children at risk.
        share: Its share of the children at risk of the country.
        policy: Rows of the policy table.
        numbers: Parameters by their flat names.
    """

    children: np.ndarray
    share: np.ndarray
    policy: np.ndarray
    numbers: dict[str, float]


@dataclass(frozen=True, slots=True)
class Component(Evidence):
    """What is chosen, within bounds: a number with the evidence item that speaks of it.

    Attributes:
        costs: The parameter that prices it, or "nothing: " and why.
        payer: Who pays for it (one of `PAYERS`); empty where it costs nothing.
        bill: What of it the books count and its payer pays for at its price, where no other cost holds it already.
        bought: What of it a council buys a year, at its price, from the level chosen; given where a lever without new money
            is paid with places of services.
        means: What it is an amount of (one of `MEANS`), where it says how much there is; empty where it says how that is
            directed. Strategies are compared at equal means too.
        hired: Whether people must be hired for it first: growth takes at least that long, a cut does not.
        ramps: Whether it grows during a ramp. What is a decision from one day on does not, nor where 0 stands for a parameter's
            value: there half of it would be less than none.
        named: Parameters whose name it takes in place of a number.
        needs: Components (`lever.component`) without which it changes nothing.
        read_by: The body of more than one area that reads it, so that it cannot be limited to areas; empty where forces do.
    """

    costs: str = ""
    payer: str = ""
    bill: Bill | None = None
    bought: Callable[[np.ndarray, Council], np.ndarray] | None = None
    means: str = ""
    hired: bool = False
    ramps: bool = True
    named: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    read_by: str = ""

    def __post_init__(self) -> None:
        """Refuse what `Evidence` refuses, a price without a payer, and means that are none.

        Raises:
            ValueError: Nobody pays for what has a price, or somebody for what has none; or the means are unknown.
        """
        Evidence.__post_init__(self)
        if self.costs.startswith("nothing: ") != (self.payer == "") or self.payer not in ("", *PAYERS):
            raise ValueError(f"{self.meaning!r} costs {self.costs!r}, which is paid by {self.payer!r}")
        if self.means not in ("", *MEANS):
            raise ValueError(f"{self.meaning!r}: means = {self.means!r} is not one of {', '.join(MEANS)}")


@dataclass(frozen=True, slots=True)
class Option(Choice):
    """One of several ways, by name.

    Attributes:
        needs: Components without which a way changes nothing, by the name of the way.
        read_by: As a component's.
    """

    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read_by: str = ""


def chosen(meaning: str, unit: str, high: float, evidence_id: str, costs: str, payer: str = "", **facts: Any) -> Component:
    """The declaration of a component that is idle at 0, its lowest value; a time in days never grows during a ramp.

    `facts` are further attributes of `Component`. Its `sign` names what it moves first, an activity: what that does to harm
    follows from agents, and is never declared.
    """
    facts["ramps"] = facts.get("ramps", True) and unit != "days"
    facts |= {"costs": costs, "payer": payer, "hard": (0.0, high), "hard_why": "what can be chosen"}
    return Component(meaning, unit, 0.0, high, "assumed", NONE_GIVEN, evidence_id, **facts)


def needs_of(about: Component | Option, value: object) -> tuple[str, ...]:
    """The components that must be more than idle beside one at this value."""
    return about.needs.get(str(value), ()) if isinstance(about, Option) else about.needs
