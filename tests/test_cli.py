"""Is the command line quick to answer, plain to read, and the same for a person, a pipe and a program?"""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import time

import pandas as pd
import pytest
from corridor import TESTS, config, environment, program

from experiments.cli import verbs

HEAVY = [
    "pandas",
    "numpy",
    "numba",
    "mesa",
    "pydantic",
    "pyarrow",
    "duckdb",
    "matplotlib",
    "SALib",
    "distributed",
    "scipy",
    "shiny",
    "sim",
    "uvicorn",
]


def test_help_imports_nothing_heavy():
    code = f"import sys, experiments.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TESTS.parent)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "verb", ["run", "report", "repeat", "check", "parameters", "levers", "strategies", "measures", "targets", "odd", "explore"]
)
def test_every_verb_has_help(verb):
    code, out, err = program(verb, "--help")
    assert code == 0 and verb in out and not err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["run"], "Missing argument 'CONFIG'"),
        (["run", "x.toml", "--wrokers", "2"], "--workers"),
        (["run", "x.toml", "--workers", "-1"], "-1 is not in the range"),
        (["run", "nowhere.toml"], "nowhere.toml: found no such file"),
        (["check"], "give a CONFIG"),
        (["repeat", "x"], "Missing argument 'RUN'"),
        (["explore", "nowhere"], "no such folder"),
        (["check", "a" * 300], "File name too long"),
        (["worlds", "a" * 300], "File name too long"),
        (["report", ""], "found an empty name"),
    ],
)
def test_wrong_arguments_are_told_and_exit_2(arguments, words):
    code, _, err = program(*arguments)
    assert code == 2 and words in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("what", "columns"),
    [
        ("parameters", "name meaning unit low best high basis source evidence_id group sign"),
        ("levers", "name lever idle meaning unit low best high"),
        ("strategies", "name label based_on source starts"),
        ("measures", "name meaning unit book better over"),
        ("targets", "id pattern quantity unit"),
    ],
)
def test_catalogues(what, columns):
    code, text, _ = program(what, "--csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert code == 0 and list(rows[0])[: len(columns.split())] == columns.split()
    code, text, _ = program(what, "--json")
    same = json.loads(text)
    assert code == 0 and len(same) == len(rows) and set(same[0]) == set(rows[0])
    key = "id" if what == "targets" else "name"
    assert [row[key] for row in same] == [row[key] for row in rows]
    code, text, _ = program(what)
    assert code == 0 and text.count("\n") >= len(rows) and rows[0][key] in text
    name = rows[3][key]
    code, text, _ = program(what, name)
    assert code == 0 and text.startswith(name)
    code, text, err = program(what, name[:-1] + "zz")
    assert code == 2 and not text and "no " in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["levers", "taskin"], "no lever or component 'taskin'; did you mean tasking?"),
        (["levers", "advocat"], "did you mean independent_advocate?"),
        (["levers", "tasking.aceptance"], "did you mean tasking.acceptance?"),
        (["strategies", "integratd"], "no strategy 'integratd'; did you mean integrated?"),
        (["parameters", "succesor"], "no parameter or switch 'succesor'; did you mean successor?"),
        (["measures", "zzzz"], "no measure 'zzzz'; `countylines measures` lists them all"),
    ],
)
def test_a_wrong_name_is_told_the_nearest(arguments, told):
    code, out, err = program(*arguments)
    assert code == 2 and not out and told in err


def test_switches_stand_with_the_parameters():
    from sim.documents import catalogue

    code, text, _ = program("parameters")
    below = text.partition("world.structure")[2]
    assert code == 0 and all(f"\n{row['name']} " in below for row in catalogue.structures())
    code, text, _ = program("parameters", "successor")
    assert code == 0 and "same_line | new_life" in text and "read by" in text
    code, text, _ = program("parameters", "successor", "--csv")
    assert code == 0 and text.startswith("name,meaning,") and text.count("\n") == 2


def test_a_strategy_shows_what_it_sets_and_at_what_number():
    code, text, _ = program("strategies", "integrated")
    assert code == 0
    assert re.search(r"coordination_centre\.staff +150", text) and re.search(r"intelligence_sharing\.reach +nation", text)
    assert re.search(r"tasking\.acceptance +acceptance_tasked \(0\.\d+\)", text)
    code, text, _ = program("strategies", "integrated", "--json")
    assert code == 0 and json.loads(text)[0]["components"]["independent_advocate.coverage"] == 0.7


