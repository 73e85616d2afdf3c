"""Configs made up at random that the program accepts: every kind, odd titles, scenarios, structures, few replications, tiny worlds."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from sim.documents import catalogue

MEASURES = [row["name"] for row in catalogue.measures()]
PRESETS = [row["name"] for row in catalogue.strategies() if row["name"] != "history"]
SWITCHES = {row["name"]: list(row["choices"]) for row in catalogue.structures()}
RANGES = {row["name"]: (row["low"], row["high"]) for row in catalogue.parameters() if row["low"] < row["high"]}
AREAS = [row["name"] for row in catalogue.areas()]
TITLES = [
    "Which response?",
    'A "quoted" <b>title</b> & more', "Łódź – 県境 – école – \U0001f40e", "{{ report.title }}", "#strike[x] $x^2$ @ref",
    "=1+1", "a" * 300, "'", "\\u0041 \\n", "</title><script>alert(1)</script>", "100% of {0} %s", "a | b; c, d. E",
    "\u202eright to left",
]  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, several: bool) -> dict[str, Any]:
    """A tiny world, of short or odd length, now and then with two scenarios, or with switches turned or left open."""
    world: dict[str, Any] = {
        "scale": 0.01,
        "start": date(draw(st.integers(2018, 2020)), draw(st.integers(1, 12)), draw(st.integers(1, 28))),
        "years": draw(st.sampled_from([0.2, 0.5, 1, 1, 1.3, 2.1])),
        "warm_up_years": draw(st.sampled_from([0, 0, 0.3])),
    }
    if several and draw(st.integers(0, 4)) == 0:
        world["scenario"] = draw(st.sampled_from([["steady", "history"], "history", ["history"]]))
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(sorted(SWITCHES)))
        world["structure"] = {
            name: SWITCHES[name] if several and draw(st.booleans()) else draw(st.sampled_from(SWITCHES[name]))
        }
    return world


@st.composite
def own_strategies(draw: st.DrawFn, world: dict[str, Any]) -> dict[str, Any]:
    """A strategy of one's own, with an odd label."""
    own: dict[str, Any] = {"based_on": draw(st.sampled_from(PRESETS)), "label": draw(st.sampled_from(TITLES))}
    if draw(st.booleans()):
        own["areas"] = draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=3, unique=True))
    if draw(st.booleans()):
        own |= {"ramp_days": draw(st.sampled_from([0, 30, 500])), "starts": world["start"]}
    return own


@st.composite
def configs(draw: st.DrawFn, slow: bool = True) -> str:
    """A config that `check` accepts, most often: of any kind, with lists for values, odd names, few replications.

    Args:
        draw: of hypothesis.
        slow: whether `discover` and `calibrate` are among them, which draw 64 and 32 worlds at least.
    """
    kinds = ["compare"] * 6 + ["sweep", "sweep", "sensitivity", "attribution", "validate"] + ["discover", "calibrate"] * slow
    kind = draw(st.sampled_from(kinds))
    world = draw(worlds(several=kind in {"compare", "sweep"}))
    names = draw(st.lists(st.sampled_from(PRESETS), min_size=2, max_size=4, unique=True))
    if kind == "compare" and draw(st.integers(0, 5)) == 0:
        names = names[:1]
    primary = draw(st.lists(st.sampled_from(MEASURES), max_size=4, unique=True)) if draw(st.booleans()) else []
    primary = list(dict.fromkeys([*(["child_days_exploited"] if draw(st.booleans()) else []), *primary]))
    config: dict[str, Any] = {
        "kind": kind,
        "title": draw(st.sampled_from(TITLES)),
        "question": draw(st.sampled_from(["", *TITLES])),
        "world": world,
        "strategies": {
            "baseline": names[0],
            "compare": names[1:] if kind not in {"sweep", "attribution", "validate", "calibrate"} else [],
        },
        "replications": {"number": draw(st.integers(1, 6)), "seed": draw(st.integers(0, 9))},
        "measures": {"primary": primary},
    }
    if primary and draw(st.booleans()):
        config["measures"]["matters"] = {primary[0]: 0.05}
    if kind == "compare":
        compared(draw, config)
    else:
        OTHERS[kind](draw, config)
    if kind in LIVE_IN_WORLDS and "design" not in config and draw(st.booleans()):
        in_worlds(draw, config)
    return toml(config)


