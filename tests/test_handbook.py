"""Can the handbook's site be built and opened without a network, and does what its pages say run?

Of the blocks in README.md and docs/, `python`, `sh` and `sql` of a tutorial run as its notebook, in a small world, other `sh`
after them there (`test_readme` runs the commands of the catalogue), and `r` where there is R; `toml` is checked as a config or as
part of one, `csv` as a reader's own figures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import explorer
import nbformat
import pandas as pd
import pytest
from make_readme import PAGES, ROOT
from nbclient import NotebookClient

from experiments.config.load import experiment_of, read
from experiments.published import reader_figures
from sim.documents import catalogue

CHROMIUM = shutil.which("chromium")
RSCRIPT = shutil.which("Rscript")
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
BLOCKS = [
    (page, *found)
    for page in PAGES
    for found in re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
]
KINDS = {"", "csv", "python", "r", "sh", "sql", "toml"}
SMALL = {"scale": 0.01, "years": 1, "warm_up_years": 1, "number": 3, "twice": 2}
OF_KIND = {
    "calibrate.toml": {"years": 2, "worlds": 32, "waves": 1},
    "sensitivity.toml": {"worlds": 8, "points": 8, "local": 0, "groups": '["basis"]'},
    "own_strategy.toml": {"years": 2},
}
"""How little is asked: in a tiny world of a year, but where figures to fit are asked for."""
OPENED = ("index.html", "tutorials/first_comparison.html", "reference/parameters.html", "project/results/example/index.html")
LOOKED_AT = ("index.html", "tutorials/first_comparison.html", "reference/strategies.html")


def blocks(kind):
    return [(page, text) for page, said, text in BLOCKS if said == kind]


class Links(HTMLParser):
    """What a page leads to, what it loads, and what can be led to in it."""

    def __init__(self, text):
        super().__init__()
        self.to, self.loaded, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.ids.add(said.get("id"))
        if tag == "a" and said.get("href"):
            self.to.append(said["href"])
        self.loaded += [said[key] for key in ("src", "href") if tag != "a" and said.get(key)]


def test_the_site(tmp_path, subtests):
    """It is built by one command, without a warning; one test, since building takes longest."""
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with subtests.test("every link and anchor leads somewhere, and nothing is loaded from elsewhere"):
        links_hold(site)
    with subtests.test("a notebook for each tutorial"):
        assert {path.stem for path in (site / "notebooks").iterdir()} == {page.stem for page in TUTORIALS} | {
            "adding_a_lever",
            "cluster",
            "python",
            "sensitivity",
        }
    with subtests.test("links of a notebook lead to pages of the site"):
        there = [(path, link) for path in (site / "notebooks").iterdir() for link in relative(path)]
        assert len(there) > 20 and not [(path.name, link) for path, link in there if not (path.parent / link).is_file()]
    with subtests.test("in a browser"):
        if CHROMIUM is None:
            pytest.skip("no chromium on this machine: the site is not opened")
        opens_without_a_network(site)


def relative(path):
    """Targets of the links and pictures of a notebook's text."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return [link for link in re.findall(r"\]\(([^)#\s]+)", text) if not urlsplit(link).scheme]


def links_hold(site):
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}
    assert len(pages) > 30
    wrong = []
    for path, page in pages.items():
        if "results" not in path.parts:  # a report of an example is a page of its own
            wrong += [(path.name, one) for one in page.loaded if urlsplit(one).scheme not in ("", "data")]
        for link in page.to:
            target = urlsplit(link)
            there = (path.parent / unquote(target.path)).resolve() if target.path else path
            there = there / "index.html" if there.is_dir() else there
            if target.scheme:
                continue
            if not there.exists() or (target.fragment and there in pages and unquote(target.fragment) not in pages[there].ids):
                wrong.append((path.relative_to(site).as_posix(), link))
    assert not wrong


