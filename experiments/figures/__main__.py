"""Draws the figures whose names it reads, and hands each back pickled: what runs in ``experiments.figures.second_process``."""

import pickle
import sys
from pathlib import Path

from experiments.figures import Results, gallery  # noqa: F401 - read before anything is asked
from experiments.figures.registry import draw_named

if __name__ == "__main__":
    folder = sys.stdin.readline().rstrip("\n")
    if folder:
        results = Results(Path(folder))
        for line in sys.stdin:
            pickle.dump(draw_named(results, [line.rstrip("\n")]), sys.stdout.buffer)
            sys.stdout.buffer.flush()
