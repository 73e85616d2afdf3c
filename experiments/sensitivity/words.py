"""What an analysis found, in sentences for people who read no index: from its tables, nothing computed anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.sensitivity.reader import Reader, plain, readable
from experiments.sensitivity.verdict import MATTERS, WIDEST

MOST_NAMED = 3
GAINS = {
    "up": {"up": "the more it gains", "down": "the less it gains"},
    "down": {"up": "the less it gains", "down": "the more it gains"},
}
"""What more of an input does to a strategy's gain, by the direction of good of a measure and the sign of the input's effect."""
OUT_OF_TEN = ("none", "1", "2", "3", "4", "5", "6", "7", "8", "9", "all")


def sentences(tables: Mapping[str, pd.DataFrame], reader: Reader) -> list[str]:
    """All that the tables of a folder give to say, in order: what decides, what is luck, where it flips, what to measure."""
    said: list[str] = []
    for table, tell in (
        ("verdicts", decides),
        ("indices", doubt_by_basis),
        ("noise", luck),
        ("flips", switch_points),
        ("information", worth_measuring),
        ("convergence", settled),
    ):
        if table in tables and len(tables[table]):
            said += tell(tables[table], replace(reader, table=table))
    return said


def failing(tables: Mapping[str, pd.DataFrame], reader: Reader) -> list[str]:
    """Where strategies fail, from a discovery: boxes, regret, the tree."""
    said: list[str] = []
    for table, tell in (("boxes", boxes), ("regret", least_regret), ("tree", leaves)):
        if table in tables and len(tables[table]):
            said += tell(tables[table], replace(reader, table=table))
    return said


def parts(tables: Mapping[str, pd.DataFrame], reader: Reader) -> list[str]:
    """Which part does the work, from an attribution."""
    said: list[str] = []
    for table, tell in (("attribution", shares), ("budget", same_money)):
        if table in tables and len(tables[table]):
            said += tell(tables[table], replace(reader, table=table))
    return said


def decides(verdicts: pd.DataFrame, reader: Reader) -> list[str]:
    """What the differences rest on, the first primary measure first; and what its level rests on, which may be something else."""
    said = []
    for outcome in dict.fromkeys([reader.main, *verdicts["outcome"]]):
        found = verdicts[(verdicts["outcome"] == outcome) & (verdicts["versus"] == reader.baseline)]
        for strategy, own in found.groupby("strategy", sort=False):
            both = f"{reader.strategy(str(strategy))} does than {reader.strategy(reader.baseline)}"
            gap = f"how much better {both} on {_outcome(reader, str(outcome))}"
            told = _rests_on(reader, gap, own, GAINS.get(reader.better(str(outcome)), {}))
            if told or outcome == reader.main:
                said.append(told or f"No single assumption is shown, above what luck shows, to decide {gap}.")
    level = verdicts[(verdicts["outcome"] == reader.main) & (verdicts["strategy"] == reader.baseline)]
    level = level[level["versus"].isna() | (level["versus"] == "")]
    effects = {"up": "the higher the level", "down": "the lower the level"}
    told = _rests_on(reader, f"the level of {_outcome(reader)} under {reader.strategy(reader.baseline)}", level, effects)
    return [*said, told] if told else said


def _rests_on(reader: Reader, what: str, rows: pd.DataFrame, effects: Mapping[str, str]) -> str:
    """The largest of the inputs that matter, with their share and what more of each does; empty where none does."""
    matter = rows[rows["verdict"] == MATTERS].sort_values("share", ascending=False, kind="stable")
    if not len(matter):
        return ""
    shown = matter.head(MOST_NAMED)
    named = listed([reader.spoken(row.parameter, _share_and_sign(reader, row, effects)) for row in records(shown)])
    few = {1: "one assumption", 2: "two assumptions"}.get(len(shown), "three assumptions")
    rest = " Others are shown to matter too, with smaller shares." if len(matter) > len(shown) else ""
    sized = (shown["high"] - shown["low"] <= WIDEST["policy"]).all()
    open_ = "" if sized else " That they matter is shown; how much is not settled at this precision."
    return f"In the model {what} rests most on {few}: {named}, as shares of its variance between worlds.{rest}{open_}"


def _share_and_sign(reader: Reader, row: Any, effects: Mapping[str, str]) -> str:
    """A share with its interval, and what more of the input does."""
    share = _share(reader, row) if pd.notna(row.share) else ""
    effect = effects.get(str(row.sign), "")
    return "; ".join(filter(None, [share, f"the more of it, {effect}" if effect else ""]))


def doubt_by_basis(indices: pd.DataFrame, reader: Reader) -> list[str]:
    """How much of the doubt comes from what nobody has measured."""
    found = indices[(indices["parameter"] == "basis:assumed") & (indices["index"] == "S1")]
    for method in ("sobol", "additive"):
        if (found["method"] == method).any():
            found = found[found["method"] == method]
    found = found[(found["outcome"] == reader.main) & (found["versus"] == reader.baseline) & found["value"].notna()]
    said = []
    for row in records(found):
        who, alone = reader.strategy(str(row.strategy)), ", each alone," if row.method == "additive" else ""
        if row.low > 0.0:
            share = _share(reader, row)
            said.append(
                f"Of the doubt about {who}, {share} comes from assumptions that nobody has measured{alone.removesuffix(',')}."
            )
        else:
            ends = f"{reader.percent(row.low)} to {reader.percent(row.high)}"
            said.append(
                f"How much of the doubt about {who} comes from assumptions that nobody has measured{alone} is not settled "
                f"(interval {ends})."
            )
    return said


def luck(noise: pd.DataFrame, reader: Reader) -> list[str]:
    """What share of the spread between single runs is chance."""
    if "source" not in noise:
        return []
    rows = noise[(noise["source"] == "luck") & (noise["outcome"] == reader.main)]
    said = []
    for versus, of in ((reader.baseline, "the difference"), (None, "the level")):
        part = rows[rows["versus"] == versus] if versus else rows[rows["versus"].isna() | (rows["versus"] == "")]
        if len(part):
            row = part.iloc[0]
            who = reader.strategy(str(row["strategy"]))
            said.append(
                f"Of the spread of {of} between single runs ({who}), {_some(reader, row['share'])} is chance within the model."
            )
    return said


def switch_points(flips: pd.DataFrame, reader: Reader) -> list[str]:
    """The ranking flips if ...; or along nothing that was looked at."""
    rows = flips[flips["outcome"] == reader.main]
    sure = rows[rows["verdict"] == "flips"]
    said = []
    for row in records(sure):
        below, above = reader.strategy(str(row.below)), reader.strategy(str(row.above))
        if isinstance(row.at, str) and not _numeric(row.at):
            switch = f"where {reader.spoken(row.parameter)} is \u201c{readable(row.at)}\u201d {above} is best, else {below}"
            said.append(f"The ranking flips with a structure of the model: {switch}.")
            continue
        band = f" (95% band {_number(reader, row.low)} to {_number(reader, row.high)})" if pd.notna(row.low) else ""
        best = f"; the evidence's best value is {_number(reader, row.best)}" if _numeric(row.best) else ""
        said.append(
            f"The ranking flips where {reader.spoken(row.parameter)} passes {_number(reader, row.at)}{band}: "
            f"{below} is best below, {above} above{best}."
        )
    if not len(sure):
        maybe = listed([readable(str(name)) for name in dict.fromkeys(rows[rows["verdict"] == "may flip"]["parameter"])])
        said.append("Taken one at a time, no assumption is shown to change which strategy is best on average.")
        if maybe:
            said.append(f"It may change along {maybe}: too few runs to say.")
    return said


def worth_measuring(information: pd.DataFrame, reader: Reader) -> list[str]:
    """These numbers would be worth measuring, in the unit of the outcome."""
    rows = information[(information["outcome"] == reader.main) & (information["verdict"] == "worth measuring")]
    rows = rows.sort_values("value", ascending=False).head(MOST_NAMED)
    if not len(rows):
        return ["No single measurement is shown to be likely to change the choice."]
    named = listed(
        [reader.spoken(row.parameter, f"up to {_within(reader, row)} {reader.unit(reader.main)}") for row in records(rows)]
    )
    return [f"These would be worth measuring, since knowing them could change the choice: {named}."]


def settled(convergence: pd.DataFrame, reader: Reader) -> list[str]:
    """Whether the analysis has converged, and why not."""
    rows = convergence[(convergence["outcome"] == reader.main) & (convergence["versus"] == reader.baseline)]
    return [
        f"The analysis of {reader.strategy(str(row.strategy))} has converged: {reader.words(plain(row.reason))}."
        if row.verdict == "converged"
        else f"The analysis of {reader.strategy(str(row.strategy))} has not converged: {reader.words(plain(row.reason))}."
        for row in records(rows)
    ]


def boxes(found: pd.DataFrame, reader: Reader) -> list[str]:
    """Conditions under which a strategy does worse than the baseline, in the main outcome."""
    rows = found[(found["outcome"] == reader.main) & (found["failure"] == "worse than the baseline")]
    said = []
    for strategy, limits in rows.groupby("strategy", sort=False):
        first, name = limits.iloc[0], reader.strategy(str(strategy))
        luck_decides = float(first["set_aside"]) > 0.0
        counted = reader.number(f"{int(first['worlds']):,}", first["worlds"])
        among = f"the {counted} worlds that luck does not leave open" if luck_decides else "worlds"
        if pd.isna(first["parameter"]) or not first["parameter"]:
            share = f"{name} does worse than {reader.strategy(reader.baseline)} in {reader.percent(first['base'])} of {among}"
            note = str(first["note"]).replace("are the least", "are the least that a search needs")
            said.append(f"{share}; no condition sets them apart ({reader.words(note)}).")
            continue
        conditions = listed([_limit(reader, row) for row in records(limits)])
        inside, held = (_tenths(reader, first[share]) for share in ("density", "coverage"))
        said.append(
            f"{name} does worse than {reader.strategy(reader.baseline)} mostly where {conditions}: in {inside} of 10 such "
            f"worlds, which hold {held} of 10 of its failures ({reader.percent(first['base'])} of {among}; checked on "
            "worlds held out)."
        )
    return said


def least_regret(found: pd.DataFrame, reader: Reader) -> list[str]:
    """Which strategy each rule of choice picks."""
    rows = found[found["outcome"] == reader.main]
    names = {
        "mean": "best on average", "worst": "best in its worst world", "mean_regret": "least regret on average",
        "worst_regret": "least regret at worst", "share_won": "best in most worlds",
    }  # fmt: skip
    picks: dict[str, list[str]] = {}
    for criterion, phrase in names.items():
        best = rows[(rows["criterion"] == criterion) & (rows["rank"] == 1)]["strategy"].tolist()
        if len(best) == 1:
            picks.setdefault(best[0], []).append(phrase)
    told = [f"{reader.strategy(name)} is {listed(phrases)}" for name, phrases in picks.items()]
    return [f"Over all worlds, on {_outcome(reader)}: {'; '.join(told)}."] if told else []


def leaves(found: pd.DataFrame, reader: Reader) -> list[str]:
    """The conditions under which another than the commonest strategy is best."""
    rows = found[(found["outcome"] == reader.main) & (found["helps"] == "yes")]
    if not len(rows):
        return []
    common = rows.groupby("best")["share"].sum().idxmax()
    return [
        f"{reader.strategy(str(row.best))} is the better choice where {reader.words(readable(row.conditions))} "
        f"({reader.percent(row.purity)} of such worlds, {reader.percent(row.share)} of all)."
        for row in records(rows[rows["best"] != common])
    ]


def shares(found: pd.DataFrame, reader: Reader) -> list[str]:
    """Each part's share of the whole effect, and which parts help or hinder each other."""
    rows = found[found["outcome"] == reader.main]
    whole = rows[rows["method"] == "whole"].iloc[0]
    said = []
    if whole["low"] <= 0.0 <= whole["high"]:
        return [f"The whole response changes {_outcome(reader)} by no clear amount, so there is no effect to share out."]
    parted = rows[rows["method"] == "shapley"].sort_values("value", key=lambda v: -v.abs())
    clear = parted[(parted["low"] > 0.0) | (parted["high"] < 0.0)]
    named = listed([f"{readable(row.part)}{_part(reader, row)}" for row in records(clear)])
    name = reader.strategy(str(whole["strategy"]))
    said.append(
        f"Of what {name} changes in {_outcome(reader)}, these parts do a clear share: {named}."
        if named
        else f"No part of {name} does a clear share."
    )
    against = clear[np.sign(clear["value"]) != np.sign(whole["value"])]
    if len(against):
        said.append(f"Against the whole work {listed([readable(str(part)) for part in against['part']])}.")
    alone, away = (rows[rows["method"] == method].set_index("part") for method in ("alone", "taken_away"))
    for part in alone.index.intersection(away.index):
        if alone.loc[part, "high"] < away.loc[part, "low"] or away.loc[part, "high"] < alone.loc[part, "low"]:
            more = abs(away.loc[part, "value"]) > abs(alone.loc[part, "value"])
            said.append(
                f"{readable(str(part)).capitalize()} does {'more' if more else 'less'} beside the other parts than alone."
            )
    return said


