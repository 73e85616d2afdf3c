"""A Dask cluster of real processes on this machine."""

import os
import signal
import socket
import subprocess
import sys
import time

from corridor import TESTS, environment


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """`dask scheduler` and `dask worker`, as one starts them on a cluster."""

    def __init__(self, workers=2, **more):
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.environment = environment(**more)
        self.processes = [
            self._start("scheduler", "--host", "127.0.0.1", "--port", self.address.rsplit(":", 1)[1], "--no-dashboard")
        ]
        for _ in range(workers):
            self.worker()

    def _start(self, what, *arguments):
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *arguments]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            command, cwd=TESTS.parent, env=self.environment, stdout=quiet, stderr=quiet, start_new_session=True
        )

    def worker(self):
        self.processes.append(self._start("worker", self.address, "--nthreads", "1", "--no-dashboard"))

    def wait(self, workers):
        from distributed import Client

        with Client(self.address, timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def without_workers(self):
        """Forget processes that were lost, when the scheduler has noticed."""
        from distributed import Client

        del self.processes[1:]
        with Client(self.address, timeout="60s", set_as_default=False) as client:
            until = time.monotonic() + 30
            while client.scheduler_info(n_workers=-1)["workers"] and time.monotonic() < until:
                time.sleep(0.05)

    def lose(self, processes):
        """End processes with all that stands under them, as when their machine goes down."""
        for process in processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()

    def end(self):
        self.lose(self.processes)
