"""The page and its server: what is chosen, the views over it, the address that holds both, and charts as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl

from htmltools import HTML, Tag, TagList
from shiny import App, Inputs, Outputs, Session, reactive, render, req, ui
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from experiments.explore.chosen import Choice, Chosen, as_chosen, compared_measures, horizons
from experiments.explore.composing import view as compose
from experiments.explore.drawn import BY_MONTHS, FORMS, as_file
from experiments.explore.folders import DAMAGED, Explorer, kind_of_worlds, origin, sentence
from experiments.explore.living import view as one_world
from experiments.explore.page import parts, strategy_names
from experiments.explore.query import NOBODY, Query, address
from experiments.explore.reading import answer, evidence, fails, maps, money, over_time
from experiments.explore.timer import again_in
from experiments.explore.views import Part, View
from experiments.figures.choose import suppressed
from experiments.figures.results import FolderTables
from experiments.figures.sections import SECTIONS
from experiments.report.sections import back
from experiments.report.sections.horizons import spoken
from experiments.store.ensemble import BEST, RANGE, USUAL

POLL_SECONDS = 3.0
READING: dict[str, View] = {
    "answer": answer.VIEW,
    "map": maps.VIEW,
    "time": over_time.VIEW,
    "fails": fails.VIEW,
    "money": money.VIEW,
    "evidence": evidence.VIEW,
}
"""Views that show what is chosen of the folder, by the key that stands in the address."""


def choice_of(results: FolderTables, query: Query) -> Choice:
    """What an address asks to see of a folder."""
    measures, years = compared_measures(results), [f"{one:g}" for one in horizons(results)[:-1]]
    strategies = tuple(query.many("strategies", results.compared))
    measure = query.one("measure", measures, measures[0] if measures else "")
    chosen = query.one("years", years)
    scenario = query.one("scenario", results.scenarios)
    return Choice(strategies, measure, float(chosen) if chosen else None, scenario, query.text("of"))


def controls(results: FolderTables, choice: Choice, others: Mapping[str, str], query: Query) -> Tag:
    """What is chosen for every view of the folder; worlds of another kind are another folder, of whose page the address is."""
    years, areas = horizons(results), maps.areas(results) if results.has("areas") else []
    spans = {"": "the whole period"} | {f"{one:g}": f"the first {spoken(one)}" for one in years[:-1]}
    worlds = {name: results.scenario_label(name) for name in results.scenarios}
    return ui.tags.form(
        ui.input_checkbox_group(
            "strategies", f"Strategies, against {results.label(results.baseline)}", strategy_names(results),
            selected=list(choice.strategies),
        ),
        ui.input_select("measure", "Measure", measures_by_section(results), selected=choice.measure),
        ui.input_select("years", "Counted over", spans, selected=f"{choice.years:g}" if choice.years else "")
        if len(spans) > 1 else None,
        ui.input_select(
            "area", "Area, on Answer and Map", {"": "none", **{name: name for name in areas}}, selected=query.one("area", areas)
        ) if areas else None,
        ui.input_select("scenario", "World assumed", worlds, selected=choice.scenario or results.scenario)
        if len(worlds) > 1 else None,
        ui.input_select(
            "of", "Worlds", {name: kind_of_worlds(one) for name, one in others.items()}, selected=results.folder.resolve().name
        ) if len(others) > 1 else None,
        class_="controls", aria_label="What is shown", onsubmit="return false", autocomplete="off",  # else going back restores
    )  # fmt: skip


def measures_by_section(results: FolderTables) -> dict[str, dict[str, str]]:
    """Measures that have differences, under the headings of the report; the primary ones first."""
    names = compared_measures(results)
    headings = {one.key: one.heading for one in SECTIONS}
    groups: dict[str, dict[str, str]] = {"Primary": {}}
    for name in names:
        one = results.measure(name)
        heading = "Primary" if name in results.primary else headings.get(one.section, "Other measures")
        groups.setdefault(heading, {})[name] = one.label
    return {heading: found for heading, found in groups.items() if found}


def body(results: FolderTables, query: Query, others: Mapping[str, str]) -> TagList:
    """The page of a folder, and of others the worlds that they asked the same in."""
    choice = choice_of(results, query)
    panels = [
        ui.nav_panel(view.label, heading(view.label), *place_of(key, view, results, query), value=key)
        for key, view in READING.items()
    ]
    panels.append(ui.nav_panel("Compose", heading("Compose"), compose.panel(query), value="compose"))
    panels.append(ui.nav_panel("One world", heading("One world"), one_world.panel(query), value="world"))
    return TagList(
        ui.tags.a("Skip to what is shown", href="#main", class_="skip"),
        ui.tags.header(
            ui.h1(str(results.manifest.get("title") or results.folder.name)),
            ui.p(str(results.manifest.get("question") or "")),
            ui.p(back.facts(results), class_="facts"),
            ui.p(worlds(results, others)),
        ),
        ui.output_ui("news"),
        ui.div(
            ui.div(controls(results, choice, others, query), class_="side"),
            ui.tags.main(
                ui.navset_underline(*panels, id="view", selected=opened_on(query)),
                id="main", tabindex="-1",
            ),
            class_="layout",
        ),
        ui.tags.footer(
            ui.p(f"Read from {results.folder}. "), tables(results, choice.folder), ui.p(ui.tags.code(back.command(results)))
        ),
    )  # fmt: skip


def opened_on(query: Query) -> str:
    """The view that an address asks for."""
    return query.one("view", [*READING, "compose", "world"], "answer")


def tables(results: FolderTables, of: str) -> Tag:
    """The folder's tables, each as a file."""
    asks = address({"of": of}) if of else ""
    links = [
        TagList(", " if at else "", ui.tags.a(name, href=f"tables/{name}.csv{asks}", download=""))
        for at, name in enumerate(results.table_names)
    ]
    return ui.p("Its tables, whole, as CSV: ", *links, ".", class_="files")


