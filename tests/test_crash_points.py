"""A program that ends at any write, sync, rename or removal leaves a folder that counts no run twice and can be gone on with."""

import re
import subprocess
import sys

import pytest
from corridor import TESTS, environment


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_folder_recovers_from_an_end_at_every_boundary_between_files(tmp_path):
    command = [sys.executable, "-W", "ignore", TESTS / "crash_points.py", tmp_path]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    first, fresh = (int(count) for count in re.findall(r"(\d+) boundaries", done.stdout))
    assert first > 40 and fresh == 18, done.stdout
    assert {"fsync", "open", "replace"} <= set(re.findall(r"^  (\w+)", done.stdout, re.MULTILINE))
