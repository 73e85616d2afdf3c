"""Fills the marked places of README.md and docs/: `uv run python -m tests.make_readme [COMPARED [SENSITIVITY [FORECAST [FITTED]]]]`.

The map is that of docs/rooms.toml. The output is that
of `countylines run configs/first.toml`, run here; given results folders, the findings are the sentences
with which the report of the first begins, what decides them is what the second says, and what was foretold what the third says,
with their figures; the fourth, of `configs/sensitivity_fitted.toml`, says what decides in fitted worlds.
The speeds are pasted by hand from `python -m tests.benchmark`, since they belong to a machine.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = "countylines run configs/first.toml"
FIGURE = "decisive_assumptions"
KEPT = ROOT / "results" / "example" / "sensitivity"
FORETOLD = {
    "published_and_predicted": "Published figures beside their predictions, as multiples, by pattern: met or missed",
    "series_and_fans": "Series of published figures over the fans of their predictions",
}
PICTURE = f"results/example/sensitivity/{FIGURE}.svg"


def place(text: str, name: str) -> str:
    """What stands between the marks of a place."""
    found = re.search(rf"<!-- {name}: [^>]*-->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"there is no place for {name!r}")
    return found[1]


def filled(text: str, name: str, what: str) -> str:
    """The text with something else between the marks of a place."""
    old = place(text, name)
    return re.sub(rf"(<!-- {name}: [^>]*-->\n){re.escape(old)}\n?(<!-- end -->)", lambda m: f"{m[1]}{what}\n{m[2]}", text)


def rooms() -> str:
    """The map of the code: the rooms of both packages in their order."""
    plan = tomllib.loads((ROOT / "docs" / "rooms.toml").read_text(encoding="utf-8"))
    rows = [
        f"| {number} | `{room_of(package, room)}` | {holds} |"
        for package in ("sim", "experiments")
        for number, line in enumerate(plan[package], 1)
        for room, holds in line.items()
    ]
    return "\n".join(["| line | room | holds |", "|---|---|---|", *rows])


def room_of(package: str, room: str) -> str:
    """The path of a room: a folder, or a file."""
    return f"{package}/{room}" if (ROOT / package / room).is_dir() else f"{package}/{room}.py"


def first_look() -> str:
    """The first look's command and what it prints."""
    with tempfile.TemporaryDirectory() as room:
        command = [sys.executable, "-m", "experiments", *COMMAND.split()[1:], "--out", f"{room}/first"]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        return f"```\n$ uv run {COMMAND}\n{done.stdout.strip().replace(f'{room}/first', 'results/first')}\n```"


def findings(folder: Path) -> str:
    """The sentences that open the report of a folder, what the first and last of the best do besides, and how the harm is counted."""
    from experiments.figures.results import FolderTables
    from experiments.report import content
    from experiments.report.sections import answer, first_page

    results = FolderTables(folder)
    report = content.Report(results, [])
    told = answer.others(results)
    worlds = [str(one) for one in report.surety if str(one).startswith("Worlds: ")]
    said = [
        *(str(one).partition(" None of what")[0].partition(" Against “")[0] for one in report.answer[:3]),
        *(str(one).partition(" Of those who are exploited")[0] for one in (*told[:1], *told[1:][-1:])),
        *(str(one).partition(" With no more officers")[0] for one in first_page.counted(results)[:1]),  # the second says that
        *(one.partition(" The tables of effects")[0].partition(" Luck alone")[0] for one in worlds),
    ]
    fitted = f" in {results.manifest['config']['worlds']['number']} fitted worlds" if results.fitted else ""
    source = f"From {results.runs['done']:,} runs of *{report.title}*{fitted}:"
    return "\n".join([source, "", *(f"{number}. {sentence}" for number, sentence in enumerate(said, 1))])


def decisive(folder: Path) -> str:
    """What a sensitivity analysis says that the answer hangs on, with its figure, which is kept beside the example."""
    from experiments.figures.results import FolderTables
    from experiments.report import content

    KEPT.mkdir(exist_ok=True)
    shutil.copy(folder / "figures" / f"{FIGURE}.svg", KEPT)
    shutil.copy(folder / "figures" / f"{FIGURE}.csv", KEPT)
    results = FolderTables(folder)
    report = content.Report(results, [])
    said = [str(one) for one in (*report.surety, *report.changers)]
    source = f"From {results.runs['done']:,} runs of *{report.title}*; the rest stands in its report."
    picture = f"![The inputs that account for most of the doubt, with intervals and the floor of luck](../{PICTURE})"
    return "\n".join([picture, "", source, "", *(f"- {sentence}" for sentence in said)])


def hangs_on(folder: Path) -> str:
    """What a sensitivity analysis in fitted worlds finds, and what that hangs on."""
    from experiments.figures.results import FolderTables
    from experiments.report import content

    results = FolderTables(folder)
    report = content.Report(results, [])
    said = [str(one) for one in (*report.answer[:1], *report.more[:1], *report.surety[1:2], *report.changers)]
    source = f"From {results.runs['done']:,} runs of *{report.title}* (`configs/sensitivity_fitted.toml`):"
    return "\n".join([source, "", *(f"- {sentence}" for sentence in said)])


def foretold(folder: Path) -> str:
    """What a forecast says of itself, with its figures, which are kept beside the page."""
    from experiments.figures.results import FolderTables
    from experiments.report import content
    from experiments.report.sections.leads import misses

    for name in FORETOLD:
        shutil.copy(folder / "figures" / f"{name}.svg", ROOT / "docs" / "tutorials")
    results = FolderTables(folder)
    report = content.Report(results, [])
    pictures = [f"![{words}]({name}.svg)" for name, words in FORETOLD.items()]
    source = f"From {results.runs['done']:,} runs of *{report.title}* (`configs/forecast.toml`):"
    said = [f"- {one}" for one in (*report.answer, *misses(results))]
    return "\n".join([source, "", *said, "", "\n\n".join(pictures)])


def main(arguments: list[str]) -> None:
    """Fill the places: the run first, since the text may be edited meanwhile."""
    places = {"first look": first_look(), "map": rooms()}
    if arguments:
        places["findings"] = findings(Path(arguments[0]))
    if len(arguments) > 1:
        places["decisive"] = decisive(Path(arguments[1]))
    if len(arguments) > 2:
        places["forecast"] = foretold(Path(arguments[2]))
    if len(arguments) > 3:
        places["decisive in fitted worlds"] = hangs_on(Path(arguments[3]))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name, what in places.items():
            if f"<!-- {name}: " in text:
                text = filled(text, name, what)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
