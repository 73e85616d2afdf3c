"""Is a shipped config with some lines changed used or refused in lines of its own, never by a traceback?"""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_config import BASE
from test_schema import SHIPPED

from experiments import cli

OWN_STRATEGY = """
[strategy.mine]
based_on = "as_inspected"
ramp_days = 90
areas = ["Kent", "Merseyside"]
tasking.acceptance = "acceptance_tasked"
intensification_weeks.dates = [2019-05-06]
"""
ODD = [
    "", "0", "-1", "1.5", "nan", "inf", "-inf", "1e308", "1e-320", "1" * 5000, "0x" + "f" * 40, "9223372036854775808", "true",
    '""', '"="', '"\\ufeffx"', '"steady"', '"range"', '"\\u0007"', '"\\u2028"', '"é"', '"x" # y', "[]", "[[]]", "{}",
    '["Kent", "Kent"]', '["history", 1]',
    "2019-01-01", "2019-02-30", "2019-01-01T00:00:00", "9999-12-31", "{ low = 1, high = 0 }", '{ value = 1, reason = "" }',
    "{ value = nan }", "[1, [2, [3]]]", "[" * 60 + "]" * 60, ".".join(["a"] * 2000), "\x00", '"""', "12:00:00",
]  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["value", "key", "drop", "twice", "swap", "text"]),
        st.integers(0, 60),
        st.one_of(st.sampled_from(ODD), st.text(st.sampled_from('[]{}="\n.,# 0a1-_é'), max_size=6)),
    ),
    min_size=1,
    max_size=4,
)


def with_own(text: str) -> str:
    """A config that compares a strategy of its own too."""
    return text.replace("compare = [", 'compare = ["mine", ', 1) + OWN_STRATEGY


def changed_text(text: str, changes) -> str:
    """A config with some of its lines changed: a value, a key, left out, said twice, moved, or text put into it."""
    lines = text.splitlines()
    for how, where, new in changes:
        at = where % max(len(lines), 1)
        key, equals, value = lines[at].partition("=") if lines else ("", "", "")
        if how == "value" and equals:
            lines[at] = f"{key}= {new}"
        elif how == "key":
            lines[at] = f"{new} = {value}" if equals else f"[{new}]"
        elif how == "drop":
            del lines[at : at + 1]
        elif how == "twice":
            lines.insert(at, lines[at] if lines else new)
        elif how == "swap" and lines:
            lines.append(lines.pop(at))
        else:
            lines.insert(at, new)
    return "\n".join(lines)


@settings(max_examples=2 * settings.default.max_examples, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from([BASE, *SHIPPED]), own=st.booleans(), changes=CHANGES)
def test_a_mutated_config_is_used_or_refused_with_lines_never_a_traceback(capsys, tmp_path, monkeypatch, text, own, changes):
    """Every shipped config, with or without an own strategy; what is accepted is neither planned nor run."""
    monkeypatch.setattr("experiments.run.estimate.plan_of", lambda loaded, workers, say: {"timing_failed": ""})
    monkeypatch.setattr("experiments.cli.verbs._show_plan", lambda plan: None)
    path = tmp_path / "mutated.toml"
    path.write_bytes(changed_text(with_own(text) if own else text, changes).encode())
    code = cli.main(["check", str(path), "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert (code == 0 and not shown["errors"]) or (code == 2 and shown["errors"])
    lines = path.read_bytes().count(b"\n") + 1
    assert all(1 <= error["line"] <= lines and error["expected"] for error in shown["errors"])
