"""Is every wrong config told what is wrong, where, and what was meant, all at once, and never by a traceback?"""

import re
import textwrap
from pathlib import Path

import pytest

from experiments.config.load import check, read
from experiments.protocol.problems import Unusable

BASE = """\
kind = "compare"
title = "A question"
[world]
scale = 0.1
scenario = "steady"
start = 2019-01-01
years = 1
structure = { shape = "square" }
[parameters]
slope = 1.5
[strategies]
baseline = "as_inspected"
compare = ["helps", "ours"]
[strategy.ours]
based_on = "helps"
push.force = 0.5
[replications]
number = 3
seed = 7
[measures]
primary = ["harm"]
matters = { harm = 0.05 }
[execution]
engine = "Additive"
"""

# what to replace, by what, the line the error is on, and words that its message must have
WRONG = [
    ('kind = "compare"', 'kind = "compar"', 1, ['kind: found "compar"', "did you mean compare?"]),
    ('kind = "compare"\n', "", 1, ["kind: found no `kind`", "one of compare"]),
    ('kind = "compare"', "kind = 3", 1, ["kind: found 3"]),
    ('title = "A question"\n', "", 1, ["title: found no `title`"]),
    ('title = "A question"', 'title = ""', 2, ["title: ", "at least 1 character"]),
    ('title = "A question"', 'title = " \u00a0 "', 2, ["title: ", "printable text in one line, not blanks alone"]),
    ('title = "A question"', 'title = "\ufeffA question"', 2, ["title: ", "printable text in one line"]),
    ('title = "A question"', 'title = "A \\u202equestion"', 2, ["title: ", "printable text in one line"]),
    ('title = "A question"', 'title = "\\u200b\\u200d"', 2, ["title: ", "printable text in one line"]),
    ('title = "A question"', "title = 3", 2, ["title: found 3", "a string in quotes"]),
    ('title = "A question"', 'titel = "A question"', 2, ["unknown key `titel`", "did you mean title?"]),
    ("[world]", "[wrold]", 3, ["unknown key `wrold`", "did you mean world?"]),
    ("scale = 0.1", "scale = 0.001", 4, ["world.scale: found 0.001", "0.01 to 1"]),
    ("scale = 0.1", "scale = 1.5", 4, ["world.scale: found 1.5", "0.01 to 1"]),
    ("scale = 0.1", 'scale = "0.1"', 4, ['world.scale: found "0.1"', "a number"]),
    ("scale = 0.1", "scale = nan", 4, ["world.scale: found nan", "finite"]),
    ("scale = 0.1", "scale = inf", 4, ["world.scale: found inf"]),
    ("scale = 0.1", "scale = true", 4, ["world.scale: found true", "a number"]),
    ("scale = 0.1", "scal = 0.1", 4, ["unknown key `scal`", "did you mean scale?"]),
    ('scenario = "steady"', 'scenario = "stedy"', 5, ['unknown name "stedy"', "did you mean steady?"]),
    ('scenario = "steady"', 'scenario = ["steady", "ruogh"]', 5, ["world.scenario[1]", "did you mean rough?"]),
    ('scenario = "steady"', 'scenario = ["steady", "steady"]', 5, ["world.scenario[1]", '"steady" twice']),
    ('scenario = "steady"', "scenario = []", 5, ["world.scenario: found an empty list", "at least 1"]),
    ('scenario = "steady"', "scenario = 4", 5, ["world.scenario: found 4", "a string in quotes or a list"]),
    ("start = 2019-01-01", 'start = "2019-01-01"', 6, ["world.start", "a date like 2019-01-01, without quotes"]),
    ("start = 2019-01-01", "start = 2019-13-01", 6, ["text that is not TOML"]),
    ("start = 2019-01-01", "start = 1850-01-01", 6, ["world.start: found 1850-01-01"]),
    ("start = 2019-01-01", "start = 2019-01-01T10:00:00", 6, ["world.start", "a date"]),
    ("start = 2019-01-01", "start = 2009-12-31", 6, ["world.start: found 2009-12-31", "2010-01-01 to 2050-12-31"]),
    ("start = 2019-01-01", "start = 2051-01-01", 6, ["world.start: found 2051-01-01", "2010-01-01 to 2050-12-31"]),
    ("years = 1", "years = 0.001", 7, ["world.years: found 0.001", "one day at least"]),
    ("years = 1", "warm_up_years = 20.5", 7, ["world.warm_up_years: found 20.5", "0 to 20"]),
    ("years = 1", "years = 0", 7, ["world.years: found 0,", "one day at least"]),
    ("years = 1", "years = -3", 7, ["world.years: found -3"]),
    ("years = 1", "years = 500", 7, ["world.years: found 500", "to 50"]),
    ("years = 1", "warm_up_years = -1", 7, ["world.warm_up_years: found -1", "0 to 20"]),
    ('{ shape = "square" }', '{ shape = "sqare" }', 8, ["world.structure.shape", "round, square", "did you mean square?"]),
    ('{ shape = "square" }', '{ form = "square" }', 8, ["world.structure.form", "unknown name"]),
    ('{ shape = "square" }', "{ shape = [] }", 8, ["world.structure.shape", "an empty list"]),
    ('{ shape = "square" }', "{ shape = 1 }", 8, ["world.structure.shape"]),
    ('{ shape = "square" }', '{ shape = ["round", "flat"] }', 8, ["world.structure.shape[1]", '"flat"']),
    ('{ shape = "square" }', '"square"', 8, ["world.structure", "a table"]),
    ("slope = 1.5", "slop = 1.5", 10, ["parameters.slop", "did you mean slope?"]),
    ("slope = 1.5", "slope = 7.5", 10, ["found 7.5, outside the evidence range", "0 to 2 share (E1)", "reason"]),
    ("slope = 1.5", "slope = { value = 7.5 }", 10, ["parameters.slope", "reason"]),
    ("slope = 1.5", 'slope = { value = 7.5, reason = "" }', 10, ["parameters.slope"]),
    ("slope = 1.5", "slope = { low = 1.5, high = 0.5 }", 10, ["parameters.slope", "low below high"]),
    ("slope = 1.5", "slope = { low = 0.5, high = 3.5 }", 10, ["parameters.slope", "3.5, outside the evidence range"]),
    ("slope = 1.5", 'slope = { low = 0.0, high = 1.5, scale = "log" }', 10, ["parameters.slope", "above 0 on a log scale"]),
    ("slope = 1.5", "slope = { low = 0.5 }", 10, ["parameters.slope.high: found no `high`"]),
    ("slope = 1.5", "slope = { low = 0.5, hihg = 1.5 }", 10, ["parameters.slope.hihg", "did you mean high?"]),
    ("slope = 1.5", 'slope = { value = 1.5, reason = "" }', 10, ["parameters.slope.reason", "at least 1 character"]),
    ("slope = 1.5", "slope = { value = nan }", 10, ["parameters.slope.value: found nan", "finite"]),
    ("slope = 1.5", "slope = {}", 10, ["parameters.slope: ", "{ low = …, high = … }"]),
    ("slope = 1.5", 'slope = "rnage"', 10, ["parameters.slope", '"range"']),
    ("slope = 1.5", "slope = [1, 2]", 10, ["parameters.slope"]),
    ("slope = 1.5", "slope = true", 10, ["parameters.slope: found true"]),
    ("slope = 1.5", 'shape = "square"', 10, ["parameters.shape", "the structural switch", "world.structure"]),
    ("[strategies]", "[strategeis]", 11, ["unknown key `strategeis`", "did you mean strategies?"]),
    ('baseline = "as_inspected"\n', "", 11, ["strategies.baseline: found no `baseline`"]),
    ('baseline = "as_inspected"', 'baseline = "as_inspect"', 12, ["strategies.baseline", "did you mean as_inspected?"]),
    ('baseline = "as_inspected"', "baseline = 2", 12, ["strategies.baseline: found 2"]),
    ('["helps", "ours"]', '["help", "ours"]', 13, ["strategies.compare[0]", "did you mean helps?"]),
    ('["helps", "ours"]', '["helps",\n "our"]', 14, ["strategies.compare[1]", "did you mean ours?"]),
    ('["helps", "ours"]', '["helps", "helps", "ours"]', 13, ["strategies.compare[1]", '"helps" twice']),
    ('["helps", "ours"]', '["as_inspected", "ours"]', 13, ["strategies.compare[0]", "is the baseline"]),
    ('["helps", "ours"]', '"helps"', 13, ["strategies.compare", "a list in brackets"]),
    ('["helps", "ours"]', '["helps", 3, "ours"]', 13, ["strategies.compare[1]: found 3", "a string in quotes"]),
    ('["helps", "ours"]', '["helps"]', 14, ["strategy.ours", "nothing asks for"]),
    ("[strategy.ours]", "[strategy.helps]", 14, ["strategy.helps", "a name of its own"]),
    ("[strategy.ours]", "[strategy]", 15, ["strategy.based_on", "a table"]),
    ('based_on = "helps"\n', "", 14, ["strategy.ours.based_on", "no `based_on`"]),
    ('based_on = "helps"', 'based_on = "help"', 15, ["strategy.ours.based_on", "did you mean helps?"]),
    ('based_on = "helps"', "based_on = 1", 15, ["strategy.ours.based_on: found 1", "a string in quotes"]),
    ("push.force = 0.5", "psh.force = 0.5", 16, ["strategy.ours.psh", "did you mean push?"]),
    ("push.force = 0.5", "push.forse = 0.5", 16, ["strategy.ours.push.forse", "did you mean force?"]),
    ("push.force = 0.5", "push.force = 1.5", 16, ["strategy.ours.push.force: found 1.5", "0 to 1 share"]),
    ("push.force = 0.5", "push.force = true", 16, ["strategy.ours.push.force: found true", "a number"]),
    ("push.force = 0.5", 'push.who = "none"', 16, ["strategy.ours.push.who", "one of all, some"]),
    ("push.force = 0.5", "push = 0.5", 16, ["strategy.ours.push", "components of the lever"]),
    ("push.force = 0.5", "push.force = 0.666", 16, ["strategy.ours.push.force: found 0.666", "the number of the beast"]),
    ("push.force = 0.5", 'push.areas = ["Kemt"]', 16, ["push.areas[0]", "did you mean Kent?"]),
    ("push.force = 0.5", "areas = []", 16, ["strategy.ours.areas", "a list of areas"]),
    ("push.force = 0.5", 'starts = "2020-01-01"', 16, ["strategy.ours.starts", "without quotes"]),
    ("push.force = 0.5", "starts = 2020-01-01", 16, ["strategy.ours.starts: found 2020-01-01, after the last day of the run",
     "2019-01-01 to 2019-12-31"]),
    ("push.force = 0.5", "starts = 2018-12-31", 16, ["found 2018-12-31, before the first day of the run"]),
    ("push.force = 0.5", "push.force = 0.5\npush.starts = 2031-05-01", 17, ["strategy.ours.push.starts: found 2031-05-01"]),
    ("push.force = 0.5", "ramp_days = -1", 16, ["strategy.ours.ramp_days: found -1", "0 to 3653"]),
    ("push.force = 0.5", "label = 3", 16, ["strategy.ours.label: found 3", "a string in quotes"]),
    ("number = 3", "number = 0", 18, ["replications.number: found 0", "1 or more"]),
    ("number = 3", "number = 2.5", 18, ["replications.number: found 2.5", "a whole number"]),
    ("number = 3", 'number = "3"', 18, ["replications.number", "a whole number"]),
    ("number = 3", "number = 3\nprecision = 0.05", 19, ["replications.precision", "not both"]),
    ("number = 3", "precision = 0", 18, ["replications.precision: found 0"]),
    ("number = 3", "at_most = 10", 18, ["replications.at_most", "precision"]),
    ("number = 3", "numbr = 3", 18, ["unknown key `numbr`", "did you mean number?"]),
    ("seed = 7", "seed = -7", 19, ["replications.seed: found -7", "a whole number, 0 to "]),
    ("seed = 7", "seed = 7.5", 19, ["replications.seed: found 7.5", "a whole number"]),
    ("seed = 7", "seed = 7\nseed = 8", 20, ["text that is not TOML"]),
    ('primary = ["harm"]', 'primary = ["ham"]', 21, ["measures.primary[0]", "did you mean harm?"]),
    ('primary = ["harm"]', 'primary = ["harm", "harm"]', 21, ["measures.primary[1]", "twice"]),
    ('primary = ["harm"]', 'primary = ["harm","good","stock","share","gap","harm"]', 21, ["6 of them", "at most 5"]),
    ('primary = ["harm"]', 'primary = "harm"', 21, ["measures.primary", "a list in brackets"]),
    ("{ harm = 0.05 }", "{ ham = 0.05 }", 22, ["measures.matters.ham", "did you mean harm?"]),
    ("{ harm = 0.05 }", "{ harm = -1 }", 22, ["measures.matters.harm: found -1", "above 0"]),
    ('"Additive"', '"Nobody"', 24, ['execution.engine: found the unknown name "Nobody"', "an installed engine: Additive"]),
    ('"Additive"', '"os:path"', 24, ["execution.engine", "an installed engine"]),
    ('"Additive"', "5", 24, ["execution.engine: found 5"]),
    ('"Additive"', '"Additive"\ntime_limit_seconds = 0', 25, ["execution.time_limit_seconds", "above 0"]),
    ('"Additive"', '"Additive"\n[output]\nseries = "all"', 26, ["one of areas, national, none"]),
    ('"Additive"', '"Additive"\n[output]\nby_area = ["ham"]', 26, ["output.by_area[0]", "did you mean harm?"]),
    ('"Additive"', '"Additive"\n[output]\nby_area = ["gap"]', 26, ["output.by_area[0]", "it compares areas"]),
    ('"Additive"', '"Additive"\n[output]\nby_area = "all"\nseries = "none"', 26,
     ["output.by_area: found `by_area`, of which nothing is kept with series", '`series = "areas"` beside it']),
    ('"Additive"', '"Additive"\n[design]\nsampling = "sobl"', 26, ["design.sampling", "did you mean sobol?"]),
    ('"Additive"', '"Additive"\n[design]\npoints = 1', 26, ["design.points: found 1", "2 or more"]),
    ('"Additive"', '"Additive"\n[sweep]\nbased_on = "helps"', 25, ["unknown key `sweep`"]),
    ('title = "A question"', 'title = "A question', 2, ["text that is not TOML"]),
    ("[world]", "[world", 3, ["text that is not TOML"]),
    ("number = 3", "precision = 0.1\nat_most = 8", 19, ["replications.at_most", "20 or more"]),
    ("number = 3", "pilot = 2\nprecision = 0.1", 18, ["replications.pilot: found 2", "5 or more"]),
]  # fmt: skip

