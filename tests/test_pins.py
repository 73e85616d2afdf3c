"""Do the two lists of pinned versions agree, and do they hold all that the project needs?"""

import re
import tomllib
from importlib.metadata import requires, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from pins import CONSTRAINTS, LISTS, PYPROJECT, as_toml, pinned

PROJECT = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
LISTED = pinned(CONSTRAINTS.read_text(encoding="utf-8"))


def pins(lines):
    """Name to versions, as pinned by requirements."""
    found = {}
    for line in map(Requirement, lines):
        assert [spec.operator for spec in line.specifier] == ["=="], line
        found.setdefault(canonicalize_name(line.name), []).append(line)
    return found


def test_both_lists_hold_the_same_versions():
    assert [one.replace('"', "'") for one in LISTED] == PROJECT["tool"]["uv"]["constraint-dependencies"]


def test_all_that_is_needed_is_pinned():
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)]
    groups = [one for group in PROJECT["dependency-groups"].values() for one in group]
    asked += [one for one in groups if isinstance(one, str) and not one.startswith("countylines")]
    known = pins(LISTED)
    assert not {canonicalize_name(Requirement(one).name) for one in asked} - set(known)
    built_by = {canonicalize_name(Requirement(one).name) for one in PROJECT["build-system"]["requires"]}
    assert built_by <= set(pins(PROJECT["tool"]["uv"]["build-constraint-dependencies"]))


def test_a_pin_meets_what_is_asked_of_it():
    known = pins(LISTED)
    for one in map(Requirement, PROJECT["project"]["dependencies"]):
        for pin in known[canonicalize_name(one.name)]:
            assert one.specifier.contains(next(iter(pin.specifier)).version), one


def test_what_runs_here_is_what_is_pinned():
    known = pins(LISTED)
    for one in filter(lambda asked: "extra ==" not in asked, requires("countylines") or []):
        name = canonicalize_name(Requirement(one).name)
        fitting = [pin for pin in known[name] if pin.marker is None or pin.marker.evaluate()]
        assert [next(iter(pin.specifier)).version for pin in fitting] == [version(name)], name


def test_contributors_are_told_of_the_oldest_numba_and_of_those_that_are_newer():
    (asked,) = (one for one in map(Requirement, PROJECT["project"]["dependencies"]) if one.name == "numba")
    ((least,), (pin,)) = asked.specifier, pins(LISTED)["numba"]
    assert least.operator == ">="  # and no upper one
    page = (PYPROJECT.parent / "docs" / "adding.md").read_text(encoding="utf-8")
    newest = next(iter(pin.specifier)).version
    assert f"--with numba=={Version(least.version)}.0 pytest" in page and f'"numba>{newest}"' in page
    assert test_what_runs_here_is_what_is_pinned.__name__ in page


def test_no_list_names_a_place_to_fetch_from():
    for path in (CONSTRAINTS, PYPROJECT):
        assert not re.search(r"https?://|--(extra-)?index|@ file", path.read_text(encoding="utf-8")), path.name


def test_the_lists_can_be_taken_out_and_put_back():
    text = PYPROJECT.read_text(encoding="utf-8")
    bare = LISTS.sub("", text)
    assert "constraint-dependencies" not in bare and tomllib.loads(bare)["project"] == PROJECT["project"]
    assert tomllib.loads(as_toml("a", ['b==1 ; sys_platform == "win32"'])) == {"a": ["b==1 ; sys_platform == 'win32'"]}
