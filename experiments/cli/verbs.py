"""What the commands do and print; `cli` has only their names and options, so that help is quick."""

import json
import shlex
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from experiments.cli import while_read
from experiments.config.load import Loaded, read
from experiments.config.schema import schema
from experiments.design import equal
from experiments.experiment import Choices, Session, default_folder, report_folder
from experiments.figures import facts
from experiments.figures.results import FolderTables
from experiments.protocol import format
from experiments.protocol.design import Design, Row, block_content, run_id
from experiments.protocol.format import Quantity
from experiments.protocol.kinds import KINDS
from experiments.protocol.problems import EXIT_DONE, EXIT_SOME_FAILED, EXIT_STOPPED, EXIT_UNUSABLE, Stopped, Unusable
from experiments.protocol.verdicts import IDENTICAL, NOT_RESOLVED
from experiments.report.sections import analyses
from experiments.run.progress import Watcher, duration, watching
from experiments.store.folder import Folder
from experiments.store.results import Results
from sim.evidence.problems import closest

NAMED = 20
"""So many missing runs are named at most."""
ASKED, NAMED_SENTENCES = ("parts", "doubt", "fails"), 3
"""Pages of the report of which the first sentences are printed."""
QUICK, SLOW = 0.4, 1.25
"""Outside these shares of an effort's processor time `check` says what this machine has time for."""


def run_verb(config: Path, out: Path | None, workers: int | None, scheduler: str | None, fresh: bool, quiet: bool) -> int:
    """`countylines run`."""
    loaded = read(config)
    choices = Choices(out or default_folder(loaded), workers, scheduler, fresh)
    folder = Folder(choices.out or "")
    folder.make()
    with watching(folder.log_file, quiet) as watcher:
        session = Session(loaded, choices, watcher)
        try:
            results = session.run()
        except Stopped as stopped:
            watcher.say(str(stopped))
            click.echo(f"{stopped}; all finished runs are kept. To go on:\n  {' '.join(session.go_on())}", err=True)
            return EXIT_STOPPED
    if not quiet:
        with while_read():
            _show(results)
    return EXIT_SOME_FAILED if len(results.failures) else EXIT_DONE


def _show(results: Results) -> None:
    """The answer for people: primary differences with interval and verdict, failures, where the report is."""
    runs = results.manifest.get("runs", {})
    click.echo(results.title)
    click.echo(f"{runs.get('done', 0)} of {runs.get('asked', 0)} runs ({runs.get('computed_now', 0)} computed now)")
    summary = KINDS[results.kind].function("summary")
    if summary is not None:
        click.echo(summary(results))
    elif "effects" in results.tables():
        _show_effects(results)
        _show_analyses(results)
    failures = results.failures
    if len(failures):
        click.echo(f"{len(failures)} runs failed ({results.folder.failures_file}); the analysis stands on those that did not:")
        for _, row in failures.head(5).iterrows():
            click.echo(f"  {row['strategy']}, replication {row['replication']}: {row['error']}\n    {row['command']}")
    report = results.folder.report_file
    click.echo(f"Report: {report}" if report.is_file() else f"Tables: {results.folder.tables}")


def _show_effects(results: Results) -> None:
    effects = results.effects
    shown = effects[effects["primary"] == "yes"]
    if shown.empty:
        return
    if "at" in shown:
        named = shown["at"] == "as_named"
        shown = shown.assign(strategy=shown["strategy"].where(named, shown["strategy"] + " at equal " + shown["at"]))
    several = shown["scenario"].nunique() > 1
    click.echo(f"Differences from {results.baseline}, with 95% intervals that hold together:")
    width = max(len(str(s)) for s in shown["strategy"])
    for measure, rows in shown.groupby("measure", sort=False):
        unit = str(rows["unit"].iloc[0])
        levels = results.outcomes[results.outcomes["measure"] == measure]
        level = levels[levels["strategy"] == results.baseline].iloc[0]
        shown_level = _plain(format.number(Quantity(level["mean"], level["low"], level["high"], unit)))
        click.echo(f"\n{measure} ({format.unit_heading(unit)}; {results.baseline}: {shown_level})")
        for _, row in rows.iterrows():
            click.echo("  " + _effect_line(row, width, several))
        if not several and (alike := _not_outdone(results, str(measure))):
            click.echo(f"  compared with each other run by run, none is shown to outdo {alike}")
    click.echo("")


