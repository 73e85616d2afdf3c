"""A Dask cluster as a place to run tasks, which may lose workers, all of its workers, or its scheduler."""

import asyncio
import contextlib
import faulthandler
import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any, cast

from experiments.protocol.problems import Unusable
from experiments.run.pool import WorkerLost
from experiments.run.worker import NoWorker
from sim.evidence.problems import shown

PATIENCE = "10s"
"""How long the scheduler may take to answer at first, and to come back when its connection is lost."""
CLOSE_SECONDS = 10.0
LOGGERS = ("distributed", "distributed.client", "distributed.batched", "distributed.core")
"""They print tracebacks of lost connections, which the run reports itself."""
LOOK_SECONDS = 1.0
"""How often the scheduler is asked which workers there are."""


class DaskPool:
    """A Dask cluster, by the address of its scheduler. Workers with one thread each keep tasks apart best.

    Futures are awaited here, not by Dask's `Executor`: that one returns an error, or blocks for ever, when the worker that
    holds a result is lost before the result is fetched.
    """

    tries = 2
    interruptible = True

    def __init__(self, address: str):
        try:
            from distributed import Client
        except ImportError:
            install = 'the extra "cluster": `pip install "countylines[cluster]"`'
            raise Unusable.because("--scheduler", "no package `distributed`", install) from None
        try:
            _look_at(address)
            self._client = cast(Any, Client)(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            found = f"{shown(address)} ({type(error).__name__})"
            expected = "the address of a running Dask scheduler, like tcp://10.0.0.5:8786"
            raise Unusable.because("--scheduler", found, expected) from None
        self._levels = {name: logging.getLogger(name).level for name in LOGGERS}
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._loop = self._client.loop
        self.address = address
        self.name = f"Dask at {address}"
        self._stopping = False
        self._threads = _threads(self._client.scheduler_info(n_workers=-1))
        self._seen = time.monotonic()
        self._loop.add_callback(self._watch)

    @property
    def slots(self) -> int:
        """Threads of all workers that are there now (at least one: workers may still come)."""
        return max(1, self._threads)

    def without_workers(self) -> float:
        """Seconds since the scheduler last had a worker; 0 while it has one."""
        return time.monotonic() - self._seen if not self._threads else 0.0

    def submit(self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float | None) -> Future[Any]:
        """Submit the task to the scheduler, which sends it to another worker when one is lost."""
        outer: Future[Any] = Future()
        try:
            inner = self._client.submit(_within, seconds, task, *arguments, pure=False)
        except Exception as error:  # a closed client: the connection did not come back
            outer.set_exception(self._gone(error))
            return outer
        self._loop.add_callback(self._follow, inner, outer, seconds)
        return outer

    async def _follow(self, inner: Any, outer: Future[Any], seconds: float | None) -> None:
        """Await a task's future on the cluster and set its result or exception on the outer future."""
        from distributed.scheduler import KilledWorker

        try:
            outer.set_result(await inner.result())
        except KilledWorker:
            how = "its workers were lost, again and again: killed, out of memory"
            outer.set_exception(WorkerLost(f"{how}, or over the time limit of {seconds:.0f} s" if seconds else how))
        except (asyncio.CancelledError, CancelledError) as error:
            if self._stopping:
                outer.cancel()
            else:
                outer.set_exception(self._gone(error))
        except Exception as error:
            outer.set_exception(error)

    async def _watch(self) -> None:
        """Poll the scheduler for its workers, without blocking the main program."""
        while not self._stopping:
            try:
                self._threads = _threads(await asyncio.wait_for(self._client.scheduler.identity(n_workers=-1), timeout=10.0))
            except Exception:  # no connection just now: nobody is seen
                self._threads = 0
            if self._threads:
                self._seen = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)

    def _gone(self, error: BaseException) -> NoWorker:
        return NoWorker(f"the connection to the scheduler at {self.address} was lost ({type(error).__name__})")

    def stop(self) -> None:
        """Close the connection; the scheduler then cancels tasks that no client waits for."""
        self._stopping = True
        with contextlib.suppress(Exception):  # a scheduler that is gone does not say goodbye
            self._client.close(timeout=CLOSE_SECONDS)
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)


def _look_at(address: str) -> None:
    """Validate the address before a client is made: a client that fails to connect prints errors when it is deleted.

    Raises:
        ValueError: it has no port, or a protocol that Dask does not know.
    """
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    protocol, place = parse_address(address)
    get_backend(protocol)
    parse_host_port(place)


def _threads(info: Any) -> int:
    return sum(worker["nthreads"] for worker in info["workers"].values())


def _within(seconds: float | None, task: Callable[..., Any], *arguments: Any) -> Any:
    """Run a task on a cluster's worker; its process exits when the task times out, whatever it is doing.

    The timer is faulthandler's, which does not need the interpreter: compiled code can't block it.
    """
    if seconds is None:
        return task(*arguments)
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return task(*arguments)
        finally:
            faulthandler.cancel_dump_traceback_later()
