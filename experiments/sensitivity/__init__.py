"""Which assumptions decide the answer: designs and indices for a model with seed noise.

Every function works on plain arrays, so that any model of a design row can be analysed. The meaning of a number
(measure, strategy, unit) is added where the tables are made.
"""
