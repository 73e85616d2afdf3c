"""All declarations of quantities that published figures are of."""

import importlib

DECLARED_IN = ("lines", "totals", "programme", "weeks", "children", "anchors")


def declare() -> None:
    """Load every declaration (once)."""
    for room in DECLARED_IN:
        importlib.import_module(f"experiments.published.{room}")
