"""Do the commands of README.md and docs/ exist and its quick ones run? Are the files, figures and names there that it speaks of?"""

import json
import re
import shlex
import subprocess
import sys
import tomllib

import click
import pytest
from make_readme import PAGES, README, filled, findings, place, rooms

from experiments import cli
from sim.documents import catalogue

ROOT = README.parent
FRONT = README.read_text(encoding="utf-8")
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
"""README.md and the pages of docs/."""
MAIN = "python3 -m pip install uv && uv run countylines run configs/responses.toml     # main job"
TESTS = "python3 -m pip install uv && uv run pytest                                     # tests"
FOUND = re.findall(r"(?<![\w-])countylines ((?:[a-z]+)(?: [\w./-]+| --[\w-]+)*)", TEXT)
QUICK = sorted({said for said in FOUND if said.split()[0] in {*cli.CATALOGUES, "odd"} and not re.search("[A-Z]{2}", said)})
"""Commands of the catalogue, but for those that have a word in capitals in place of a name."""
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_two_commands_stand_as_promised():
    assert MAIN in FRONT.splitlines() and TESTS in FRONT.splitlines()


def test_the_first_page_is_short():
    assert len(FRONT) <= 9000


def test_the_map_is_that_of_the_rooms():
    assert place(FRONT, "map") == rooms()


def test_every_link_and_anchor_leads_somewhere():
    for page in PAGES:
        for link, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
            there = page.parent / link if link else page
            assert there.exists(), f"{page.name}: {link}"
            assert not anchor or anchor in anchors(there.read_text(encoding="utf-8")), f"{page.name}: {link}#{anchor}"


def anchors(text):
    """Headings as links name them."""
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def test_every_command_it_shows_is_one_the_program_takes():
    assert len(FOUND) > 8
    for said in FOUND:
        verb, *rest = shlex.split(said)
        command = cli.cli.commands.get(verb)
        assert command is not None, said
        command.make_context(verb, list(rest)).close()  # raises where an option or argument is not taken


def test_every_config_and_file_it_names_is_there():
    named = set(re.findall(r"(?:configs|sim|experiments|tests|docs)/[\w./]+", TEXT))
    made_later = {name for name in named if name.startswith("results/")}
    assert len(named) > 15
    assert not [name for name in named - made_later if not (ROOT / name.rstrip(".")).exists()]


def test_the_figure_it_shows_is_one_the_example_keeps():
    from make_example import EXAMPLE, SHOWN
    from make_readme import PICTURE

    shown = [ROOT / name for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", FRONT)]
    elsewhere = {ROOT / PICTURE, ROOT / "docs" / "explore.png"}
    example = [path for path in shown if path not in elsewhere]
    assert len(example) == 1 and elsewhere <= set(shown) and all(path.is_file() for path in elsewhere)
    assert all(path.parent == EXAMPLE / "figures" and path.stem in SHOWN for path in example)


def test_the_figure_it_explains_is_drawn_by_the_report():
    from experiments.figures import registry

    explained = re.findall(r"^`(\w+)` has a row", TEXT, re.MULTILINE)
    import experiments.figures.sensitivity.bars  # noqa: F401

    assert explained and set(explained) <= set(registry.FIGURES)


@pytest.mark.parametrize("said", QUICK)
def test_a_quick_command_runs(said, capsys):
    assert cli.main(shlex.split(said)) == 0
    assert len(capsys.readouterr().out) > 100


def test_a_mistyped_command_is_answered():
    with pytest.raises(click.UsageError):
        cli.cli.commands["run"].make_context("run", ["configs/first.toml", "--worker-bees", "3"])


def test_the_exit_codes_it_gives_are_those_of_the_program():
    from experiments.protocol import problems

    told = {number: words for number, words in re.findall(r"(\d) ([a-z ]+)[,.]", TEXT.split("Exit codes:")[1].split("\n\n")[0])}
    named = {"done": problems.EXIT_DONE, "some runs failed": problems.EXIT_SOME_FAILED}
    named |= {"config or arguments unusable": problems.EXIT_UNUSABLE, "stopped and can go on": problems.EXIT_STOPPED}
    assert told == {str(number): words for words, number in named.items()}


def test_its_first_look_is_that_of_the_config():
    shown = place(TEXT, "first look")
    config = tomllib.loads((ROOT / "configs" / "first.toml").read_text(encoding="utf-8"))
    assert config["title"] in shown and "results/first/report.html" in shown
    for name in config["measures"]["primary"]:
        assert re.search(rf"^{name} \(", shown, re.MULTILINE), name
    number, primary = config["worlds"]["number"], config["measures"]["primary"]
    for name in config["strategies"]["compare"]:
        assert len(re.findall(rf"^  {name} .* n = {number} worlds$", shown, re.MULTILINE)) == len(primary), name


def test_its_places_can_be_filled():
    again = filled(TEXT, "findings", "Nothing yet.")
    assert place(again, "findings") == "Nothing yet." and place(again, "speed") == place(TEXT, "speed")
    with pytest.raises(ValueError, match="astrology"):
        place(TEXT, "astrology")


def test_findings_are_the_sentences_of_a_report(tmp_path):
    from result_sets import build

    said = findings(build(tmp_path))
    assert re.findall(r"^(\d)\. ", said, re.MULTILINE)[0] == "1" and "In the model" in said


def test_one_version_and_one_licence_everywhere():
    from sim import __version__

    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    meta = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    stated = re.search(r"^version: (.+)$", citation, re.MULTILINE)[1]
    assert {METADATA["version"], stated, meta["version"], __version__} == {__version__}
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "license: MIT" in citation and meta["license"].endswith("/MIT") and METADATA["license"] == "MIT"
    assert "countylines contributors" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_continuous_integration_runs_the_readmes_command(tmp_path):
    """With stand-ins for pip and uv, what it would run is what the README says, and its exit code is theirs."""
    for name in ("python3", "uv", "chromium"):
        stand_in = tmp_path / name
        stand_in.write_text(
            f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/called"\n[ {name} != uv ] || exit 3\n', encoding="utf-8"
        )
        stand_in.chmod(0o755)
    command = ["/bin/bash", str(ROOT / ".ci" / "run")]
    done = subprocess.run(
        command, env={"PATH": f"{tmp_path}:/usr/bin:/bin", "CI": "true"}, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 3
    assert (tmp_path / "called").read_text(encoding="utf-8").splitlines() == ["python3 -m pip install uv", "uv run pytest"]


def test_decisions_and_readme_speak_of_names_that_exist():
    known = {
        row["name"]
        for what in ("parameters", "structures", "strategies", "measures", "scenarios")
        for row in getattr(catalogue, what)()
    }
    known |= {path.stem for path in (ROOT / "tests").rglob("*.py")}
    known |= {row["lever"] for row in catalogue.levers()} | {row["name"] for row in catalogue.levers()}
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    source = "\n".join(
        path.read_text(encoding="utf-8") for room in ("sim", "experiments", "tests") for path in (ROOT / room).rglob("*.py")
    )
    for name in set(re.findall(r"`([a-z]+_[a-z_0-9]+)`", TEXT + decisions)) - known:
        assert re.search(rf"\b{name}\b", source), name