def test_a_parameter_names_the_rules_that_read_it():
    code, text, _ = program("parameters", "grooming_rate")
    assert code == 0 and "read by" in text and "grooming" in text.split("read by")[1]


def test_check_says_what_would_run_and_how_long(tmp_path):
    (tmp_path / "c.toml").write_text(config("Slow", number=10))
    code, text, _ = program("check", tmp_path / "c.toml", "--json", "--workers", 1)
    plan = json.loads(text)["plan"]
    assert code == 0 and json.loads(text)["errors"] == []
    assert (plan["runs"], plan["warm_ups"], plan["strategies"], plan["aa_runs"]) == (40, 20, 3, 10)
    assert plan["run_seconds"] == pytest.approx(0.05, rel=0.5)
    assert 2.0 <= plan["seconds"] <= 20.0
    code, text, _ = program("check", tmp_path / "c.toml")
    assert code == 0 and "40 runs, 20 warm-ups" in text and "about" in text
    assert not (tmp_path / "r").exists()


def test_check_promises_no_time_where_every_timed_run_failed(tmp_path):
    (tmp_path / "c.toml").write_text(config("Never"))
    code, text, _ = program("check", tmp_path / "c.toml")
    assert code == 1 and "a run failed when it was timed: ValueError: a world without an end" in text
    assert "about" not in text and " 0 s" not in text
    code, text, _ = program("check", tmp_path / "c.toml", "--json")
    plan = json.loads(text)["plan"]
    assert code == 1 and plan["seconds"] is None and "without an end" in plan["timing_failed"]


def test_check_times_the_runs_that_did_not_fail_and_tells_of_the_others(tmp_path):
    """One of the warm-ups fails at once: it is no part of the mean of the rest, which sleep."""
    (tmp_path / "c.toml").write_text(config("SomeFail"))
    code, text, _ = program("check", tmp_path / "c.toml", "--json", "--workers", 1)
    plan = json.loads(text)["plan"]
    assert code == 1 and "no world" in plan["timing_failed"]
    assert plan["run_seconds"] == pytest.approx(0.05, rel=0.5)


def test_check_of_a_wrong_config_as_json(tmp_path):
    (tmp_path / "c.toml").write_text(config(number=0))
    code, text, err = program("check", tmp_path / "c.toml", "--json")
    assert code == 2 and not err
    (problem,) = json.loads(text)["errors"]
    assert problem == {"file": str(tmp_path / "c.toml"), "line": 9, "key": "replications.number", "found": "0",
                       "expected": "1 or more", "nearest": ""}  # fmt: skip


def test_the_schema_is_json():
    code, text, _ = program("check", "--schema")
    assert code == 0 and "discriminator" in json.loads(text)


def test_every_config_that_is_shipped_is_right():
    from experiments.config.load import read

    configs = sorted((TESTS.parent / "configs").glob("*.toml"))
    assert len(configs) >= 7
    for path in configs:
        assert read(path).experiment.title


def test_quiet_says_nothing_and_a_pipe_gets_no_progress(tmp_path):
    (tmp_path / "c.toml").write_text(config(number=3))
    code, out, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "q", "--workers", 0, "--quiet")
    assert (code, out, err) == (0, "", "")
    code, out, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert code == 0 and err == ""
    assert re.search(r"\de[+-]\d", out) is None
    assert "helps" in out and "12 of 12 runs" in out and str(tmp_path / "r") in out
    log = (tmp_path / "r" / "log.txt").read_text()
    assert "12 of 12 runs done, 0 failed" in log


