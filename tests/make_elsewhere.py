"""Makes docs/elsewhere.md's table and figure: `uv run python -m tests.make_elsewhere results/elsewhere`.

Three published models' experiments, as near as they can be set here. Arrests at once are run here, since no lever of a strategy
is of one day; pressure and a cut of recruitment are read from the folder of `countylines run configs/elsewhere.toml`. What the
models say stands in docs/elsewhere/published.csv: shapes, in words, and those figures of theirs that could be read, with where.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from experiments import Results
from experiments.figures import style
from experiments.figures.registry import Drawing, save
from experiments.statistics import intervals
from sim import Parameters, warm_up
from sim.engine.luck import uniform
from sim.policy.schedule import Calendar
from sim.policy.strategies import named
from sim.simulation.replacement import TAKEN_OUT, take_out, used
from sim.simulation.simulate import Run, WorldState, branch
from sim.state import Standing, Trade
from sim.state.time import YEAR_DAYS
from tests.make_readme import ROOT, filled

PAGE, KEPT = ROOT / "docs" / "elsewhere.md", ROOT / "docs" / "elsewhere"
SHARES, YEARS, SEEDS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0), (1, 5), 16
OFFICERS, CUT, HELP = "capacity.dedicated_officers", "grooming_rate", "early_help.reach"
LINE_S = ("children_exploited", "adults_exploited", "sellers")
RECRUITS = ("children_newly_exploited", "adults_newly_exploited")


# -- Arrests at once -------------------------------------------------------------------------------------------------


def members(state: WorldState) -> np.ndarray:
    """Rows of those who hold a line, or are free to, in the order in which they are taken out."""
    dealers = used(state.world, "dealers")
    rows = np.flatnonzero(np.isin(dealers["standing"], [Standing.AVAILABLE, Standing.HOLDING]))
    return rows[np.argsort([uniform(int(luck), 0, TAKEN_OUT) for luck in dealers["luck"][rows]], kind="stable")]


def take_out_members(state: WorldState, calendar: Calendar, rows: np.ndarray) -> None:
    """These are gone: their lines end, and groups have so many fewer who could hold one."""
    lines, dealers, groups = (used(state.world, table) for table in ("lines", "dealers", "groups"))
    held = np.flatnonzero((lines["trade"] <= Trade.SUSPENDED) & np.isin(lines["holder"], rows))
    free = rows[dealers["standing"][rows] == Standing.AVAILABLE]
    np.subtract.at(groups["members"], dealers["group"][free], 1)
    dealers["standing"][free] = Standing.GONE
    take_out(state, calendar, "lines", held)


def after(before: WorldState, share: float, years: Sequence[float] = YEARS) -> pd.DataFrame:
    """Each organisation that is there by years since a share of all members went: whether it has ended, and its lines.

    One has ended that was at some month's end without a line and without anyone to hold one, whoever begins it anew.
    """
    state, rows = branch(before), members(before)
    calendar = Calendar(named("as_inspected"), state.setting.p, state.setting.start, len(state.world.bodies))
    groups = used(state.world, "groups")
    there = np.flatnonzero(groups["lines"] + groups["members"] > 0)
    take_out_members(state, calendar, rows[: round(share * len(rows))])
    run, start, found, ended = Run(state, calendar, keep=False), state.today, [], np.zeros(len(there), bool)
    for month in range(round(12 * max(years)) + 1):
        run.live_until(start + max(1, round(YEAR_DAYS * month / 12)))
        groups = used(state.world, "groups")[there]
        ended |= groups["lines"] + groups["members"] == 0
        if month / 12 in years:
            about = {"share": share, "years": month / 12, "organisation": there}
            found.append(pd.DataFrame(about | {"ended": ended.copy(), "lines": groups["lines"].astype(float)}))
    return pd.concat(found, ignore_index=True)


def in_a_world(organisations: pd.DataFrame) -> pd.DataFrame:
    """By share and years: the share ended, and lines of those that go on, over what the same have where nobody was taken out."""
    key = ["years", "organisation"]
    untouched = organisations[organisations["share"] == 0.0].set_index(key)[["ended", "lines"]]
    beside = organisations.join(untouched.add_suffix("_untouched"), on=key)
    on = ~(beside["ended"] | beside["ended_untouched"])
    kept = beside[["lines", "lines_untouched"]].where(on)
    found = beside.assign(**kept).groupby(["share", "years"])
    return pd.DataFrame(
        {"ended": found["ended"].mean(), "lines": found["lines"].mean(), "untouched": found["lines_untouched"].mean()}
    ).reset_index()


def at_once(seeds: int = SEEDS, scale: float = 0.05, shares: Sequence[float] = SHARES) -> pd.DataFrame:
    """Every share in worlds of their own luck, in the best values."""
    worlds = []
    for seed in range(1, seeds + 1):
        before = warm_up(Parameters(), scale=scale, seed=seed)
        worlds.append(in_a_world(pd.concat([after(before, share) for share in shares])).assign(seed=seed))
    return pd.concat(worlds, ignore_index=True)


# -- Pressure, and a cut of recruitment ------------------------------------------------------------------------------


class Pressure:
    """The runs of the sweep by what varies in it."""

    def __init__(self, results: Results) -> None:
        runs = results.runs[results.runs["strategy"] != results.baseline]
        self.runs = runs.assign(
            people=runs[list(LINE_S)].sum(axis=1), recruits=runs[list(RECRUITS)].sum(axis=1), markets=markets(results, runs),
            moves=runs["lines_displaced"] / runs["lines_operating"],
        )  # fmt: skip
        self.rates = sorted(self.runs[CUT].unique(), reverse=True)
        self.officers = sorted(self.runs[OFFICERS].unique())

    def arm(self, measure: str, officers: int = 0, cut: int = 0, help: float = 0.0) -> np.ndarray:
        """A measure's replications at a step of officers and of the cut."""
        runs, at = self.runs, {OFFICERS: self.officers[officers], CUT: self.rates[cut], HELP: help}
        chosen = runs[np.logical_and.reduce([runs[name] == value for name, value in at.items()])]
        return chosen.sort_values("replication")[measure].to_numpy(float)

    def change(self, measure: str, officers: int = 0, cut: int = 0, help: float = 0.0) -> tuple[float, float, float]:
        """Change against neither, in percent with its 95% interval: pairs share their luck only with the same recruitment."""
        if not (officers or cut or help):
            return 0.0, 0.0, 0.0
        one, base = self.arm(measure, officers, cut, help), self.arm(measure)
        if cut == 0:
            return mean_and_ends(percent(one, base))
        ratio = one.mean() / base.mean()
        error = np.sqrt((one.var(ddof=1) + ratio**2 * base.var(ddof=1)) / len(one)) / base.mean()
        half = float(100.0 * error * stats.t.ppf(0.975, 2 * len(one) - 2))
        return 100.0 * (ratio - 1.0), 100.0 * (ratio - 1.0) - half, 100.0 * (ratio - 1.0) + half


