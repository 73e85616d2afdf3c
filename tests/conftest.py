"""How tests are run: property tests draw the same cases each time, what takes long begins first, and each worker has one thread.

Property tests know no clock, since a busy machine is no fault of a rule. `pytest -m hypothesis --hypothesis-profile nightly
--timeout 0` draws others each time, twenty times as many: a test with a number of its own writes it as a part of the profile's.
"""

import os
from collections.abc import Iterator

# Before NumPy is read: with a worker for each processor, threads of one would only wait for those of another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Processes that tests start keep what Python makes of sources: to make it anew takes each of them a second or two.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import joblib
import locket
import pytest
from hypothesis import settings

from experiments.run.pool import set_for_workers, usable_cpus

set_for_workers()  # the workers of pytest too

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=20 * settings.default.max_examples)
settings.load_profile("steady")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """A worker more than there are processors: some tests wait for other processes, signals or a browser."""
    return usable_cpus() + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with what takes longest begin first, so that no worker is left alone with it at the end; each stays together."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def in_this_process() -> Iterator[None]:
    """Tables and figures of many runs are made here: other workers have the other processors."""
    with joblib.parallel_config(backend="sequential"):
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The model compiles once, in the worker that comes first; the others wait for it, and load it from the cache."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        from experiments.run.model import SimEngine

        with locket.lock_file(str(tmp_path_factory.getbasetemp().parent / "compiling")):
            SimEngine().prepare(print)
