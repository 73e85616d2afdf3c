"""Cheap models with a known truth, for the corridor's tests. Each stands for the whole interface of an engine."""

import hashlib
import math
import os
import signal
import time
from datetime import date
from typing import ClassVar

import numpy as np

from experiments.design.equal import PILOTS
from experiments.protocol.engine import Outcome, Series
from sim.evidence import Choice, Declaration, Evidence, accepted
from sim.evidence.problems import Problem, collecting, unknown
from sim.policy.strategies import timing_problems

AREAS = ["Avon and Somerset", "Kent", "Merseyside"]


def row(name, **more):
    return {"name": name, "meaning": f"the {name}", "source": "a test", "evidence_id": "E1"} | more


class Catalogue:
    """Names in the forms of the model's own catalogue."""

    def __init__(self, parameters, measures):
        self._parameters, self._measures = parameters, measures

    def parameters(self):
        base = {"unit": "share", "basis": "assumed", "group": "test", "sign": "", "prior": "uniform", "scale": "linear"}
        return [row(name, **base, low=low, best=best, high=high) for name, low, best, high in self._parameters]

    def measures(self):
        rows = [row(name, unit="harm a year", book="true", better=better, over=over) for name, better, over in self._measures]
        return [one | {"whole_only": "it compares areas" if one["name"] == "gap" else ""} for one in rows]

    def structures(self):
        return [row("shape", choices=["round", "square"], default="round")]

    def scenarios(self):
        return [{"name": "steady", "label": "Steady", "source": "x"}, {"name": "rough", "label": "Rough", "source": "x"}]

    def strategies(self):
        names = ["as_inspected", "helps", "nothing", "harms"]
        return [{"name": n, "label": n.title(), "based_on": "", "source": "x", "starts": ""} for n in names]

    def levers(self):
        base = {"unit": "share", "lever": "push", "choices": [], "low": 0.0, "high": 1.0, "best": 0.0, "idle": 0.0}
        who = {"name": "push.who", "choices": ["all", "some"], "idle": "all", "low": None, "high": None, "unit": "choice"}
        return [row("push.force", **base), row("push.width", **base), row("push.who") | base | who]

    def areas(self):
        return [row(name, short_name=name) for name in AREAS]

    def targets(self):
        return []


def wrong(name, low, high, choices, value, hard=None):
    """What is wrong with a number or a choice, by its declaration."""
    known = {"source": "a test", "evidence_id": "E1"}
    why = {"hard": hard, "hard_why": "a test"} if hard else {}
    about = Choice(name, tuple(choices), **known) if choices else Evidence(name, "share", low, high, "assumed", **known, **why)
    problems = []
    with collecting(problems):
        accepted(Declaration(name, "test", about, 0 if choices else low), value)
    return problems


def wrong_parameter(self, name, value):
    """What is wrong with a parameter or switch of a catalogue."""
    rows = [*self.catalogue.parameters(), *self.catalogue.structures()]
    row = next(one for one in rows if one["name"] == name)
    found = wrong(name, row.get("low"), row.get("high"), row.get("choices"), value, (-10.0, 10.0))
    return [one._replace(path=one.path[1:]) for one in found]


def wrong_strategy(self, name, content, part=False):
    """What is wrong with the table of a strategy, by a catalogue's levers."""
    presets = [row["name"] for row in self.catalogue.strategies()]
    based_on = content.get("based_on")
    problems = [] if based_on in presets else [unknown(based_on, presets, "a preset", ("based_on",))]
    timing = {key: content[key] for key in ("starts", "ramp_days", "areas") if key in content}
    problems += timing_problems(timing)
    rows = {row["name"]: row for row in self.catalogue.levers()}
    levers = [row["lever"] for row in rows.values()]
    for lever, values in content.items():
        if lever == "based_on" or lever in timing:
            continue
        if lever not in levers:
            problems.append(unknown(lever, [*levers, *rows], "a lever", (lever,)))
        elif not isinstance(values, dict):
            problems.append(Problem((lever,), str(values), "components of the lever"))
        else:
            own = {key: values[key] for key in ("starts", "ramp_days", "areas") if key in values}
            problems += [one.within(lever) for one in timing_problems(own)]
            for component in values.keys() - own.keys():
                row = rows.get(f"{lever}.{component}")
                if row is None:
                    names = [one.partition(".")[2] for one in rows if one.startswith(lever)]
                    problems.append(unknown(component, names, "a component", (lever, component)))
                elif (lever, component, values[component]) == ("push", "force", 0.666):
                    problems.append(Problem((lever, component), "0.666", "not the number of the beast"))
                else:
                    found = wrong(
                        component, row["low"], row["high"], row["choices"], values[component], (row["low"], row["high"])
                    )
                    problems += [one.within(lever) for one in found]
    return problems


