"""What the model has for published figures: named quantities of a run's two books."""

from experiments.published import lines, totals, programme, weeks, children, anchors  # noqa: F401, I001  # listed in this order
