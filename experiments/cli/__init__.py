"""The verbs of `countylines`, with their names and options; what each does stands in a file of its own."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from experiments.protocol.problems import EXIT_STOPPED, EXIT_UNUSABLE, Stopped, Unusable

CATALOGUES = {
    "parameters": "Every uncertain number of the model with its evidence, and (for people) its switches.",
    "levers": "Every component of every lever.",
    "strategies": "The named strategies.",
    "measures": "What a run measures.",
    "targets": "Published figures that the model is compared with.",
}


@contextlib.contextmanager
def while_read() -> Iterator[None]:
    """Print for as long as somebody reads: that the reader (`| head`) has seen enough is no failure of the work."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Verbs(click.Group):
    """Verbs whose exit code is that of their work, whoever reads what they print."""

    def invoke(self, ctx: click.Context) -> Any:
        """Do what was asked for."""
        code = None
        with while_read():
            code = super().invoke(ctx)
        return code


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="countylines", prog_name="countylines")
def cli() -> None:
    """County lines and the responses to them: experiments with an agent-based model of England and Wales."""


def _folder(_context: click.Context, _option: click.Parameter, name: str | None) -> Path | None:
    """The folder of a name; an empty one is a mistake, not the folder that one stands in."""
    if name == "":
        raise click.BadParameter("found an empty name, expected a folder")
    return None if name is None else Path(name)


@cli.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", callback=_folder, help="The results folder (results/<config's name>).")
@click.option("--workers", type=click.IntRange(0, 4096), help="Local processes (all processors); 0: all in this process.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler to run on, like tcp://10.0.0.5:8786.")
@click.option("--fresh", is_flag=True, help="Compute every run again; the old ones are moved aside.")
@click.option("--quiet", is_flag=True, help="Print nothing but what is wrong.")
def run(config: Path, out: Path | None, workers: int | None, scheduler: str | None, fresh: bool, quiet: bool) -> int:
    """Run what of an experiment the results folder does not hold yet; analyse; write tables, figures and report."""
    from experiments.cli.verbs import run_verb

    return run_verb(config, out, workers, scheduler, fresh, quiet)


@cli.command()
@click.argument("folder", metavar="DIR", callback=_folder)
@click.argument("other", metavar="[DIR2]", required=False, callback=_folder)
def report(folder: Path, other: Path | None) -> int:
    """Make tables, figures and report again from the stored runs alone; with DIR2, beside its."""
    from experiments.cli.verbs import report_verb

    return report_verb(folder, other)


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("run_id", metavar="RUN")
@click.option("--debug", is_flag=True, help="Under a debugger, which opens where the run fails.")
def repeat(folder: Path, run_id: str, debug: bool) -> int:
    """Run one run of a results folder again, alone, in this terminal."""
    from experiments.cli.verbs import repeat_verb

    return repeat_verb(folder, run_id, debug)


@cli.command()
@click.argument("config", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Errors and plan as JSON.")
@click.option("--schema", is_flag=True, help="The JSON Schema of configs, for editors.")
@click.option("--workers", type=click.IntRange(1, 4096), help="Processes the time is estimated for (all processors).")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler the time is estimated for, by its workers now.")
def check(config: Path | None, as_json: bool, schema: bool, workers: int | None, scheduler: str | None) -> int:
    """Say every error of a config at once, or what would run and how long it should take here."""
    from experiments.cli.verbs import check_verb, schema_verb

    if schema:
        return schema_verb()
    if config is None:
        raise click.UsageError("give a CONFIG, or --schema")
    return check_verb(config, as_json, workers, scheduler)


def _forms[Verb: Callable[..., int]](verb: Verb) -> Verb:
    """The options of a list that programs read too."""
    verb = click.option("--json", "as_json", is_flag=True, help="As JSON.")(verb)
    return click.option("--csv", "as_csv", is_flag=True, help="As CSV.")(verb)


def _catalogue(name: str, says: str) -> click.Command:
    @click.argument("one", metavar="[NAME]", required=False)
    @_forms
    def listing(one: str | None, as_csv: bool, as_json: bool) -> int:
        from experiments.cli.listing import list_verb

        return list_verb(name, one, as_csv, as_json)

    listing.__doc__ = says + " For one NAME, all that is known of it, and the rules that read it."
    return click.command(name)(listing)


for _name, _says in CATALOGUES.items():
    cli.add_command(_catalogue(_name, _says))


@cli.command()
@click.argument("name", required=False)
@_forms
def quantities(name: str | None, as_csv: bool, as_json: bool) -> int:
    """What published figures can be compared with: named functions of the two books; one NAME with all that is known of it."""
    from experiments.cli.fitted import quantities_verb

    return quantities_verb(name, as_csv, as_json)


@cli.command()
@click.argument("name", required=False)
@_forms
@click.option("--best", is_flag=True, help="Best values that the worlds propose, each with its place in its range.")
@click.option("--keep", metavar="NEW", help="Ship the worlds of a results folder under this name.")
def worlds(name: str | None, as_csv: bool, as_json: bool, best: bool, keep: str | None) -> int:
    """The fitted worlds; for one NAME, or a folder of kind calibrate, each input before and after."""
    from experiments.cli.fitted import worlds_verb

    return worlds_verb(name, as_csv, as_json, best, keep)


@cli.command()
@click.argument("section", required=False)
def odd(section: str | None) -> int:
    """The ODD protocol document of the model; or one SECTION of it, by words of its heading: countylines odd levers."""
    from sim.documents import odd as protocol

    try:
        click.echo(protocol.section(section) if section else protocol.document())
    except ValueError as error:
        click.echo(f"countylines odd: {error}", err=True)
        return EXIT_UNUSABLE
    return 0


@cli.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), help="The port (8642, or any free one).")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on; it has no password.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def explore(folder: Path | None, port: int | None, host: str, no_browser: bool) -> int:
    """Serve a results folder (the newest, else the example) as a page in a browser; its address is the last line printed."""
    from experiments.explore.serve import explore as explore_verb

    return explore_verb(folder, host, port, not no_browser)


def main(arguments: Sequence[str] | None = None) -> int:
    """The program: its exit code. No traceback reaches a user for anything a user can do."""
    try:
        code: Any = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return EXIT_UNUSABLE
    except Unusable as error:
        click.echo(str(error), err=True)
        return EXIT_UNUSABLE
    except Stopped as error:
        click.echo(str(error), err=True)
        return EXIT_STOPPED
    except OSError as error:
        if error.filename is None:  # no file's fault
            raise
        click.echo(f"{str(error.filename)[:200]}: {error.strerror}", err=True)
        return EXIT_UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return EXIT_STOPPED
