"""The slow way to run a submission, in a Jupyter kernel and without a box; see `grader.execution` for the other.

It runs to its end, whatever it does: a loop is stopped, a dead kernel fails what is left.

nbgrader gives such a submission no grade at all (it deletes the output and goes on to the next student).
"""

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute

from grader.failures import STOPPED, fail, label, note_failures, time_was_up
from grader.remarks import add_remark


class ExecuteToTheEnd(Execute):  # type: ignore[misc]
    """nbgrader's Execute, for submissions that never end or that end Python itself."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Run all code cells; an error that ends a cell early is written into its output."""
        self.error_on_timeout = {
            "ename": STOPPED,
            "evalue": time_was_up(self.timeout),
            "traceback": [time_was_up(self.timeout)],
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
