"""What the handbook's site holds beyond the pages of docs/: the reference, files that pages link to, and notebooks.

MkDocs calls the functions whose names begin with `on_` (see mkdocs.yml). Nothing is written but site/, so that no page made here
can be older than the code that it describes.
"""

import json
import logging
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"(\]\()(?![a-z]+:|#)([^)#\s]+)")
"""The target of a link or picture within the project, without its anchor."""
BLOCK = re.compile(r"^```python\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
"""A block of Python, which is a cell of the page's notebook."""


def on_files(files: Any, config: Any) -> Any:
    """Add what is not in docs/."""
    from mkdocs.structure.files import File, InclusionLevel

    logging.getLogger("mkdocs.structure.files").setLevel(logging.ERROR)
    for name, text in reference.pages().items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    for page in sorted(DOCS.rglob("*.md")):
        if cells := notebook(page):
            files.append(File.generated(config, notebook_of(page), content=json.dumps(cells, indent=1, ensure_ascii=False)))
        for path in linked(page):
            if not path.is_relative_to(DOCS) and path.is_file() and files.get_file_from_path(place(path)) is None:
                files.append(File.generated(config, place(path), abs_src_path=str(path), inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links that leave docs/ to the copies in the site, and name the page's notebook."""
    path = Path(page.file.abs_src_path or DOCS / page.file.src_uri)
    if not path.is_relative_to(ROOT):
        return markdown

    def led(match: re.Match[str]) -> str:
        target = (path.parent / match[2]).resolve()
        return match[1] + (
            posixpath.relpath(place(target), posixpath.dirname(page.file.src_uri)) if target.is_file() else match[2]
        )

    markdown = LINK.sub(led, markdown)
    if path.is_relative_to(DOCS) and path.is_file() and BLOCK.search(markdown):
        there = posixpath.relpath(notebook_of(path), posixpath.dirname(page.file.src_uri))
        markdown = re.sub(r"\A(# .*\n)", rf"\1\n[This page as a notebook]({there})\n", markdown)
    return markdown


def on_post_page(output: str, **_: Any) -> str:
    """Give the search dialog, which the theme leaves without, a name for screen readers."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')


def linked(page: Path) -> Iterator[Path]:
    """What a page links to within the project."""
    for _, target in LINK.findall(page.read_text(encoding="utf-8")):
        yield (page.parent / target).resolve()


def place(path: Path) -> str:
    """Where a file of the project stands in the site."""
    return path.relative_to(DOCS).as_posix() if path.is_relative_to(DOCS) else f"project/{path.relative_to(ROOT).as_posix()}"


def notebook_of(page: Path) -> str:
    """Where the notebook of a page stands in the site."""
    return f"notebooks/{page.stem}.ipynb"


def notebook(page: Path) -> dict[str, Any] | None:
    """A page as a notebook: its Python as cells, all else as text; None where it has no Python."""
    prose_and_code = BLOCK.split(page.read_text(encoding="utf-8"))
    if len(prose_and_code) == 1:
        return None
    cells = [
        {"id": f"cell-{at}", "metadata": {}, "source": text.strip()}
        | ({"cell_type": "code", "execution_count": None, "outputs": []} if at % 2 else {"cell_type": "markdown"})
        for at, text in enumerate(prose_and_code)
        if text.strip()
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
