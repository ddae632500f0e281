"""What grading needs to know of a unit, read once from the gradebook: the released notebook and its cells.

nbgrader's sanitizing preprocessors ask the database for each cell of each submission; here they ask this.
"""

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, DeduplicateIds, NbGraderPreprocessor, OverwriteCells
from nbgrader.utils import find_all_files

from grader.course import Course
from grader.firmware import Firmware, firmware_in
from grader.notebooks import parse_notebook, read_notebook
from grader.remarks import set_remarks
from grader.restore import restore

IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.ipynb"]  # nbgrader's own list


@dataclass(frozen=True)
class SourceCell:
    """A cell as nbgrader has entered it into the gradebook."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str


@dataclass(frozen=True)
class GradedCell:
    """What a graded cell is worth."""

    max_score: float


@dataclass(frozen=True)
class Snapshot:
    """One unit at one moment; it can be handed to other processes.

    Attributes:
        source: the text of the instructor's notebook.
        release: the text of the notebook that students were given.
        cells: nbgrader's cells, by `grade_id`.
        graded: the graded ones among them.
        files: what lies beside the instructor's notebook, by relative path.
        firmware: how firmware that is handed in is graded, if the unit asks for any.
    """

    unit: str
    source: str
    release: str
    cells: Mapping[str, SourceCell]
    graded: Mapping[str, GradedCell]
    files: Mapping[str, bytes]
    firmware: Firmware | None = None

    # The two questions that OverwriteCells asks a gradebook

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> SourceCell:
        """Return a cell as it was entered."""
        if name not in self.cells:
            raise MissingEntry(f"There is no cell {name} in {assignment}.")
        return self.cells[name]

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> GradedCell:
        """Return what a cell is worth."""
        if name not in self.graded:
            raise MissingEntry(f"There is no graded cell {name} in {assignment}.")
        return self.graded[name]

    def modules(self) -> list[str]:
        """Return the libraries that the unit's own cells import; the zygote imports them once for all."""
        return libraries(parse_notebook(self.source))


class OverwriteFromSnapshot(OverwriteCells):  # type: ignore[misc]
    """nbgrader's OverwriteCells, with a snapshot in place of the gradebook."""

    def __init__(self, snapshot: Snapshot, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.gradebook, self.notebook_id, self.assignment_id = snapshot, snapshot.unit, snapshot.unit

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Overwrite the cells of one notebook."""
        return NbGraderPreprocessor.preprocess(self, nb, resources)  # type: ignore[no-any-return]


class Sanitizer:
    """Puts submissions back in order, as nbgrader's first half of `autograde` does."""

    def __init__(self, snapshot: Snapshot) -> None:
        release = parse_notebook(snapshot.release)
        self.released = {cell.metadata.nbgrader.grade_id: cell for cell in release.cells if "nbgrader" in cell.metadata}
        self.kernelspec = release.metadata.get("kernelspec")
        self.steps = [ClearOutput(), DeduplicateIds(), OverwriteFromSnapshot(snapshot)]

    def sanitize(self, nb: NotebookNode) -> NotebookNode:
        """Return the submission with the unit's own checks, roles and kernel; what was undone is remarked."""
        nb.cells, remarks = restore(nb.cells, self.released)
        set_remarks(nb, remarks)
        if self.kernelspec:
            nb.metadata["kernelspec"] = self.kernelspec
        for step in self.steps:
            nb, _ = step.preprocess(nb, {})
        return nb


def take_snapshot(course: Course, unit: str) -> Snapshot:
    """Read a unit that `Course.prepare` has entered."""
    source, release = (course.root / step / unit / f"{unit}.ipynb" for step in ("source", "release"))
    with course.gradebook() as gradebook:
        notebook = gradebook.find_notebook(unit, unit)
        cells = {
            cell.name: SourceCell(cell.name, cell.cell_type, cell.locked, cell.source, cell.checksum)
            for cell in notebook.source_cells
        }
        graded = {
            cell.name: GradedCell(float(cell.max_score)) for cell in (*notebook.grade_cells, *notebook.task_cells)
        }
    CheckCellMetadata().preprocess(read_notebook(release), {})  # once: every submission gets these metadata
    texts = source.read_text(encoding="utf-8"), release.read_text(encoding="utf-8")
    return Snapshot(unit, *texts, cells, graded, read_files(source.parent), firmware_in(course.firmware(unit)))


def read_files(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder beside the notebook, by relative path."""
    paths = [Path(path) for path in find_all_files(str(folder), IGNORED)]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def libraries(nb: NotebookNode) -> list[str]:
    """Return the modules outside the standard library that a notebook imports."""
    found: dict[str, None] = {}
    for cell in nb.cells:
        if cell.cell_type == "code":
            found |= dict.fromkeys(imports(cell.source))
    return [name for name in found if name.split(".")[0] not in sys.stdlib_module_names]


def imports(code: str) -> list[str]:
    """Return the modules that Python code imports; none if it is no plain Python."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return []
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]
