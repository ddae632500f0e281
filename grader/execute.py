"""Runs a submission to its end, whatever it does: a loop is stopped, a dead kernel fails what is left.

nbgrader gives such a submission no grade at all (it deletes the output and goes on to the next student).
"""

import re
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute

from grader.notebooks import error_output
from grader.remarks import add_remark

STOPPED, DEAD = "CellTimeoutError", "DeadKernelError"


class ExecuteToTheEnd(Execute):  # type: ignore[misc]
    """nbgrader's Execute, for submissions that never end or that end Python itself."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Run all code cells; an error that ends a cell early is written into its output."""
        self.error_on_timeout = {
            "ename": STOPPED,
            "evalue": f"This cell ran for longer than {self.timeout} seconds and was stopped.",
            "traceback": [f"This cell ran for longer than {self.timeout} seconds and was stopped."],
        }
        self.stopped_at: str | None = None
        nb, resources = super().preprocess(nb, resources)
        note_failures(nb)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run one cell, or fail it if Python ended in an earlier one."""
        if cell.cell_type != "code":
            return cell, resources
        if self.stopped_at:
            fail(cell, f"Not run: Python had already ended in {self.stopped_at}.")
            return cell, resources
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self.stopped_at = label(cell, index)
            fail(cell, "Python ended while it ran this cell, so nothing after it could be run.")
            add_remark(self.nb, f"Python ended in {self.stopped_at}: it and all checks after it count 0.")
        except CellTimeoutError:
            # The loop also caught the interrupt; the kernel is lost and is killed at the end.
            self.stopped_at = label(cell, index)
            fail(cell, "This cell could not be stopped, so nothing after it could be run.")
            add_remark(self.nb, f"Nothing could stop {self.stopped_at}: it and all checks after it count 0.")
        return cell, resources


def label(cell: NotebookNode, index: int) -> str:
    """Return what to call a cell in a sentence."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"the cell `{name}`" if name else f"cell {index + 1} of the notebook"


def without_file(evalue: str) -> str:
    """Return the text of an error, shortened, without the made-up file name that IPython gives to a cell."""
    return re.sub(r"\(\d+\.py, ", "(", evalue)[:200]


def fail(cell: NotebookNode, sentence: str) -> None:
    """Give a cell an error output, which nbgrader scores 0."""
    cell.outputs = [*cell.get("outputs", []), error_output(DEAD, sentence, [sentence])]


def note_failures(nb: NotebookNode) -> None:
    """Note each cell that was stopped, and each answer cell that raised."""
    for index, cell in enumerate(nb.cells):
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            if output.ename == STOPPED:
                add_remark(nb, f"The time was up in {label(cell, index)}, which was stopped.")
            elif cell.metadata.get("nbgrader", {}).get("solution") and output.ename not in (
                DEAD,
                "KeyboardInterrupt",
            ):
                add_remark(nb, f"In {label(cell, index)}: {output.ename}: {without_file(output.evalue)}")