def markets(results: Results, runs: pd.DataFrame) -> np.ndarray:
    """How many equal markets lines would be spread over as evenly as they are (inverse Simpson), of each run."""
    series = results.series(measures=["lines_operating"])
    by_area = series[series["area"] != "England and Wales"].groupby(["run", "area"])["value"].sum().unstack()
    share = by_area.div(by_area.sum(axis=1), axis=0)
    return (1.0 / (share**2).sum(axis=1)).reindex(runs["run"]).to_numpy(float)


# -- The page --------------------------------------------------------------------------------------------------------


def of(found: tuple[float, float, float], unit: str = "%") -> str:
    """A change with its interval, in words."""
    value, low, high = found
    return f"{value:+.0f}{unit} ({low:+.0f} to {high:+.0f})".replace("-", "−")


def ended_more(made: pd.DataFrame, years: float, share: float, less: float) -> tuple[float, float, float]:
    """How many more have ended than with a smaller share taken out, in points, paired by world, with its interval."""
    wide = made[made["years"] == years].pivot(index="seed", columns="share", values="ended")
    return mean_and_ends(100.0 * (wide[share] - wide[less]).to_numpy(float))


def lines_left(made: pd.DataFrame, years: float, share: float) -> tuple[float, float, float]:
    """Lines of those that go on beside what the same have where nobody was taken out, in percent, with its interval."""
    chosen = made[(made["years"] == years) & (made["share"] == share)]
    return mean_and_ends(percent(chosen["lines"].to_numpy(float), chosen["untouched"].to_numpy(float)))


def mean_and_ends(values: np.ndarray) -> tuple[float, float, float]:
    """The mean of values with its 95% interval."""
    ends = intervals.alone(values[:, None])
    return float(values.mean()), float(ends.low[0]), float(ends.high[0])


