"""In which settings two results folders differ, by their manifests."""

from typing import Any

# Settings that name or run an experiment, but do not change what it assumes.
QUIET_KEYS = ("title", "question", "execution", "kind", "output")


def differing(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Settings that differ between two manifests: name, value in A, value in B."""
    keys = ("config", "world", "source_hash", "seed", "baseline", "primary", "scale", "years")
    one, two = flat({k: first.get(k) for k in keys}), flat({k: second.get(k) for k in keys})
    names = [name for name in dict.fromkeys([*one, *two]) if one.get(name) != two.get(name)]
    names = [name for name in names if not any(part in QUIET_KEYS for part in name.split("."))]
    # What the manifest says beside the config that it repeats is the same setting.
    names = [name for name in names if not any(one.endswith(f".{name}") for one in names)]
    return [(name.removeprefix("config."), shown(one.get(name)), shown(two.get(name))) for name in names]


def flat(tree: Any, prefix: str = "") -> dict[str, Any]:
    """A nested mapping as dotted names."""
    if not isinstance(tree, dict):
        return {prefix: tree}
    return {
        name: value
        for key, part in tree.items()
        for name, value in flat(part, f"{prefix}.{key}" if prefix else str(key)).items()
    }


def shown(value: Any) -> str:
    """A setting in a cell."""
    return "not set" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
