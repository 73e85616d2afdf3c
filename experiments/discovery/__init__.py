"""Where a strategy fails and where the best choice changes: regret, boxes, trees, switch points, value of information.

Outcomes come oriented so that more is better, shape (worlds, strategies, replications).
"""
