"""An experiment as a table, one row a run: scenario, strategy, point, replication, seed and what varies.

Rows are never renumbered: adding points or replications adds rows and leaves those that exist as they were, so that
what is stored stays valid.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Value = float | int | str | bool
AGAIN = "reference_again"
"""The A/A arm: the baseline with other seeds. It is no strategy and stands in no table of outcomes."""
DUMMY = "dummy"
"""An input of a design that no model reads; the corridor does not pass it to the model."""


@dataclass(frozen=True)
class Arm:
    """A strategy as run. `content` alone decides the result and the run's id; name and label are free to change.

    `content` is `{"preset": name}` or an own strategy's table: `based_on` and what differs from it. `settings` are the
    lever components that a sweep varies, as columns of the design.
    """

    name: str
    label: str
    content: Mapping[str, Any]
    settings: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """What is warmed up once: one scenario, point and replication, from which every arm branches.

    `world` has the settings of the world (scale, start, years, warm_up_years), `parameters` the values that differ from
    the model's own, `structure` the switches. `again` marks the A/A block, whose seed differs.
    """

    scenario: str
    point: int
    replication: int
    seed: int
    world: Mapping[str, Any]
    parameters: Mapping[str, Value]
    structure: Mapping[str, str]
    again: bool = False


@dataclass(frozen=True)
class Row:
    """One run of a design."""

    run: str
    block: Block
    arm: Arm


def swept(config: Mapping[str, Any]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """The values of each lever component (dotted) and of each parameter that a sweep's config varies; nothing of other kinds."""
    asked = (config.get("sweep") or {}).items()
    levers = {f"{lever}.{one}": found for lever, values in asked if isinstance(values, dict) for one, found in values.items()}
    return levers, {name: values for name, values in asked if isinstance(values, list)}


def seed_of(config_seed: int, point: int, replication: int, again: bool = False) -> int:
    """The seed of a run: a hash, 52 bits so that spreadsheets keep it whole, the same for all strategies."""
    text = f"countylines seed {config_seed} {point} {replication}" + (" again" if again else "")
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 12


def canonical(value: Any) -> str:
    """JSON with one spelling for each content: sorted keys, numbers by `repr`, whole floats as floats."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{value!r} has no place in a run's id")


def digest(value: Any) -> str:
    """The first 24 hexadecimal digits of the sha256 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Design:
    """Scenarios × arms × points × replications, as blocks and rows.

    Attributes:
        source: digest of the model's source, part of each run's id.
        seed: the config's seed.
        world: settings of the world shared by all runs (scale, start, years, warm_up_years).
        scenarios: names of worlds to assume.
        arms: the strategies, the baseline first.
        points: a mapping of parameter (or structural switch) to value for each point; an empty one is the model's own values.
        structures: names of those inputs that are structural switches.
        replications: how many for every point, or a number for each point.
        again: whether the A/A arm runs beside each replication (of the first arm).
        varying: the inputs that get a column in `runs/`, in order.
    """

    source: str
    seed: int
    world: Mapping[str, Any]
    scenarios: Sequence[str]
    arms: Sequence[Arm]
    points: Sequence[Mapping[str, Value]]
    structures: frozenset[str] = frozenset()
    replications: int | Sequence[int] = 1
    again: bool = False
    varying: Sequence[str] = ()

    def replications_of(self, point: int) -> int:
        """How many replications a point has."""
        return self.replications if isinstance(self.replications, int) else self.replications[point]

    def blocks(self) -> Iterator[tuple[Block, list[Arm]]]:
        """Blocks with their arms, replication by replication, so that an early stop leaves a balanced part."""
        most = max((self.replications_of(point) for point in range(len(self.points))), default=0)
        for replication in range(most):
            for point in range(len(self.points)):
                if replication < self.replications_of(point):
                    for scenario in self.scenarios:
                        yield self.block(scenario, point, replication), list(self.arms)
                        if self.again:
                            yield self.block(scenario, point, replication, again=True), [self.again_arm()]

    def block(self, scenario: str, point: int, replication: int, again: bool = False) -> Block:
        """The block of one scenario, point and replication."""
        values = self.points[point]
        return Block(
            scenario=scenario,
            point=point,
            replication=replication,
            seed=seed_of(self.seed, point, replication, again),
            world=self.world,
            parameters={k: v for k, v in values.items() if k not in self.structures and k != DUMMY},
            structure={k: str(v) for k, v in values.items() if k in self.structures},
            again=again,
        )

    def again_arm(self) -> Arm:
        """The baseline once more, kept apart by its name."""
        return Arm(AGAIN, "Baseline again, with other seeds", self.arms[0].content, self.arms[0].settings)

    def rows(self) -> Iterator[Row]:
        """Every run of the design, in the order of its blocks."""
        for block, arms in self.blocks():
            shared = block_content(self.source, block)
            for arm in arms:
                yield Row(run_id(shared, arm), block, arm)

    def count(self) -> int:
        """How many runs the design has; arms of the same content are the same runs."""
        return self._cells() * (len({canonical(arm.content) for arm in self.arms}) + int(self.again))

    def count_blocks(self) -> int:
        """How many warm-ups the design has."""
        return self._cells() * (1 + int(self.again))

    def _cells(self) -> int:
        return sum(self.replications_of(point) for point in range(len(self.points))) * len(self.scenarios)

    def varied(self, row: Row) -> dict[str, Value]:
        """The values of what varies, for the columns of `runs/`."""
        values = {**self.points[row.block.point], **row.arm.settings}
        return {name: values[name] for name in self.varying if name in values}


def block_content(source: str, block: Block) -> dict[str, Any]:
    """The part of a block that its results depend on, for the run's id (its numbers in the design matter only through the seed)."""
    return {
        "source": source,
        "world": {name: value for name, value in block.world.items() if name != "outside"},
        "scenario": block.scenario,
        "structure": dict(block.structure),
        "parameters": {k: _number(v) for k, v in block.parameters.items()},
        "seed": block.seed,
    }


def _number(value: Value) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def run_id(shared: Mapping[str, Any], arm: Arm) -> str:
    """A run's id: a hash of the block's content and the strategy's; titles, labels and names are not in it."""
    return digest({**shared, "strategy": arm.content})
