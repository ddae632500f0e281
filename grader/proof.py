"""Proves, before anybody is graded, that a unit's own solution passes here, and how its checks can be run."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

from grader.errors import UserError
from grader.execution import Rules
from grader.notebooks import parse_notebook
from grader.sandbox import Sandbox
from grader.snapshot import Snapshot
from grader.worker import Worker

TOGETHER = (
    "The checks of {unit} need the answers in the same process, so they run in one box: "
    "an answer cannot get out of it, but could change what the checks find."
)


def prove(sandbox: Sandbox, snapshot: Snapshot, rules: Rules) -> tuple[Rules, str]:
    """Grade the solution and the untouched exercise.

    Returns:
        How to run the unit, and a sentence about it if the checks cannot be run apart.

    Raises:
        UserError: the solution does not get full marks, so nobody could.
    """
    apart, another, together = (Worker(sandbox, snapshot, replace(rules, apart=apart)) for apart in (True, True, False))
    with ThreadPoolExecutor(2) as both:
        solution = both.submit(lost_by, apart, snapshot.source)
        stub = both.submit(scores_of, another, snapshot.release)
    lost = solution.result()
    if not lost:
        untouched = stub.result()
        if snapshot.firmware and any(untouched.values()):
            raise UserError(f"The untouched notebook of {snapshot.unit} gets points: its checks do not check.")
        if not any(untouched.values()) or untouched == scores_of(together, snapshot.release):
            return replace(rules, apart=True), ""
    lost = lost if snapshot.firmware else lost_by(together, snapshot.source)  # what the board did must be out of reach
    if lost:
        missing = [name for name in sandbox.missing if name in snapshot.modules()]
        why = f"it imports {', '.join(missing)}, which is not installed" if missing else next(iter(lost.values()))
        raise UserError(
            f"The solution of {snapshot.unit} fails its own check `{next(iter(lost))}` on this machine ({why}): "
            "nobody is graded until it passes."
        )
    return replace(rules, apart=False), TOGETHER.format(unit=snapshot.unit)


def lost_by(worker: Worker, text: str) -> dict[str, str]:
    """Return the checks that a notebook fails, each with what it says."""
    firmware = worker.snapshot.firmware
    right = dict(firmware.solution) if firmware else {}
    nb = worker.graded(parse_notebook(text), {**right, **worker.snapshot.files})
    scores = scores_in(nb)
    return {
        cell.metadata.nbgrader.grade_id: message_of(cell)
        for cell in nb.cells
        if is_grade(cell)
        and (score := scores[cell.metadata.nbgrader.grade_id]) is not None
        and score < float(cell.metadata.nbgrader.points)
        and not cell.metadata.nbgrader.solution
    }


def scores_of(worker: Worker, text: str) -> dict[str, float | None]:
    """Return what a notebook gets, by check; None for what a person has to mark."""
    return scores_in(worker.graded(parse_notebook(text), worker.snapshot.files))


def scores_in(nb: NotebookNode) -> dict[str, float | None]:
    """Return the scores of a notebook that has been run."""
    return {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in nb.cells if is_grade(cell)}


def message_of(cell: NotebookNode) -> str:
    """Return why a check failed."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return f"{errors[-1].ename}: {errors[-1].evalue}"[:200] if errors else "it wrote to the error output"
