"""The kinds of experiment. To add one, add one entry here: its settings, its design and its analysis.

Everything is named by reference (`module:attribute`) and imported when asked for, so that no kind costs another its
start. The attributes are:

* `settings`: a pydantic model (`extra="forbid"`) of the kind's own table, `[sensitivity]` for `sensitivity`;
* `design(experiment, engine, source) -> Design`: the runs it wants, before any has run;
* `grow(experiment, design, results) -> Design | None`: optionally, more runs once those are done; None when that is all;
* `analyse(results) -> dict[str, DataFrame]`: its tables, by name, from a results folder alone;
* `promises(experiment, engine) -> Promise`: optionally, what all its steps run and should resolve, said before it starts;
* `summary(results) -> str`: optionally, what is printed for people at the end of a run;
* `engine`: optionally, the engine its configs run on unless they name one;
* `problems(experiment, engine) -> Iterable[(path, found, expected, nearest)]`: optionally, what is wrong with a config in
  which each table is right by itself;
* `instead`: where it plans a design of its own, the keys of `[replications]` that it does not read, each with the key of its
  own table that does what it would; such a kind reads no `[design]` and has one scenario.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
    """What makes a kind of experiment.

    `series` is what of the monthly values it keeps unless the config says, `equal` whether it compares at equal means too, `worlds`
    whether its worlds may be those of `[worlds]`.
    """

    name: str
    says: str
    design: str
    analyse: str
    settings: str = ""
    grow: str = ""
    problems: str = ""
    promises: str = ""
    summary: str = ""
    engine: str = ""
    series: str = "areas"
    again: bool = False
    equal: bool = False
    worlds: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)

    def required(self, role: str) -> Callable[..., Any]:
        """The function or class of a role that the kind has, as each has `design` and `analyse`; imported now."""
        module, _, name = getattr(self, role).partition(":")
        return getattr(importlib.import_module(module), name)

    def function(self, role: str) -> Callable[..., Any] | None:
        """The same of any role; None when the kind has none."""
        return self.required(role) if getattr(self, role) else None


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "compare",
            "strategies against a baseline",
            design="experiments.design.plan:compare_design",
            grow="experiments.compare.replicate:grow",
            analyse="experiments.compare.tables:comparison_tables",
            engine="comparison",
            again=True,
            equal=True,
            worlds=True,
        ),
        Kind(
            "sweep",
            "one or two levers or parameters over several values",
            settings="experiments.config.sweep:Sweep",
            design="experiments.design.plan:sweep_design",
            grow="experiments.compare.replicate:grow",
            analyse="experiments.compare.sweep:sweep_tables",
            series="national",
            worlds=True,
        ),
        Kind(
            "sensitivity",
            "which assumptions decide the answer",
            settings="experiments.sensitivity.settings:SensitivitySettings",
            design="experiments.sensitivity.ladder:sensitivity_design",
            grow="experiments.sensitivity.ladder:grow",
            analyse="experiments.sensitivity.tables:sensitivity_tables",
            problems="experiments.sensitivity.ladder:problems",
            instead={"number": "per_point", "precision": "precision"},
            promises="experiments.sensitivity.ladder:promises",
            series="none",
            worlds=True,
        ),
        Kind(
            "discover",
            "where each strategy fails and where the best choice changes",
            settings="experiments.discovery.settings:DiscoverySettings",
            design="experiments.discovery.worlds:discovery_design",
            analyse="experiments.discovery.tables:discovery_tables",
            problems="experiments.discovery.worlds:problems",
            instead={"number": "per_world", "precision": "worlds"},
            promises="experiments.discovery.worlds:promises",
            series="none",
            worlds=True,
        ),
        Kind(
            "attribution",
            "which part of a response does the work",
            settings="experiments.attribution.settings:AttributionSettings",
            design="experiments.attribution.design:attribution_design",
            analyse="experiments.attribution.tables:attribution_tables",
            problems="experiments.attribution.design:problems",
            promises="experiments.attribution.design:promises",
            series="none",
            worlds=True,
        ),
        Kind(
            "validate",
            "the recorded book against published figures",
            settings="experiments.calibrate.settings:ValidateSettings",
            design="experiments.calibrate.tables:validation_design",
            analyse="experiments.calibrate.tables:validation_tables",
            summary="experiments.calibrate.tables:summary",
            engine="targets",
            series="national",
            worlds=True,
        ),
        Kind(
            "calibrate",
            "which worlds come nearest to published figures",
            settings="experiments.calibrate.settings:CalibrateSettings",
            design="experiments.calibrate.waves:calibration_design",
            grow="experiments.calibrate.waves:grow",
            analyse="experiments.calibrate.posterior:calibration_tables",
            summary="experiments.calibrate.posterior:summary",
            problems="experiments.calibrate.waves:problems",
            instead={"number": "worlds", "precision": "worlds"},
            promises="experiments.calibrate.waves:promises",
            engine="targets",
            series="none",
        ),
    )
}
