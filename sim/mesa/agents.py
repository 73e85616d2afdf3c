"""Mesa's agents: views of the rows of the world's tables, made when asked for, and the bodies that decide, which are real.

A view holds a model and a row number and nothing else: it reads the table each time it is asked, so it is never stale
and costs nothing while nobody looks. Its attributes are the fields of its record class, so that a new column of
`sim.state` is a new attribute here by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Self

import mesa  # type: ignore[import-untyped]
import numpy as np
from mesa.agentset import AbstractAgentSet  # type: ignore[import-untyped]

from sim import state
from sim.places import places

if TYPE_CHECKING:
    from sim.mesa.model import CountyLinesModel

IDENTITIES_APART = 1_000_000_000
"""Room for the identities of one type of view before those of the next type begin; bodies have the first ones."""


def reads_rows(record: type, table: str) -> Callable[[type], type]:
    """Give a class one read-only attribute for each field of a record, read from its row of a table of the world."""

    def column(name: str) -> property:
        # `.item` makes a Python number, which a DataCollector keeps without copying.
        return property(lambda self: getattr(self.model.world, table)[name].item(self.row))

    def enter(view: Any) -> Any:
        view.table = table
        view.fields = state.DTYPES[record.__name__].names
        for name in view.fields:
            setattr(view, name, column(name))
        return view

    return enter


class RowAgent:
    """One row of a table, seen as an agent: it can be read, selected, grouped and collected, but acts in the engine alone."""

    __slots__ = ("__weakref__", "model", "row")
    table: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    place: ClassVar[int]

    def __init__(self, model: "CountyLinesModel", row: int) -> None:
        self.model, self.row = model, row

    @property
    def unique_id(self) -> int:
        """A number that no other agent of the model has, and that stays with the row."""
        return self.place * IDENTITIES_APART + self.row

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.row == other.row and self.model is other.model  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self), self.row))

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.row}"


@reads_rows(state.Person, "people")
class Person(RowAgent):
    """A young person who could be exploited, is, or was."""

    __slots__ = ()
    place = 1


@reads_rows(state.Episode, "episodes")
class ExploitedChild(RowAgent):
    """What is kept of a child from the first day of exploitation on; `person` is the row of the young person."""

    __slots__ = ()
    place = 2


@reads_rows(state.Adult, "adults")
class Adult(RowAgent):
    """An adult at risk whose home a line may use, or who may run for one."""

    __slots__ = ()
    place = 3


@reads_rows(state.Line, "lines")
class Line(RowAgent):
    """A branded number and those who work it, trading or ended."""

    __slots__ = ()
    place = 4


@reads_rows(state.Group, "groups")
class Group(RowAgent):
    """An organised crime group that owns lines."""

    __slots__ = ()
    place = 5


@reads_rows(state.Dealer, "dealers")
class Dealer(RowAgent):
    """A holder or a seller: an adult who gains from a line."""

    __slots__ = ()
    place = 6


VIEWS: tuple[type[RowAgent], ...] = (Person, ExploitedChild, Adult, Line, Group, Dealer)


class RowSet(AbstractAgentSet):  # type: ignore[type-arg]
    """An agent set of views of one table: it holds row numbers, and makes a view only for who is looked at."""

    def __init__(self, agents: Iterable[RowAgent] = (), random: Random | None = None) -> None:
        """Hold the rows of some views; this is the signature that Mesa's `select` and `groupby` call."""
        known = list(agents)
        self.model = known[0].model if known else None
        self.agent_class = type(known[0]) if known else None
        self.random = random if random is not None else Random() if self.model is None else self.model.random
        self.rows: Sequence[int] = [agent.row for agent in known]

    @classmethod
    def from_model(cls, model: "CountyLinesModel", agent_class: type[RowAgent]) -> Self:
        """All rows in use of one class of view."""
        return cls(random=model.random)._with(range(int(getattr(model.world.counts[0], agent_class.table))), model, agent_class)

    def _with(self, rows: Sequence[int], model: Any = None, agent_class: Any = None) -> Self:
        """This set, holding other rows."""
        self.rows, self.model, self.agent_class = rows, model or self.model, agent_class or self.agent_class
        return self

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[RowAgent]:
        if self.agent_class is not None and self.model is not None:
            for row in self.rows:
                yield self.agent_class(self.model, row)

    def __contains__(self, agent: object) -> bool:
        return type(agent) is self.agent_class and agent.model is self.model and agent.row in self.rows  # type: ignore[union-attr]

    def __getitem__(self, place: int) -> RowAgent:
        return self.agent_class(self.model, self.rows[place])  # type: ignore[misc, arg-type]

    def to_list(self) -> list[RowAgent]:
        """The views, as a list."""
        return list(self)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Attribute values, as Mesa's `get`; a field of the record is read as a whole column at once."""
        if not isinstance(attr_names, str):
            return [
                list(one) for one in zip(*(self.get(name, handle_missing, default_value) for name in attr_names), strict=True)
            ]
        if self.agent_class is not None and attr_names in self.agent_class.fields:
            column = getattr(self.model.world, self.agent_class.table)[attr_names]  # type: ignore[union-attr]
            return column[np.asarray(self.rows, dtype=np.int64)].tolist()
        if handle_missing == "default":
            return [getattr(agent, attr_names, default_value) for agent in self]
        return [getattr(agent, attr_names) for agent in self]

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """What a function, or a method given by name, returns for each view."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def sort(self, key: Callable | str, ascending: bool = False, inplace: bool = False) -> Self:
        """The views in the order of an attribute or function."""
        values = self.get(key) if isinstance(key, str) else self.map(key)
        order = sorted(range(len(self.rows)), key=values.__getitem__, reverse=not ascending)
        return self._ordered([self.rows[i] for i in order], inplace)

    def shuffle(self, inplace: bool = False) -> Self:
        """The views in a random order, drawn from Mesa's own generator, which the model itself never uses."""
        rows = list(self.rows)
        self.random.shuffle(rows)
        return self._ordered(rows, inplace)

    def _ordered(self, rows: list[int], inplace: bool) -> Self:
        return self._with(rows) if inplace else type(self)(random=self.random)._with(rows, self.model, self.agent_class)

    def _update(self, agents: Iterable[RowAgent]) -> Self:
        return self._with([agent.row for agent in agents])

    def _engine_only(self, *_: Any, **__: Any) -> Any:
        raise TypeError("rows live in the engine: read them, select them, group them, but do not ask them to act")

    add = discard = remove = do = shuffle_do = set = _engine_only