def in_worlds(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """Worlds drawn from the evidence, or those that ship, some or all of them lived twice; one at the best values now and then."""
    number, replications = draw(st.integers(2, 5)), config["replications"]
    config["replications"] = {"seed": replications["seed"]}
    config["worlds"] = {"from": draw(st.sampled_from(["fitted", "fitted", "range", "best"])), "number": number}
    if config["kind"] == "sensitivity":
        config["worlds"]["number"] = draw(st.integers(8, 24))
        config["sensitivity"] = {"per_point": draw(st.integers(1, 2))}
    elif draw(st.booleans()):
        config["worlds"]["twice"] = draw(st.integers(2, number))
    config["world"].pop("structure", None)


OWN_NAMES = [["mine"], ["value"], ["NA", "null"], ["nan", "run"]]
"""Names of own strategies, some of which mean something to a program that reads tables."""


def compared(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """What a comparison may say beside: an own strategy, drawn parameters, precision, what is stored."""
    if draw(st.integers(0, 2)) == 0:
        own = {name: draw(own_strategies(config["world"])) for name in draw(st.sampled_from(OWN_NAMES))}
        config["strategy"] = own
        config["strategies"]["compare"] += own
    if draw(st.integers(0, 2)) == 0:
        drawn = draw(st.lists(st.sampled_from(sorted(RANGES)), min_size=1, max_size=2, unique=True))
        config["parameters"] = {name: "range" for name in drawn}
        config["design"] = draw(
            st.sampled_from([{"points": 2}, {"points": 4, "sampling": "lhs"}, {"levels": 2, "sampling": "grid"}])
        )
    elif "structure" not in config["world"] and draw(st.integers(0, 4)) == 0:
        seed = config["replications"]["seed"]
        config["replications"] = {"precision": draw(st.sampled_from([0.01, 0.5])), "pilot": 5, "at_most": 7, "seed": seed}
    if draw(st.integers(0, 3)) == 0:
        config["strategies"]["equal"] = draw(st.sampled_from([["officer_days"], ["cost"], ["officer_days", "cost"]]))
    if draw(st.booleans()):
        config["output"] = draw(
            st.sampled_from(
                [
                    {"series": "national"},
                    {"series": "none"},
                    {"by_area": "all"},
                    {"by_area": "all", "set_apart": ["Kent", "Essex"]},
                ]
            )
        )


def swept(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """Values of a lever and of a parameter in lists."""
    config["sweep"] = {"based_on": draw(st.sampled_from(PRESETS)), "capacity": {"dedicated_officers": [0, 500]}}
    if draw(st.booleans()):
        config["sweep"]["intelligence_sharing"] = {"reach": ["force", "nation"]}
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(RANGES)))
        config["sweep"][name] = list(map(float, RANGES[name]))


def varied(draw: st.DrawFn) -> list[str]:
    """A few inputs to vary."""
    return draw(st.lists(st.sampled_from([*sorted(RANGES), *sorted(SWITCHES)]), min_size=2, max_size=3, unique=True))


def sensitive(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """A small screening and a small design."""
    config["replications"].pop("number")
    config["sensitivity"] = {"vary": varied(draw), "groups": [], "trajectories": 2, "points": 8, "per_point": 1}
    config["sensitivity"] |= draw(st.sampled_from([{"local": 0}, {"local": 2}, {"ranks": True, "local": 0}]))


def discovered(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """The fewest worlds there may be."""
    config["replications"].pop("number")
    config["world"] |= {"years": 0.2, "warm_up_years": 0}
    config["discover"] = {"vary": varied(draw), "worlds": 64, "per_world": 2}


def attributed(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """Two parts of a response."""
    parts = {"one": ["intelligence_sharing", "tasking"], "two": ["services"]}
    config["attribution"] = {"strategy": "integrated", "parts": parts, "steps": 2, "each_lever": False}
    config["attribution"] |= draw(st.sampled_from([{}, {"equal": ["national_tasking", "integrated"]}]))


def validated(_draw: st.DrawFn, config: dict[str, Any]) -> None:
    """What was done in what happened."""
    config["strategies"]["baseline"] = "history"
    config["world"] |= {"scenario": "history", "start": date(2018, 1, 1), "years": 1}
    config["measures"] = {}


def calibrated(draw: st.DrawFn, config: dict[str, Any]) -> None:
    """The fewest worlds, moved once or twice by what was published of two years."""
    validated(draw, config)
    config["replications"].pop("number")
    config["world"] |= {"years": 2}
    config["calibrate"] = {"vary": varied(draw), "worlds": 32, "waves": draw(st.integers(1, 2))}


OTHERS = {
    "sweep": swept, "sensitivity": sensitive, "discover": discovered, "attribution": attributed, "validate": validated,
    "calibrate": calibrated,
}  # fmt: skip
LIVE_IN_WORLDS = {"compare", "sweep", "sensitivity", "attribution", "validate"}


def toml(config: dict[str, Any]) -> str:
    """A config as a text."""
    loose = [f"{key} = {written(value)}" for key, value in config.items() if not isinstance(value, dict)]
    tables = [(key, value) for key, value in config.items() if isinstance(value, dict)]
    parts = ["\n".join([f"[{key}]", *(f"{name} = {written(one)}" for name, one in table.items())]) for key, table in tables]
    return "\n\n".join(["\n".join(loose), *parts]) + "\n"


def written(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {written(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