class Additive:
    """harm = base + size of the world's luck (shared by strategies) + the strategy's effect + its own luck."""

    name = "additive"
    shared, own = 3.0, 1.0
    effects: ClassVar = {"as_inspected": 0.0, "helps": -2.0, "nothing": 0.0, "harms": 1.5}
    series = True
    catalogue = Catalogue(
        [("slope", 0.0, 1.0, 2.0), ("offset", 1.0, 5.0, 9.0)],
        [
            ("harm", "down", "sum"),
            ("good", "up", "mean"),
            ("stock", "", "end"),
            ("share", "down", "ratio"),
            ("gap", "down", "ratio"),
        ],
    )

    def source_hash(self):
        text = type(self).__name__ + os.environ.get("TEST_SOURCE", "")
        return hashlib.sha256(text.encode()).hexdigest()

    def prepare(self, say):
        pass

    wrong_parameter, wrong_strategy = wrong_parameter, wrong_strategy

    def start(self, block):
        rng = np.random.default_rng(block.seed)
        return rng.normal(0.0, self.shared)

    def effect(self, arm):
        if "preset" in arm.content:
            return self.effects[arm.content["preset"]]
        push = arm.content.get("push", {})
        return self.effects[arm.content["based_on"]] - 2.0 * push.get("force", 0.0)

    def finish(self, state, block, arm):
        rng = np.random.default_rng(
            [
                block.seed,
                int.from_bytes(hashlib.sha256(repr(sorted(arm.content.items(), key=str)).encode()).digest()[:4], "big"),
            ]
        )
        slope = block.parameters.get("slope", 1.0)
        harm = 100.0 + state + slope * self.effect(arm) + rng.normal(0.0, self.own)
        measures = {"harm": harm, "good": -harm, "stock": state, "share": math.nan}
        return Outcome(measures, self.monthly(block, harm) if self.series else None)

    def monthly(self, block, harm):
        months = [f"{date(2019, 1, 1).year + m // 12}-{m % 12 + 1:02d}" for m in range(round(12 * block.world["years"]))]
        parts = np.array([0.2, 0.3, 0.5, 1.0])
        values = np.stack([np.tile(parts * harm / 12.0, (len(months), 1)), np.tile(-parts * harm, (len(months), 1))], axis=2)
        return Series(months, [*AREAS, "England and Wales"], ["harm", "good"], values)


class Bare(Additive):
    """No monthly values: as cheap as a model can be."""

    series = False


class Together(Additive):
    """Force and width go together: width does nothing where there is no force."""

    def effect(self, arm):
        push = arm.content.get("push", {})
        return super().effect(arm) - 3.0 * push.get("force", 0.0) * push.get("width", 0.0)


class Ishigami(Bare):
    """The Ishigami function of three inputs in -pi to pi; no luck at all."""

    catalogue = Catalogue([(f"x{i}", -math.pi, 0.0, math.pi) for i in (1, 2, 3)], [("harm", "down", "sum")])

    def finish(self, state, block, arm):
        x1, x2, x3 = (float(block.parameters.get(f"x{i}", 0.0)) for i in (1, 2, 3))
        return Outcome({"harm": math.sin(x1) + 7.0 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1) + self.effect(arm)})


class Raises(Additive):
    """Replication 1 of `helps` raises; the warm-up of replication 2 raises."""

    def start(self, block):
        if block.replication == 2 and not block.again:
            raise RuntimeError("no world\nto begin with")
        return super().start(block)

    def finish(self, state, block, arm):
        if block.replication == 1 and arm.name == "helps":
            raise ZeroDivisionError("a rate of nothing")
        return super().finish(state, block, arm)


class Never(Additive):
    """Every run fails; the warm-ups do not."""

    def finish(self, state, block, arm):
        raise ValueError("a world without an end")


