"""Puts a submission's cells back in order before nbgrader sees them, and notes what had been changed.

nbgrader itself overwrites the text of changed checks, but it gives up on a notebook whose cell metadata were
damaged, whose answer cell was deleted, or whose check was turned into an answer. After this step none of that
is left.
"""

from copy import deepcopy
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from grader.notebooks import new_cell, read_notebook
from grader.remarks import set_remarks

ROLE_KEYS = ("grade", "solution", "locked", "points")


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """nbgrader preprocessor: restores the released cells of a submission from the released notebook."""

    release_path = Unicode("", help="The notebook that students were given").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the submission with every released cell once, in order, with its own role and points."""
        released = {
            cell.metadata.nbgrader.grade_id: cell
            for cell in read_notebook(Path(self.release_path)).cells
            if "nbgrader" in cell.metadata
        }
        cells, remarks = restore(nb.cells, released)
        nb.cells = cells
        set_remarks(nb, remarks)
        return nb, resources


def restore(submitted: list[NotebookNode], released: dict[str, NotebookNode]) -> tuple[list[NotebookNode], list[str]]:
    """Return the cells to grade, and one sentence for each change that was undone.

    Args:
        submitted: the student's cells, whatever has become of them.
        released: the cells that nbgrader knows, by `grade_id`, in order.
    """
    remarks: list[str] = []
    by_cell_id = {cell.id: name for name, cell in released.items() if "id" in cell}  # older notebooks have none
    names = [name_of(cell, released, by_cell_id) for cell in submitted]
    last = {name: index for index, name in enumerate(names) if name}
    if not last:
        remarks = ["This notebook has no cell of the exercise in it: perhaps it is another one."]
        return [*map(plain, submitted), *deepcopy(list(released.values()))], remarks
    cells = []
    for index, (cell, name) in enumerate(zip(submitted, names, strict=True)):
        if name and last[name] == index:
            cells.append(restored(cell, name, released[name], remarks))
        else:
            if name:
                remarks.append(f"The cell `{name}` was there more than once; the last one counts.")
            cells.append(plain(cell))
    return put_back_missing(put_in_order(cells, released, remarks), released, remarks), remarks


def name_of(cell: NotebookNode, released: dict[str, NotebookNode], by_cell_id: dict[str, str]) -> str | None:
    """Return a released cell's `grade_id`, also when its nbgrader metadata are gone; None for other cells."""
    role = (cell.get("metadata") or {}).get("nbgrader")
    name = role.get("grade_id") if isinstance(role, dict) else None
    if isinstance(name, str) and name in released:
        return name
    return by_cell_id.get(str(cell.get("id")))


def plain(cell: NotebookNode) -> NotebookNode:
    """Return a student's own cell: its text, and nothing that nbgrader could trip over."""
    return new_cell(str(cell.get("cell_type")), text_of(cell))


def text_of(cell: NotebookNode) -> str:
    """Return a cell's text; a cell without text counts as empty."""
    source = cell.get("source")
    return source if isinstance(source, str) else ""


def restored(cell: NotebookNode, name: str, original: NotebookNode, remarks: list[str]) -> NotebookNode:
    """Return a released cell with its own role; an answer keeps the student's text."""
    given = (cell.get("metadata") or {}).get("nbgrader")
    given = given if isinstance(given, dict) else {}
    role = original.metadata.nbgrader
    what = "answer cell" if role.solution else "check" if role.grade else "cell"
    if role.grade and given.get("points", role.points) != role.points:
        remarks.append(
            f"The points of the {what} `{name}` had been changed to {given['points']}; it counts {role.points:g} again."
        )
    if cell.get("cell_type") != original.cell_type or any(
        given.get(key, role.get(key)) != role.get(key) for key in ROLE_KEYS if key != "points"
    ):
        remarks.append(f"The kind of the {what} `{name}` had been changed; it was put back.")
    back = deepcopy(original)
    if role.solution:
        back.source = text_of(cell)
    elif tidy(text_of(cell)) != tidy(original.source):
        remarks.append(f"The {what} `{name}` had been edited; the original was put back.")
    return back


def tidy(source: str) -> list[str]:
    """Return the lines of a cell without what an editor changes by itself."""
    return [line.rstrip() for line in source.strip().splitlines()]


def position_of(cells: list[NotebookNode]) -> dict[str, int]:
    """Return where the released cells stand, by `grade_id`."""
    return {cell.metadata.nbgrader.grade_id: i for i, cell in enumerate(cells) if "nbgrader" in cell.metadata}


def put_in_order(
    cells: list[NotebookNode], released: dict[str, NotebookNode], remarks: list[str]
) -> list[NotebookNode]:
    """Return the cells with the released ones in their released order, in the places that they took up."""
    position = position_of(cells)
    places, order = sorted(position.values()), [position[name] for name in released if name in position]
    if places == order:
        return cells
    remarks.append("Answer cells or checks had been moved; they were put back in order.")
    moved = dict(zip(places, order, strict=True))
    return [cells[moved.get(index, index)] for index in range(len(cells))]


def put_back_missing(
    cells: list[NotebookNode], released: dict[str, NotebookNode], remarks: list[str]
) -> list[NotebookNode]:
    """Return the cells with every missing released cell behind the one that it follows in the release."""
    cells = list(cells)
    position = position_of(cells)
    behind = inserted = 0
    for name, original in released.items():
        if name in position:
            present = position[name] + inserted  # all that was put back stands before it
        else:
            present, inserted = behind, inserted + 1
            back = deepcopy(original)
            if original.metadata.nbgrader.solution:
                # Not the stub: the answer may stand in another cell, and the stub would define it away.
                back.source = "# This answer cell was missing from the submission."
                remarks.append(f"The answer cell `{name}` had been deleted; it was put back empty.")
            else:
                remarks.append(f"The check `{name}` had been deleted; it was put back.")
            cells.insert(present, back)
        behind = present + 1
    return cells
