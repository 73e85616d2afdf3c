"""`python -m experiments.calibrate`: published against simulated figures of the shipped parameters, or of changed ones."""

import sys

import click

from experiments.books import balances as consistency
from experiments.calibrate.history import tables_of
from experiments.calibrate.scoring import printed, summary, tally


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--seeds", default=4, show_default=True, help="Replications.")
@click.option("--scale", default=0.1, show_default=True, help="Agents a person.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--use", type=click.Choice(["calibrate", "validate", "all"]), default="calibrate", show_default=True)
@click.option("--role", type=click.Choice(["output", "input", "all"]), default="output", show_default=True)
def main(changes: tuple[str, ...], seeds: int, scale: float, workers: int, use: str, role: str) -> None:
    """Live through 2018 to 2025 and set the model beside the published figures.

    NAME=VALUE changes a parameter or a switch of the world. Figures kept for validation are only shown when asked for:
    nothing may be tuned on them.
    """
    given = dict(change.split("=", 1) for change in changes)
    targets, balanced = tables_of({name: _value(value) for name, value in given.items()}, range(1, seeds + 1), scale, workers)
    shown = targets[targets["role"] != "not represented"]
    shown = shown if use == "all" else shown[shown["use"] == use]
    shown = shown if role == "all" else shown[shown["role"] == role]
    click.echo(printed(shown))
    if use == "calibrate":
        met, number = tally(targets, "calibrate")
        click.echo(f"calibrate: {met} of {number} outputs inside ({met / number:.0%})")
    else:
        click.echo(summary(targets))
    click.echo(consistency.printed(balanced))


if __name__ == "__main__":
    sys.exit(main())
