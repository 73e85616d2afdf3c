"""`countylines quantities`: what figures can be of; `countylines worlds`: fitted worlds and what was learnt of each input."""

from collections.abc import Mapping
from typing import Any

import click

from experiments.calibrate.posterior import proposed
from experiments.cli.listing import print_rows
from experiments.protocol.engine import SIM
from experiments.protocol.problems import EXIT_DONE, Unusable
from experiments.published.registry import QUANTITIES, described, plain
from experiments.store import ensemble
from experiments.store.ensemble import SILENT, SPEAK, Ensemble

MOST_PAIRS = 10


def worlds_verb(name: str | None, as_csv: bool, as_json: bool, best: bool, keep: str | None) -> int:
    """List the ensembles that ship, or show one; propose best values; ship one."""
    if name is None:
        if best or keep:
            raise click.UsageError("give the NAME of an ensemble, or a folder of kind calibrate")
        print_rows([_line(one) for one in map(_found, ensemble.names())], as_csv, as_json, _list)
        return EXIT_DONE
    found = _found(name)
    if keep is not None:
        click.echo(ensemble.keep(found, keep, SIM))
    elif best:
        print_rows(proposed(found), as_csv, as_json, _proposals)
    else:
        rows: list[dict[Any, Any]] = found.posterior[found.posterior["verdict"].fillna("") != ""].to_dict("records")
        print_rows(rows, as_csv, as_json, lambda shown: _one(found, shown))
    return EXIT_DONE


def quantities_verb(name: str | None, as_csv: bool, as_json: bool) -> int:
    """List the named quantities, or show one."""
    rows = quantities()
    if name is not None:
        rows = [row for row in rows if name == row["name"] or plain(name) in map(plain, str(row["words"]).split(" | "))]
        if not rows:
            from sim.evidence.problems import closest

            near = closest(name, [row["name"] for row in quantities()])
            raise Unusable.because("countylines quantities", repr(name), "a quantity (the command alone lists them)", near)
    print_rows(rows, as_csv, as_json, _quantities if name is None else _told)
    return EXIT_DONE


def quantities() -> list[dict[str, Any]]:
    """The named quantities as rows: what each is, its unit, book, role, areas and words."""
    made = []
    for name, one in QUANTITIES.items():
        made.append(
            {
                "name": name,
                "meaning": " ".join((one.of.__doc__ or "").split()),
                **described(one),
                "areas": f"any, {one.stands}" if one.stands else one.area or "whole country",
                "periods": one.dates if one.dates not in ("", "any") else "any",
                "role": one.role,
                "why": one.why,
                "words": " | ".join(one.words),
            }
        )
    return made


def _quantities(rows: list[dict[str, Any]]) -> None:
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        areas = row["areas"].replace("any, ", "; of an area: ") if row["areas"].startswith("any") else ""
        click.echo(f"{row['name']:{width}}  {row['meaning'].rstrip('.')} ({row['unit']}; {row['book']} book{areas})")


def _told(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for key, value in row.items():
            if value:
                click.echo(f"{key:<8}  {value}")


def _found(name: str) -> Ensemble:
    found = ensemble.find(name)
    if found is None:
        from sim.evidence.problems import closest

        names = ensemble.names()
        expected = f"one of {', '.join(names)}, or a folder of kind calibrate" if names else "a folder of kind calibrate"
        raise Unusable.because("countylines worlds", repr(name), expected, closest(name, names))
    return found


def _line(found: Ensemble) -> dict[str, Any]:
    about = found.about
    return {
        "name": found.name,
        "worlds": len(found.worlds),
        "source": str(about["source"])[:12],
        "usable": "no" if found.stale() else "yes",
        "figures": len(about["figures"]),
        "until": about["until"] or "",
        "title": about["title"],
    }


def _list(rows: list[dict[str, Any]]) -> None:
    if not rows:
        click.echo("no fitted worlds ship with this version; `countylines run configs/calibrate.toml` fits some")
    for row in rows:
        known = f", known by {row['until']}" if row["until"] else ""
        stale = "" if row["usable"] == "yes" else "; of another source of the model, so no experiment takes them"
        click.echo(f"{row['name']}  {row['worlds']} worlds from {row['figures']} figures{known}, source {row['source']}{stale}")


def _carried(about: Mapping[str, Any]) -> str:
    """The sources before this one under which each of the worlds gave the same for every published figure."""
    names = ", ".join(source[:12] for source in about.get("carried", []))
    return (
        f"fitted to source {names}, under which each of them gives the same for every figure to the last bit\n" if names else ""
    )


def _one(found: Ensemble, rows: list[dict[str, Any]]) -> None:
    """What was learnt, the most first; then names of which the figures say nothing, and pairs that trade off."""
    _list([_line(found)])
    about = found.about
    off = f"; the middle world is {about['misfit']:.1f} standard deviations off" if "misfit" in about else ""
    drift = f", inert means moved by {about['inert_moved']:.2f}" if "inert_moved" in about else ""
    click.echo(
        f"{about['runs']:,} runs at scale {about['scale']:g} in {about['waves']} waves; the mean meets {about['inside']} of "
        f"{len(about['figures'])} figures used, 90% intervals {about['predicted']}{off}; inert spread left "
        f"{about['inert_spread_left']:.2f}{drift}\n{_carried(about)}\nused: {', '.join(about['figures'])}\n"
    )
    learnt = sorted((row for row in rows if row["verdict"] == SPEAK), key=lambda row: row["spread_left"])
    width = max((len(row["parameter"]) for row in rows), default=0)
    click.echo(f"{'learnt':{width}}  {'prior, 90%':>28}  {'posterior, 90%':>28}  spread left  mean moved")
    for row in learnt:
        before, after = (ensemble.learnt(row, name) for name in ("prior", "posterior"))
        click.echo(
            f"{row['parameter']:{width}}  {before:>28}  {after:>28}  {row['spread_left']:>11.2f}  {row['moved']:>+10.2f}"
        )
    idle = [row["parameter"] for row in rows if row["verdict"] == SILENT]
    click.echo(f"\nthe figures say nothing of {len(idle)}: {', '.join(idle)}\n")
    if found.tradeoffs.empty:
        click.echo("no two inputs move together by more than luck makes of some pair")
    for pair in found.tradeoffs.head(MOST_PAIRS).to_dict("records"):
        click.echo(f"trade off: {pair['parameter']} and {pair['with']}, correlation {pair['correlation']:+.2f}")


def _proposals(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(f"{row['parameter']} = {row['value']} ({row['place']}; {row['best']} now)")
