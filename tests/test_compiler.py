"""The light compile of rules gives what Numba's own gives, and a Numba without what it needs still runs the model."""

import gc
import os
import subprocess
import sys

import pytest

RUN = "from sim import simulate; print(sorted(simulate('integrated', scale=0.01, years=0.1).measures.items()))"
WITHOUT = "import sys; sys.modules['sim.compiler'] = None\n"


def told_by(script: str, folder: object) -> str:
    """What a script prints in a process with a compile cache of its own."""
    environment = {**os.environ, "COUNTYLINES_CACHE": str(folder)}
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment).stdout


@pytest.mark.slow
def test_a_numba_without_the_light_compile_gives_the_same_bits(tmp_path):
    ours = told_by(RUN, tmp_path / "ours")
    own = told_by(WITHOUT + RUN, tmp_path / "own")
    assert "child_days_exploited_by_lines" in ours
    assert ours == own


def test_what_a_compile_makes_is_collected_again_afterwards():
    from sim.compiler import no_collection

    with pytest.raises(KeyError), no_collection():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()