def _not_outdone(results: Results, measure: str) -> str:
    """The strategies that cannot be told from the best on a measure (`best.csv`); empty where it has none."""
    if "best" not in results.tables():
        return ""
    best = results.best[results.best["measure"] == measure]
    worse = {one for one, _ in facts.outdone(best)}
    alike = [str(name) for name in best["strategy"] if name not in worse]
    return "another" if len(alike) == len(best) > 0 else " or ".join(alike)


def _show_analyses(results: Results) -> None:
    """The first sentences that the report has on parts, doubt and failure, where the experiment asked of them."""
    tables = FolderTables(results.path)
    for sentence in [one for page in ASKED for one in analyses.found_in(tables, page)[:NAMED_SENTENCES]]:
        click.echo(click.wrap_text(_plain(sentence), 120) + "\n")


def _effect_line(row: Any, width: int, several: bool) -> str:
    name = f"{row['strategy']:<{width}}{f' in {row["scenario"]}' if several else ''} "
    if row.get("note") == IDENTICAL:
        return f"{name} {IDENTICAL}"
    found = Quantity(row["difference"], row["low"], row["high"], str(row["unit"]), difference=True)
    ends, share = format.interval(found), format.percentage(row["percent"], found, row.get("baseline_mean", float("nan")))
    parts = [name, _plain(format.number(found))]
    parts += [f"({_plain(format.number(share))})"] if share else []
    parts += [f" [{_plain(ends.low)}, {_plain(ends.high)}]"] if ends else []
    parts += [f" {row[key]}" for key in ("verdict", "note") if isinstance(row[key], str) and row[key]][:1]
    line = " ".join(parts)
    if row.get("resolved") == NOT_RESOLVED and ends:
        reached, asked = (_plain(format.like(found, row[name])).lstrip("+") for name in ("half_width", "asked_half_width"))
        line += f"; not resolved: ±{reached} reached, ±{asked} asked"
    elif row.get("resolved") == NOT_RESOLVED:
        line += "; not resolved"
    several_worlds = row.get("n_worlds", 0) > 1
    return f"{line}, n = {int(row['n_worlds'])} worlds" if several_worlds else f"{line}, n = {row['n_pairs']}"


def _plain(number: object) -> str:
    """A number or sentence with the hyphen that every terminal has and every program reads as a minus."""
    return str(number).replace(format.MINUS, "-")


def _command_to_complete(results: Results) -> str:
    """The command by which a folder was made, into the folder where it now stands."""
    words = shlex.split(str(results.manifest.get("command") or f"countylines run {results.path}/config.toml"))
    if "--out" in words:
        del words[(at := words.index("--out")) : at + 2]
    return shlex.join([*words, "--out", str(results.path)])


def report_verb(folder: Path, other: Path | None) -> int:
    """`countylines report`."""
    results = report_folder(folder, other, _Echoes())
    report = results.folder.report_file
    with while_read():
        click.echo(f"{report}" if report.is_file() else f"{results.folder.tables}")
    missing, counts = results.missing, results.counts()
    if len(missing):
        click.echo(
            f"asked for {counts['asked']} runs, done {counts['done']}, failed {counts['failed']}, missing {counts['missing']}; "
            f"`{_command_to_complete(results)}` computes what is missing:",
            err=True,
        )
        for _, row in missing.head(NAMED).iterrows():
            click.echo(f"  {row['run']}: {row['strategy']}, point {row['point']}, replication {row['replication']}", err=True)
        if len(missing) > NAMED:
            click.echo(f"  and {len(missing) - NAMED} more", err=True)
    return EXIT_SOME_FAILED if len(missing) or len(results.failures) else EXIT_DONE


class _Echoes(Watcher):
    def tell(self, text: str) -> None:
        click.echo(text, err=True)


