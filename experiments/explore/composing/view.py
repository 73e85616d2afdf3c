"""The view "Compose": a strategy from levers, its config as it grows, what the check has against it, and a run of it."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any

from htmltools import Tag, TagList
from shiny import Inputs, Session, reactive, render, ui

from experiments.explore.chosen import Choice, Chosen, compared_measures
from experiments.explore.composing.config import BASELINE, Composed, based, faults, idle
from experiments.explore.composing.running import ROOT, Going, estimate, so_far
from experiments.explore.folders import DAMAGED, kind_of_worlds, origin
from experiments.explore.levers import described, presets
from experiments.explore.page import grid, said
from experiments.explore.query import Query
from experiments.explore.reading import answer
from experiments.explore.timer import again_in
from experiments.figures.results import FolderTables, label_from
from experiments.figures.sentences import inside
from experiments.protocol.problems import Unusable
from experiments.report.forms.grids import cost_grid
from experiments.report.sections import first_page
from sim.documents import catalogue
from sim.places import places

SIZES = {"0.02": "1 agent for 50 people", "0.05": "1 for 20", "0.1": "1 for 10"}
TEXTS = ("own_label", "own_starts", "own_ramp", "own_years", "own_pairs")
INPUTS = (*TEXTS, "own_based_on", "own_scale", "own_areas", "own_beside", "own_set")
LOOK_SECONDS = 0.7
GROWN, IDLE_SHARE = 1.25, 10.0
"""How many more runs there have to be before they are status anew, and how long the page waits beside how long it looked."""
MORE = "Twice as many pairs: run it to go on; runs that are done are kept."
RUNNING = "Running. To close this page, or to load it again, cancels it; runs that are done are kept."
BEFORE = "Run before, with the model that its charts name. Run it computes what is missing; of another model, all of it anew."
ONE_RUN = "One run at a time: cancel it first."
TIMING = "Timing one short run of each strategy \u2026 The first time on a machine the model is compiled, which takes a minute or two."
MOST_DIGITS = 9
TIMES = {"starts": "From a day of its own on", "ramp_days": "Days of its own from nothing to all of it"}
"""When one lever holds, where that is not when the rest does."""
BESIDE = "What is chosen beside it is run too and stands beside it: each makes the first numbers come later."


def field(place: str) -> str:
    """The name of the input of a component."""
    return f"set_{place.replace('.', '__')}"


def panel(query: Query) -> TagList:
    """All controls, and places for the config and what comes of it."""
    named = presets()
    areas = {str(name): str(name) for name in places().names}
    given = dict(part.split(":", 1) for part in query.text("own_set", 4000).split("~") if ":" in part)
    chosen = query.many("own_areas", list(areas)) if query.text("own_areas", 4000) else []
    beside = query.many("own_beside", list(named)) if query.text("own_beside", 4000) else []
    size = [
        ui.input_select("own_scale", "Size of the world", SIZES, selected=query.one("own_scale", list(SIZES), "0.05")),
        ui.input_text("own_years", "Years", query.text("own_years") or "2"),
        ui.input_text("own_pairs", "Pairs of runs", query.text("own_pairs") or "8"),
    ]
    whose = [
        ui.input_text("own_label", "What it is called", query.text("own_label") or "Ours"),
        ui.input_select("own_based_on", "Begins from", named, selected=query.one("own_based_on", list(named), BASELINE)),
        ui.input_text("own_starts", "Starts (a day, as 2020-01-01)", query.text("own_starts"), placeholder="2019-01-01"),
        ui.input_text("own_ramp", "Days from nothing to all of it", query.text("own_ramp"), placeholder="180"),
    ]
    wide = [
        ui.input_select("own_areas", "Only in these areas (none: everywhere)", areas, selected=chosen, multiple=True, size="5"),
        ui.input_select("own_beside", "Beside it run", named, selected=beside, multiple=True, size="5"),
    ]
    return TagList(
        ui.tags.form(*whose, *wide, class_="own", aria_label="The strategy", onsubmit="return false"),
        ui.p(BESIDE, class_="note"),
        ui.h3("Levers"),
        ui.p("What is left empty stays as it is in the strategy that it begins from, as each field shows.", class_="note"),
        ui.div(*levers(given), class_="levers"),
        ui.tags.form(*size, class_="own", aria_label="The run", onsubmit="return false"),
        ui.div(ui.output_ui("own_faults"), **{"aria-live": "polite"}),
        ui.div(ui.input_action_button("own_run", "Run it", class_="btn-primary"),
               ui.input_action_button("own_cancel", "Cancel"),
               ui.input_action_button("own_more", "Twice as many pairs"), ui.input_action_button("own_estimate", "How long?"),
               class_="own buttons", role="group", aria_label="Run"),
        ui.output_ui("own_progress"),
        ui.output_ui("own_results"),
        ui.h3("Its config"),
        ui.output_ui("own_toml"),
    )  # fmt: skip


def levers(given: dict[str, str]) -> list[Tag]:
    """A part to unfold for each lever, with a field a component: what it is, its bounds, what it costs."""
    rows = list(catalogue.levers())
    found = []
    for lever in dict.fromkeys(str(row["lever"]) for row in rows):
        own = [row for row in rows if row["lever"] == lever]
        fields = [component(row, given.get(str(row["name"]), "")) for row in own]
        where = ui.input_text(f"only_{lever}", "Only in these areas, apart by commas", given.get(f"{lever}.areas", ""))
        when = [ui.input_text(field(f"{lever}.{key}"), words, given.get(f"{lever}.{key}", "")) for key, words in TIMES.items()]
        open_ = any(place.startswith(f"{lever}.") for place in given)
        summary = ui.tags.summary(label_from(lever))
        found.append(ui.tags.details(summary, *fields, where, *when, open="" if open_ else None))
    return found


def component(row: dict[str, Any], typed: str) -> Tag:
    """The field of one component."""
    name = label_from(str(row["name"]).split(".")[1])
    return ui.div(ui.input_text(field(str(row["name"])), name, typed), ui.p(described(row), class_="note"))


def serve(input: Inputs, session: Session, results: FolderTables) -> None:
    """The config as it grows, the run, and what comes of it."""
    primary = [name for name in results.primary if name in compared_measures(results)][:5]
    going: reactive.value[Going | None] = reactive.value(None, name="going")
    status = reactive.value("", name="status")

    @reactive.calc
    def composed() -> Composed:
        return gather(input, primary)

    @reactive.calc
    def wrong() -> list[str]:
        return faults(composed().toml())

    @render.ui
    def own_toml() -> TagList:
        name = f"results/{composed().stem}.toml"
        return TagList(ui.tags.pre(composed().toml(), tabindex="0"), ui.p(f"Kept as {name} when it is run.", class_="note"))

    @render.ui
    def own_faults() -> Any:
        if wrong():
            return ui.tags.ul(*(ui.tags.li(one) for one in wrong()), class_="caution faults")
        still = [inside(label_from(lever)) for lever in idle(composed())]
        return ui.p(
            f"Nothing is against it. Idle in it: {', '.join(still)}." if still else "Nothing is against it; no lever is idle."
        )

    @reactive.effect
    def stand_in() -> None:
        if input.view() == "compose" and input.own_based_on() in {str(row["name"]) for row in catalogue.strategies()}:
            for place, found in based(input.own_based_on()).items():
                ui.update_text(field(place), placeholder=found if isinstance(found, str) else f"{found:.6g}")

    estimating(input, session, composed, wrong, status)
    starting(input, session, composed, wrong, going, status)
    watching(composed, going, status)


def fields() -> list[str]:
    """What may be typed of levers: each component, and when a lever holds."""
    rows = list(catalogue.levers())
    timed = [f"{lever}.{key}" for lever in dict.fromkeys(str(row["lever"]) for row in rows) for key in TIMES]
    return [*(str(row["name"]) for row in rows), *timed]


def gather(input: Inputs, primary: list[str]) -> Composed:
    """What the fields hold now."""
    rows = list(catalogue.levers())
    only = {lever: split(input[f"only_{lever}"]()) for lever in dict.fromkeys(str(row["lever"]) for row in rows)}
    return Composed(
        label=input.own_label(),
        based_on=input.own_based_on(),
        timing={"starts": input.own_starts(), "ramp_days": input.own_ramp()},
        areas=list(input.own_areas()),
        settings={place: input[field(place)]() for place in fields()},
        only=only,
        beside=list(input.own_beside()),
        size={"scale": input.own_scale(), "years": input.own_years(), "pairs": input.own_pairs()},
        primary=primary,
    )


def split(typed: str) -> list[str]:
    """Names apart by commas."""
    return [name.strip() for name in typed.split(",") if name.strip()]


def settings(input: Inputs) -> str:
    """What was typed for levers, as the address holds it."""
    found = {place: input[field(place)]() for place in fields()}
    found |= {f"{row['lever']}.areas": input[f"only_{row['lever']}"]() for row in catalogue.levers()}
    return "~".join(f"{place}:{typed}" for place, typed in found.items() if typed.strip())


def estimating(input: Inputs, session: Session, composed: Any, wrong: Any, status: Any) -> None:
    """How long it would take, asked of the program itself."""
    ask = reactive.extended_task(estimate)
    session.on_ended(ask.cancel)

    @reactive.effect
    @reactive.event(input.own_estimate)
    def begin() -> None:
        status.set(TIMING if not wrong() else "How long it would take can't be said: see what is against it.")
        if not wrong():
            ask(composed().toml())

    @reactive.effect
    def answered() -> None:
        status.set(ask.result())

    @reactive.effect
    @reactive.event(composed, ignore_init=True)
    def another() -> None:
        ask.cancel()
        if status() != MORE:
            status.set("")  # what was said is of what was composed before


def starting(input: Inputs, session: Session, composed: Any, wrong: Any, going: Any, status: Any) -> None:
    """Run it, run more of it, cancel it; a page that is closed cancels what it started."""

    def start() -> None:
        if wrong():
            status.set("It is not run: see what is against it.")
        elif going() is not None and going().code is None:
            status.set(ONE_RUN)
        else:
            try:
                status.set("")
                going.set(Going(composed().stem, composed().toml()))
            except (OSError, Unusable) as error:
                status.set(f"It can't be started: {getattr(error, 'strerror', None) or error}.")

    @reactive.effect
    @reactive.event(input.own_run)
    def run() -> None:
        start()

    @reactive.effect
    @reactive.event(input.own_more)
    def more() -> None:
        pairs = input.own_pairs().strip()
        if not (pairs.isdecimal() and len(pairs) <= MOST_DIGITS):
            status.set("The number of pairs is no whole number.")
        else:
            ui.update_text("own_pairs", value=str(2 * int(pairs)))
            status.set(MORE)

    @reactive.effect
    @reactive.event(input.own_cancel)
    def cancel() -> None:
        if going() is not None:
            going().cancel()

    @session.on_ended
    def closed() -> None:
        with reactive.isolate():
            if (now := going()) is not None:
                now.leave()


def watching(composed: Any, going: Any, status: Any) -> None:
    """How far it is, and what its runs say so far: anew when there are a quarter more, so that others are not kept waiting."""
    seen: reactive.value[tuple[Going | None, int | None, int, int, str]] = reactive.value((None, None, 0, 0, ""), name="seen")
    told_of: reactive.value[tuple[Going | None, int]] = reactive.value((None, 0), name="told_of")

    @reactive.effect
    def look() -> None:
        if going() is None:
            return
        now, begun = going(), monotonic()
        code = now.code
        done, asked = now.done()
        seen.set((now, code, done, asked, now.lost()))
        with reactive.isolate():
            before, number = told_of()
            if before is not now or code is not None or done >= GROWN * number:
                told_of.set((now if code is None else None, done))
        if code is None:
            again_in(max(LOOK_SECONDS, IDLE_SHARE * (monotonic() - begun)))
        else:
            with reactive.isolate():
                status.set("" if status() == ONE_RUN else status())

    @render.ui
    def own_progress() -> Tag | None:
        now = going()
        if now is None:
            return ui.p(status(), role="status") if status() else None
        of, code, done, asked, lost = seen()
        if of is not now:  # what was seen is of the run before
            code, done, asked, lost = None, 0, 0, ""
        far = ui.tags.progress(value=str(done), max=str(max(asked, 1)), aria_label="Runs done")
        state = now.outcome() if code is not None else RUNNING if asked else "Starting: the model is loaded."
        words = f"{done} of {asked} runs done. {state}" if asked else state
        more = [f"{text[:1].upper()}{text[1:]}" for text in (status(), f"{lost}." if lost else "") if text]
        return ui.div(far, ui.p(words, role="status"), *map(ui.p, more))

    @render.ui
    def own_results() -> Any:
        _, done = told_of()
        with reactive.isolate():
            now = going()
        if now is not None:
            return shown_so_far(now.folder, now.code is not None) if done else None
        before = ROOT / composed().stem
        return TagList(ui.p(BEFORE, class_="note"), shown_so_far(before, True)) if before.is_dir() else None


def shown_so_far(folder: Path, ended: bool) -> TagList | Tag:
    """What the runs of a folder that are done say, in what worlds they are, and what it costs."""
    try:
        found = so_far(folder, ended)
    except DAMAGED:
        return ui.p("Its runs can't be read just now.", class_="note")
    if found is None or not found.compared:
        few = "No numbers: a strategy has fewer than two pairs of runs."
        return ui.p(few if ended else "The first numbers come with the second pair of runs.", class_="note")
    kept = ui.p(f"In {folder}; countylines report {folder} makes its report.", class_="note")
    title = ui.h3(str(found.manifest.get("title") or ""))
    return TagList(title, ui.p(lived_in(found), class_="note"), answer.VIEW.parts(whole(found), {}), costs(found), kept)


def lived_in(found: FolderTables) -> str:
    """In what worlds its runs are, how many, and how large these are."""
    rows, people = found.rows("effects", measure=found.primary[:1]), round(1.0 / float(found.world.get("scale") or 1.0))
    whence = kind_of_worlds(origin(found.manifest.get("config") or {}))
    pairs = int(rows["n_pairs"].min()) if len(rows) else 0
    return f"In one world, {whence}; {pairs} pairs of runs; one agent for {people} people. Other worlds may say otherwise."


def costs(found: FolderTables) -> TagList:
    """What the composed strategy costs a year and for each child-day averted, once there are tables of it."""
    table = cost_grid(found)
    own = [name for name in found.compared if name.startswith("own_")]
    if table is None:
        return TagList()
    return TagList(said(first_page.cost(Chosen(found, Choice(tuple(own), found.primary[0])))), grid(table))


def whole(found: FolderTables) -> Chosen:
    """A folder as it stands, its first primary measure first."""
    return Chosen(found, Choice(tuple(found.compared), found.primary[0], folder=found.folder.name))
