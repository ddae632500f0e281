"""Runs the cells of a sanitized notebook in boxes: the answers in one, the checks in another if the unit allows it."""

import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from types import TracebackType

from nbformat import NotebookNode, from_dict

from grader.box.limits import Limits
from grader.box.needs import needs_of
from grader.boxed import GRACE, Box, BoxEnded
from grader.failures import STOPPED, fail, label, note_failures, time_was_up
from grader.remarks import add_remark
from grader.sandbox import Sandbox, SandboxFailure

WHY_ENDED = {
    "memory": "it needed more memory than the {memory} MB that grading allows",
    "time": "the whole notebook ran for longer than {seconds} seconds",
}


@dataclass(frozen=True)
class Rules:
    """How a notebook is run.

    Attributes:
        apart: run the checks in a box of their own, out of reach of the answers.
        timeout: seconds that one cell may take.
        limits: what a box may use.
    """

    apart: bool = True
    timeout: float = 30
    limits: Limits = field(default_factory=Limits)


class Stopped(Exception):
    """Nothing more can be run; the text says why."""


class Execution:
    """The boxes of one notebook. Use it in a `with` statement.

    Args:
        sandbox: where boxes come from.
        rules: how to run.
        files: what lies beside the notebook.
        own_files: what lies beside the solution, for the checks.
    """

    def __init__(
        self, sandbox: Sandbox, rules: Rules, files: Mapping[str, bytes], own_files: Mapping[str, bytes]
    ) -> None:
        self.rules = rules
        self.answers: Box
        self.checks: Box
        if rules.apart:
            here, there = socket.socketpair()
            with here, there:
                self.answers = Box(sandbox, rules.limits, True, files, here)
                self.checks = Box(sandbox, rules.limits, False, own_files, there)
        else:
            self.answers = self.checks = Box(sandbox, rules.limits, True, files)

    def __enter__(self) -> "Execution":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.answers.close()
        self.checks.close()

    def run(self, nb: NotebookNode) -> None:
        """Run all cells and write their outputs into the notebook.

        Raises:
            SandboxFailure: a box failed, for no reason that lies in the notebook.
        """
        count, stopped_at = 0, ""
        for index, cell in enumerate(nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            if stopped_at:
                fail(cell, f"Not run: Python had already ended in {stopped_at}.")
                continue
            count += 1
            cell.execution_count = count
            try:
                self.run_cell(cell, count)
            except Stopped as error:
                stopped_at = label(cell, index)
                fail(cell, str(error))
                told = "Nothing could stop {}" if "stopped" in str(error) else "Python ended in {}"
                add_remark(nb, f"{told.format(stopped_at)}: it and all checks after it count 0.")
        note_failures(nb)

    def run_cell(self, cell: NotebookNode, count: int) -> None:
        """Run one cell where it belongs.

        Raises:
            Stopped: it has ended Python, or cannot be stopped.
        """
        role = cell.metadata.get("nbgrader", {})
        ours = bool(role.get("locked")) and not role.get("solution")
        is_check = ours and bool(role.get("grade"))
        if self.rules.apart and ours and not is_check:
            # given cells are for both sides: the checks get them as they were released
            self.outputs(self.checks, cell.source, count)
        box = self.checks if is_check else self.answers
        outputs = self.outputs(box, cell.source, count)
        cell.outputs = [from_dict(output) for output in outputs]  # type: ignore[no-untyped-call]

    def outputs(self, box: Box, code: str, count: int) -> list[dict[str, object]]:
        """Run code in a box; return its outputs, with a time-out among them if it was stopped."""
        timeout = self.rules.timeout
        borrow = self.rules.apart and box is self.checks
        try:
            box.ask(code, count, needs_to_send(code) if borrow else None)
            outputs = box.answer(timeout)
            if outputs is None:
                # a check waits for the answer that it has called: that is what runs for too long
                self.answers.interrupt()
                outputs = box.answer(GRACE)
                if outputs is None:
                    self.answers.kill()
                    raise Stopped("This cell could not be stopped, so nothing after it could be run.")
                sentence = time_was_up(timeout)
                error = {"output_type": "error", "ename": STOPPED, "evalue": sentence, "traceback": [sentence]}
                outputs = [*outputs, error]
        except BoxEnded as error:
            raise Stopped(self.why(str(error))) from error
        # a check can hear of the end of the answers a moment before their box says so
        lost = borrow and any(output.get("ename") == "EOFError" for output in outputs)
        if borrow and self.answers.has_ended(GRACE if lost else 0):
            raise Stopped(self.why(self.answers.reason()))
        return outputs

    def why(self, reason: str) -> str:
        """Return the sentence for a box that has ended."""
        told = WHY_ENDED.get(reason, "").format(memory=self.rules.limits.memory, seconds=self.rules.limits.seconds)
        because = f" ({told})" if told else ""
        return f"Python ended while it ran this cell{because}, so nothing after it could be run."


@lru_cache(maxsize=256)
def needs_to_send(code: str) -> dict[str, object]:
    """Return what a check needs; the same check is run for a whole class."""
    needs = needs_of(code)
    return asdict(needs) if needs else {}


def run_notebook(
    sandbox: Sandbox,
    nb: NotebookNode,
    rules: Rules,
    files: Mapping[str, bytes],
    own_files: Mapping[str, bytes],
    attempts: int = 3,
) -> None:
    """Run a notebook in new boxes; when a box fails, run it again in others.

    Raises:
        SandboxFailure: every attempt failed.
    """
    for attempt in range(1, attempts + 1):
        try:
            with Execution(sandbox, rules, files, own_files) as execution:
                execution.run(nb)
            return
        except SandboxFailure:
            if attempt == attempts:
                raise
            for cell in nb.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