def opens_without_a_network(site):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=explorer.SWITCHES)
        page = browser.new_context(offline=True).new_page()
        asked, wrong = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            for name in OPENED:
                page.goto((site / name).as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        options = {
            "rules": {"landmark-unique": {"enabled": False}},
            "resultTypes": ["violations"],
        }  # of the theme's copy buttons
        looked = browser.new_context(offline=True).new_page()  # its own: axe asks for style sheets as no page may from files
        for name in LOOKED_AT:
            looked.goto((site / name).as_uri())
            found = Axe().run(looked, options=options)
            violations = [(one["id"], one["nodes"][0]["html"][:160]) for one in found.response["violations"]]
            assert not violations, name
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto((site / "index.html").as_uri())
        page.locator(".md-search__input").press_sequentially("debt_exit_ratio")  # the site listens for keys
        page.locator(".md-search-result__link[href*='parameters']").first.wait_for(timeout=60_000)
        browser.close()
    assert not wrong
    assert not [url for url in asked if urlsplit(url).scheme not in ("file", "data", "blob")]


def small_world(folder):
    """The shipped configs, each with a tiny world and few runs."""
    (folder / "configs").mkdir()
    for config in (ROOT / "configs").glob("*.toml"):
        text = config.read_text(encoding="utf-8")
        for key, value in (SMALL | OF_KIND.get(config.name, {})).items():
            text = re.sub(rf"^{key} = \S+", f"{key} = {value}", text, flags=re.MULTILINE)
        quick = "" if "[output]" in text else "\n[output]\nreport = false\n"  # the page comes of `countylines report`
        (folder / "configs" / config.name).write_text(text + quick, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_the_notebooks_of_tutorials_run(tmp_path, monkeypatch, subtests):
    """In one small world, one after the other: later ones read the folder that the first made."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    import handbook

    small_world(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]))
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    for page in handbook.tutorials():
        with subtests.test(page.name):
            notebook = nbformat.from_dict(handbook.notebook(page))
            nbformat.validate(notebook)
            NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    shutil.copytree("results/first", "results/responses")  # a second folder, for commands that set two beside each other
    done = {line for page, text in blocks("sh") if page in handbook.tutorials() for line in text.splitlines()}
    for page, text in blocks("sh"):
        if page not in handbook.tutorials():
            lines = "\n".join(line for line in text.splitlines() if line not in done)
            subprocess.run(["sh", "-ec", lines], check=True, stdout=subprocess.DEVNULL)
    assert {page for page, _ in (*blocks("python"), *blocks("sql"))} <= set(handbook.tutorials())
    for _, text in blocks("sql"):
        assert len(duckdb.sql(text).fetchall()) == 3  # a row each strategy
    with subtests.test("R"):
        if RSCRIPT is None:
            pytest.skip("no R on this machine: its blocks are not run")
        runs_in_r()


def runs_in_r():
    """The blocks of R, one after the other: the difference that R finds in the pairs is that of the table."""
    done = subprocess.run(
        [RSCRIPT, "-"], input="\n".join(text for _, text in blocks("r")), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown, found = re.search(r"mean difference \n\s*(\S+)", done.stdout), pd.read_csv("results/first/tables/effects.csv")
    asked = (found["strategy"] == "integrated") & (found["measure"] == "child_days_exploited")
    assert shown and float(shown[1]) == pytest.approx(found[asked]["difference"].item(), rel=1e-5)
    assert all(name in done.stdout for name in set(found[found["primary"] == "yes"]["strategy"]))  # the first block's rows


def test_best_values_at_the_ends_of_their_ranges_are_findings_that_are_explained(monkeypatch):
    """All that stand in the outer tenth, on the scale of the prior; and the reference lists what figures set, with its place."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    import reference

    rows = [row for row in catalogue.parameters() if row["low"] < row["high"]]
    outer = {row["name"] for row in rows if not 0.1 <= reference.place(row) <= 0.9} - {"discount_rate"}
    said = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    explained = {"believed_disruption_days", "competing_demand_most", "risk_aversion", "vacancy_fill_rate"}
    assert outer == explained and not [name for name in outer if f"`{name}`" not in said]
    listed = reference.parameters().partition("## Best values set on published figures")[2].partition("## Switches")[0]
    assert "`risk_aversion`" in listed and "7% of the way" in listed and listed.count("\n|") > 30


def test_every_block_is_of_a_kind_that_is_tested():
    assert {said for _, said, _ in BLOCKS} == KINDS
    for page in PAGES:  # a block that is set in by spaces would be none of these
        rest = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        assert not re.findall(r"\n\n( {4}\S.*)", rest), page


@pytest.mark.parametrize(("page", "text"), blocks("sh"))
def test_the_configs_of_commands_are_sound(page, text):
    for line in text.splitlines():
        assert line.startswith("countylines "), line
        for config in re.findall(r"configs/\w+\.toml", line):
            read(ROOT / config)


@pytest.mark.parametrize(("page", "text"), blocks("toml"))
def test_a_piece_of_config_fits_into_one(page, text):
    """A whole config stands as it is; a part is laid over the smoke test's, with the strategies that the page declares."""
    given = tomllib.loads(text)
    if "kind" not in given:
        with (ROOT / "configs" / "smoke.toml").open("rb") as file:
            whole = tomllib.load(file)
        declared = {name: one for _, other in blocks("toml") for name, one in tomllib.loads(other).get("strategy", {}).items()}
        compared = given.get("strategies", {}).get("compare", []) or list(given.get("strategy", {}))
        if compared:
            whole["strategies"]["compare"] = compared
            whole["strategy"] = {name: declared[name] for name in compared if name in declared}
            whole["world"]["years"] = 5
        if "precision" in given.get("replications", {}):
            del whole["replications"]["number"]
        for section, keys in given.items():
            whole[section] = {**whole.get(section, {}), **keys}
        given = whole
    experiment, problems = experiment_of(given)
    assert experiment is not None, problems


@pytest.mark.parametrize(("page", "text"), blocks("csv"))
def test_a_file_of_figures_is_sound(page, text, tmp_path):
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    rows, problems = reader_figures.read(tmp_path / "mine.csv")
    assert len(rows) == len(text.splitlines()) - 1 and not problems
