"""Run what is missing: batched into tasks, retried when a worker is lost, stored within seconds."""

import dataclasses
import errno
import itertools
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from experiments.config.execution import WORKER_WAIT_SECONDS
from experiments.protocol.design import Design, Row
from experiments.protocol.engine import Finished
from experiments.protocol.problems import Stopped
from experiments.run.pool import NotBegun, Pool, TooLong, WorkerLost
from experiments.run.progress import Watcher
from experiments.run.worker import NoWorker, Work, WorkerOptions, WrongSource, run_task
from experiments.store.folder import Folder, reason
from experiments.store.tabulate import failure_row, runs_table, series_table

FLUSH_SECONDS = (1.0, 60.0)
FLUSH_SHARE = 0.01
"""Finished runs are stored within a second, or a hundredth of the time that the work has taken: a night leaves few parts."""
FLUSH_BYTES = 64 * 2**20
MOST_RUNS_A_TASK = 4000
FIRST_LIMIT = 600.0


@dataclass
class Task:
    """Work sent to a worker together, and the number of attempts so far."""

    works: list[Work]
    most_tries: int
    tries: int = 0

    @property
    def alone(self) -> bool:
        """Whether it is the last attempt at a single run: nothing runs beside it then, so that no other run can cause the failure."""
        return self.tries > 0 and self.tries == self.most_tries - 1 and len(self.rows()) == 1

    def rows(self) -> list[Row]:
        """The runs of the task."""
        return [row for work in self.works for row in work.rows]

    def split(self, tries: int) -> list["Task"]:
        """The same runs in up to eight tasks; a run alone in its task is retried as often as the pool says."""
        pieces = [Work(work.block, (row,)) for work in self.works for row in work.rows]
        size = math.ceil(len(pieces) / 8)
        parts = [pieces[i : i + size] for i in range(0, len(pieces), size)]
        return [Task(part, most_tries=tries if len(part) == 1 else 1) for part in parts]


@dataclass
class Stop:
    """Set by a signal handler: why to stop. While `watched`, the loop polls it; else the handler raises KeyboardInterrupt."""

    reason: str = ""
    watched: bool = False


@dataclass
class Pace:
    """Seconds that a warm-up and a run take, as seen so far, and `spent`, what all of them took together."""

    warm_up: float = 0.0
    run: float = 0.0
    slowest: float = 0.0
    spent: float = 0.0
    known: bool = False

    def learn(self, finished: Sequence[Finished]) -> None:
        """Update the moving means, which follow slower points."""
        ran = [f.seconds for f in finished if f.seconds > 0.0]
        warmed = [f.warm_up_seconds for f in finished if f.warm_up_seconds > 0.0]
        weight = 0.3 if self.known else 1.0
        if ran:
            self.run += weight * (sum(ran) / len(ran) - self.run)
            self.known = True
        if warmed:
            self.warm_up += weight * (sum(warmed) / len(warmed) - self.warm_up)
        self.slowest = max([self.slowest, *ran, *warmed])
        self.spent += sum(ran) + sum(warmed)

    def of(self, work: Work) -> float:
        """How long a work should take."""
        return self.warm_up + self.run * len(work.rows) + 1e-5

    def limit(self) -> float:
        """The time limit of a run when none is given: generous, from the slowest one so far."""
        return default_limit(self.slowest) if self.known else FIRST_LIMIT


def default_limit(seconds: float) -> float:
    """The time limit of a run whose like takes `seconds`: thirty times that, and five minutes at least: some compile first."""
    return max(300.0, 30.0 * seconds)


