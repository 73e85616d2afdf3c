"""Where tasks run, behind one interface: in this process, in local processes, or on a Dask cluster."""

import contextlib
import multiprocessing as mp
import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Protocol

"""How long a run waits for a worker of a cluster that has none, unless the config says."""
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerLost(Exception):
    """The process that ran a task ended before the task did (killed, or out of memory)."""


class TooLong(Exception):
    """A task took longer than it may; its process was ended."""


class NoWorker(Exception):
    """Workers can't begin: the engine does not load in them, or they end at once."""


class Pool(Protocol):
    """What the corridor asks of a place to run tasks."""

    name: str

    @property
    def slots(self) -> int:
        """How many tasks it runs at a time."""

    interruptible: bool
    """Whether the main program is free while tasks run."""

    tries: int
    """How often a task that loses its worker is sent again before it is split (a cluster tries again by itself)."""

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Start a task; its future may raise WorkerLost or TooLong beside what the task raises."""

    def without_workers(self) -> float:
        """Seconds for which there has been nobody to run a task; 0 where workers are there, or are made when needed."""

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
    """Processes on this machine, each with a pipe of its own: one that is killed costs its task alone, and is replaced.

    (Pools whose workers share a queue were tried: a worker killed while it held the queue's lock, or while it was starting,
    left them waiting for ever.)
    """

    tries = 3
    interruptible = True

    def __init__(self, workers: int, prepare: Callable[..., object], arguments: Sequence[Any] = ()):
        for name in ONE_THREAD:
            os.environ.setdefault(name, "1")
        self.name = f"{workers} local process{'es' if workers > 1 else ''}"
        self.slots = workers
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._slots = [_Slot(self._queue, prepare, arguments) for _ in range(workers)]

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Queue the task; the clock starts when a worker takes it."""
        job = _Job(task, arguments, seconds)
        self._queue.put(job)
        return job.future

    def without_workers(self) -> float:
        """None: a worker that is lost is replaced."""
        return 0.0

    def stop(self, now: bool) -> None:
        """End the workers: at once, or when the queue is empty."""
        for slot in self._slots:
            slot.stopping = now
            self._queue.put(None)
        for slot in self._slots:
            if now:
                slot.end()
            slot.thread.join()


class _Job:
    def __init__(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None):
        self.task, self.arguments, self.seconds = task, tuple(arguments), seconds
        self.future: Future[Any] = Future()


class _Slot:
    """A place for one worker process, kept by a thread: gives it a task, waits for answer, end or time limit."""

    def __init__(self, jobs: "queue.SimpleQueue[_Job | None]", prepare: Callable[..., object], arguments: Sequence[Any]):
        self.stopping = False
        self._jobs, self._prepare, self._arguments = jobs, prepare, arguments
        self._process: Any = None
        self._pipe: Any = None
        self.thread = threading.Thread(target=self._serve, name="corridor worker", daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None and not self.stopping:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                job.future.set_result(self._run(job))
            except Exception as error:
                job.future.set_exception(error)
        self.end()

    def _run(self, job: _Job) -> Any:
        self._start()
        try:
            self._pipe.send((job.task, job.arguments))
        except OSError:
            raise self._lost() from None
        if not wait([self._pipe, self._process.sentinel], job.seconds):
            self.end()
            raise TooLong(f"{job.seconds:.0f} s")
        fine, answer = self._answer()
        if not fine:
            raise answer
        return answer

    def _answer(self) -> tuple[bool, Any]:
        try:
            answer: tuple[bool, Any] = self._pipe.recv()
            return answer
        except (EOFError, OSError, pickle.UnpicklingError):
            raise self._lost() from None

    def _start(self) -> None:
        """See that there is a living worker, which has loaded its engine."""
        if self._process is not None and self._process.is_alive():
            return
        for _ in range(STARTS):
            self.end()
            self._pipe, theirs = mp.get_context("spawn").Pipe()
            self._process = _Spawn().Process(target=_work, args=(theirs, self._prepare, self._arguments), daemon=True)
            try:
                with _spawning:
                    self._process.start()
                theirs.close()
                fine, answer = self._answer()
            except (OSError, WorkerLost):
                continue  # killed while it was starting
            if fine:
                return
            raise NoWorker(f"a worker could not begin: {answer}")
        raise NoWorker(f"{STARTS} workers in a row ended before they had begun")

    def _lost(self) -> WorkerLost:
        process, self._process = self._process, None
        process.join(5.0)
        return WorkerLost(_how(process.exitcode))

    def end(self) -> None:
        """Kill the worker, if there is one."""
        process, self._process = self._process, None
        if process is not None and process.pid is not None:
            process.kill()
            process.join()


_spawning = threading.Lock()
STARTS = 5


def _work(pipe: Any, prepare: Callable[..., object], arguments: Sequence[Any]) -> None:
    """A worker: loads the engine, then runs what it is sent until its pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main program
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _end_with_parent()
    try:
        prepare(*arguments)
    except Exception as error:
        pipe.send((False, f"{type(error).__name__}: {error}"))
        return
    with contextlib.suppress(EOFError, OSError):  # the main program has ended
        pipe.send((True, None))
        while True:
            task, given = pipe.recv()
            try:
                answer = (True, task(*given))
            except Exception as error:
                answer = (False, error)
            pipe.send(answer)


def _end_with_parent() -> None:
    """On Linux, have the kernel end this process with its parent; elsewhere it ends with its task."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"its process was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"its process was killed by signal {-code}"
    return f"its process ended with code {code}"


def make_pool(workers: int, scheduler: str | None, prepare: Callable[..., object], arguments: Sequence[Any]) -> Pool:
    """The pool that the user asked for: Dask where an address is given, 0 workers for this process."""
    if scheduler is not None:
        from experiments.run.cluster import DaskPool

        return DaskPool(scheduler)
    if workers == 0:
        return HerePool()
    return LocalPool(workers, prepare, arguments)
