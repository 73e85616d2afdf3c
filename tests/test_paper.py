"""Is the paper in the form that the Journal of Open Source Software asks for, with each reference cited and each citation there?"""

import re

import yaml
from make_example import EXAMPLE, IN_PAPER, ROOT

PAPER = ROOT / "paper"
_, FRONT, BODY = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)
SECTIONS = [
    "Summary",
    "Statement of need",
    "State of the field",
    "Software design",
    "Research impact statement",
    "AI usage disclosure",
    "Acknowledgements",
    "References",
]
"""What its guide for authors asks for."""


def test_its_head_says_who_wrote_what():
    head = yaml.safe_load(FRONT)
    assert set(head) == {"title", "tags", "authors", "affiliations", "date", "bibliography"}
    assert head["title"].startswith("countylines: ") and (PAPER / head["bibliography"]).exists() and "Python" in head["tags"]
    assert {one["affiliation"] for one in head["authors"]} == {one["index"] for one in head["affiliations"]}


def test_it_has_the_sections_and_the_length_asked_for():
    assert re.findall(r"^# (.*)$", BODY, re.MULTILINE) == SECTIONS
    assert 750 <= len(BODY.split()) <= 1750


def test_every_reference_is_cited_and_can_be_found():
    entries = re.split(r"^@", (PAPER / "paper.bib").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    keys = {re.match(r"\w+\{(\w+),", one)[1] for one in entries}
    assert keys == set(re.findall(r"@(\w+)", BODY))
    for one in entries:
        assert re.search(r"^  (doi = \{10\.\d+/\S+\}|url = \{https://\S+\})", one, re.MULTILINE), one
        assert all(re.search(rf"^  {field} = \{{", one, re.MULTILINE) for field in ("author", "title", "year")), one


def test_its_figures_are_those_of_the_example():
    shown = re.findall(r"\\label\{(fig:\w+)\}\]\((\w+)\.png\)", BODY)
    assert {name for _, name in shown} == set(IN_PAPER) and all((PAPER / f"{name}.png").exists() for name in IN_PAPER)
    assert set(re.findall(r"\\autoref\{(fig:\w+)\}", BODY)) == {label for label, _ in shown}
    assert all((EXAMPLE / "figures" / f"{name}.svg").exists() for name in IN_PAPER)
