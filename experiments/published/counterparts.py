"""All declarations of what the model has for published figures."""

import importlib

DECLARED_IN = ("lines", "weeks", "children", "anchors")


def declare() -> None:
    """Load every declaration (once)."""
    for room in DECLARED_IN:
        importlib.import_module(f"experiments.published.{room}")