def percent(one: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Values in percent whose mean is the change of the mean, and whose spread is that of the ratio (linearised)."""
    ratio = one.mean() / base.mean()
    return 100.0 * (ratio - 1.0 + (one - ratio * base) / base.mean())


def here(made: pd.DataFrame, p: Pressure) -> dict[str, str]:
    """What each statement's experiment gives here."""
    most, deepest, half = len(p.officers) - 1, len(p.rates) - 1, len(p.rates) // 2

    def ended(years: float, share: float, less: float = 0.0) -> str:
        return of(ended_more(made, years, share, less), " points")

    def lines(years: float) -> str:
        return of(lines_left(made, years, 0.5))

    def change(measure: str, *at: int, help: float = 0.0) -> str:
        return of(p.change(measure, *at, help=help))

    def policies(measure: str) -> str:
        found = change(measure, most), change(measure, help=0.5), change(measure, 0, half)
        return "most officers {}, early help {}, half the recruitment {}".format(*found)

    days = "child_days_exploited"
    return {
        "madtor_few": f"organisations that have ended, where a tenth of all members go: {ended(1, 0.1)} a year later, "
        f"{ended(5, 0.1)} five years later",
        "madtor_returns": f"a year later, from none to a quarter of members {ended(1, 0.25)}, from a quarter to a half "
        f"{ended(1, 0.5, 0.25)}, from a half to three quarters {ended(1, 0.75, 0.5)}",
        "madtor_survivors": f"lines of an organisation that goes on, where half of all members go, beside the same where nobody "
        f"does: {lines(1)} a year later, {lines(5)} five years later",
        "proton_members": f"people exploited or employed by lines: {policies('people')}",
        "proton_recruits": f"children newly exploited: {policies('children_newly_exploited')}; adults newly exploited: "
        f"{policies('adults_newly_exploited')}",
        "cartel_recruitment": f"three quarters of recruitment cut, and most officers: children exploited "
        f"{change('children_exploited', 0, deepest)} and {change('children_exploited', most)}, all people "
        f"exploited or employed by lines {change('people', 0, deepest)} and {change('people', most)}",
        "cartel_violence": f"most officers: between crews {change('violence_between_crews', most)}, to exploited children "
        f"{change('violence_to_children', most)}",
        "cartel_both": f"both at their most: children exploited {change('children_exploited', most, deepest)}, all people "
        f"exploited or employed by lines {change('people', most, deepest)}; days of exploitation, by supply outside lines too, "
        f"{change(days, most, deepest)}, and {change(days, 0, deepest)} with the cut alone",
        "narco_spread": f"most officers: moves of a line to another market {change('moves', most)}, equal markets that lines would "
        f"fill {change('markets', most)}, lines {change('lines_operating', most)}",
    }


def published() -> pd.DataFrame:
    """What the models say: a statement a row, with their figures and, where one can be drawn, its panel, place and value."""
    return pd.read_csv(KEPT / "published.csv", dtype=str, keep_default_na=False)


def table(found: dict[str, str]) -> str:
    """What each model says, in words and in figures that could be read, beside what is found here."""
    rows = published()
    if set(rows["id"]) != set(found):
        raise ValueError("published.csv and what is found here are of other statements")
    lines = [
        f"| {row.model} ({row.source}) | {row.says} | {row.figures or 'none read'} | {found[row.id]} |"
        for row in rows.itertuples()
    ]
    return "\n".join(["| model | it says | its figures | here |", "|---|---|---|---|", *lines])


CURVES = {"officers": (1, 0), "recruitment cut": (0, 1), "both": (1, 1)}
PANELS = {
    "ended": ("Organisations that have ended, %", "MADTOR: a few arrests already disrupt,\nwith diminishing returns"),
    "people": (
        "Those whom lines have, change in %",
        "Cartel population: cutting recruitment\ncan beat more arrests; also run both",
    ),
    "violence_between_crews": ("Violence between crews, change in %", "Cartel population: arrests\ncan raise violence"),
    "spread": ("Spread of lines, change in %", "NarcoLogic: enforcement itself\nspreads and disperses trade"),
}


def curves(made: pd.DataFrame, p: Pressure) -> pd.DataFrame:
    """What the figure shows: panel, curve, x, value and its interval."""
    rows: list[tuple[object, ...]] = []
    for (years, share), part in made.groupby(["years", "share"]):
        ended = 100.0 * part["ended"].to_numpy(float)
        ends = intervals.levels(ended[:, None], np.zeros(1))
        name = f"{years:.0f} year{'s' if years > 1 else ''} later"
        rows.append(("ended", name, 100.0 * float(str(share)), ended.mean(), ends.low[0], ends.high[0]))
    for at in range(len(p.officers)):
        for measure in ("people", "violence_between_crews"):
            rows += [(measure, name, at, *p.change(measure, a * at, b * at)) for name, (a, b) in CURVES.items()]
        named_so = {"moves": "moves of a line", "markets": "markets that lines fill"}
        rows += [("spread", name, at, *p.change(measure, at)) for measure, name in named_so.items()]
    return pd.DataFrame(rows, columns=["panel", "curve", "x", "value", "low", "high"])


def theirs(axes: Axes, panel: str, p: Pressure) -> None:
    """Figures of the published models on a panel: open diamonds, and the range of arrests or cuts for which each is given."""
    for row in published().query("panel == @panel").to_dict("records"):
        ends = np.array([row["at_low"], row["at_high"]], dtype=float)
        if panel != "ended":  # steps of the cut of recruitment, in percent
            ends = np.interp(ends, [100.0 - 100.0 * rate / p.rates[0] for rate in p.rates], range(len(p.rates)))
        value, label = float(row["value"]), f"{row['model']}: {row['label']}"
        axes.hlines(value, *ends, color="black")
        axes.plot(
            ends.mean(), value, color="black", marker="D", markerfacecolor="white", linestyle="none", label=label, zorder=5
        )


def draw(shown: pd.DataFrame, p: Pressure) -> Drawing:
    """A panel a statement: organisations after arrests at once, and measures by steps of officers, of the cut, and of both."""
    canvas, axes = style.new(6.4, 2, 2)
    steps = [
        f"{officers:,.0f}\n{100 - 100 * rate / p.rates[0]:.0f}%" for officers, rate in zip(p.officers, p.rates, strict=True)
    ]
    for one, (panel, (title, says)) in zip(axes, PANELS.items(), strict=True):
        for at, (name, part) in enumerate(shown[shown["panel"] == panel].groupby("curve", sort=False)):
            colour, marker = style.PALETTE[at], "osD"[at]
            one.fill_between(part["x"], part["low"], part["high"], color=colour, alpha=0.2, linewidth=0)
            one.plot(part["x"], part["value"], color=colour, marker=marker, markersize=4.5, label=name)
        theirs(one, panel, p)
        one.set_title(title)
        one.text(0.0, -0.3, says, transform=one.transAxes, va="top", size=8.5, color=style.QUIET, style="italic")
        one.legend(fontsize=8)
        if panel == "ended":
            one.set_xlabel("share of members taken out at once, %")
            continue
        style.zero_line(one, vertical=False)
        one.set_xticks(range(len(steps)), [step.split("\n")[0] for step in steps] if panel == "spread" else steps)
        one.set_xlabel("officers added" if panel == "spread" else "officers added; recruitment cut")
    title = "What three published models say, in words and in the figures that could be read, and what this one gives"
    described = "Four charts with 95% intervals; their numbers stand in docs/elsewhere/elsewhere.csv."
    return Drawing(canvas, title, described, shown)


def main(arguments: list[str]) -> None:
    """Run arrests at once, read the sweep's folder, and fill the page's place."""
    results = Results(arguments[0])
    made, p = at_once(), Pressure(results)
    source = f"Source: countylines, model {str(results.manifest['source_hash'])[:8]}; {len(p.runs)} runs of a sweep, and "
    source += f"{len(made) // len(YEARS)} of arrests at once. Results of a model, not records of what happened."
    with tempfile.TemporaryDirectory() as room, style.styled("elsewhere"):
        drawing = draw(curves(made, p), p)
        save("elsewhere", "", drawing, Path(room), source)
        for form in ("svg", "csv"):
            shutil.copy(Path(room) / f"elsewhere.{form}", KEPT)
        if len(arguments) > 1:  # the picture as a PNG, to be looked at
            shutil.copy(Path(room) / "elsewhere.png", arguments[1])
    text = filled(PAGE.read_text(encoding="utf-8"), "elsewhere", table(here(made, p)))
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
