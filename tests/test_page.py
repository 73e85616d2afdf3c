"""The finished page as people meet it: in a browser without network, on a phone, by keyboard, on paper, number by number."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import explorer
import pandas as pd
import pytest
import result_sets
import whole_runs
from read_pages import worths_where_two_meet

from experiments.report.write import write_report

CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the page is not opened")
SUFFIX = {"trillion": 1e12, "billion": 1e9, "million": 1e6}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Finished reports: a comparison, and two folders beside each other."""
    room = tmp_path_factory.mktemp("reports")
    first = result_sets.add_checks(result_sets.build(room / "clear_win", "clear_win"))
    second = result_sets.build(room / "mixed", "mixed")
    other = result_sets.build(room / "again", "worlds")
    with pytest.MonkeyPatch.context() as patch:
        whole_runs.unpictured(patch)
        return {"one": write_report(first), "two": write_report(other, second)}


@pytest.fixture(scope="module")
def browser():
    """A headless browser without network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=explorer.SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser):
    """Opens a page offline and remembers what it asked for and what went wrong."""
    context = browser.new_context(offline=True)

    def go(path, width=1280):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.asked, page.wrong = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield go
    context.close()


@needs_browser
@pytest.mark.parametrize("which", ["one", "two"])
def test_the_page_is_accessible_and_asks_for_nothing(reports, opened, which):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(reports[which])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # Rows and marks of charts are alike and axe looks at each: some of each are enough; links to the others lead to the top.
    page.evaluate("""() => {
        document.querySelectorAll('tbody').forEach(b => [...b.rows].slice(3).forEach(r => r.remove()));
        document.querySelectorAll('svg[role=img]').forEach((s, i) => i > 1 && s.querySelectorAll('g').forEach(g => g.remove()));
        document.querySelectorAll('a[href^="#"]').forEach(a => document.getElementById(a.hash.slice(1)) || (a.href = '#main'));
    }""")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    rules = {"target-size": {"enabled": True}}
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}, "rules": rules, "resultTypes": ["violations"]})
    violations = [(v["id"], v["help"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found.response["violations"]]
    assert not violations
    assert page.asked == [reports[which].as_uri()]
    assert not page.wrong


@needs_browser
def test_every_figure_and_table_is_there(reports, opened):
    page = opened(reports["one"])
    stems = {path.stem for path in (reports["one"].parent / "figures").glob("*.svg")}
    shown = page.eval_on_selector_all("figure", "all => all.map(f => f.id)")
    assert {name.removeprefix("figure-") for name in shown} == stems
    assert page.eval_on_selector_all(
        "figure", "all => all.every(f => f.querySelector('svg[role=img] > title') && f.querySelector('details table'))"
    )
    assert page.eval_on_selector_all("svg[role=img] > desc", "all => Math.min(...all.map(d => d.textContent.length))") > 40
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))"
    )
    assert broken == []
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1


@needs_browser
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("which", ["one", "two"])
def test_nothing_overflows(reports, opened, which, width):
    page = opened(reports[which], width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """width => [...document.querySelectorAll('main *')].filter(e => {
            const box = e.getBoundingClientRect();
            return box.width && box.right > width + 1 && !e.closest('.scroll, .chart, svg');
        }).map(e => e.outerHTML.slice(0, 120))""",
        width,
    )
    assert wide == []
    hidden = page.evaluate(
        "[...document.querySelectorAll('.scroll:has(.scorecard)')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert hidden == 0, "the last measure of the scorecard is behind the edge of its frame"


@needs_browser
def test_a_keyboard_reaches_the_answer_first_and_every_wide_chart(reports, opened):
    page = opened(reports["one"], 360)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    unreachable = page.eval_on_selector_all(
        ".chart, .scroll", "all => all.filter(e => e.scrollWidth > e.clientWidth + 1 && e.tabIndex !== 0).length"
    )
    assert unreachable == 0


@needs_browser
def test_on_paper_no_figure_is_cut(reports, opened, tmp_path):
    page = opened(reports["one"])
    page.emulate_media(media="print")
    # The height and width of the printable part of A4 at 96 pixels an inch, margins as the style sheet has them.
    tall, wide = (297 - 32) / 25.4 * 96, (210 - 30) / 25.4 * 96
    page.set_viewport_size({"width": int(wide), "height": 900})
    boxes = page.eval_on_selector_all(
        "figure",
        """all => all.map(f => ({
            id: f.id,
            height: f.getBoundingClientRect().height,
            right: f.querySelector('svg').getBoundingClientRect().right,
            inside: getComputedStyle(f).breakInside,
        }))""",
    )
    assert boxes
    assert not [box for box in boxes if box["height"] > tall or box["right"] > wide + 1 or box["inside"] != "avoid"]
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    if poppler := shutil.which("pdftotext"):
        told = subprocess.run([poppler, "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True).stdout.decode()
        before = next(number for number, words in enumerate(told.split("\f")) if "Annex: method" in words)
        assert before <= 12, f"{before} pages stand before the annex"
        assert all(heading in told.split("\f")[0] for heading in ("Which", "Where", "At what cost", "How sure", "Figure 1."))


class Reader(HTMLParser):
    """Collects every number that the page marks, and every digit in its results that it does not."""

    def __init__(self):
        super().__init__()
        self.stack, self.marked, self.loose, self.hidden = [], [], [], 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        void = tag in {"meta", "br", "link", "img", "hr", "input"}
        skips = tag in {"svg", "style", "nav", "header", "footer", "head", "code"} or "not-results" in (
            attributes.get("class") or ""
        )
        if not void:
            self.stack.append((tag, skips))
            self.hidden += skips
        if tag == "data":
            self.marked.append([attributes, ""])

    def handle_endtag(self, tag):
        while self.stack:
            name, skips = self.stack.pop()
            self.hidden -= skips
            if name == tag:
                return

    def handle_data(self, text):
        if self.stack and self.stack[-1][0] == "data":
            self.marked[-1][1] += text
        elif not self.hidden and re.search(r"\d", text):
            self.loose.append(text.strip())


def read(text: str) -> float:
    """A number as it stands on the page."""
    match = re.fullmatch(
        r"([+\u2212]?)£?([\d,]+(?:\.\d+)?)(?: × 10\^(\d+))?(?: (trillion|billion|million))?(?:%| points)?", text.strip()
    )
    assert match, text
    sign, digits, power, scale = match.groups()
    value = float(digits.replace(",", "")) * (10.0 ** int(power) if power else 1.0) * SUFFIX.get(scale, 1.0)
    return -value if sign == "\u2212" else value


def values_of(folder, before="") -> dict[str, set[float]]:
    """The numbers that each table holds, and the counts of runs."""
    counts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["runs"]
    held = {f"{before}manifest": {float(value) for value in counts.values()}}
    for path in (folder / "tables").glob("*.csv"):
        numbers = pd.read_csv(path).select_dtypes("number")
        held[f"{before}{path.stem}"] = set(numbers.to_numpy(float).ravel())
    return held


@pytest.mark.parametrize("which", ["one", "two"])
def test_every_number_on_the_page_is_in_the_table_it_names(reports, which):
    """As it stands there, or worked out from it: a rate a head, a percentage's interval; rounded no further than it says."""
    folder = reports[which].parent
    reader = Reader()
    reader.feed(reports[which].read_text(encoding="utf-8"))
    held = values_of(folder) | (values_of(folder.parent / "mixed", "other:") if which == "two" else {})
    levels = pd.read_csv(folder / "tables" / "outcomes.csv").query("measure == 'children_exploited'")["mean"]
    derived = {round(1000.0 * mean / people, 6) for mean, people in rates(folder)} | figure_shares(folder)
    derived |= worths_where_two_meet(pd.read_csv(folder / "tables" / "acceptability.csv"))
    derived |= {round(100_000.0 * mean / result_sets.FORCES["population_10_17"].sum(), 6) for mean in levels}
    assert len(reader.marked) > 500
    for attributes, text in reader.marked:
        value, step, times = (float(attributes.get(name, 1.0)) for name in ("value", "data-step", "data-times"))
        tables = [held[attributes["data-table"]]] if attributes["data-table"] else held.values()
        assert any(value in table for table in tables) or round(value, 6) in derived, (text, attributes)
        # The direction may be said in words ("fewer"), so sizes are compared.
        assert abs(abs(read(text)) - abs(value * times)) <= step / 2 * (1 + 1e-6) + 1e-12 * abs(value), (text, attributes)


