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
import yaml

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"(\]\()(?![a-z]+:|#)([^)#\s]+)")
"""The target of a link or picture within the project, without its anchor."""
BLOCK = re.compile(r"^```(python|sh|sql)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
"""A block that runs, which is a cell of the page's notebook: Python, commands, or a question to DuckDB."""
STARTED = (
    "*A page of the countylines handbook. Start Jupyter in the project's folder: cells read `configs/` and `results/` there.*"
)
CELLS = {"python": "{}", "sh": "%%sh\n{}", "sql": 'import duckdb\n\nduckdb.sql("""\n{}\n""")'}


def on_files(files: Any, config: Any) -> Any:
    """Add what is not in docs/."""
    from mkdocs.structure.files import File, InclusionLevel

    logging.getLogger("mkdocs.structure.files").setLevel(logging.ERROR)
    for name, text in reference.pages().items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    for page in tutorials():
        content = json.dumps(notebook(page), indent=1, ensure_ascii=False)
        files.append(File.generated(config, notebook_of(page), content=content))
    for page in sorted(DOCS.rglob("*.md")):
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
    if path in tutorials():
        there = posixpath.relpath(notebook_of(path), posixpath.dirname(page.file.src_uri))
        link = f"[This page as a notebook]({there}){{: download={page.file.name}.ipynb }}"
        markdown = re.sub(r"\A(# .*\n)", rf"\1\n{link}\n", markdown)
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


def tutorials() -> list[Path]:
    """The pages that the menu has as tutorials, in its order, of which something runs."""
    menu = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["nav"]
    pages = [DOCS / name for part in menu if "Tutorials" in part for name in part["Tutorials"]]
    return [page for page in pages if BLOCK.search(page.read_text(encoding="utf-8"))]


def notebook(page: Path) -> dict[str, Any]:
    """A page as a notebook: what runs of it as cells, all else as text, with links to the site round it."""

    def led(match: re.Match[str]) -> str:
        at = place((page.parent / match[2]).resolve())
        return (
            f"{match[1]}../{at.removesuffix('.md') + '.html' if at.endswith('.md') and not at.startswith('project/') else at}"
        )

    cells: list[dict[str, Any]] = []
    prose, *found = BLOCK.split(LINK.sub(led, page.read_text(encoding="utf-8")))
    for kind, text in [
        ("", STARTED),
        ("", prose),
        *(one for at in range(0, len(found), 3) for one in (found[at : at + 2], ("", found[at + 2]))),
    ]:
        if text.strip():
            source = CELLS.get(kind, "{}").format(text.strip())
            own = {"cell_type": "code", "execution_count": None, "outputs": []} if kind else {"cell_type": "markdown"}
            cells.append({"id": f"cell-{len(cells)}", "metadata": {}, "source": source} | own)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