def test_numbers_on_a_terminal_are_rounded_as_on_the_page(tmp_path):
    (tmp_path / "c.toml").write_text(config(number=6))
    out = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)[1]
    rows = pd.read_csv(tmp_path / "r" / "tables" / "effects.csv").query("primary == 'yes'")
    pattern = r"^  (\w+) +([-+]?[\d,.]+)(?: \(([-+]?[\d,.]+)%\))?(?:  \[([-+]?[\d,.]+), ([-+]?[\d,.]+)\])?  ?(.*), n = (\d+)$"
    lines = re.findall(pattern, out, re.MULTILINE)
    assert len(lines) == len(rows) > 1
    for (strategy, *numbers, verdict, pairs), row in zip(lines, rows.itertuples(), strict=True):
        assert (strategy, verdict, int(pairs)) == (row.strategy, row.verdict, row.n_pairs)
        shown = [float(text.replace(",", "") or "nan") for text in numbers]
        tenth = (row.high - row.low) / 10.0 + 1e-9
        true = [row.difference, row.percent, row.low, row.high]
        allowed = [tenth, tenth * abs(row.percent / row.difference) if row.difference else 1.0, tenth, tenth]
        assert all(abs(one - other) <= most for one, other, most in zip(shown, true, allowed, strict=True) if most == most)


def test_a_person_in_a_terminal_sees_how_it_goes(tmp_path):
    (tmp_path / "c.toml").write_text(config("Slow", number=10))
    main, terminal = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "experiments",
        "run",
        str(tmp_path / "c.toml"),
        "--out",
        str(tmp_path / "r"),
        "--workers",
        "1",
    ]
    more = environment(TERM="xterm", COLUMNS="120")
    process = subprocess.Popen(command, cwd=TESTS.parent, env=more, stdout=subprocess.PIPE, stderr=terminal, text=True)
    os.close(terminal)
    seen = b""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            piece = os.read(main, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        seen += piece
    out, _ = process.communicate(timeout=30)
    os.close(main)
    assert process.returncode == 0 and "40 of 40 runs" in out
    text = seen.decode(errors="replace")
    assert "runs a second" in text and "left" in text and "of 40 runs" in text


def test_defaults_go_to_results_by_the_config_s_name(tmp_path):
    (tmp_path / "mine.toml").write_text(config(number=2))
    command = [sys.executable, "-m", "experiments", "run", "mine.toml", "--workers", "0"]
    more = environment(PYTHONPATH=f"{TESTS}{os.pathsep}{TESTS.parent}")
    done = subprocess.run(command, cwd=tmp_path, env=more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "mine" / "config.toml").read_text() == (tmp_path / "mine.toml").read_text()
    manifest = json.loads((tmp_path / "results" / "mine" / "manifest.json").read_text())
    assert manifest["status"] == "done" and manifest["command"] == "countylines run mine.toml --out results/mine --workers 0"
    assert {"source_hash", "commit", "versions", "seed", "runs", "measures", "strategies", "config", "started", "ended"} <= set(
        manifest
    )
    assert str(tmp_path) not in json.dumps(manifest)


def test_neither_runs_stored_before_nor_pilots_count_in_the_rate(tmp_path, monkeypatch):
    """Twice 20 pilots; then 100 of 300 were stored, and 50 more are done in ten seconds: five a second, 30 s for the last 150."""
    from experiments.run import progress

    log, now = progress.Log(tmp_path / "log.txt"), [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    for at, done, total in ((0.0, 0, 20), (50.0, 20, 20), (50.0, 0, 20), (90.0, 20, 20), (97.0, 100, 300), (107.0, 150, 300)):
        now[0] = at
        log.update(done, 0, total)
    assert log.left(150) == "5.0 runs a second, 30 s left"


def test_compiling_does_not_count_in_the_rate(tmp_path):
    """The pool, which is opened when it is first asked for, is open before the first runs are told of."""
    (tmp_path / "c.toml").write_text(config(number=2))
    assert program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", "0")[0] == 0
    log = (tmp_path / "r" / "log.txt").read_text("utf-8")
    assert log.index("loading the model") < log.index("0 of 8 runs done")


def test_a_difference_without_an_interval_says_why():
    none = float("nan")
    row = {"strategy": "same", "difference": 0.0, "low": none, "high": none, "unit": "lines", "percent": 0.0, "n_pairs": 32}
    row |= {"verdict": none, "note": "too few events to say"}
    assert verbs._effect_line(row, 4, False).endswith("too few events to say, n = 32")
    assert "say" not in verbs._effect_line(row | {"verdict": "better"}, 4, False)
