"""Typed doors to nbformat, which has no type annotations of its own."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from nbformat import NotebookNode, read, reads, v4, writes


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of any version as version 4."""
    return cast(NotebookNode, read(path, as_version=4))  # type: ignore[no-untyped-call]


def parse_notebook(text: str) -> NotebookNode:
    """Read a notebook from its text; raises whatever nbformat makes of a text that is none."""
    return cast(NotebookNode, reads(text, as_version=4))  # type: ignore[no-untyped-call]


def own_notebook(text: str) -> NotebookNode:
    """Read a notebook that this package has written: without validation, which takes longer than all else."""
    return cast(NotebookNode, v4.reads(text))  # type: ignore[no-untyped-call]


def own_text(notebook: NotebookNode) -> str:
    """Return the text of a notebook made of parts that were each checked: without validation."""
    return f"{v4.writes(notebook)}\n"  # type: ignore[no-untyped-call]


def notebook_text(notebook: NotebookNode) -> str:
    """Return the text of a notebook file, the same for the same notebook."""
    return f"{writes(notebook)}\n"  # type: ignore[no-untyped-call]


def new_notebook(cells: list[NotebookNode], metadata: Mapping[str, object]) -> NotebookNode:
    """Return a new notebook."""
    return cast(NotebookNode, v4.new_notebook(cells=cells, metadata=metadata))  # type: ignore[no-untyped-call]


def new_cell(kind: str, source: str) -> NotebookNode:
    """Return a new cell; a kind that Jupyter does not know becomes `raw`."""
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell}.get(kind, v4.new_raw_cell)
    return cast(NotebookNode, make(source=source))  # type: ignore[no-untyped-call]


def error_output(name: str, sentence: str, traceback: Iterable[str]) -> NotebookNode:
    """Return the output of a cell that failed."""
    output = v4.new_output("error", ename=name, evalue=sentence, traceback=[*traceback])  # type: ignore[no-untyped-call]
    return cast(NotebookNode, output)