class NotANumber(Additive):
    """Replication 1 of `helps` has no number where there must be one."""

    def finish(self, state, block, arm):
        outcome = super().finish(state, block, arm)
        if block.replication == 1 and arm.name == "helps":
            return Outcome(outcome.measures | {"good": math.nan}, outcome.series)
        return outcome


class Sleeps(Additive):
    """Replication 1 of `helps` sleeps for a minute."""

    def finish(self, state, block, arm):
        if block.replication == 1 and arm.name == "helps":
            time.sleep(60.0)
        return super().finish(state, block, arm)


class Kills(Additive):
    """Replication 1 of `helps` ends its own process, as the kernel does when memory is out."""

    def finish(self, state, block, arm):
        if block.replication == 1 and arm.name == "helps":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().finish(state, block, arm)


class Slow(Additive):
    """Each run takes a twentieth of a second."""

    def finish(self, state, block, arm):
        time.sleep(0.05)
        return super().finish(state, block, arm)


class SomeFail(Slow):
    """The first warm-up of all fails; runs take a twentieth of a second."""

    def start(self, block):
        if block.replication == 0 and not block.again:
            raise RuntimeError("no world to begin with")
        return super().start(block)


class Lingers(Additive):
    """Takes long to load."""

    def prepare(self, say):
        time.sleep(20.0)


class Bulky(Slow):
    """Its monthly values fill a small disk soon: noise, which no compression makes smaller."""

    def monthly(self, block, harm):
        series = super().monthly(block, harm)
        names = ["harm", "good"]
        values = np.random.default_rng(block.seed).normal(size=(len(series.months), len(series.areas), 2))
        return Series(series.months, series.areas, names, values)


class HasMeans(Catalogue):
    """A catalogue of strategies that can be compared at equal means."""

    def equalities(self):
        row = {"label": "equal money", "counted": "money", "scaled": ["people"], "local_low": -0.0035, "local_high": 0.02}
        return [{"name": "cost", "measures": ["spent", "lent"], **row}]


class Means(Additive):
    """What is spent is straight in a strategy's means; harm falls by how it directs them, and by each pound."""

    directing: ClassVar = {"as_inspected": 0.0, "helps": -10.0, "nothing": -5.0, "harms": 10.0}
    having: ClassVar = {"as_inspected": 0.0, "helps": 30.0, "nothing": 0.0, "harms": 20.0}
    catalogue = HasMeans(
        [("slope", 0.0, 1.0, 2.0)],
        [("harm", "down", "sum"), ("good", "up", "mean"), ("spent", "down", "sum"), ("lent", "down", "sum")],
    )

    def finish(self, state, block, arm):
        name, means = arm.content["preset"], arm.content.get("means", {"factor": 1.0, "local": 0.0})
        money = 100.0 + self.directing[name] + means["factor"] * self.cost_of_means(name, block) + 2000.0 * means["local"]
        money *= 1.0 + 0.01 * state  # a world's luck is shared
        harm = 100.0 + state + self.effects[name] - 0.1 * (money - 100.0)
        measures = {"harm": harm, "good": -harm, "spent": 0.75 * money, "lent": 0.25 * money}
        return Outcome(measures, self.monthly(block, harm))

    def cost_of_means(self, name, block):
        """What the means that a strategy adds cost."""
        return self.having[name]


class DearerLater(Means):
    """As `Means`, but that means cost more where no pilot run looks."""

    def cost_of_means(self, name, block):
        return self.having[name] * (1.0 if block.replication < PILOTS else 2.0)


class DearerLaterBreaks(DearerLater):
    """As `DearerLater`, but one run fails of the first setting found, and all of those that settings are moved on to."""

    def finish(self, state, block, arm):
        factor = arm.content.get("means", {}).get("factor", 1.0)
        if (0.3 < factor < 0.4 and block.replication == PILOTS + 1) or 0.0 < factor < 0.3:
            raise ArithmeticError("this setting breaks")
        return super().finish(state, block, arm)


class BreaksWithout(Means):
    """As `Means`, but that no strategy lives without the means that it adds."""

    def finish(self, state, block, arm):
        if arm.content.get("means", {}).get("factor") == 0.0:
            raise ArithmeticError("nothing to work with")
        return super().finish(state, block, arm)
