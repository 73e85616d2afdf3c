"""The view "One world": a single world lived day by day, watched on the map, and a lever changed on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from htmltools import HTML, Tag, TagList
from shiny import Inputs, Session, reactive, render, ui

from experiments.explore.levers import described, in_words, presets, typed
from experiments.explore.living import drawings
from experiments.explore.page import nothing, piece
from experiments.explore.query import Query
from experiments.explore.timer import again_in
from experiments.report.forms.grids import Column, Grid
from experiments.store.results import FEW_YOUNG_PEOPLE
from sim.documents import catalogue
from sim.evidence.problems import Refused

if TYPE_CHECKING:
    from experiments.explore.living.world import Lived

SCALES = {"0.02": "1 agent for 50 people", "0.05": "1 for 20", "0.1": "1 for 10", "0.2": "1 for 5"}
SPEEDS = {"1": "1 day", "7": "a week", "month": "to the end of the month"}
INPUTS = ("world_strategy", "world_scale", "world_seed", "world_stride", "world_course")
LONGEST_COURSE = 2000
TICK_SECONDS = 0.09
"""Between one look and the next: with what passes until it is begun, ten days a second."""
MOST_SEED = 2**31
FOUNDING = (
    "Founding the world, and living two years before the first day. The first time on a machine the model is compiled, "
    "which takes a minute or two."
)
KEY = (
    "Each tile: children living there who are exploited; lines that sell there and, in brackets, lines on record, some of which "
    "are gone or counted twice. The darker, the more children of every 1,000 aged 10 to 17. Curves: lines from home to market, "
    "the largest ones. Numbers at 1:1 from a small world: one possible course, not a mean. A link to this page founds the same "
    "world and lives it to the day of the last pause, with the levers changed as they were."
)


def panel(query: Query) -> TagList:
    """Controls, and places for the map, the charts and the words."""
    strategies = presets()
    usual = query.one("world_strategy", list(strategies), "as_inspected")
    seed = int(query.number("world_seed", 0, MOST_SEED, 1))
    stride = query.one("world_stride", list(SPEEDS), "1")
    places = {str(row["name"]): in_words(str(row["name"])) for row in catalogue.levers()}
    return TagList(
        ui.tags.form(
            ui.input_select("world_strategy", "Response", strategies, selected=usual),
            ui.input_select("world_scale", "Size of the world", SCALES, selected=query.one("world_scale", list(SCALES), "0.1")),
            ui.input_numeric("world_seed", "Seed of its luck", seed, min=0, max=MOST_SEED),
            ui.input_action_button("world_found", "Found this world", class_="btn-primary"),
            class_="own", aria_label="The world", onsubmit="return false",
        ),
        ui.div(ui.input_text("world_course", "Days lived and levers changed", query.text("world_course", LONGEST_COURSE)), hidden=""),
        ui.div(
            ui.input_action_button("world_play", "Play"),
            ui.input_action_button("world_pause", "Pause"),
            ui.input_action_button("world_step", "Step"),
            ui.input_radio_buttons("world_stride", "A step is", SPEEDS, selected=stride, inline=True),
            class_="own buttons", role="group", aria_label="Time",
        ),
        ui.output_ui("world_seed_refused"),
        ui.output_ui("world_state"),
        ui.div(ui.div(id="world_map", class_="paper"),
               ui.div(ui.div(id="world_charts", class_="paper"), ui.div(id="world_counted")), class_="world"),
        ui.p("Take the map as ", take("SVG", "#world_map svg"), take("PNG", "#world_map svg"), "; the charts as ",
             take("SVG", "#world_charts svg"), take("PNG", "#world_charts svg"), "; the areas below as ",
             take("CSV", "#world_areas table"), "; the routes as ", take("CSV", "#world_routes table"), class_="files"),
        ui.tags.details(ui.tags.summary("Change a lever from this day on"), ui.tags.form(
            ui.input_select("world_lever", "Component of a lever", places),
            ui.output_ui("world_lever_about"),
            ui.input_text("world_value", "Its value from this day on"),
            ui.input_action_button("world_change", "Change it"),
            class_="own", aria_label="Change a lever", onsubmit="return false",
        ), ui.output_ui("world_changed")),
        ui.tags.details(ui.tags.summary("Areas and routes as tables (as of the last pause)"), ui.output_ui("world_areas"),
                        ui.output_ui("world_routes")),
    )  # fmt: skip


def founded_with(world: Lived) -> str:
    """What a world was founded with, in words."""
    response, size = presets()[world.strategy], SCALES[f"{world.scale:g}"]
    return f"This world: \u201c{response}\u201d, {size}, seed {world.seed}; each assumption at its best value."


def take(form: str, place: str) -> Tag:
    """What takes a drawing or a table from the page as a file."""
    return ui.tags.button(form, type="button", class_="take", data_from=place, data_form=form.lower())


def serve(input: Inputs, session: Session) -> None:
    """Found the world, live it, send what it looks like."""
    # Each with its name: else Shiny looks for it in the sources of all that called this, for hundredths of a second.
    lived: reactive.value[Lived | None] = reactive.value(None, name="lived")
    playing, still = reactive.value(False, name="playing"), reactive.value(0, name="still")
    said = reactive.value("", name="said")
    founding(input, session, lived, playing, said, still)
    time_passes(input, session, lived, playing, still)
    changing(input, session, lived, said, still)

    @render.ui
    def world_changed() -> Tag:
        return ui.p(said(), role="status")

    @render.ui
    def world_lever_about() -> Tag | None:
        rows = [row for row in catalogue.levers() if row["name"] == input.world_lever()]
        return ui.p(described(rows[0]), class_="note") if rows else None

    @render.ui
    def world_areas() -> Any:
        still()
        world = lived()
        return table(areas(world)) if world else None

    @render.ui
    def world_routes() -> Any:
        still()
        world = lived()
        return table(routes(world), ": those that the map draws, the largest first") if world else None


def founding(input: Inputs, session: Session, lived: Any, playing: Any, said: Any, still: Any) -> None:
    """Found the world that is asked for, and say how far that is."""
    refused = reactive.value("", name="refused")
    linked = reactive.value(True, name="linked")

    @reactive.extended_task
    async def found(strategy: str, scale: float, seed: int, course: str) -> Lived:
        return await asyncio.to_thread(new_world, strategy, scale, seed, course)

    @reactive.effect
    @reactive.event(input.world_found)
    def begin() -> None:
        playing.set(False)
        seed = input.world_seed()
        sound = isinstance(seed, int) and 0 <= seed <= MOST_SEED
        refused.set("" if sound else f"The seed of its luck has to be a whole number from 0 to {MOST_SEED:,}.")
        if sound and input.world_scale() in SCALES:
            # The first world may be that of a link, which was lived already.
            course = input.world_course()[:LONGEST_COURSE] if linked() else ""
            linked.set(False)
            found(input.world_strategy(), float(input.world_scale()), seed, course)

    @reactive.effect
    @reactive.event(input.world_strategy, input.world_scale, input.world_seed, ignore_init=True)
    def another() -> None:
        linked.set(False)

    @reactive.effect
    def in_the_address() -> None:
        still()
        chosen = (input.world_strategy(), float(input.world_scale()), input.world_seed())
        if (world := lived()) is not None:  # of another world than the one that is chosen a link would tell nothing
            course = world.course() if chosen == (world.strategy, world.scale, world.seed) else ""
            ui.update_text("world_course", value=course)
        elif not linked():
            ui.update_text("world_course", value="")

    @render.ui
    def world_seed_refused() -> Tag | None:
        return ui.p(refused(), class_="caution", role="alert") if refused() else None

    @reactive.effect
    async def founded() -> None:
        if found.status() == "error":
            return  # world_state says so
        world = found.result()
        lived.set(world)
        said.set("")
        with reactive.isolate():
            await show(session, world)
            still.set(still() + 1)

    @render.ui
    def world_state() -> Tag | TagList:
        if found.status() == "running":
            return ui.p(FOUNDING, role="status")
        if found.status() == "error":
            return nothing(f"The world could not be founded: {found.error()}.")
        if (world := lived()) is None:
            return nothing(
                "Found a world, then let its days pass. It is one possible course of events, at one seed: no forecast."
            )
        return TagList(ui.p(founded_with(world)), ui.p(KEY, class_="note"))


def left_of_month(today: date) -> int:
    """Days until the first of the next month."""
    return ((today.replace(day=1) + timedelta(days=32)).replace(day=1) - today).days


def new_world(strategy: str, scale: float, seed: int, course: str = "") -> Lived:
    """A world, lived as a link says; model and compiler are loaded when the first is founded."""
    from experiments.explore.living.world import Lived

    made = Lived(strategy, scale, seed)
    if course:
        made.follow(course)
    return made


def time_passes(input: Inputs, session: Session, lived: Any, playing: Any, still: Any) -> None:
    """Play, pause and step."""

    @reactive.effect
    @reactive.event(input.world_play)
    def play() -> None:
        playing.set(lived() is not None)

    @reactive.effect
    @reactive.event(input.world_pause)
    def pause() -> None:
        playing.set(False)
        still.set(still() + 1)

    @reactive.effect
    @reactive.event(input.world_step)
    async def step() -> None:
        if lived() is not None:
            playing.set(False)
            await forward()
            still.set(still() + 1)

    @reactive.effect
    async def run() -> None:
        if playing():
            again_in(TICK_SECONDS)
            with reactive.isolate():
                await forward()

    async def forward() -> None:
        stride = input.world_stride()
        lived().live(left_of_month(lived().model.today) if stride == "month" else int(stride) if stride in SPEEDS else 1)
        await show(session, lived())

    @reactive.effect
    def away() -> None:
        elsewhere = input.view() != "world"
        with reactive.isolate():
            if elsewhere and playing():
                playing.set(False)
                still.set(still() + 1)


def changing(input: Inputs, session: Session, lived: Any, said: Any, still: Any) -> None:
    """Change a lever on the way."""

    @reactive.effect
    @reactive.event(input.world_change)
    async def change() -> None:
        world = lived()
        if world is None:
            said.set("Found a world first.")
            return
        try:
            world.change(input.world_lever(), typed(input.world_value()))
            day, words = world.marks[-1]
            said.set(f"{words} from {day:%-d %B %Y} on.")
            await show(session, world)
            still.set(still() + 1)
        except Refused as refused:
            said.set("; ".join(map(str, refused.problems)) if hasattr(refused, "problems") else str(refused))


async def show(session: Session, world: Lived) -> None:
    """Send what the world looks like."""
    morning = world.morning()
    drawn: Mapping[str, Callable[[], Any]] = {
        "world_map": lambda: drawings.tile_map(morning),
        "world_charts": lambda: drawings.charts(world.days, world.marks),
        "world_counted": lambda: piece("counted", morning, world.marks),
    }
    await session.send_custom_message("world", {name: str(make()) for name, make in drawn.items()})


def areas(world: Lived) -> Grid:
    """A row each area."""
    morning = world.morning()
    heads = ["Children exploited who live there", "Lines that sell there", "On record"]
    rows: list[list[object]] = [
        [str(tile["name"]), round(morning.children[at]), round(morning.lines[at]), drawings.on_record(morning, at)]
        for at, tile in enumerate(drawings.tiles())
        if tile["population_10_17"] >= FEW_YOUNG_PEOPLE
    ]
    return Grid("Areas on this day", [Column("Area", False), *(Column(one, True) for one in heads)], rows)


def routes(world: Lived) -> Grid:
    """Home, market and lines of every route that the map draws."""
    names = [str(tile["name"]) for tile in drawings.tiles()]
    heads = [Column("Home", False), Column("Market", False), Column("Lines", True)]
    found = drawings.largest(world.morning())
    return Grid("Routes on this day", heads, [[names[home], names[market], round(number)] for home, market, number in found])


def table(found: Grid, more: str = "") -> HTML:
    """A table as the report lays it out, with more in its caption than in its name."""
    return piece("data_table", found, f"{found.caption}{more}", found.caption)