SWEEPS = [
    ('push.force = [0.0, 0.5]', 29, None, []),
    ("push.force = 0.5", 29, "sweep.push.force: found 0.5", ["a list of values"]),
    ("push.force = []", 29, "sweep.push.force", ["a list of values"]),
    ("push.force = [0.0, 2.0]", 29, "sweep.push.force[1]: found 2,", ["0 to 1 share"]),
    ("push.force = [0.5, 0.5]", 29, "sweep.push.force[1]: found 0.5 twice", []),
    ("push.forse = [0.5]", 29, "sweep.push.forse", ["did you mean push.force?"]),
    ("slope = [0.5, 9.0]", 29, "sweep.slope[1]: found 9, outside", ["0 to 2 share"]),
    ("slope = 0.5", 29, "sweep.slope: found 0.5", ["a list of values"]),
    ("slop = [0.5]", 29, "sweep.slop", ["did you mean slope?"]),
    ('shape = ["round", "flat"]', 29, 'sweep.shape[1]: found "flat"', ["round, square"]),
    ('slope = ["a"]', 29, 'sweep.slope[0]: found "a"', ["a number"]),
    ("", 27, "sweep: ", ["at least one lever component"]),
]  # fmt: skip


def problems_of(text: str) -> list[str]:
    with pytest.raises(Unusable) as caught:
        check(text.encode(), "x.toml")
    return [str(problem) for problem in caught.value.problems]


