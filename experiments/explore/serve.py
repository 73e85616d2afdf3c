"""The server of the page: which folder, which address, who may ask; it reads nothing from the network."""

from __future__ import annotations

import contextlib
import errno
import gc
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from experiments.protocol.problems import EXIT_DONE, Unusable
from experiments.store.folder import reason

if TYPE_CHECKING:
    from experiments.figures.results import FolderTables

USUAL_PORT = 8642
FREE_PORT = "a free port of this machine (--port), or none, to take any"
LOCAL = ("127.0.0.1", "localhost", "::1")
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'"
"""What the browser may fetch: this server's files alone."""


def explore(folder: Path | None, host: str, port: int | None, browser: bool) -> int:
    """`countylines explore`: serve the page until it is stopped.

    Raises:
        Unusable: the extra is missing, the folder has no results, or the address is taken.
    """
    if find_spec("shiny") is None:
        raise Unusable.because("countylines explore", "no shiny", "it installed: uv sync --extra explore")
    with loading():
        path = folder or newest()
        found = check(path)
    with listening(host, port) as taken, contextlib.suppress(KeyboardInterrupt):
        named = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host
        address = f"http://{named}:{taken.getsockname()[1]}/"
        if host not in LOCAL:
            click.echo(f"{host}: whoever can reach this machine can use the page and start runs; it has no password", err=True)
        click.echo(f"{path}: Ctrl-C stops the page")
        click.echo(address)
        sys.stdout.flush()
        if browser:  # which starts, and then waits, while the page's code is read
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
        server(path, found, host in LOCAL).run(sockets=[taken])
    return EXIT_DONE


def server(path: Path, found: FolderTables, local: bool) -> Any:
    """What serves a folder, which has been read."""
    with loading():
        import uvicorn

        from experiments.explore.app import application
        from experiments.explore.folders import Explorer

    app = Guarded(application(Explorer(path, found)), local)
    return uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Load code and tables without looking for objects to free: they stay, and looking takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # and no later search goes through them again
        gc.enable()


def newest() -> Path:
    """The results folder that was last written to below `results/` and can be shown, else the example that ships."""
    found = [path.parent for path in Path("results").glob("*/manifest.json") if (path.parent / "tables/outcomes.csv").is_file()]
    for path in sorted(found, key=lambda path: (path / "tables/outcomes.csv").stat().st_mtime, reverse=True):
        try:
            check(path)
        except Unusable as error:
            click.echo(f"{error}; the one written before it is taken", err=True)
        else:
            return path
    return Path(str(resources.files("experiments"))).parent / "results" / "example"


def check(path: Path) -> FolderTables:
    """A folder's results; one without any that can be read is refused.

    Raises:
        Unusable: says why, and what would help.
    """
    expected = "a results folder made by `countylines run`, with manifest.json and tables/outcomes.csv"
    if not path.is_dir():
        raise Unusable.because(path, "no such folder", expected)
    if not (path / "manifest.json").is_file():
        raise Unusable.because(path, "a folder without manifest.json", expected)
    if not (path / "tables" / "outcomes.csv").is_file():
        ways = f"tables/outcomes.csv, which `countylines report {path}` makes of the runs that are done"
        raise Unusable.because(path, "an experiment that has no tables yet", ways)
    from experiments.explore.folders import read

    return read(path)


@contextlib.contextmanager
def listening(host: str, port: int | None) -> Any:
    """A socket that listens: on the port asked for, else on the usual one, else on any that is free.

    Raises:
        Unusable: the port is in use, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tried = [port] if port is not None else [USUAL_PORT, 0]
    for one in tried:
        found = socket.socket(family, socket.SOCK_STREAM)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((host, one))
            found.listen()
        except OSError as error:
            found.close()
            if one == tried[-1]:
                port_taken = error.errno in (errno.EADDRINUSE, errno.EACCES)
                expected = FREE_PORT if port_taken else f"an address of this machine (--host), such as {LOCAL[0]}"
                raise Unusable.because(f"{host}:{one}", reason(error), expected) from None
            continue
        with found:
            yield found
        return


class Guarded:
    """The application behind two rules: a page of another site may not speak to it, and the browser fetches nothing elsewhere.

    Args:
        app: the application.
        local: whether it is served to this machine alone, by whose names only it is then asked for.
    """

    def __init__(self, app: Any, local: bool) -> None:
        self.app, self.local = app, local

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        heads = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        asked, origin = heads.get("host", ""), heads.get("origin")
        try:
            foreign = origin is not None and urlsplit(origin).netloc != asked
            foreign = foreign or (self.local and urlsplit(f"//{asked}").hostname not in LOCAL)
        except ValueError:  # half an address in brackets
            foreign = True
        if foreign:
            return await self._refuse(scope, send)
        return await self.app(scope, receive, _with_policy(send))

    async def _refuse(self, scope: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b"asked for from another site"})


def _with_policy(send: Any) -> Any:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", []), (b"content-security-policy", POLICY.encode())]
            message = message | {"headers": headers}
        await send(message)

    return sent
