"""A TOML file to an `Experiment`: checked whole before anything runs, every problem with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from experiments.config.fields import Known, problems_of, table_of
from experiments.config.sections import Experiment, model_of
from experiments.config.toml_lines import decode, line_of, lines_of, parse_toml
from experiments.protocol.engine import SIM, Engine, engine_names, load_engine
from experiments.protocol.kinds import KINDS
from experiments.protocol.problems import Problem, Unusable
from sim.evidence import problems as told
from sim.evidence.problems import closest, dotted, shown, unknown


@dataclass
class Loaded:
    """A config that can be used: the experiment, the file's bytes, its name, and the engine it runs."""

    experiment: Experiment
    raw: bytes
    file: str

    @property
    def engine(self) -> Engine:
        """The model to run."""
        return load_engine(self.experiment.execution.engine)


def read(config: str | Path) -> Loaded:
    """Read and check a config: a path, or TOML text (anything with a line break).

    Raises:
        Unusable: with every problem.
    """
    if isinstance(config, str) and "\n" in config:
        return check(config.encode(), "config")
    path = Path(config)
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        found = "a folder" if path.is_dir() else (getattr(error, "strerror", "") or str(error)).lower()
        near = closest(path.name, (p.name for p in path.parent.glob("*.toml"))) if path.parent.is_dir() else ""
        hint = str(path.parent / near) if near else ""
        raise Unusable([Problem(str(config), 0, "", found, "a config file (TOML)", hint)]) from None
    return check(raw, str(config))


def check(raw: bytes, file: str) -> Loaded:
    """Check a config's bytes whole.

    Raises:
        Unusable: with every problem, in the order of the lines.
    """
    text = decode(raw, file)
    table = parse_toml(text, file)
    experiment, problems = experiment_of(table, Path(file).parent)
    if experiment is None:
        lines = lines_of(text)
        seen: dict[tuple[int, str, str], Problem] = {}
        for path, found, expected, near in problems:
            key, line = dotted(path), line_of(path, lines)
            seen.setdefault((line, key, found), Problem(file, line, key, found, expected, near))
        raise Unusable(seen.values())
    return Loaded(experiment, raw, file)


def experiment_of(table: Mapping[str, Any], folder: Path = Path()) -> tuple[Experiment | None, list[told.Problem]]:
    """The experiment of a config's table, or None with everything that is wrong with it."""
    problems: list[told.Problem] = []
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        expected, found = "one of " + ", ".join(KINDS), "no `kind`" if kind is None else shown(kind)
        problems.append(unknown(kind, KINDS, expected, ("kind",))._replace(found=found))
        table = {name: value for name, value in table.items() if name not in KINDS} | {"kind": (kind := "compare")}
    reference = table_of(table.get("execution")).get("engine", KINDS[kind].engine or SIM)
    if kind == "validate" and "figures" in table:  # as short as it is asked for
        own = {**table_of(table.get(kind)), "figures": table["figures"]}
        table = {name: value for name, value in table.items() if name != "figures"} | {kind: own}
    known = Known(_engine(reference, problems), list(table_of(table.get("strategy"))), folder=folder)
    try:
        experiment = model_of(kind).model_validate(table, context=known)
    except ValidationError as error:
        return None, [*problems, *problems_of(error), *_unasked(known)]
    problems += _unasked(known)
    if not problems and known.engine is not None and (judge := KINDS[kind].function("problems")) is not None:
        problems += map(told.Problem._make, judge(experiment, known.engine))
    return (None if problems else experiment), problems


def _engine(name: Any, problems: list[told.Problem]) -> Engine | None:
    """The engine of a name; a wrong name is added to the problems, but for what is no text, which is told elsewhere."""
    if not isinstance(name, str):
        return None
    try:
        return load_engine(name)
    except ValueError as error:
        names = engine_names()
        expected = f"an installed engine: {', '.join(names)}" if name not in names else f"one that loads ({error})"
        problems.append(unknown(name, names, expected, ("execution", "engine")))
    return None


def _unasked(known: Known) -> Iterable[told.Problem]:
    """Strategies that the config declares and names nowhere."""
    for name in known.own:
        if name not in known.asked and known.engine is not None:
            found, near = f"a strategy that nothing asks for, {shown(name)}", closest(name, known.asked)
            yield told.Problem(("strategy", name), found, "it in strategies.compare", near)