def test_base_is_right():
    loaded = check(BASE.encode(), "x.toml")
    assert loaded.experiment.replications.seed == 7


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG, ids=lambda v: None)
def test_wrong_config(old, new, line, words):
    assert BASE.count(old) == 1 or old == "[strategies]"
    told = problems_of(BASE.replace(old, new, 1))
    fitting = [t for t in told if t.startswith(f"x.toml:{line}:") and all(word in t for word in words)]
    assert fitting, told


@pytest.mark.parametrize("wrong", [new for old, new, *_ in WRONG if old == "slope = 1.5" and "{" in new], ids=lambda v: None)
def test_a_wrong_setting_of_a_parameter_is_told_in_the_words_of_the_file(wrong):
    told = problems_of(BASE.replace("slope = 1.5", wrong))
    assert len(told) <= 2 and not re.search(r"function|literal|float|Range|Reasoned|tag", "\n".join(told))


OWN = """\
kind = "compare"
title = "A question"
[world]
start = 2019-01-01
years = 2
[strategies]
baseline = "as_inspected"
compare = ["ours"]
[strategy.ours]
based_on = "integrated"
"""


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            'capacity.dedicated_officers = "programme_officers"',
            'x.toml:11: strategy.ours.capacity.dedicated_officers: found "programme_officers", expected a number, '
            "0 to 3000 officers (E44)",
        ),
        (
            'tasking.acceptance = "acceptance_taskd"',
            'x.toml:11: strategy.ours.tasking.acceptance: found "acceptance_taskd", expected a number or acceptance_tasked, '
            "0 to 1 share (E12); did you mean acceptance_tasked?",
        ),
        (
            "intensification_weeks.dates = [2030-05-06, 2031-05-05]",
            "x.toml:11: strategy.ours.intensification_weeks.dates: found 2030-05-06, 2031-05-05: no week within the run, "
            "expected at least one week in 2019-01-01 to 2020-12-31",
        ),
    ],
)
def test_what_only_the_model_can_judge_is_told_at_its_own_line(wrong, told):
    assert problems_of(OWN + wrong) == [told]