def same_money(found: pd.DataFrame, reader: Reader) -> list[str]:
    """The order of responses when each costs the same."""
    rows = found[(found["outcome"] == reader.main) & found["value"].notna()]
    if len(rows) < 2:
        return []
    better = str(rows["better"].iloc[0])
    rows = rows.sort_values("value", ascending=better == "down")
    named = listed([_bought(reader, row) for row in records(rows)])
    money = f"For the same extra cost (£{_number(reader, rows['budget'].iloc[0])} a year)"
    unit = reader.unit(reader.main)
    if leads(rows):
        return [f"{money}, best first: {named} {unit}."]
    return [
        f"{money} no response is shown to do more than another on {_outcome(reader)}: {named} {unit}; their intervals overlap."
    ]


def _bought(reader: Reader, row: Any) -> str:
    """A response at the size that costs the same, with its effect there and the interval of that."""
    half = (row.high - row.low) / 2.0
    ends = [_within(reader, row._replace(value=end, low=end - half, high=end + half)) for end in (row.low, row.high)]
    span = f", interval {ends[0]} to {ends[1]}" if pd.notna(half) else ""
    return f"{reader.strategy(str(row.strategy))} at {reader.percent(row.intensity)} of its size ({_within(reader, row)}{span})"


def leads(rows: pd.DataFrame) -> bool:
    """Whether the first of the rows, best first, is clear of all others: its interval overlaps none of theirs."""
    first, others = rows.iloc[0], rows.iloc[1:]
    return bool(((first["high"] < others["low"]) | (first["low"] > others["high"])).all())


