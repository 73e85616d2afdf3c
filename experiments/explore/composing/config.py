"""A strategy put together on the page, as the config that the command line reads; text alone, nothing of it is evaluated."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from experiments.protocol.problems import Unusable
from sim.documents import catalogue

BASELINE = "as_inspected"
SEED = 20200110
TASK_SECONDS = 0.3
"""Work comes back in pieces so short that first numbers show soon."""
LONGEST_NAME = 40
WHEN = ("starts", "ramp_days")
"""What of a lever says when it holds, not what it is."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Composed:
    """What was typed.

    Attributes:
        label: what it is called; nothing but spaces leaves it to its name.
        based_on: the preset it begins from.
        timing: `starts` and `ramp_days` as typed; empty ones are left out.
        areas: where it holds; everywhere where none is named.
        settings: values by component (`tasking.acceptance`), as typed; `starts` and `ramp_days` of a lever too.
        only: areas by lever, for levers that hold elsewhere than the rest.
        beside: presets that are run too.
        size: `scale`, `years` and `pairs` of runs, as typed.
        primary: measures that it is judged by.
    """

    label: str
    based_on: str
    timing: Mapping[str, str]
    areas: Sequence[str]
    settings: Mapping[str, str]
    only: Mapping[str, Sequence[str]]
    beside: Sequence[str]
    size: Mapping[str, str]
    primary: Sequence[str]

    @property
    def name(self) -> str:
        """Its name in the config."""
        words = re.sub(r"[^a-z0-9]+", "_", self.label.lower()).strip("_")
        return f"own_{words[:LONGEST_NAME].strip('_') or 'strategy'}"

    @property
    def stem(self) -> str:
        """The name of its config and of its results folder: one for what is asked, whatever the number of pairs."""
        asked = re.sub(r"(?m)^number = .*$", "", self.toml())
        return f"{self.name}_{hashlib.sha256(asked.encode()).hexdigest()[:8]}"

    def kept(self) -> dict[str, str]:
        """What the preset has of levers that hold elsewhere or at another time, and of which nothing else was typed."""
        typed = [place for place, text in self.settings.items() if text.strip()]
        timed = {place.partition(".")[0] for place in typed if place.partition(".")[2] in WHEN}
        moved = {*timed, *(lever for lever, areas in self.only.items() if areas)}
        moved -= {place.partition(".")[0] for place in typed if place.partition(".")[2] not in WHEN}
        idle = {str(row["name"]): row["idle"] for row in catalogue.levers()}
        preset = based(self.based_on) if moved else {}
        return {name: str(now) for name, now in preset.items() if name.partition(".")[0] in moved and now != idle[name]}

    def toml(self) -> str:
        """The config."""
        compared = [self.name, *(name for name in self.beside if name != BASELINE)]
        called = self.label.strip()
        own = [("based_on", text(self.based_on)), *([("label", text(called))] if called else [])]
        own += [(key, value(typed)) for key, typed in self.timing.items() if typed.strip()]
        own += [("areas", listed(self.areas))] if self.areas else []
        own += [(place, value(typed)) for place, typed in {**self.kept(), **self.settings}.items() if typed.strip()]
        own += [(f"{lever}.areas", listed(areas)) for lever, areas in self.only.items() if areas]
        scale, years, pairs = (value(self.size[key]) for key in ("scale", "years", "pairs"))
        sections = {
            "": [("kind", '"compare"'), ("title", text(f"{called or 'A strategy'}: composed on the page"))],
            "world": [("scale", scale), ("start", "2019-01-01"), ("years", years), ("warm_up_years", "2")],
            "strategies": [("baseline", text(BASELINE)), ("compare", listed(compared))],
            f"strategy.{self.name}": own,
            "replications": [("number", pairs), ("seed", str(SEED))],
            "measures": [("primary", listed(self.primary))] if self.primary else [],
            "execution": [("task_seconds", str(TASK_SECONDS))],
            "output": [("report", "false")],
        }
        blocks = ["\n".join([*([f"[{name}]"] if name else []), *(f"{key} = {found}" for key, found in rows)])
                  for name, rows in sections.items() if rows]  # fmt: skip
        return "\n\n".join(blocks) + "\n"


def text(typed: str) -> str:
    """Any text as a TOML string."""
    sound = typed.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(names: Sequence[str]) -> str:
    """Names as a TOML array."""
    return f"[{', '.join(map(text, names))}]"


def value(typed: str) -> str:
    """What was typed as a TOML value: a whole number, a number, a day, else a string, for the check to judge."""
    found = typed.strip()
    if re.fullmatch(r"[+-]?\d{1,18}", found):
        return str(int(found))
    with contextlib.suppress(ValueError):
        if DAY.fullmatch(found) and date.fromisoformat(found):
            return found
        if math.isfinite(number := float(found)):
            return repr(number)
    return text(found)


def faults(toml: str) -> list[str]:
    """What `countylines check` has against a config, in its words; nothing where it can be run."""
    from experiments.config.load import read  # reads the whole model's declarations: not before somebody composes

    try:
        read(toml)
    except Unusable as unusable:
        return [str(problem) for problem in unusable.problems]
    return []


def based(preset: str) -> dict[str, Any]:
    """What each component of a lever is in a preset, by its name."""
    from experiments.run.model import SimEngine

    given = SimEngine().components(preset, as_numbers=True)
    found = {}
    for row in catalogue.levers():
        lever, name = str(row["name"]).split(".")
        found[f"{lever}.{name}"] = given.get(lever, {}).get(name, row["idle"])
    return found


def idle(composed: Composed) -> list[str]:
    """Levers that do nothing in it: neither its preset nor what was typed makes any of their components more than idle."""
    preset = based(composed.based_on)
    acting = set()
    for row in catalogue.levers():
        lever = str(row["lever"])
        typed = composed.settings.get(str(row["name"]), "").strip()
        now = typed or preset[str(row["name"])]
        if str(now) != str(row["idle"]) and now != row["idle"]:
            acting.add(lever)
    return [lever for lever in dict.fromkeys(str(row["lever"]) for row in catalogue.levers()) if lever not in acting]