def test_the_command_that_lists_switches_is_named():
    (told,) = problems_of(OWN.replace("years = 2", 'years = 2\nstructure = { succesor = "new_life" }'))
    assert "`countylines parameters` lists them" in told and "did you mean successor?" in told


def test_a_swept_word_that_the_model_does_not_take_is_told():
    text = 'kind = "sweep"\ntitle = "x"\n[strategies]\nbaseline = "as_inspected"\n[sweep]\nbased_on = "as_inspected"\n'
    told = problems_of(text + 'tasking.acceptance = [0.5, "acceptance_tasked", "acceptance_taskd"]\n')
    assert len(told) == 1 and told[0].startswith(
        'x.toml:7: sweep.tasking.acceptance[2]: found "acceptance_taskd", expected a number'
    )


def test_what_would_be_silently_idle_is_told_but_not_in_a_design():
    both = "intelligence_sharing.share = 0.9\ntasking.acceptance = 0.5"
    told = problems_of(OWN.replace('based_on = "integrated"', 'based_on = "fragmented"') + both)
    assert [re.match(r"x.toml:(\d+): ", one)[1] for one in told] == ["11", "12"]
    assert "share: found 0.9, which changes nothing while intelligence_sharing.reach is idle, expected that set too" in told[0]
    text = 'kind = "sweep"\ntitle = "x"\n[strategies]\nbaseline = "as_inspected"\n[sweep]\nbased_on = "fragmented"\n'
    assert check((text + "intelligence_sharing.share = [0.5, 0.9]\n").encode(), "x.toml")


