"""How the work goes: a line that moves in a terminal, lines in the folder's log, nothing with `--quiet`."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Watcher:
    """Reports progress; this one reports nothing."""

    def update(self, done: int, failed: int, total: int) -> None:
        """So many runs are done and failed of so many."""

    def say(self, text: str) -> None:
        """Something worth a line in the log."""

    def tell(self, text: str) -> None:
        """Something that the user must know, terminal or not."""


class Log(Watcher):
    """Lines in a log file: each message, and the progress at most every ten seconds."""

    every = 10.0

    def __init__(self, path: Path, quiet: bool = True):
        self.path = path
        self.quiet = quiet
        self.last = 0.0
        self.begun = time.monotonic()
        self.total, self.seen, self.first = 0, 0, 0
        self.rate = 0.0

    def update(self, done: int, failed: int, total: int) -> None:
        """A line each ten seconds, and at the end; neither pilots nor runs stored before count in the rate."""
        if total != self.total or done < self.seen:
            self.total, self.first, self.begun = total, done, time.monotonic()
        self.seen, passed = done, time.monotonic() - self.begun
        self.rate = (done - self.first) / passed if passed > 0.5 else 0.0
        if time.monotonic() - self.last >= self.every or done + failed >= total:
            self.last = time.monotonic()
            self.say(f"{done} of {total} runs done, {failed} failed, {self.left(total - done - failed)}")

    def say(self, text: str) -> None:
        """A line with the time; a log that can't be written to never stops the work."""
        with contextlib.suppress(OSError), open(self.path, "a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {text}\n")

    def tell(self, text: str) -> None:
        """A line in the log and, for people, on standard output."""
        self.say(text)
        if not self.quiet:
            with contextlib.suppress(BrokenPipeError):  # who reads it (`| head`) has seen enough: the work goes on
                print(text)

    def left(self, runs: int) -> str:
        """Runs a second, and the time that the runs left will take."""
        if self.rate <= 0.0:
            return "no rate yet"
        return f"{self.rate:.1f} runs a second, {duration(runs / self.rate)} left"


class Terminal(Watcher):
    """A progress bar on standard error, redrawn at most four times a second, with messages above it; all is logged too."""

    def __init__(self, log: Log):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self.log = log
        self.console = Console(stderr=True)
        self.progress: Any = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f} of {task.total:.0f} runs{task.fields[failed]}, {task.fields[rate]}"),
            TimeElapsedColumn(),
            console=self.console,
            refresh_per_second=4,
            transient=True,
        )
        self.task: Any = None

    def update(self, done: int, failed: int, total: int) -> None:
        """Move the bar."""
        self.log.update(done, failed, total)
        if self.task is None:
            self.progress.start()
            self.task = self.progress.add_task("running", total=total, failed="", rate="")
        said = f", {failed} failed" if failed else ""
        rate = self.log.left(total - done - failed)
        self.progress.update(self.task, completed=done + failed, total=total, failed=said, rate=rate)

    def say(self, text: str) -> None:
        """A line above the bar."""
        self.log.say(text)
        self.console.print(text, highlight=False, markup=False)

    def tell(self, text: str) -> None:
        """As `say`: a terminal shows every message."""
        self.say(text)

    def close(self) -> None:
        """Take the bar away."""
        self.progress.stop()


@contextlib.contextmanager
def watching(log_file: Path, quiet: bool) -> Iterator[Watcher]:
    """The watcher to use: a terminal's progress bar where there is one, else the log alone."""
    log = Log(log_file, quiet)
    if quiet or not sys.stderr.isatty():
        yield log
        return
    log.quiet = True  # the terminal shows what is logged
    terminal = Terminal(log)
    try:
        yield terminal
    finally:
        terminal.close()


def duration(seconds: float) -> str:
    """A time for people: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
