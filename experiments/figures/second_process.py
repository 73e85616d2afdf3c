"""A process beside this one that draws figures; light to import, so that it is started before anything else is read."""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

from experiments.figures import kept as kept_figures
from experiments.store import freshness
from experiments.store.folder import Folder

PROCESSORS = 2
COMMAND = (sys.executable, "-m", "experiments.figures")
_idle: list[subprocess.Popen[bytes]] = []


def wanted(folder: Path) -> bool:
    """Whether there will be something to draw: tables to make anew, or figures that are not those of the tables."""
    if not (folder / "manifest.json").is_file():
        return False
    return not freshness.fresh(Folder(folder)) or kept_figures.read(folder) is None


def stand_by() -> None:
    """Start it ahead of time, where there is a processor for it: it has read its libraries when there is something to draw."""
    if _idle or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else "x") < PROCESSORS:
        return
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    _idle.append(subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere))


@atexit.register
def let_go() -> None:
    """End a second process that nothing was asked of."""
    while _idle:
        with _idle.pop() as idle:
            idle.terminate()


def draws(folder: Path, names: deque[str]) -> tuple[list[Any], list[str]]:
    """Take one name after the other from the front of ``names`` and have its figure drawn beside this process.

    Returns:
        The figures drawn, and the name of the one that could not be: whoever asked draws it and sees the error as it is.
    """
    stand_by()
    made: list[Any] = []
    asked: list[str] = []
    if not _idle:
        return made, asked
    with _idle.pop() as beside:
        assert beside.stdin is not None
        assert beside.stdout is not None
        try:
            beside.stdin.write(f"{folder.resolve()}\n".encode())
            while names:
                asked = [names.popleft()]
                beside.stdin.write(f"{asked[0]}\n".encode())
                beside.stdin.flush()
                made += pickle.load(beside.stdout)
                asked = []
            beside.stdin.close()
        except IndexError:  # the other took the last one between two looks
            beside.stdin.close()
        except (OSError, EOFError, pickle.UnpicklingError):
            beside.kill()
    return made, asked