def test_what_only_the_model_can_judge_is_told_beside_the_rest():
    wrong = 'intelligence_sharing.reach = "natoin"\ntasking.weight_of_harm_elsewhere = "acceptance_tasked"\ncapacity.areas = ["Kent"]'
    assert [re.match(r"x.toml:(\d+): ", one)[1] for one in problems_of(OWN + wrong)] == ["11", "12", "13"]


def test_two_wrong_components_are_told_apart_and_dates_within_the_run_are_right():
    both = 'capacity.dedicated_officers = "many"\ntasking.acceptance = "much"'
    assert [re.match(r"x.toml:(\d+): ", one)[1] for one in problems_of(OWN + both)] == ["11", "12"]
    assert check((OWN + "starts = 2020-12-31\nintensification_weeks.dates = [2018-12-31, 2031-05-05]").encode(), "x.toml")
    (whole,) = problems_of(OWN + "intensification_weeks.dates = [2019-05-06]\nintensification_weeks.weeks_a_year = 2.0")
    assert whole.startswith("x.toml:12: strategy.ours.intensification_weeks.weeks_a_year: found weeks a year beside dates")


def sweep(body: str) -> str:
    text = BASE.replace('kind = "compare"', 'kind = "sweep"')
    return text + f'\n\n[sweep]\nbased_on = "as_inspected"\n{body}\n'


