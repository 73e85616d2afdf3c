"""What a config may ask to vary, by name: parameters, switches, and sets of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from experiments.protocol.problems import nearest, shown

BASES = ("measured", "estimated", "assumed", "structural")
STRUCTURES = "structures"


def unread(table: Mapping[str, Any], kind: str, instead: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """Keys of other tables that this kind does not read, with the key of its own that does what they would."""
    replications = table.get("replications", {})
    for key, own in instead.items():
        if isinstance(replications, Mapping) and key in replications:
            yield ("replications", key), f"`{key}`, which this kind does not read", f"`{own}` in [{kind}]", ""
    if "design" in table:
        yield ("design",), "a table that this kind does not read", f"its design in [{kind}]", ""


def unknown_names(names: Any, keys: tuple[str, ...], catalogue: Any) -> Iterator[tuple[Any, ...]]:
    """Problems of a list of factors: names that are no parameter, switch, group or basis."""
    rows = catalogue.parameters()
    known = [row["name"] for row in rows] + [row["name"] for row in catalogue.structures()] + [STRUCTURES]
    known += [f"group:{group}" for group in dict.fromkeys(row["group"] for row in rows)] + [f"basis:{basis}" for basis in BASES]
    for place, name in enumerate(listed(names)):
        if name not in known:
            expected = "a parameter, a switch, `group:…`, `basis:…` or `structures`"
            yield (*keys, place), f"nothing called {shown(name)}", expected, nearest(name, known)


def listed(value: Any) -> list[Any]:
    """A value where it is a list, and an empty one where it is not."""
    return value if isinstance(value, list) else []
