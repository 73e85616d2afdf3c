"""One experiment from its config to its results folder: what `countylines run` and `run_experiment` do."""

import contextlib
import dataclasses
import multiprocessing
import shlex
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from experiments.config.load import Loaded, read
from experiments.design import equal
from experiments.protocol.design import Arm, Design
from experiments.protocol.engine import needed_measures
from experiments.protocol.kinds import KINDS
from experiments.protocol.problems import Stopped, Unusable
from experiments.run import provenance
from experiments.run.execute import Execution, Stop
from experiments.run.pool import HerePool, LocalPool, Pool, usable_cpus
from experiments.run.progress import Watcher
from experiments.run.worker import WorkerOptions
from experiments.store import freshness
from experiments.store.differences import differing
from experiments.store.files import write_durably
from experiments.store.folder import Folder, reason
from experiments.store.manifest import HASHES, design_hashes
from experiments.store.results import Results
from experiments.store.tabulate import design_frame


@dataclass
class Choices:
    """How an experiment is run; nothing here changes a number."""

    out: Path | None = None
    workers: int | None = None
    scheduler: str | None = None
    fresh: bool = False
    report: bool = True


def run_experiment(
    config: str | Path,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    fresh: bool = False,
    report: bool = True,
) -> Results:
    """Run what of an experiment its folder does not hold yet, analyse, and give the results.

    Args:
        config: a config file, or the text of one.
        out: the results folder; `results/<config's name>` when not given (a text needs one).
        workers: local processes; 0 runs everything in this process. All processors when not given.
        scheduler: the address of a Dask scheduler, in place of local processes.
        fresh: compute every run again.
        report: draw figures and write report.html too.

    Returns:
        The results, each table a pandas frame: `results.effects`.

    Raises:
        Unusable: the config or folder can't be used; says every reason.
        Stopped: by Ctrl-C or a full disk; what finished is kept.
        RuntimeError: in a worker process that is reading the script that it was started from.
    """
    if multiprocessing.current_process().name != "MainProcess" and multiprocessing.parent_process() is None:
        raise RuntimeError(
            "worker processes read the script that starts them: put what runs it under "
            '`if __name__ == "__main__":`, or give workers=0 to have no worker processes'
        )
    loaded = read(config)
    choices = Choices(Path(out) if out is not None else None, workers, scheduler, fresh, report)
    return Session(loaded, choices, Watcher()).run()


def default_folder(loaded: Loaded) -> Path:
    """`results/<config's name>`.

    Raises:
        Unusable: when the config is a text, which has no name.
    """
    if not loaded.file.endswith(".toml") and not Path(loaded.file).is_file():
        raise Unusable.because("config", "a text without a file's name", "a results folder (`out`)")
    return Path("results") / Path(loaded.file).stem