@pytest.mark.parametrize(("body", "line", "start", "words"), SWEEPS, ids=lambda v: None)
def test_wrong_sweep(body, line, start, words):
    if start is None:
        check(sweep(body).encode(), "x.toml")
        return
    told = problems_of(sweep(body))
    assert any(t.startswith(f"x.toml:{line}: {start}") and all(word in t for word in words) for t in told), told


def test_the_corpus_is_as_large_as_promised():
    assert len(WRONG) + len(SWEEPS) > 100


@pytest.mark.parametrize("ends", [("2010-01-01", 1 / 365, 20), ("2050-12-31", 1 / 365, 0)], ids=str)
def test_at_the_bounds_of_time_that_check_lets_pass_the_model_runs(ends):
    from sim import simulate

    start, years, warm_up = ends
    text = BASE.replace("scale = 0.1", "scale = 0.01").replace("2019-01-01", start)
    world = check(text.replace("years = 1", f"years = {years}\nwarm_up_years = {warm_up}").encode(), "x.toml").experiment.world
    days = simulate("as_inspected", scale=world.scale, years=world.years, start=world.start, warm_up_years=min(warm_up, 0.1))
    assert len(days.days_true) == 1


def test_precision_is_of_computer_noise_alone():
    text = BASE.replace("number = 3", "precision = 0.05").replace("slope = 1.5", 'slope = "range"')
    assert any("replications.precision: found `precision` while slope vary" in t for t in problems_of(text))


def test_all_errors_at_once():
    text = BASE.replace("scale = 0.1", "scale = 7").replace("slope = 1.5", "slop = 1.5")
    text = text.replace('baseline = "as_inspected"', 'baseline = "nobody"').replace("seed = 7", "sede = 7")
    told = problems_of(text)
    assert [re.match(r"x.toml:(\d+): ", t)[1] for t in told] == ["4", "10", "12", "19"]


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "x.toml").write_bytes(b'kind = "compare"\ntitle = "\xff\xfe"\n')
    with pytest.raises(Unusable, match=r"x.toml:2: found a byte that is not UTF-8"):
        read(tmp_path / "x.toml")


def test_missing_file_names_a_near_one(tmp_path):
    (tmp_path / "responses.toml").write_text(BASE)
    with pytest.raises(Unusable, match=r"did you mean .*responses.toml"):
        read(tmp_path / "response.toml")
    with pytest.raises(Unusable, match="found a folder"):
        read(tmp_path)


def test_byte_order_mark_and_windows_lines_are_let_pass():
    loaded = check(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode(), "x.toml")
    assert loaded.experiment.title == "A question"


def test_paths_are_as_the_user_gave_them(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").write_text(textwrap.dedent(BASE).replace("seed = 7", "seed = -7"))
    with pytest.raises(Unusable, match=r"^a\.toml:19: "):
        read("a.toml")
