"""Measures: numbers of a run, as functions of the two books. Every measure says to which book it belongs."""

# Measures are listed in the order of these lines.
# isort: off
from sim.measures import true
from sim.measures import costs
from sim.measures import justice
from sim.measures import recorded

# isort: on
from sim.measures.declaration import MEASURES, Books, Measure, Pair

__all__ = ["MEASURES", "Books", "Measure", "Pair", "costs", "justice", "recorded", "true"]