def heading(label: str) -> Tag:
    """A view's heading, for those who go from heading to heading; for others its tab says it."""
    return ui.h2(label, class_="visually-hidden")


def place_of(key: str, view: View, results: FolderTables, query: Query) -> list[Tag]:
    """A view's own controls, or the place for those that are made late, and the place for what it shows."""
    said, charts = ui.output_ui(f"{key}_body"), [ui.output_ui(f"{key}_chart_{at}") for at in range(len(view.charts))]
    if charts and opened_on(query) == key:
        said.append(written(view, results, query))
        if choice_of(results, query).strategies:
            charts[-1].append(ui.p("The chart is being drawn.", class_="drawing", role="status"))
    below = [ui.output_ui(f"{key}_below")] if view.below else []
    return [*([ui.output_ui(f"{key}_own")] if view.late else own(view, results, query)), said, *charts, *below]


def written(view: View, results: FolderTables, query: Query) -> Any:
    """What a view says of what an address asks for, to be read before the browser has loaded all that answers by."""
    with suppress(*DAMAGED):  # of which the view itself tells
        return view.show(
            as_chosen(results, choice_of(results, query)), {name: query.text(name) for name in view.names(results)}
        )
    return None


def own(view: View, results: FolderTables, query: Query) -> list[Tag]:
    """A view's own controls."""
    try:
        found = view.controls(results, query) if view.controls else []
    except DAMAGED:  # of which the view itself tells
        found = []
    return [ui.tags.form(*found, class_="own", aria_label=view.label, onsubmit="return false")] if found else []


def worlds(results: FolderTables, others: Mapping[str, str]) -> str:
    """In how many worlds it was run, of what kind, that it is no forecast, and how to have the same in worlds of another kind."""
    rows, whence = results.table("noise"), origin(results.manifest.get("config") or {})
    number = int(rows["worlds"].max()) if len(rows) else 1
    kind = kind_of_worlds(RANGE if whence == BEST else whence)
    lived = f"{number:,} possible worlds {kind}" if number > 1 else "one world, each assumption at one value"
    said = f"Run in {lived}: what follows from stated assumptions, no forecast. "
    if len(others) != 1:
        return said
    lacking = USUAL if whence in (BEST, RANGE) else BEST
    return said + f'Run its config with from = "{lacking}" under [worlds] to choose worlds {kind_of_worlds(lacking)} here.'