def schema_verb() -> int:
    """`countylines check --schema`."""
    click.echo(json.dumps(schema(), indent=2))
    return EXIT_DONE


def check_verb(config: Path, as_json: bool, workers: int | None, scheduler: str | None) -> int:
    """`countylines check`: every error, or the plan with an estimate of its time."""
    from experiments.run.estimate import plan_of, plan_on

    try:
        loaded = read(config)
    except Unusable as unusable:
        if not as_json:
            raise
        click.echo(json.dumps({"errors": [asdict(problem) for problem in unusable.problems], "plan": None}, indent=2))
        return EXIT_UNUSABLE
    to_terminal = partial(click.echo, err=True) if sys.stderr.isatty() else Watcher().say
    plan = plan_of(loaded, workers, to_terminal) if scheduler is None else plan_on(loaded, scheduler, to_terminal)
    if as_json:
        click.echo(json.dumps({"errors": [], "plan": plan}, indent=2))
    else:
        click.echo(f"{config}: {loaded.experiment.title}")
        _show_plan(plan, "here" if scheduler is None else "on that cluster")
    return EXIT_SOME_FAILED if plan["timing_failed"] else EXIT_DONE


def _show_plan(plan: dict[str, Any], where: str) -> None:
    """Counts, time and room; where a timed run failed its error, and no time where none ended well."""
    one = {"scenarios": "scenario", "strategies": "strategy", "points": "point", "replications": "replication"}
    numbers = {name: "1 or 2" if name == "replications" and plan["uneven"] else plan[name] for name in one}
    product = " × ".join(f"{number} {one[name] if number == 1 else name}" for name, number in numbers.items())
    click.echo(f"  {product} = {plan['runs']} runs, {plan['warm_ups']} warm-ups")
    if plan["aa_runs"]:
        click.echo(f"  of these {plan['aa_runs']} are the baseline with other seeds, as a floor of noise")
    if plan["pilot_runs"]:
        click.echo(f"  before them about {plan['pilot_runs']} pilot runs, to find equal means")
    if plan["timing_failed"]:
        click.echo(f"  a run failed when it was timed: {plan['timing_failed']}")
    if plan["seconds"] is None:
        click.echo("  no run that was timed ended well: how long this would take can't be said")
    else:
        click.echo(f"  one warm-up {plan['warm_up_seconds']:.3g} s, one run {plan['run_seconds']:.3g} s, as timed {where}")
        took = duration(plan["seconds"])
        click.echo(
            f"  about {took} with {plan['workers']} processes ({plan['core_hours']:.3g} core hours), and {_room(plan)} on disk"
        )
    click.echo(f"  time limit of a run: {plan['time_limit_seconds']:.0f} s")
    _show_promise(plan)
    if plan["at_most_runs"] != plan["runs"]:
        most = _about(plan["seconds"] and plan["seconds"] * plan["at_most_runs"] / plan["runs"])
        click.echo(f"  these are the pilot: precision may ask for up to {plan['at_most_runs']} runs{most}")


def _room(plan: dict[str, Any], megabytes: str = "megabytes") -> str:
    return f"{plan[megabytes]:.3g} MB" if plan[megabytes] < 2000.0 else f"{plan[megabytes] / 1024.0:.3g} GiB"


def _about(seconds: float | None) -> str:
    return "" if seconds is None else f", about {duration(seconds)}"


def _show_promise(plan: dict[str, Any]) -> None:
    """What all steps should resolve and how long they take here, where the kind has several or says so."""
    if "promise" not in plan:
        return
    click.echo(f"  {plan['promise']}")
    if plan["all_runs"] > plan["runs"]:
        long = _about(plan["all_seconds"])
        room = _room(plan, "all_megabytes")
        click.echo(f"  these runs are the first step; all steps: up to {plan['all_runs']} runs{long} and {room}")
    if plan["size_here"] and not QUICK < plan["of_effort"] < SLOW and plan["size_here"] != plan["size"][1]:
        fits = f"`{plan['size'][0]} = {plan['size_here']}` in [{plan['kind']}] would fill its time"
        click.echo(f"  this machine needs {plan['of_effort']:.2g} times the processor time of the effort: {fits}")


