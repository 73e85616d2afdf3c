"""Where tasks run, behind one interface: in this process, in local processes, or on a Dask cluster."""

import contextlib
import multiprocessing as mp
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Protocol

from experiments.problems import Problem, Unusable

ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerLost(Exception):
    """The process that ran a task ended before the task did (killed, or out of memory)."""


class TooLong(Exception):
    """A task took longer than it may; its process was ended."""


class Pool(Protocol):
    """What the corridor asks of a place to run tasks."""

    name: str
    slots: int

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Start a task; its future may raise WorkerLost or TooLong beside what the task raises."""

    def stop(self, now: bool) -> None:
        """End the workers: at once, or when they are idle."""


def usable_cpus() -> int:
    """The processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class HerePool:
    """Tasks run in this process, one after another: for debugging, notebooks and tiny experiments."""

    name = "in this process"
    slots = 1

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Run the task now."""
        future: Future[Any] = Future()
        try:
            future.set_result(task(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def stop(self, now: bool) -> None:
        """Nothing to end."""


class _Worker(SpawnProcess):
    """A spawned process that does not import the program's main module again.

    Engines are imported by name, so workers need nothing from it, and a user's script needs no `if __name__ ==` guard.
    """

    @staticmethod
    def _Popen(process: Any) -> Any:  # noqa: N802 (the name multiprocessing calls)
        from multiprocessing.popen_spawn_posix import Popen

        with _without_main():
            return Popen(process)


class _Spawn(SpawnContext):
    Process = _Worker if os.name == "posix" else SpawnProcess


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    main: Any = sys.modules["__main__"]
    kept = {name: main.__dict__[name] for name in ("__file__", "__spec__") if name in main.__dict__}
    main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update(kept)


class LocalPool:
    """Processes on this machine. A worker that is killed costs its task alone; the pool starts another."""

    def __init__(self, workers: int, prepare: Callable[..., None], arguments: Sequence[Any] = ()):
        from pebble import ProcessPool

        for name in ONE_THREAD:
            os.environ.setdefault(name, "1")
        self.name = f"{workers} local process{'es' if workers > 1 else ''}"
        self.slots = workers
        self._pool = ProcessPool(workers, initializer=_begin, initargs=(prepare, *arguments), context=_Spawn())

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Queue the task; the clock starts when a worker takes it."""
        from pebble import ProcessExpired

        outer: Future[Any] = Future()

        def done(inner: Future[Any]) -> None:
            if inner.cancelled():
                outer.cancel()
                return
            error = inner.exception()
            if isinstance(error, ProcessExpired):
                outer.set_exception(WorkerLost(_how(error.exitcode)))
            elif isinstance(error, TimeoutError):
                outer.set_exception(TooLong(f"{seconds:.0f} s"))
            elif error is not None:
                outer.set_exception(error)
            else:
                outer.set_result(inner.result())

        self._pool.schedule(task, args=tuple(arguments), timeout=seconds).add_done_callback(done)
        return outer

    def stop(self, now: bool) -> None:
        """End the workers, killing them when `now`."""
        if now:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()


def _begin(prepare: Callable[..., None], *arguments: Any) -> None:
    """A worker's first act: leave Ctrl-C to the main program, and load the engine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare(*arguments)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"its process was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"its process was killed by signal {-code}"
    return f"its process ended with code {code}"


class DaskPool:
    """A Dask cluster, by the address of its scheduler."""

    def __init__(self, address: str):
        try:
            from distributed import Client
        except ImportError:
            install = 'the extra "cluster": `pip install "countylines[cluster]"`'
            raise Unusable([Problem("--scheduler", 0, "", "no package `distributed`", install)]) from None
        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            found = f"{address} ({type(error).__name__})"
            expected = "the address of a running Dask scheduler, like tcp://10.0.0.5:8786"
            raise Unusable([Problem("--scheduler", 0, "", found, expected)]) from None
        self.name = f"Dask at {address}"
        self._executor = self._client.get_executor(pure=False)

    @property
    def slots(self) -> int:
        """Threads of all workers that are there now (at least one: workers may still come)."""
        return max(1, sum(worker["nthreads"] for worker in self._client.scheduler_info(n_workers=-1)["workers"].values()))

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Queue the task at the scheduler, which gives it to another worker when one is lost."""
        from distributed.scheduler import KilledWorker

        outer: Future[Any] = Future()

        def done(inner: Future[Any]) -> None:
            if inner.cancelled():
                outer.cancel()
                return
            error = inner.exception()
            if isinstance(error, KilledWorker):
                outer.set_exception(WorkerLost("it was on workers that were lost, again and again"))
            elif error is not None:
                outer.set_exception(error)
            else:
                outer.set_result(inner.result())

        self._executor.submit(task, *arguments).add_done_callback(done)
        return outer

    def stop(self, now: bool) -> None:
        """Cancel what is queued and leave the cluster as it was."""
        self._executor.shutdown(wait=not now, cancel_futures=now)
        self._client.close()


def make_pool(workers: int, scheduler: str | None, prepare: Callable[..., None], arguments: Sequence[Any]) -> Pool:
    """The pool that the user asked for: Dask where an address is given, 0 workers for this process."""
    if scheduler:
        return DaskPool(scheduler)
    if workers == 0:
        return HerePool()
    return LocalPool(workers, prepare, arguments)


def spawn_context() -> mp.context.BaseContext:
    """The way workers are started: spawned, since forking beside threads can lock for ever."""
    return _Spawn()
