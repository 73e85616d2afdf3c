"""Imports go one way; the compiler is in one room; those who decide are blind to the truth; geography stops at forces."""

import ast
import csv
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import sim
from sim import Parameters
from sim.day import bundles
from sim.documents.catalogue import parameters, readers_of, structures
from sim.documents.sources import tree_of
from sim.state.books import TrueBook

ROOT = Path(sim.__file__).parent
PROJECT = Path(__file__).parents[1]
PLAN = tomllib.loads((PROJECT / "docs" / "rooms.toml").read_text(encoding="utf-8"))
LINES = {
    package: {room: number for number, rooms in enumerate(PLAN[package]) for room in rooms}
    for package in ("sim", "experiments")
}
SOURCES = sorted(ROOT.rglob("*.py"))
EXPERIMENTS = sorted((PROJECT / "experiments").rglob("*.py"))
FILES_IN_A_ROOM = 16
STEPS = [
    "supply", "groups", "grooming", "control", "detection", "intelligence", "tasking", "justice", "safeguarding", "aftermath",
    "recording",
]  # fmt: skip
"""The eleven words of the model's description, which rules and the day carry in this order."""


def package_of(path: Path) -> str:
    return path.relative_to(PROJECT).parts[0]


def room_of(path: Path) -> str:
    return path.relative_to(PROJECT).parts[1].removesuffix(".py")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports(path: Path) -> list[tuple[str, str, int, bool]]:
    """Each import of a file as module, name ("" for a whole module), line, and whether it is for type checkers alone."""
    tree = tree_of(path)
    typing = [
        range(node.lineno, node.end_lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, "", node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            found += [(node.module, alias.name, node.lineno) for alias in node.names]
    return [(*one, any(one[2] in lines for lines in typing)) for one in found]


@pytest.mark.parametrize("package", LINES)
def test_every_file_has_a_room(package):
    there = {room_of(path) for path in (PROJECT / package).rglob("*.py")} - {"__init__", "__main__"}
    assert there == set(LINES[package])


def imports_of_later_rooms(path: Path) -> list[str]:
    """Imports of rooms on the same or a later line; imports inside functions count too."""
    package, here = package_of(path), room_of(path)
    found = []
    for module, name, line, typing in imports(path):
        if module.split(".")[0] == package and name != "__version__" and not typing:
            there = module.split(".")[1] if "." in module else name
            if there != here and LINES[package][there] >= LINES[package][here]:
                found.append(f"{module_of(path)}:{line} imports {module}")
    return found


def test_imports_go_one_way():
    """A room imports only rooms on strictly earlier lines, or of its own."""
    inside = [path for path in SOURCES + EXPERIMENTS if room_of(path) not in ("__init__", "__main__")]
    assert [one for path in inside for one in imports_of_later_rooms(path)] == []


@pytest.mark.parametrize("package", LINES)
def test_no_files_import_each_other(package):
    """Between files there is no circle, within a room either."""
    modules = {module_of(path): path for path in (PROJECT / package).rglob("*.py")}
    graph = {
        here: {
            there
            for module, name, _, typing in imports(path)
            if not typing
            for there in (f"{module}.{name}", module)
            if there in modules
        }
        - {here}
        for here, path in modules.items()
    }
    graph = {here: {there for there in found if not here.startswith(f"{there}.")} for here, found in graph.items()}
    list(TopologicalSorter(graph).static_order())


def test_only_some_rooms_of_experiments_know_the_model():
    for path in EXPERIMENTS:
        if room_of(path) not in PLAN["knows_sim"]["experiments"]:
            assert [module for module, *_ in imports(path) if module.split(".")[0] == "sim"] == [], path


@pytest.mark.parametrize("package", LINES)
def test_a_room_is_small_enough_to_be_listed(package):
    for room in (PROJECT / package).iterdir():
        if room.is_dir():
            assert len(list(room.glob("*.py"))) <= FILES_IN_A_ROOM, room


def test_rooms_below_strategies_do_not_know_them():
    """Rules and the day know levers, never a strategy, a scenario's name, a measure or a target."""
    for path in SOURCES:
        if room_of(path) in ("rules", "day", "state", "parameters"):
            for module, name, line, _ in imports(path):
                assert not {"strategies", "presets", "measures", "catalogue"} & {*module.split("."), name}, f"{path}:{line}"


def test_only_the_engine_imports_the_compiler():
    for path in SOURCES:
        for module, _, line, _ in imports(path):
            assert module.split(".")[0] != "numba" or room_of(path) == "engine", f"{path}:{line}"


def test_only_mesa_rooms_import_mesa():
    for path in SOURCES:
        for module, _, line, _ in imports(path):
            assert module.split(".")[0] != "mesa" or room_of(path) == "mesa", f"{path}:{line}"


def test_the_model_knows_no_experiment():
    for path in SOURCES:
        assert all(module.split(".")[0] not in ("experiments", "tests") for module, *_ in imports(path)), path


TRUTH = {"Line", "Person", "Group", "Dealer", "Adult", "Episode", "Area", "Nation", "Children", "Trading", "Country", "World"}
TABLES = {"lines", "people", "groups", "dealers", "adults", "episodes", "areas", "nation", "children", "trade", "country"}
COUNTS_OF_POLICE = {"open_lines", "operations", "messages"}
"""Of how many rows each table has, those who decide may ask for these: a count of lines or of groups is the truth as well."""
BLIND = [path for path in SOURCES if re.match(r"sim\.(rules|day)\.(intelligence|tasking)\b", module_of(path))]
BLIND_PHASES = [path for path in BLIND if room_of(path) == "day"]


@pytest.mark.parametrize("path", BLIND, ids=module_of)
def test_deciders_are_blind_to_the_truth(path):
    """They neither import nor name those who live in the world, their tables, or the bundles that hold these."""
    tree = tree_of(path)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    imported = {name for _, name, *_ in imports(path)}
    assert (names | attributes | arguments | imported) & TRUTH == set()
    assert (names | attributes | arguments) & TABLES == set()


def records_of(hint: object) -> set[str]:
    """The record classes that a type comes to: of a table's rows, of the fields of a bundle, and of their fields in turn."""
    found = {name for part in get_args(hint) for name in records_of(part)}
    if isinstance(hint, type):
        found.add(hint.__name__)
        if hasattr(hint, "_fields"):
            found |= {name for part in get_type_hints(hint).values() for name in records_of(part)}
    return found


@pytest.mark.parametrize("path", BLIND_PHASES, ids=module_of)
def test_deciders_are_given_no_bundle_that_holds_the_truth(path):
    """No argument of their phases comes to a record of the truth, by whatever bundle or table."""
    module = importlib.import_module(module_of(path))
    phases = [one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__ and callable(one)]
    assert phases
    for phase in phases:
        hints = get_type_hints(phase)
        assert set(inspect.signature(phase).parameters) <= set(hints), phase
        assert {name for hint in hints.values() for name in records_of(hint)} & TRUTH == set(), phase


@pytest.mark.parametrize("path", BLIND_PHASES, ids=module_of)
def test_deciders_count_only_what_is_theirs(path):
    tree = tree_of(path)
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).rpartition(".")[2] == "counts"
    }
    assert asked <= COUNTS_OF_POLICE