def rates(folder):
    """Means by area with the people aged 10 to 17 there."""
    areas = pd.read_csv(folder / "tables" / "areas.csv").merge(result_sets.FORCES, left_on="area", right_on="name")
    return zip(areas["mean"], areas["population_10_17"], strict=True)


def figure_shares(folder):
    """Per cent of an area's baseline, and the ends of a percentage's interval, worked out again from the tables."""
    effects, levels = (pd.read_csv(folder / "tables" / f"{name}.csv") for name in ("areas_effects", "areas"))
    base = levels[levels["strategy"] == "as_inspected"].set_index(["area", "measure"])["mean"]
    rows = effects.set_index(["area", "measure"]).join(base)
    ends = pd.read_csv(folder / "tables" / "effects.csv").query("difference != 0")
    shares = [
        100.0 * rows["difference"] / rows["mean"],
        *(ends["percent"] / ends["difference"] * ends[end] for end in ("low", "high")),
    ]
    return {round(float(value), 6) for share in shares for value in share}


def test_no_result_stands_on_the_page_unmarked(reports):
    """Digits outside marked numbers are names and counts: dates, ages, figures, measures or areas counted, intervals' 95."""
    reader = Reader()
    reader.feed(reports["one"].read_text(encoding="utf-8"))
    allowed = (
        "95%", r"[Ff]igure \d+", r"20\d\d(-\d\d)?", "10 to 17", r"[Pp]er 1,000", "1:1", "5%", "P90:P10",  # words
        r"\(\d+\)", r"countylines [\d.]+", "model [0-9a-f]{8}", r"\d+ runs", r"\d+ more", "Chart \\d+",  # counts of the folder
        r"on \d+( and worse on \d+)? of (the )?\d+", r"(better|worse|unclear) in \d+( of \d+)?", r"of \d+ areas",
        r"below zero in (none|\d+) of (the last )?\d+ months",
        r"\d+ (better|worse|no clear)",
        "every 100,000", r"Each dot stands for [\d,]+", r"each of \d+ primary",
        r"\d+ years?", r"\d+ of \d+ balances",  # periods, balances counted
        r"[Oo]f the \d+ numbers", r"needs, \d+ \(\d+ in 100\)", r"\d+ are (estimated|measured)",  # inputs by basis
    )  # fmt: skip
    pattern = re.compile("|".join(allowed))
    left = [text for text in reader.loose if re.search(r"\d", pattern.sub("", text))]
    assert left == []


@pytest.mark.parametrize("which", ["one", "two"])
def test_the_file_is_small_and_alone(reports, which):
    text = reports[which].read_text(encoding="utf-8")
    assert len(text.encode()) <= 5_000_000
    assert "<script" not in text
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', text)
    assert "@import" not in text and "url(http" not in text