def repeat_verb(path: Path, run: str, debug: bool) -> int:
    """`countylines repeat`: one run again, alone, in this process."""
    folder = Folder(path)
    folder.must_exist()
    row, reference, source = find_run(folder, run)
    from experiments.protocol.engine import load_engine, needed_measures
    from experiments.run.worker import not_numbers

    engine = load_engine(reference)
    if engine.source_hash() != source:
        click.echo("the model's source has changed since this run: what follows may differ from it", err=True)
    block, arm = row.block, row.arm
    click.echo(
        f"{arm.name}: scenario {block.scenario}, point {block.point}, replication {block.replication}, seed {block.seed}"
    )
    try:
        outcome = engine.finish(engine.start(block), block, arm)
    except Exception as error:
        import pdb
        import traceback

        click.echo(traceback.format_exc(), err=True)
        if debug:
            pdb.post_mortem(error.__traceback__)
        else:
            click.echo(f"failed: {type(error).__name__}: {error}", err=True)
        return EXIT_SOME_FAILED
    for name, value in outcome.measures.items():
        click.echo(f"{name} = {value!r}")
    broken = not_numbers(outcome.measures, needed_measures(engine))
    if broken:
        click.echo("failed: not a number: " + ", ".join(broken), err=True)
    return EXIT_SOME_FAILED if broken else EXIT_DONE


def stored_row(folder: Folder, run: str) -> Any:
    """The row of a folder's design that has this id, or one that begins so.

    Raises:
        Unusable: when there is no such run.
    """
    frame = folder.read_design()
    chosen = frame[frame["run"] == run]
    if chosen.empty:
        starting = [str(one) for one in frame["run"] if str(one).startswith(run)] if run else []
        close = starting[0] if len(starting) == 1 else closest(run, frame["run"])
        chosen = frame[frame["run"] == close] if close.startswith(run) and len(run) >= 6 else chosen
        if chosen.empty:
            expected = f"the id of one of its {len(frame)} runs (failures.csv and runs/ have them)"
            raise Unusable.because(folder.path, f"no run {run!r}", expected, close)
    return chosen.iloc[0]


def design_with(folder: Folder, loaded: Loaded, source: str, point: int) -> Design:
    """The design of a folder's config, grown until it has a point of a later stage.

    Raises:
        Unusable: when the config has no such point.
    """
    kind = KINDS[loaded.experiment.kind]
    design: Design = kind.required("design")(loaded.experiment, loaded.engine, source)
    at_equal = equal.variants(loaded.experiment, loaded.engine, design)
    design = equal.with_variants(design, at_equal, folder.manifest().get("equal", []))
    grow = kind.function("grow")
    while point >= len(design.points):
        more = grow(loaded.experiment, design, Results(folder)) if grow is not None else None
        if more is None:
            raise Unusable.because(folder.config, f"a design without point {point}", "the config that was run")
        design = more
    return design


def find_run(folder: Folder, run: str) -> tuple[Row, str, str]:
    """A run of a folder by its id (or the beginning of it), made again from the folder's config.

    Returns:
        The row, the engine's reference, and the source hash that it was run with.

    Raises:
        Unusable: when there is no such run.
    """
    wanted, loaded = stored_row(folder, run), read(folder.config)
    source = str(folder.manifest()["source_hash"])
    point, replication = int(wanted["point"]), int(wanted["replication"])
    design = design_with(folder, loaded, source, point)
    block = design.block(str(wanted["scenario"]), point, replication, bool(wanted["again"]))
    shared = block_content(source, block)
    arms = [*design.arms, design.again_arm()]
    found = [arm for arm in arms if arm.name == wanted["strategy"] and run_id(shared, arm) == wanted["run"]]
    if not found:
        expected = "the config that this run was made from"
        raise Unusable.because(folder.config, f"a config that does not give run {wanted['run']}", expected)
    return Row(str(wanted["run"]), block, found[0]), loaded.experiment.execution.engine, source
