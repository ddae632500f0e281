"""How a graded notebook says that a cell did not run to its end, and what is remarked about it."""

import re

from nbformat import NotebookNode

from grader.notebooks import error_output
from grader.remarks import add_remark

STOPPED, DEAD = "CellTimeoutError", "DeadKernelError"


def label(cell: NotebookNode, index: int) -> str:
    """Return what to call a cell in a sentence."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"the cell `{name}`" if name else f"cell {index + 1} of the notebook"


def time_was_up(seconds: float) -> str:
    """Return what is said of a cell that was stopped."""
    return f"This cell ran for longer than {seconds:g} seconds and was stopped."


def fail(cell: NotebookNode, sentence: str, name: str = DEAD) -> None:
    """Give a cell an error output, which nbgrader scores 0."""
    cell.outputs = [*cell.get("outputs", []), error_output(name, sentence, [sentence])]


def without_file(evalue: str) -> str:
    """Return the text of an error, shortened, without the made-up file name that IPython gives to a cell."""
    return re.sub(r"\((?:\d+\.py|<ipython-input-[^>]*>), ", "(", evalue)[:200]


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
