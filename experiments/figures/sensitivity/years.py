"""When an input matters: its regression coefficient in each analysed year."""

from __future__ import annotations

from experiments.figures import style
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import Results, each, label_from
from experiments.figures.sensitivity.bars import apart, banded_line, end_label, first_view, shown
from experiments.figures.sentences import say
from experiments.protocol.format import Quantity

MOST = 4


@figure(page="doubt", tables=["years"])
def when_inputs_matter(results: Results) -> Drawing | None:
    """Standardised coefficients of the inputs that move the main outcome's difference most, year by year."""
    rows = first_view(results, "years")
    years = sorted(rows["year"].unique())
    if len(years) < 2:
        return None
    seen = set(rows.loc[rows["above_floor"] == "yes", "parameter"]) - {"dummy"}
    single = rows[rows["parameter"].isin(seen)]
    if not len(single):
        return None
    names = single.assign(size=single["value"].abs()).groupby("parameter")["size"].max().nlargest(MOST).index
    data = rows[rows["parameter"].isin([*names, "dummy"])]
    canvas, (axes,) = style.new(3.4)
    floor = data.groupby("year")["noise_floor"].first()
    axes.fill_between(floor.index, -floor, floor, color=style.QUIET, alpha=0.15, linewidth=0.0)
    last = single[(single["year"] == years[-1]) & single["parameter"].isin(names)].sort_values("value", ascending=False)
    heights = apart(last["value"].tolist(), 0.06 * (data["high"].max() - data["low"].min()))
    for place, name in enumerate(last["parameter"]):
        part = data[data["parameter"] == name].sort_values("year")
        banded_line(axes, part, "year", place)
        end_label(axes, shown(str(name)), (part["year"].iloc[-1], heights[place]), place)
    style.zero_line(axes, vertical=False)
    axes.set_xticks(years, [f"year {year}" for year in years])
    axes.set_ylabel("standardised coefficient, with 95% interval")
    axes.margins(x=0.25)
    first = single[single["year"] == years[0]].set_index("parameter")["value"].abs().idxmax()
    final = single[single["year"] == years[-1]].set_index("parameter")["value"].abs().idxmax()
    title = say("assumption_titles", "years", first=label_from(str(first)), final=label_from(str(final)))
    told = [(shown(str(r.parameter)), r.year, Quantity(r.value, r.low, r.high, table="years")) for r in each(data)]
    note = "Above zero the difference grows with the input. The grey band is what an input that nothing reads shows by luck."
    return Drawing(canvas, title, say("assumption_titles", "years_described", coefficients=told), data, note)