@reads_rows(state.Body, "bodies")
class BodyAgent(mesa.Agent):
    """A body that decides, as a registered Mesa agent; its attributes read its row of the world's bodies."""

    table: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]

    def __init__(self, model: "CountyLinesModel", row: int, name: str) -> None:
        super().__init__(model)
        self.row, self.name = row, name

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.name}"


class Force(BodyAgent):
    """One of the 43 territorial forces; `area` is its place among `sim.places.places().names`."""


class RegionalUnit(BodyAgent):
    """A regional organised crime unit."""


class TransportPolice(BodyAgent):
    """British Transport Police."""


class NationalCentre(BodyAgent):
    """The National County Lines Coordination Centre."""


AGENT_CLASSES: dict[int, type[BodyAgent]] = {
    state.BodyType.FORCE: Force,
    state.BodyType.REGIONAL_UNIT: RegionalUnit,
    state.BodyType.TRANSPORT_POLICE: TransportPolice,
    state.BodyType.CENTRE: NationalCentre,
}


def register_bodies(model: "CountyLinesModel") -> None:
    """Make the registered agents of a model: a body for each row of its table of bodies."""
    bodies: Any = model.world.bodies
    for row, body_type in enumerate(bodies.body_type.tolist()):
        AGENT_CLASSES[body_type](model, row, name_of(body_type, bodies[row]))


def name_of(body_type: int, body: state.Body) -> str:
    """What a body is called."""
    if body_type == state.BodyType.FORCE:
        return places().names[body.area]
    if body_type == state.BodyType.REGIONAL_UNIT:
        return places().rocu_names[body.region]
    return (
        "British Transport Police"
        if body_type == state.BodyType.TRANSPORT_POLICE
        else "National County Lines Coordination Centre"
    )
