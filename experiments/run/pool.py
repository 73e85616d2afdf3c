"""Where tasks run, behind one interface: in this process, in local processes, or on a Dask cluster."""

import contextlib
import multiprocessing
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from pebble import ProcessExpired, ProcessPool

from experiments.protocol.engine import load_engine
from experiments.run.worker import NoWorker

ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
LARGE_PAGES = ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")
"""Where the C library is glibc, a process that starts with this asks the kernel for large pages of memory. A run passes over all its
tables every day: it takes a twentieth to a tenth less, and in some hours of a virtual machine a third."""
ANSWER = ".tmp-answer-"
START_SECONDS = 60.0
"""The longest that a worker may take to start, before its results count as overdue."""
STARTS = 2
"""How often workers may exit by themselves before any has finished a task."""


class WorkerLost(Exception):
    """The process that ran a task ended before the task did (killed, or out of memory)."""


class TooLong(Exception):
    """A task took longer than it may; its process was ended."""


class NotBegun(Exception):
    """The workers were replaced before they began a task: no fault of the task."""


class Pool(Protocol):
    """The interface of a place to run tasks."""

    name: str

    @property
    def slots(self) -> int:
        """How many tasks it runs at a time."""

    interruptible: bool
    """Whether the main program does not block while tasks run."""

    tries: int
    """How often a task that loses its worker is retried before it is split (a cluster retries by itself)."""

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Start a task; its future may raise WorkerLost, TooLong, NotBegun or NoWorker beside what the task raises."""

    def without_workers(self) -> float:
        """Seconds for which there has been no worker, polled often; 0 while there are workers, or they start."""

    def stop(self) -> None:
        """End the workers at once."""


def usable_cpus() -> int:
    """The processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def set_for_workers() -> None:
    """Set what processes started from now on read as they start, where the user has not: one thread each, and large pages."""
    for name, value in (*((name, "1") for name in ONE_THREAD), LARGE_PAGES):
        os.environ.setdefault(name, value)


class HerePool:
    """Tasks run in this process, one after another: for debugging, notebooks and tiny experiments."""

    name = "in this process"
    slots = 1
    tries = 1
    interruptible = False

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Run the task now."""
        future: Future[Any] = Future()
        try:
            future.set_result(task(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def without_workers(self) -> float:
        """None: this process is there."""
        return 0.0

    def stop(self) -> None:
        """Nothing to end."""


class LocalPool:
    """Processes on this machine (pebble's): one that is killed costs its task alone, and is replaced.

    Results are returned through files in `room`: the workers share one pipe, and a worker killed while it writes megabytes
    to it would leave the others blocked on its lock.
    """

    tries = 3
    interruptible = True

    def __init__(self, workers: int, engine: str, room: Path):
        set_for_workers()
        self.name = f"{workers} local process{'es' if workers > 1 else ''}"
        self.slots = workers
        self._engine, self._room = engine, room
        self._pending: dict[Future[Any], float] = {}
        self._ended_early = 0
        self._without_since = float("inf")
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(self.slots, initializer=_prepare, initargs=(self._engine,), context=context)
        with _deaf_to_ctrl_c():
            assert self._pool.active  # starts the workers, and the threads that replace them
        self._first = multiprocessing.active_children()

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Queue the task; its timeout starts when a worker begins it."""
        outer: Future[Any] = Future()
        if self._ended_early >= STARTS:
            outer.set_exception(NoWorker(f"{STARTS} times workers ended before they had begun"))
            return outer
        # At most as many tasks as there are workers are queued behind those that run.
        self._pending[outer] = time.monotonic() + (2.0 * seconds + START_SECONDS if seconds else float("inf"))
        with contextlib.suppress(RuntimeError):  # of a broken pool, which `without_workers` replaces
            inner = self._pool.schedule(_answer_in_file, (str(self._room), task, tuple(arguments)), timeout=seconds)
            inner.add_done_callback(partial(self._pass_on, outer, seconds))
        return outer

    def _pass_on(self, outer: Future[Any], seconds: float | None, inner: Future[Any]) -> None:
        """Set a task's result, or the exception for how it ended, on the outer future."""
        self._pending.pop(outer, None)
        try:
            path = Path(inner.result())
            answer = pickle.loads(path.read_bytes())
            path.unlink()
        except ProcessExpired as error:
            outer.set_exception(WorkerLost(_how(error.exitcode)))
        except BrokenProcessPool:
            outer.set_exception(NotBegun())
        except TimeoutError:
            outer.set_exception(TooLong(f"{seconds:.0f} s"))
        except Exception as error:
            outer.set_exception(error)
        else:
            self._ended_early, self._without_since = 0, float("inf")
            outer.set_result(answer)

    def without_workers(self) -> float:
        """Seconds for which workers were lost before any could do a task.

        One that is lost is replaced; all of them are where one was lost as it started, or where no answer comes any more.
        """
        overdue = any(time.monotonic() > limit for limit in list(self._pending.values()))
        if overdue or not self._pool.active:
            self._without_since = min(self._without_since, time.monotonic())
            self._end()
            if any((worker.exitcode or 0) > 0 for worker in self._first):  # by itself, and not by a signal
                self._ended_early += 1
            left, self._pending = self._pending, {}
            for outer in left:
                outer.set_exception(NotBegun())
            self._begin()
        return max(0.0, time.monotonic() - self._without_since)

    def _end(self) -> None:
        self._pool.stop()
        self._pool.join()

    def stop(self) -> None:
        """End the workers at once."""
        self._end()
        for path in self._room.glob(f"{ANSWER}*"):
            path.unlink()


def _prepare(engine: str) -> None:
    """Load the engine in a worker before its first task, whose time is limited; `run_task` reports one that can't be loaded."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends at once, whatever compiled code it is in
    with contextlib.suppress(Exception):
        load_engine(engine)


def _answer_in_file(room: str, task: Callable[..., Any], arguments: Sequence[Any]) -> str:
    path = Path(room) / f"{ANSWER}{uuid4().hex}"
    path.write_bytes(pickle.dumps(task(*arguments)))
    return str(path)


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Block SIGINT in processes and threads started meanwhile: Ctrl-C is handled by the main program."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"its process was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"its process was killed by signal {-code}"
    return f"its process ended with code {code}"