@dataclass
class Session:
    """One program's work on one results folder."""

    loaded: Loaded
    choices: Choices
    watcher: Watcher
    stop: Stop = field(default_factory=Stop)

    def __post_init__(self) -> None:
        self.folder = Folder(self.choices.out or default_folder(self.loaded))
        self.kind = KINDS[self.loaded.experiment.kind]
        self._equal: list[dict[str, Any]] = []
        self._earlier_versions: list[dict[str, str]] = []
        self._steps = 0
        self._pilots: set[str] = set()

    def run(self) -> Results:
        """Run, store, analyse, report.

        Raises:
            Unusable, Stopped: as `run_experiment`.
        """
        self.folder.make()
        with self.folder.locked(), stopping(self.stop):
            try:
                self._compute()
                return finish(Results(self.folder), self.watcher, self.choices.report and self.loaded.experiment.output.report)
            except KeyboardInterrupt:
                raise Stopped(f"stopped: {self.stop.reason or 'Ctrl-C'}") from None
            except OSError as error:
                raise Stopped(f"the results folder can't be written to ({reason(error)})") from None

    def _compute(self) -> None:
        engine = self.loaded.engine
        source = engine.source_hash()
        before = self.folder.manifest()
        self._open(source, before)
        done = self._found.runs()
        design: Design = self.kind.required("design")(self.loaded.experiment, engine, source)
        promises, grow = self.kind.function("promises"), self.kind.function("grow")
        if promises is not None:
            self.watcher.tell(promises(self.loaded.experiment, engine).says)
        started = provenance.now()
        self._note(design, {"status": "running", "started": started})
        execution, status = self._execution(source), "broken off"
        try:
            plain, design = design, self._with_variants(design, execution, done)
            self._note(design, {"status": "running", "started": started})
            while True:
                self.folder.write_design(design_frame(design))
                execution.go(design, done)
                more = self._nearer_to_equal(plain, design, execution)
                if more is None and grow is not None:
                    more = grow(self.loaded.experiment, design, Results(self.folder))
                if more is None:
                    break
                design = more
                self._note(design, {"status": "running", "started": started})
            self._tell_of_others(design, done - self._pilots, before)
            status = "done"
        except Stopped as stopped:
            status = f"stopped: {stopped}"
            raise
        finally:
            execution.close()
            self._close(design, execution, done, {"status": status, "started": started})

    def _with_variants(self, design: Design, execution: Execution, done: set[str]) -> Design:
        """The design with each strategy at equal means too, as pilot runs find them; these are stored, so never run again."""
        wanted = equal.variants(self.loaded.experiment, self.loaded.engine, design)
        if not wanted:
            return design
        self.watcher.say(f"finding equal means of {len(wanted)} strategies by pilot runs")
        self.folder.write_design(design_frame(design))
        pilot = equal.pilot(design)

        def ratios(asked: Sequence[tuple[Arm, Sequence[str]]]) -> list[float]:
            arms = {arm.name: arm for arm in (design.arms[0], *(arm for arm, _ in asked))}
            trial = dataclasses.replace(pilot, arms=tuple(arms.values()))
            self._pilots.update(row.run for row in trial.rows())
            execution.go(trial, done)
            return self._ratios(pilot, asked)

        self._equal = equal.settle(wanted, ratios)
        for text in equal.warnings(wanted, self._equal):
            self.watcher.tell(text)
        return self._at_equal_means(design, wanted, execution)

    def _ratios(self, design: Design, asked: Sequence[tuple[Arm, Sequence[str]]]) -> list[float]:
        """Totals of arms over the baseline's, from the stored runs of a design."""
        totals = sorted({measure for _, measures in asked for measure in measures})
        return equal.ratios_of(self.folder.read_runs(columns=totals).set_index("run"), design, asked)

    def _at_equal_means(self, design: Design, wanted: Sequence[equal.Variant], execution: Execution) -> Design:
        """The design with the variants that were found; what failed of others is no failure of the experiment."""
        found = equal.with_variants(design, wanted, self._equal)
        ids = {row.run for row in found.rows()}
        execution.failures = {run: row for run, row in execution.failures.items() if run in ids}
        self.folder.write_failures(list(execution.failures.values()))
        return found

    def _nearer_to_equal(self, plain: Design, design: Design, execution: Execution) -> Design | None:
        """The design with variants moved on, where all runs show totals that are not equal as pilot runs said; else None.

        After the last step each has the setting that came nearest over all runs.
        """
        if not self._equal or self._steps > equal.MOST_STEPS:
            return None
        wanted = equal.variants(self.loaded.experiment, self.loaded.engine, plain)
        entries = equal.nearer(wanted, self._equal, partial(self._ratios, design), last=self._steps == equal.MOST_STEPS)
        if entries is None:
            return None
        self.watcher.say("totals over all runs are further from equal than those of pilot runs: settings are moved on")
        self._steps, self._equal = self._steps + 1, entries
        self._pilots.update(row.run for row in design.rows())  # what is run again is no stray
        return self._at_equal_means(dataclasses.replace(design, arms=plain.arms), wanted, execution)

    def _open(self, source: str, before: dict[str, Any]) -> None:
        """Check what is stored, and set aside and report what is no data of this source."""
        if self.choices.fresh:
            count = len(self.folder.look().runs())
            self.folder.fresh()
            self.watcher.tell(f"the experiment begins again: {count} stored runs were moved to aside/")
        self._found = self.folder.look(source)
        if self._found.stale and (changed := provenance.changed_source(before, source)):
            self.watcher.tell(changed)
        if self._found.parts:
            self._earlier_versions = provenance.earlier_versions(before)
            if changed := provenance.changed_versions(before):
                self.watcher.tell(changed)
        for path, what in self._found.broken.items():
            where = path.relative_to(self.folder.path)
            self.watcher.tell(f"{where}: {what}; it is not read, and moved to aside/")
        self.folder.tidy(self._found)
        if not self.folder.config.is_file() or self.folder.config.read_bytes() != self.loaded.raw:
            write_durably(self.folder.config, self.loaded.raw)
        self.folder.write_failures([])

    def _tell_of_others(self, design: Design, done: set[str], before: dict[str, Any]) -> None:
        """Say how many stored runs this experiment does not ask for, and which settings differ from theirs."""
        others = done - {row.run for row in design.rows()}
        if others:
            self.watcher.tell(provenance.kept_apart(len(others), differing(before, self.folder.manifest())))

    def _execution(self, source: str) -> Execution:
        experiment = self.loaded.experiment
        settings = WorkerOptions(
            engine=experiment.execution.engine,
            source=source,
            series=experiment.output.series or self.kind.series,
            by_area=self._by_area(),
            needed=needed_measures(self.loaded.engine),
        )
        return Execution(
            folder=self.folder,
            open_pool=self._open_pool,
            settings=settings,
            watcher=self.watcher,
            stop=self.stop,
            command=lambda run: f"countylines repeat {shlex.quote(str(self.folder.path))} {run}",
            task_seconds=experiment.execution.task_seconds,
            time_limit=experiment.execution.time_limit_seconds,
            worker_wait=experiment.execution.worker_wait_seconds,
        )

    def _by_area(self) -> frozenset[str] | None:
        """The measures to keep by area (None: all); logs why any that were asked for have no value by area."""
        experiment = self.loaded.experiment
        asked = experiment.output.by_area
        primary = provenance.primary(self.loaded)
        named = primary if asked == "primary" else asked
        if experiment.output.set_apart and named != "all":  # whose table is of the primary measures
            named = [*named, *primary]
        if (experiment.output.series or self.kind.series) == "areas":
            for row in self.loaded.engine.catalogue.measures():
                if row.get("whole_only") and (named == "all" or row["name"] in named):
                    self.watcher.say(f"{row['name']} stands in no table by area: {row['whole_only']}")
        return None if named == "all" else frozenset(named)

    def _open_pool(self) -> Pool:
        """Compile once here, then start the workers."""
        self.watcher.say("loading the model")
        self.loaded.engine.prepare(self.watcher.say)
        pool = self._pool()
        self.watcher.say(f"running {pool.name}")
        return pool

    def _pool(self) -> Pool:
        """The pool that the user asked for: Dask where an address is given, this process for 0 workers."""
        if self.choices.scheduler is not None:
            from experiments.run.cluster import DaskPool

            return DaskPool(self.choices.scheduler)
        workers = usable_cpus() if self.choices.workers is None else self.choices.workers
        engine = self.loaded.experiment.execution.engine
        return LocalPool(workers, engine, self.folder.path) if workers else HerePool()

    def _note(self, design: Design, more: dict[str, Any]) -> None:
        command = self.go_on()
        equal_means = {"equal": self._equal} if self._equal else {}
        earlier = {"earlier_versions": self._earlier_versions} if self._earlier_versions else {}
        kept = {HASHES: design_hashes(self.folder.manifest())} | equal_means | earlier
        self.folder.write_manifest(provenance.describe(self.loaded, design, command) | kept | more)

    def _close(self, design: Design, execution: Execution, done: set[str], more: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # on a full disk the manifest of the start stands
            held = len({row.run for row in design.rows() if row.run in done})
            count = provenance.counts(design, held, len(execution.failures), execution.computed)
            pace = {"warm_up_seconds": execution.pace.warm_up, "run_seconds": execution.pace.run}
            pace["spent_seconds"] = execution.pace.spent  # of all workers, in this going
            self._note(design, more | {"ended": provenance.now(), "runs": count, "pace": pace})

    def go_on(self) -> list[str]:
        """The command that goes on with this experiment."""
        words = ["countylines", "run", shlex.quote(self.loaded.file)]
        if self.choices.out is not None:
            words += ["--out", shlex.quote(str(self.choices.out))]
        if self.choices.workers is not None:
            words += ["--workers", str(self.choices.workers)]
        if self.choices.scheduler:
            words += ["--scheduler", shlex.quote(self.choices.scheduler)]
        return words


@contextlib.contextmanager
def stopping(stop: Stop) -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into an orderly stop: the loop over tasks polls it; elsewhere, or the second time, it raises."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def noted(number: int, _frame: Any) -> None:
        second = bool(stop.reason)
        stop.reason = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
        if second or not stop.watched:
            raise KeyboardInterrupt

    old = {number: signal.signal(number, noted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def finish(results: Results, watcher: Watcher, report: bool = True) -> Results:
    """Tables, figures and report from the stored runs alone; what is already those of the runs is left as it is."""
    folder = results.folder
    if not freshness.fresh(folder, "tables", results.found):
        tables = KINDS[results.kind].required("analyse")(results)
        for name, frame in tables.items():
            folder.write_table(name, frame)
        for name in set(freshness.written(folder)).difference(tables):  # of what the config asks no more
            folder.remove_table(name)
        freshness.mark(folder, "tables", results.found, written=[*tables])
    if report and not len(results.runs):
        for name in ("report.html", "report.pdf", "tables.xlsx", "tables/datapackage.json"):  # of runs that are lost since
            (folder.path / name).unlink(missing_ok=True)
        watcher.tell("no run is done: there is nothing to draw; a page of before is removed, its pictures stay in figures/")
    elif report and not freshness.fresh(folder, "report", results.found):
        _write_report(folder)
        freshness.mark(folder, "report", results.found)
    return results


def _write_report(folder: Folder, other: Path | None = None) -> None:
    from experiments.report.write import write_report  # what draws is slow to read

    write_report(folder.path, other)


def recount(results: Results) -> None:
    """Update the counts of the manifest to the runs that the folder holds now."""
    counts = results.manifest.get("runs", {})
    held = results.counts()
    if counts != counts | held:
        results.manifest |= {"runs": counts | held}
        results.folder.write_manifest(results.manifest)


def report_folder(path: Path, other: Path | None, watcher: Watcher) -> Results:
    """Make tables, figures and report again from stored runs, beside another folder's when one is given.

    Raises:
        Unusable: when a folder is none of ours, or is in use or can't be written to.
    """
    folders = [Folder(p) for p in (path, other) if p is not None]
    for folder in folders:
        folder.must_exist()
    with folders[0].locked():
        results = Results(folders[0])
        for where, what in results.found.broken.items():
            watcher.tell(f"{where.relative_to(path)}: {what}; it is not read")
        if changed := provenance.changed_versions(results.manifest):
            watcher.tell(changed)
        try:
            folders[0].keep_failures()
            recount(results)
            finish(results, watcher, report=other is None)
            if other is not None:
                _write_report(folders[0], other)
        except OSError as error:
            raise Unusable.because(path, reason(error), "a folder that can be written to") from None
    return results