@dataclass
class Execution:
    """The runs of an experiment, design by design; `failures` has the rows of failures.csv by run."""

    folder: Folder
    open_pool: Callable[[], Pool]
    settings: WorkerOptions
    watcher: Watcher
    stop: Stop
    command: Callable[[str], str]
    task_seconds: float = 1.0
    time_limit: float | None = None
    worker_wait: float = WORKER_WAIT_SECONDS
    failures: dict[str, dict[str, Any]] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    computed: int = 0

    @cached_property
    def pool(self) -> Pool:
        """Where tasks run: opened when there is something to run."""
        return self.open_pool()

    def close(self) -> None:
        """End the workers, where there are any."""
        if "pool" in self.__dict__:
            self.pool.stop()

    def go(self, design: Design, done: set[str]) -> None:
        """Run every row of a design that is not in `done`, which grows with what is stored.

        Raises:
            Stopped: by a signal or a full disk; all that finished is stored.
        """
        self.design, self._done = design, done
        self._total = design.count()
        self._held = len({row.run for row in design.rows() if row.run in done})
        self._left = self._total - self._held
        if not self._left:
            return
        self._again: deque[Task] = deque()
        self._works = self._missing()
        self._buffer: list[tuple[Row, Finished]] = []
        self._size = 0  # bytes of the series in it
        self._begun = self._flushed = time.monotonic()
        self._flying: dict[Future[Any], Task] = {}
        self.stop.watched = self.pool.interruptible  # which opens the pool, and compiles: no part of the rate
        self._tell()
        try:
            self._loop()
        except KeyboardInterrupt:
            self.stop.reason = self.stop.reason or "Ctrl-C"
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
                raise
            self._buffer.clear()
            raise Stopped(f"the results folder can't take more ({reason(error)})") from None
        finally:
            self.stop.watched = False
        self._store_last()
        if self.stop.reason:
            raise Stopped(f"stopped: {self.stop.reason}")

    def _store_last(self) -> None:
        try:
            self._flush()
        except OSError as error:
            raise Stopped(f"the results folder can't take more ({reason(error)})") from None

    def _missing(self) -> Iterator[Work]:
        for block, rows in itertools.groupby(self.design.rows(), key=lambda row: row.block):
            if missing := {row.run: row for row in rows if row.run not in self._done}:  # arms of the same content run once
                yield Work(block, tuple(missing.values()))

    def _loop(self) -> None:
        while not self.stop.reason:
            self._fill()
            if not self._flying:
                return
            finished, _ = wait(list(self._flying), timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                self._take(future, self._flying.pop(future))
                if self._size > FLUSH_BYTES:
                    self._flush()
            now, (least, most) = time.monotonic(), FLUSH_SECONDS
            if now - self._flushed > min(max(least, FLUSH_SHARE * (now - self._begun)), most):
                self._flush()
            self._look_for_workers()

    def _look_for_workers(self) -> None:
        """Stop when there has been no worker for too long: tasks would wait for ever."""
        if self.pool.without_workers() > self.worker_wait:
            self.stop.reason = (
                f"no worker for {self.worker_wait:.0f} s ({self.pool.name}); see that there are some, or have the run wait "
                "longer for them (`worker_wait_seconds` in [execution])"
            )

    def _fill(self) -> None:
        room = 2 * self.pool.slots
        while len(self._flying) < room and not self.stop.reason:
            if self._flying and ((self._again and self._again[0].alone) or any(t.alone for t in self._flying.values())):
                return
            task = self._again.popleft() if self._again else self._batch()
            if task is None:
                return
            limit = self.time_limit or self.pace.limit()
            settings = dataclasses.replace(self.settings, time_limit=limit)
            seconds = 2.0 * limit + 3.0 * sum(self.pace.of(work) for work in task.works)
            future = self.pool.submit(run_task, (task.works, settings), seconds)
            self._flying[future] = task

    def _batch(self) -> Task | None:
        """Blocks worth about a second; towards the end less, so that no worker is left waiting for another."""
        works: list[Work] = []
        runs, seconds = 0, 0.0
        most = max(1, min(MOST_RUNS_A_TASK, self._left // (2 * self.pool.slots)))
        for work in self._works:
            works.append(work)
            runs += len(work.rows)
            seconds += self.pace.of(work)
            if not self.pace.known or seconds >= self.task_seconds or runs >= most:
                break
        self._left -= runs
        return Task(works, self.pool.tries) if works else None

    def _take(self, future: Future[Any], task: Task) -> None:
        try:
            finished: list[Finished] = future.result()
        except CancelledError:
            return
        except (WrongSource, NoWorker) as error:
            self.stop.reason = str(error)
        except NotBegun:
            self._again.append(task)
        except (WorkerLost, MemoryError) as error:
            self._retry(task, f"lost: {error or type(error).__name__}", "the run ends its process")
        except TooLong as error:
            task.tries = max(task.tries, task.most_tries - 1)
            self._retry(task, f"out of time after {error}", "time limit")
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._retry(task, f"trouble: {error}", "trouble of the machine")
        else:
            self.pace.learn(finished)
            rows = {row.run: row for row in task.rows()}
            self._buffer.extend((rows[f.run], f) for f in finished)
            self._size += sum(one.values.nbytes for f in finished for one in f.series)

    def _retry(self, task: Task, how: str, blame: str) -> None:
        task.tries += 1
        rows = task.rows()
        if task.tries < task.most_tries:
            self.watcher.say(f"a task of {len(rows)} runs was {how}; it runs again")
            self._again.append(task)
        elif len(rows) > 1:
            self.watcher.say(f"a task of {len(rows)} runs was {how}; it is split to find the run that does it")
            self._again.extend(task.split(self.pool.tries))
        else:
            self._buffer.append((rows[0], Finished(rows[0].run, error=f"{blame} ({how})")))

    def _flush(self) -> None:
        """Store what has finished: first the good runs, then the list of failures."""
        self._flushed = time.monotonic()
        if not self._buffer:
            return
        good = [(row, f) for row, f in self._buffer if not f.error]
        bad = [(row, f) for row, f in self._buffer if f.error]
        if good:
            series = series_table(good) if any(f.series for _, f in good) else None
            self.folder.write_part(self.design.source, runs_table(self.design, good), series)
            self._done.update(row.run for row, _ in good)
            self._held += len(good)
            self.computed += len(good)
        for row, f in bad:
            self.failures[row.run] = failure_row(row, f.error, self.command(row.run))
        if bad:
            self.folder.write_failures(list(self.failures.values()))
        self._buffer.clear()
        self._size = 0
        self._tell()

    def _tell(self) -> None:
        self.watcher.update(self._held, len(self.failures), self._total)
