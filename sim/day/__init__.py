"""The day: eleven steps, in the order of the model's description, and the only loops over tables."""

from sim.day.aftermath import clear_up
from sim.day.control import run_and_control
from sim.day.detection import detect
from sim.day.grooming import groom
from sim.day.groups import decide
from sim.day.intelligence import inform
from sim.day.justice.children import judge_children
from sim.day.justice.holders import judge_holders
from sim.day.justice.operations import operate
from sim.day.recording import compact, record, turn_page
from sim.day.safeguarding import safeguard
from sim.day.supply import index_lines, supply
from sim.day.tasking import harvest, task_bodies
from sim.engine import kernel, phase
from sim.state.books import RecordedBook, TrueBook, columns

__all__ = ["RecordedBook", "TrueBook", "columns", "live", "step"]


@phase
def step(w, pages, policy, scene, p, today):
    """One day."""
    counts, true, recorded = w.counts[0], pages.true_today, pages.recorded_today
    index_lines(w.lines, w.open_lines, w.nearby, counts)
    supply(w.lines, w.open_lines, w.groups, w.areas, counts, true, p, today)
    decide(w.groups, w.lines, w.open_lines, w.areas, w.dealers, w.files, w.bodies, w.gravity, counts, w.folders, true, p, today)
    groom(
        w.people,
        w.rounds,
        w.in_round,
        w.episodes,
        w.exploited,
        w.adults,
        w.lines,
        w.open_lines,
        w.nearby,
        w.areas,
        w.bodies,
        w.on_rails,
        w.files,
        w.folders,
        policy,
        counts,
        true,
        recorded,
        p,
        today,
    )
    run_and_control(
        w.people, w.episodes, w.exploited, w.free, w.adrift, w.lines, w.areas, w.on_rails, w.on_roads, counts, true, p, today
    )
    detect(
        w.people,
        w.episodes,
        w.exploited,
        w.cases,
        w.lines,
        w.open_lines,
        w.nearby,
        w.areas,
        w.bodies,
        w.files,
        w.folders,
        policy,
        scene,
        counts,
        true,
        recorded,
        p,
        today,
    )
    inform(w.files, w.messages, w.open_lines, w.folders, w.bodies, policy, counts, true, p, today)
    task_bodies(
        w.files, w.folders, w.open_lines, w.desk, w.messages, w.bodies, w.operations, w.weights, w.picks, policy, counts,
        true, p, today,
    )  # fmt: skip
    harvest(w.operations, w.bodies, policy, counts, p, today)
    operate(
        w.operations, w.files, w.folders, w.lines, w.open_lines, w.groups, w.dealers, w.areas, w.adults, policy, counts, true,
        recorded, p, today,
    )  # fmt: skip
    judge_children(
        w.people, w.episodes, w.cases, w.helped, w.lines, w.open_lines, w.areas, w.files, w.folders, w.messages, policy,
        scene, counts, true, recorded, p, today,
    )  # fmt: skip
    judge_holders(w.dealers, w.lines, w.groups, w.areas, w.files, policy, counts, true, recorded, p, today)
    safeguard(
        w.people, w.episodes, w.exploited, w.free, w.helped, w.lines, w.nearby, w.areas, policy, scene, counts, true, recorded,
        p, today,
    )  # fmt: skip
    clear_up(
        w.people, w.episodes, w.adrift, w.lines, w.open_lines, w.groups, w.dealers, w.areas, w.files, w.bodies, w.nearby,
        w.gravity, counts, w.folders, true, recorded, p, today,
    )  # fmt: skip
    record(w.lines, w.open_lines, w.areas, w.bodies, w.dealers, w.files, policy, scene, counts, true, recorded, p, today)
    compact(w.lines, w.open_lines, counts, today)


@kernel
def live(w, pages, policy, scenes, numbers, first, days):
    """Many days on end, from day `first`; day `d` is written to the `d`-th daily page and to the month's.

    `scenes` and `numbers` are tables of one row: the scene of these days, and the parameters.
    """
    for d in range(days):
        step(w, pages, policy, scenes[0], numbers[0], first + d)
        turn_page(pages, d)
