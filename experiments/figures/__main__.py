"""Draws named figures of a folder and hands them back, pickled, on standard output: the second process of ``draw_wanted``."""

import json
import pickle
import sys
from pathlib import Path

from experiments.figures import Results
from experiments.figures.registry import draw_named

if __name__ == "__main__":
    folder, *names = json.load(sys.stdin)
    pickle.dump(draw_named(Results(Path(folder)), names), sys.stdout.buffer)