def page(explorer: Explorer) -> Callable[[Request], Tag]:
    """What makes the page of a request."""

    def made(request: Request) -> Tag:
        at = explorer.folder
        try:
            query, others = Query(request.query_params), explorer.worlds()
            results = explorer.results(query.one("of", list(others)))
            at = results.folder
            found, title = body(results, query, others), str(results.manifest.get("title") or "countylines")
        except DAMAGED as error:
            title, why = "No results", sentence(at, error)
            found = TagList(ui.tags.main(ui.h1("Nothing to show"), ui.p(why), id="main"))
        css, own, script = (
            resources.files(f"experiments.{room}").joinpath(f"templates/{name}").read_text(encoding="utf-8")
            for room, name in (("report", "report.css"), ("explore", "explore.css"), ("explore", "explore.js"))
        )
        head = ui.head_content(
            ui.tags.link(rel="icon", href="data:,"), ui.tags.style(HTML(css + own)), ui.tags.script(HTML(script))
        )
        return ui.page_fluid(head, found, title=title, lang="en-GB")

    return made


def serve(explorer: Explorer, input: Inputs, output: Outputs, session: Session) -> None:
    """Answer one open page."""
    with reactive.isolate():
        asked = dict(parse_qsl(session.clientdata.url_search().removeprefix("?")))
    try:
        of = Query(asked).one("of", list(explorer.worlds()))
        seen, results = explorer.stamp(of), explorer.results(of)
    except DAMAGED:
        return

    @reactive.calc
    def chosen() -> Choice:
        given = {"strategies": ",".join(input.strategies()) or NOBODY}
        return choice_of(results, Query(given | {"of": of} | values(("measure", "years", "scenario"))))

    @reactive.calc
    def shown() -> Chosen:
        return as_chosen(results, chosen())

    def values(names: Sequence[str]) -> dict[str, str]:
        found = {name: input[name]() for name in names if name in input}
        return {name: ticked(name, one) if isinstance(one, tuple) else str(one) for name, one in found.items()}

    for key, view in READING.items():
        show(output, key, view, shown, values)
        if view.late:
            made_late(output, key, view, results, Query(asked))
    served_when_looked_at(input, {"world": partial(one_world.serve, input, session),
                                  "compose": partial(compose.serve, input, session, results)})  # fmt: skip
    choosing_tiles(input, results)

    @render.ui
    def news() -> Tag | None:
        return changed(explorer, of, seen)

    @reactive.effect
    async def keep_address() -> None:
        view, own = input.view(), {"world": one_world.INPUTS, "compose": compose.INPUTS}.get(input.view(), ())
        with suppress(*DAMAGED):  # of which the view itself tells
            own = READING[view].names(results) if view in READING else own
        kept = {"view": view} | parts(chosen()) | values(own)
        kept |= {"own_set": compose.settings(input)} if view == "compose" else {}
        await session.bookmark.update_query_string(address(kept))


def served_when_looked_at(input: Inputs, parts: dict[str, Callable[[], None]]) -> None:
    """Serve these views once somebody looks at them: what answers them takes as long to set up as all the others."""

    @reactive.effect
    def look() -> None:
        if begin := parts.pop(input.view(), None):
            with reactive.isolate():
                begin()


def ticked(name: str, boxes: Sequence[object]) -> str:
    """What is ticked; of a limit an address without it would have every box ticked."""
    return ",".join(map(str, boxes)) or (NOBODY if name.startswith("limit_") else "")


def choosing_tiles(input: Inputs, results: FolderTables) -> None:
    """A tile of the map that is clicked chooses its area."""

    @reactive.effect
    @reactive.event(input.tile)
    def choose_tile() -> None:
        named = dict(zip(results.areas["abbr"], results.areas["name"], strict=True))
        area = str(named.get(input.tile()) or "")
        if area in suppressed(results):
            ui.notification_show(f"{area}: too few young people live there for a number.")
        elif area:
            ui.update_select("area", selected=area)