def records(frame: pd.DataFrame) -> list[Any]:
    """The rows of a table, each with its columns as attributes."""
    return list(frame.itertuples())


def listed(names: Sequence[str]) -> str:
    """Names in a row with commas and an "and"."""
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def _outcome(reader: Reader, name: str = "") -> str:
    label = reader.outcome(name or reader.main)
    return label[:1].lower() + label[1:]


def _share(reader: Reader, row: Any) -> str:
    ends = f", interval {reader.percent(row.low)} to {reader.percent(row.high)}" if pd.notna(row.low) else ""
    return f"{_some(reader, row.share if hasattr(row, 'share') else row.value)}{ends}"


def _part(reader: Reader, row: Any) -> str:
    """A part's share of the whole effect with its interval, in brackets; empty where the table has none."""
    if pd.isna(getattr(row, "share", np.nan)):
        return ""
    ends = f", interval {reader.percent(row.share_low)} to {reader.percent(row.share_high)}" if pd.notna(row.share_low) else ""
    return f" ({reader.percent(row.share)}{ends})"


def _some(reader: Reader, share: float) -> str:
    """A share in per cent; never none or all of it, which no number of runs can show."""
    return "less than 1%" if share < 0.005 else "more than 99%" if 0.995 < share <= 1.0 else reader.percent(share)


