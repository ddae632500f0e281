"""Turns a graded notebook into what its student may read: messages instead of hidden tests."""

import re
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from grader.failures import DEAD, STOPPED
from grader.notebooks import error_output, new_cell
from grader.remarks import remarks_of

ANSI = re.compile(r"\x1b\[[0-9;]*m")
IN_CELL = re.compile(r"In\s?\[(\d+)\]")


class ExplainChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """nbgrader preprocessor: keeps hidden tests out of the feedback and puts each message first."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook with remarks on top and readable checks."""
        for cell in nb.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
                explain(cell)
        remarks = remarks_of(nb)
        if remarks:
            listed = "\n".join(f"- {remark}" for remark in remarks)
            nb.cells.insert(0, new_cell("markdown", f"**Before you read on**\n\n{listed}"))
        return nb, resources


def explain(cell: NotebookNode) -> None:
    """Remove the hidden part of a check from its text and outputs; a failure keeps its message."""
    full = cell.source
    has_hidden = ClearHiddenTests()._remove_hidden_test_region(cell)
    hidden = set(lines_of(full)) - set(lines_of(cell.source))
    failures = [output for output in cell.outputs if output.output_type == "error"]
    if failures:
        cell.outputs = [explained(failures, hidden)]
    elif any(output.output_type == "stream" and output.name == "stderr" for output in cell.outputs):
        cell.outputs = [message("This check wrote to the error output, which counts as a failure.")]
    elif has_hidden:
        cell.outputs = []  # what the student's code prints there shows the hidden numbers


def explained(failures: list[NotebookNode], hidden: set[str]) -> NotebookNode:
    """Return one error output: the message, then the frames of the traceback in the student's own cells."""
    ours = [output for output in failures if output.ename in (STOPPED, DEAD)]
    failure = (ours or failures)[-1]
    if ours:
        return message(failure.evalue)
    is_message = failure.ename == "AssertionError" and failure.evalue
    text = failure.evalue if is_message else f"{failure.ename}: {failure.evalue}".removesuffix(": ")
    return message(text, *own_frames(failure.traceback, hidden))


def message(sentence: str, *frames: str) -> NotebookNode:
    """Return an error output that begins with a sentence."""
    return error_output("", sentence, [f"\x1b[1m{sentence}\x1b[0m", *frames])


def own_frames(traceback: list[str], hidden: set[str]) -> list[str]:
    """Return the frames that lie in cells other than the check itself and show no hidden line.

    The first frame in any cell is the check's own call, so its number tells which frames are the check's.
    """
    numbered = [(found[1], frame) for frame in traceback if (found := IN_CELL.search(ANSI.sub("", frame)))]
    return [
        frame
        for number, frame in numbered
        if number != numbered[0][0] and not any(line in ANSI.sub("", frame) for line in hidden)
    ]


def lines_of(source: str) -> list[str]:
    """Return the lines of a cell that say something."""
    return [line.strip() for line in source.splitlines() if len(line.strip()) > 3]