def test_the_day_gives_deciders_only_what_bodies_may_see():
    """The calls of intelligence and tasking: the police, the ledger and the day, and nothing else."""
    tree = tree_of(ROOT / "day" / "__init__.py")
    given = {
        node.func.id: [ast.unparse(argument) for argument in node.args]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert given["intelligence"] == given["tasking"] == ["police", "ledger", "now"]
    assert records_of(bundles.Trading) & TRUTH and records_of(bundles.Children) & TRUTH  # the test itself can see
    assert records_of(bundles.Police) & TRUTH == set()


def test_the_day_has_the_eleven_steps_and_rules_their_names():
    tree = tree_of(ROOT / "day" / "__init__.py")
    (live,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "live"]
    (day,) = [node for node in live.body if isinstance(node, ast.For)]
    called = [node.value.func.id for node in day.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    assert called == [*STEPS, "close_day"]
    for room in ("rules", "day"):
        there = {path.name.removesuffix(".py") for path in (ROOT / room).iterdir()} - {"__init__", "__pycache__", "bundles"}
        assert there == set(STEPS), room


def test_deciders_write_the_true_book_and_never_read_it():
    """A column of the true book is only ever added to."""
    columns, written, read = set(get_type_hints(TrueBook)), set(), []
    for path in BLIND_PHASES:
        tree = tree_of(path)
        added = [one.target for one in ast.walk(tree) if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
        written |= {id(target) for target in added}
        named = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in columns]
        read += [f"{path}:{node.lineno} {ast.unparse(node)}" for node in named if id(node) not in written]
    assert written
    assert read == []


ETHNIC = re.compile(r"ethnic|racial|\brace\b|\bblack\b|\basian\b|nationality|migrant|religio", re.IGNORECASE)
BELOW_FORCE = re.compile(
    r"postcode(?! lottery)|\bward\b|\blsoa\b|\bborough|street|\btowns?\b|\bcity\b(?! of london)", re.IGNORECASE
)


def test_ethnicity_is_nowhere():
    for path in SOURCES:
        assert ETHNIC.search(path.read_text(encoding="utf-8")) is None, path
    for path in (ROOT / "data").glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            assert ETHNIC.search(",".join(next(csv.reader(file)))) is None, path


def test_nothing_lies_below_the_force_area():
    for path in SOURCES:
        found = BELOW_FORCE.search(path.read_text(encoding="utf-8"))
        assert found is None, (path, found)
    with (ROOT / "data" / "forces.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert [column for column in header if BELOW_FORCE.search(column)] == []


WORDS = re.compile(r"child dealer|child offender|young offender|drug mule|county lines gang", re.IGNORECASE)


def test_words_are_those_of_the_victims_side():
    for path in SOURCES:
        assert WORDS.search(path.read_text(encoding="utf-8")) is None, path


LONG_FILES = {"measures.py": 450}
"""Files over 400 lines, with their limit: lists of declarations, a line or two each."""
LONG_FUNCTIONS = {"recorded_measures": 110, "found": 60}
"""Functions over 45 lines, with their limit: lists of calls, or of declarations, a line an argument."""


def functions(path: Path):
    tree = tree_of(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            docstring = node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0
            signature = node.body[0].lineno - node.lineno
            yield node.name, node.end_lineno - node.lineno + 1 - docstring - signature


def test_files_and_functions_are_short():
    """Lines of a file; lines of a function's body without signature and docstring."""
    long = []
    for path in SOURCES:
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONG_FILES.get(path.name, 400):
            long.append(f"{module_of(path)}: {lines} lines")
        long += [f"{module_of(path)}.{name}: {n} lines" for name, n in functions(path) if n > LONG_FUNCTIONS.get(name, 45)]
    assert long == []


def test_every_parameter_is_read():
    assert [row["name"] for row in [*parameters(), *structures()] if not readers_of(row["name"])] == []


def test_no_parameter_is_read_that_is_not_declared():
    """Fields read of a group of parameters, as `p.group.field`, are all declared."""
    groups = Parameters()._asdict()
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr in groups:
                owner = node.value.value
                if isinstance(owner, ast.Name) and owner.id == "p":
                    assert hasattr(groups[node.value.attr], node.attr), f"{path}:{node.lineno} {ast.unparse(node)}"


def test_the_catalogue_loads_no_compiler():
    code = (
        "import sys; from sim import catalogue; catalogue.parameters(); print({'numba', 'mesa', 'pandas'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


RULE_FILES = [path for path in SOURCES if room_of(path) == "rules" and path.name != "__init__.py"]


def test_rules_are_sentences_without_loops():
    """Each rule has a docstring that ends as a sentence, and no loop over agents."""
    wrong = []
    for path in RULE_FILES:
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef):
                if not (ast.get_docstring(node) or "").strip().endswith((".", ").")):
                    wrong.append(f"{path.name} {node.name}: no sentence")
                if any(isinstance(inner, ast.For | ast.While) for inner in ast.walk(node)):
                    wrong.append(f"{path.name} {node.name}: a loop")
    assert wrong == []
