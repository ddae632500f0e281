"""Reads a unit's source, a py:percent file, as the notebook that nbgrader calls the source version."""

import re
from copy import copy
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from grader.errors import UserError
from grader.notebooks import new_notebook, read_notebook

# The kernel and language of every exercise, without the version numbers of the machine that releases it.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

# The tag of a text that the site shows once a task is solved; nobody else gets it.
EXPLANATION = "explanation"


def cell_id(cell: NotebookNode) -> str | None:
    """Return the stable id of a source cell, made from its nbgrader `grade_id` or else its `name`."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.metadata.get("name")
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] if name else None


def read_source(path: Path) -> NotebookNode:
    """Return the source notebook, with solutions and hidden tests, and with the same cell ids every time.

    Args:
        path: a Python file in jupytext's percent format; each cell has nbgrader metadata or a `name`. A notebook of an
            instructor's own is taken as it is.

    Raises:
        UserError: a cell has neither, or two cells have the same.
    """
    if path.suffix == ".ipynb":
        return read_notebook(path)
    cells = jupytext.read(path, fmt="py:percent").cells
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        name = cell_id(cell)
        if not name:
            raise UserError(f'Cell {number} of {path} has no name: write name="…" behind its # %%.')
        if name in seen:
            raise UserError(f"Two cells of {path} are called {name!r}: give each its own name.")
        seen.add(name)
        cell.id = name
        cell.metadata.pop("name", None)
        cell.metadata.pop("lines_to_next_cell", None)
    return new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)


def is_explanation(cell: NotebookNode) -> bool:
    """Say whether a cell explains the solution of the task above it."""
    return EXPLANATION in cell.metadata.get("tags", [])


def without_explanations(source: NotebookNode) -> NotebookNode:
    """Return the notebook of a source that others may have: nothing in it explains a solution."""
    notebook: NotebookNode = copy(source)
    notebook.cells = [cell for cell in source.cells if not is_explanation(cell)]
    return notebook
