"""Typed doors to nbformat, which has no type annotations of its own."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from nbformat import NotebookNode, from_dict, read, reads, v4, writes
from nbformat.corpus.words import generate_corpus_id


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
    """Return a new cell; a kind that Jupyter does not know becomes `raw`.

    It is what nbformat's own functions return, without validation: there is nothing in it that could be wrong.
    """
    cell: dict[str, object] = {"cell_type": "raw", "metadata": {}, "source": source}
    cell["id"] = generate_corpus_id()  # type: ignore[no-untyped-call]
    if kind in ("code", "markdown"):
        cell["cell_type"] = kind
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cast(NotebookNode, from_dict(cell))  # type: ignore[no-untyped-call]


def error_output(name: str, sentence: str, traceback: Iterable[str]) -> NotebookNode:
    """Return the output of a cell that failed."""
    output = v4.new_output("error", ename=name, evalue=sentence, traceback=[*traceback])  # type: ignore[no-untyped-call]
    return cast(NotebookNode, output)
