"""A model with known sensitivity, luck of known variance and two strategies, as the corridor takes any model."""

from types import SimpleNamespace

import numpy as np
from engines import wrong_parameter, wrong_strategy
from known_functions import ishigami, sobol_g

from experiments.protocol.engine import Outcome, Series

NAMES = [f"x{i}" for i in range(1, 11)]
WEIGHTS = np.array([4.0, 3.0, 2.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0])
LUCK = 2.0
"""Standard deviation of the luck that seeds add to `ishigami` and `harm`."""
OWN_LUCK = 0.1


def parameter(name):
    return {
        "name": name, "meaning": "", "unit": "units", "low": 0.0, "best": 0.5, "high": 1.0, "basis": "assumed",
        "source": "a test", "evidence_id": "E1", "group": "first" if name in NAMES[:5] else "second", "sign": "",
        "prior": "uniform", "scale": "linear",
    }  # fmt: skip


def measure(name, better):
    return {"name": name, "meaning": name, "unit": "units", "book": "true", "better": better, "over": "sum"}


def lever(name):
    return {
        "name": name,
        "lever": name.partition(".")[0],
        "idle": 0.0,
        "meaning": "",
        "unit": "units",
        "low": 0.0,
        "high": 10.0,
        "choices": [],
    }


PRESETS = {
    "base": {"teams": {"officers": 0.0}, "centre": {"staff": 0.0}, "help": {"reach": 0.0}},
    "whole": {"teams": {"officers": 4.0}, "centre": {"staff": 2.0}, "help": {"reach": 3.0}},
    "cheap": {"teams": {"officers": 2.0}, "centre": {"staff": 0.0}, "help": {"reach": 0.0}},
}


CATALOGUE = SimpleNamespace(
    parameters=lambda: [parameter(name) for name in NAMES],
    structures=lambda: [
        {"name": "switch", "meaning": "", "choices": ["off", "on"], "default": "off", "source": "", "evidence_id": "E1"}
    ],
    levers=lambda: [lever(name) for name in ("teams.officers", "centre.staff", "help.reach")],
    strategies=lambda: [
        {"name": name, "label": name, "based_on": "", "source": "", "starts": ""}
        for name in ("base", "better", "same", "whole", "cheap")
    ],
    measures=lambda: [
        measure("harm", "down"),
        measure("saved", "up"),
        measure("ishigami", ""),
        measure("switched", "down"),
        measure("cost", "down"),
        measure("g", ""),
    ],
    scenarios=lambda: [{"name": "steady", "label": "Steady", "source": ""}],
    areas=list,
)


def levers_of(arm):
    """A strategy's levers: those of a preset, or of the base with what its table says."""
    if "preset" in arm.content:
        return PRESETS.get(arm.content["preset"], PRESETS["base"])
    return PRESETS["base"] | {name: values for name, values in arm.content.items() if name != "based_on"}


class Known:
    """`ishigami` of x1 to x3, `g` of x1 to x5, `harm` linear in x1 to x5.

    `better` lowers harm by 6 x6 - 2, and so fails where x6 < 1/3. `saved` is what is left of 100: more of it is better.
    """

    catalogue = CATALOGUE

    def source_hash(self):
        return "known"

    def prepare(self, say):
        pass

    def start(self, block):
        return block.seed

    def finish(self, state, block, arm):
        x = np.array([float(block.parameters.get(name, 0.5)) for name in NAMES])
        shared = np.random.default_rng(state).normal(0.0, LUCK, 2)
        own = np.random.default_rng([state, len(arm.name)]).normal(0.0, OWN_LUCK)
        better = arm.name == "better"
        on = block.structure.get("switch", "off") == "on"
        levers = levers_of(arm)
        teams, centre, help_given = (sum(levers[name].values()) for name in ("teams", "centre", "help"))
        # teams need a centre to be of use beyond half; help acts alone
        done = 0.5 * teams + 0.5 * min(teams, 2.0 * centre) + 2.0 * help_given
        harm = -done + 20.0 + float(WEIGHTS @ x) + shared[0] + own - (6.0 * x[5] - 2.0) * better
        return Outcome(
            {
                "harm": harm,
                "saved": 100.0 - harm,
                "g": float(sobol_g(x[None, :5])[0]),
                "cost": 100.0 + 10.0 * teams + 5.0 * centre + 20.0 * help_given,
                "ishigami": float(ishigami(x[None])[0]) + shared[1],
                "switched": 10.0 + 3.0 * on + x[0] - (2.0 if on else -1.0) * better,
            }
        )

    wrong_parameter, wrong_strategy = wrong_parameter, wrong_strategy

    def components(self, strategy, as_numbers=False):
        return {lever: dict(values) for lever, values in PRESETS[strategy].items()}


class Yearly(Known):
    """Monthly harm over two years: 3 x1 + 4 x2, then 4 x1 + 3 x2; under `better` less 5 x7, then less 5 x6; no luck."""

    def finish(self, state, block, arm):
        outcome = super().finish(state, block, arm)
        x = np.array([float(block.parameters.get(name, 0.5)) for name in NAMES])
        better = arm.name == "better"
        first = 3.0 * x[0] + 4.0 * x[1] - 5.0 * x[6] * better
        second = 4.0 * x[0] + 3.0 * x[1] - 5.0 * x[5] * better
        values = np.repeat([first / 12.0, second / 12.0], 12).reshape(24, 1, 1)
        months = [f"{2019 + at // 12}-{at % 12 + 1:02d}" for at in range(24)]
        return Outcome(outcome.measures, Series(months, ["England and Wales"], ["harm"], values))
