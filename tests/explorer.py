"""The page of `countylines explore` for its tests: the server as a process, and a browser that may ask nobody else."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

TESTS = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHOWN = ".tab-pane.active .shiny-html-output > *"
BUSY = "document.documentElement.classList.contains('shiny-busy')"


@contextlib.contextmanager
def served(folder, cwd, stop=signal.SIGINT):
    """The address of a server of a folder, started in another; it ends at the signal, without a word."""
    command = [sys.executable, "-m", "experiments", "explore", str(folder), "--no-browser", "--port", "0"]
    environment = os.environ | {"PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
    with (cwd / "said.txt").open("w") as errors:
        server = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            lines = iter(server.stdout.readline, "")
            yield next(line.strip() for line in lines if line.startswith("http"))
        finally:
            server.send_signal(stop)
            server.stdout.close()
            code = server.wait(30)
    assert (code, (cwd / "said.txt").read_text()) == (0 if stop == signal.SIGINT else -stop, "")


@contextlib.contextmanager
def chromium():
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def opened(context, address, width=1280):
    """A page that remembers what it asked others for and what went wrong."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.foreign, page.wrong = [], []
    page.on("request", lambda request: own(address, request.url) or page.foreign.append(request.url))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("response", lambda answer: page.wrong.append(answer.url) if answer.status >= 400 else None)
    page.on("requestfailed", lambda request: page.wrong.append(request.url))
    page.goto(address)
    page.wait_for_selector(SHOWN, timeout=60_000)
    settled(page)
    return page


def own(address, url):
    """Whether a request is to the server itself."""
    return urlsplit(url).netloc in ("", urlsplit(address).netloc) or url.startswith(("data:", "blob:"))


def settled(page):
    """Wait until the page has answered."""
    page.wait_for_timeout(400)
    page.wait_for_function(f"!{BUSY}", timeout=60_000)
    page.wait_for_timeout(150)
