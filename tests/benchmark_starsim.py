"""Beside Starsim 3, a library of agents as arrays: `uv run --with starsim python -m tests.benchmark starsim`."""

import time
from collections.abc import Iterable
from importlib.util import find_spec
from statistics import median

from benchmark import Row, cpu, whole_run

PEOPLE, DAYS, YEARS = 135_000, 365, 1.0
"""Young people and adults of a full-size world; days of a run."""


def starsim() -> Iterable[Row]:
    """A year of Starsim's plainest example, in which people infect those they meet and recover, with as many people as at 1:1."""
    if find_spec("starsim") is None:
        yield Row("Starsim 3", "not installed (--with starsim)")
        return
    import starsim as ss

    def peer() -> tuple[float, float]:
        """CPU seconds of its days, and events (infections and recoveries) a day."""
        disease = ss.SIS(init_prev=0.05, beta=ss.perday(0.02), dur_inf=ss.days(150))
        network = ss.RandomNet(n_contacts=4)
        sim = ss.Sim(
            n_agents=PEOPLE, start="2019-01-01", dur=ss.days(DAYS), dt=ss.days(1), diseases=disease, networks=network, verbose=0
        )
        sim.init()
        begun = time.process_time()
        sim.run(verbose=0)
        return time.process_time() - begun, 2.0 * float(sim.results.sis.new_infections.sum()) / DAYS

    peer()  # compiles
    ratios, run = [], whole_run(1.0, YEARS)
    for _ in range(3):  # in turn, since other programs share the machine
        (spent, events), own = peer(), cpu(run, 1)
        ratios.append(spent / own)
    yield Row("Starsim 3, as many people and days, over a run at 1:1 with its world's making", f"{median(ratios):.1f} times")
    yield Row("events a day there (infections, recoveries)", f"{events:,.0f}")


SECTIONS = (starsim,)