def show(
    output: Outputs,
    key: str,
    view: View,
    chosen: Callable[[], Chosen],
    values: Callable[[Sequence[str]], dict[str, str]],
) -> None:
    """Have a view stand in the place that the page has for it."""

    def given() -> dict[str, str]:
        found = values(names := view.names(chosen().source))
        req(found or not view.late or not names)  # controls that are made late come first
        return found

    output(id=f"{key}_body")(render.ui(readable(view.show, chosen, given)))
    for at, chart in enumerate(view.charts):
        draw_after(output, f"{key}_chart_{at}", chart, chosen, given)
    if view.below:
        output(id=f"{key}_below")(render.ui(readable(view.below, chosen, given)))


def readable(made: Part, chosen: Callable[[], Chosen], given: Callable[[], dict[str, str]]) -> Callable[[], Any]:
    """A part of a view; a sentence where what it is of can't be read."""

    def part() -> Any:
        try:
            return made(chosen(), given())
        except DAMAGED as error:
            return ui.p(sentence(chosen().folder, error), class_="caution", role="status")

    return part


def draw_after(
    output: Outputs, place: str, chart: Part, chosen: Callable[[], Chosen], given: Callable[[], dict[str, str]]
) -> None:
    """Draw a chart once the sentences of its view have been sent, which take a tenth of the time; send it where it is another."""
    asked: list[tuple[Choice, dict[str, str]]] = []
    sent: list[Any] = []
    drawn = readable(chart, chosen, given)

    def made() -> Any:
        if asked != [now := (chosen().choice, given())]:
            asked[:] = [now]
            again_in(0.0)
            req(False, cancel_output=True)  # what was drawn before stays until then
        found = drawn()
        req(sent != [found], cancel_output=True)
        sent[:] = [found]
        return found

    output(id=place)(render.ui(made))


def made_late(output: Outputs, key: str, view: View, results: FolderTables, query: Query) -> None:
    """Make a view's own controls when somebody looks at it."""

    def made() -> list[Tag]:
        return own(view, results, query)

    output(id=f"{key}_own")(render.ui(made))


def changed(explorer: Explorer, of: str, seen: float) -> Tag | None:
    """A line where the folder is no longer what the page shows; asked for again every few seconds."""
    again_in(POLL_SECONDS)
    now = 0.0
    with suppress(*DAMAGED):  # a folder beside it that is gone
        now = explorer.stamp(of)
    if now == seen:
        return None
    text = (
        "The folder has changed since this page was opened. The page shows it as it was; a file taken from here is as it is now."
        if now
        else "The folder is no longer there; this is what was read."
    )
    again = ui.tags.a("Read it again", href="", onclick="location.reload(); return false") if now else None
    return ui.p(text, " ", again, class_="caution", role="status")


def files(explorer: Explorer) -> list[Route]:
    """Charts as SVG, PNG and CSV, and the folder's tables; made where the page's own charts are, whose style is Matplotlib's own."""

    def asked(request: Request) -> FolderTables | None:
        try:
            return explorer.results(request.query_params.get("of", ""))
        except DAMAGED:
            return None

    async def chart(request: Request) -> Response:
        from experiments.figures.gallery import FIGURES

        name, _, form = request.path_params["file"].rpartition(".")
        results = asked(request)
        if results is not None and form in FORMS and (name in FIGURES or name in BY_MONTHS):
            try:
                found = as_file(results, choice_of(results, Query(request.query_params)), name, form)
            except DAMAGED as error:
                return PlainTextResponse(sentence(results.folder, error), 404)
            if found is not None:
                return Response(found, media_type=FORMS[form])
        return PlainTextResponse("no such chart", 404)

    async def table(request: Request) -> Response:
        name, results = request.path_params["file"].removesuffix(".csv"), asked(request)
        if results is not None and name in results.table_names:
            return FileResponse(results.folder / "tables" / f"{name}.csv", media_type=FORMS["csv"])
        return PlainTextResponse("no such table", 404)

    return [Route("/files/{file}", chart), Route("/tables/{file}", table)]


def application(explorer: Explorer) -> App:
    """The whole application."""
    app = App(page(explorer), partial(serve, explorer))
    app.starlette_app.router.routes[:0] = files(explorer)
    return app