def _tenths(reader: Reader, value: float) -> str:
    text = OUT_OF_TEN[int(np.clip(round(10.0 * value), 0, 10))] if pd.notna(value) else "an unknown number"
    return reader.number(text, value, 10.0) if text.isdigit() else text


def _numeric(value: Any) -> bool:
    try:
        return bool(np.isfinite(float(value)))
    except (TypeError, ValueError):
        return False


def _number(reader: Reader, value: Any) -> str:
    number = float(value)
    if number and abs(number) < 1000.0:
        return reader.number(f"{number:.3g}", number)
    digits = -int(np.floor(np.log10(abs(number)))) + 2 if number else 0
    return reader.number(f"{round(number, digits):,.0f}", number)


def _within(reader: Reader, row: Any) -> str:
    """A row's value to the first digit of the half-width of its interval; to one digit at least, and to three at most."""
    half = (row.high - row.low) / 2.0
    if not (pd.notna(half) and half > 0.0 and row.value):
        return _number(reader, row.value)
    own = int(np.floor(np.log10(abs(row.value))))
    place = min(max(int(np.floor(np.log10(half))), own - 2), own)
    return reader.number(f"{round(row.value, -place):,.{max(0, -place)}f}", row.value)


def _limit(reader: Reader, row: Any) -> str:
    name = reader.spoken(str(row.parameter))
    alternatives = row.alternatives
    if isinstance(alternatives, str) and alternatives:
        return f"{name} is {readable(alternatives)}"
    low, high = row.low, row.high
    if pd.isna(low):
        return f"{name} is below {_number(reader, high)}"
    if pd.isna(high):
        return f"{name} is above {_number(reader, low)}"
    return f"{name} is between {_number(reader, low)} and {_number(reader, high)}"
