"""Runs the checks that a student can see on one notebook, and says what they found."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

from grader.box.limits import Limits
from grader.errors import UserError
from grader.execute import ExecuteToTheEnd
from grader.execution import Rules
from grader.feedback_data import feedback_data, outline
from grader.firmware import firmware_in
from grader.notebooks import notebook_text, parse_notebook
from grader.project import Project
from grader.release import release_notebook
from grader.sandbox import NoSandbox, Sandbox
from grader.scoring import Entry
from grader.snapshot import GradedCell, Sanitizer, Snapshot, SourceCell, read_files
from grader.source import read_source
from grader.worker import Worker

UNBOXED = "There is no box on this machine, so the notebook runs as in Jupyter, with your own rights."


def visible_snapshot(project: Project, unit: str) -> Snapshot:
    """Return what is known of a unit to those who have only the released notebook."""
    released = release_notebook(read_source(project.source(unit)))
    cells, graded = {}, {}
    for cell in released.cells:
        role = cell.metadata.get("nbgrader")
        if role:
            name = role["grade_id"]
            checksum = role.get("checksum", "")
            cells[name] = SourceCell(name, cell.cell_type, bool(role.get("locked")), cell.source, checksum)
            if role.get("grade") or role.get("task"):
                graded[name] = GradedCell(float(role["points"]))
    text = notebook_text(released)
    own = project.source(unit)
    firmware = firmware_in(own.with_name("firmware.toml"))
    return Snapshot(unit, text, text, cells, graded, read_files(own.parent), firmware)


def check_notebook(project: Project, unit: str, path: Path, timeout: int) -> tuple[dict[str, Any], str]:
    """Run the visible checks of a unit on one notebook, in a box where there can be one.

    Returns:
        The result as `grader.feedback_data` has it, and a sentence if there was no box.

    Raises:
        UserError: the file is no notebook.
    """
    try:
        nb = parse_notebook(path.read_text(encoding="utf-8"))
    except OSError:
        raise
    except Exception as error:
        raise UserError(f"{path} is not a Jupyter notebook: save it in Jupyter and try again.") from error
    snapshot = visible_snapshot(project, unit)
    files = {name: content for name, content in read_files(path.parent).items() if len(content) <= 2**20}
    said = ""
    try:
        with Sandbox(snapshot.modules()) as sandbox:
            rules = Rules(apart=snapshot.firmware is not None, timeout=timeout, limits=Limits())
            nb = Worker(sandbox, snapshot, rules).graded(nb, {**files, **snapshot.files})
    except NoSandbox:
        said = UNBOXED
        nb = Sanitizer(snapshot).sanitize(nb)
        runner = ExecuteToTheEnd(timeout=timeout)
        nb, _ = runner.preprocess(nb, {"metadata": {"path": str(path.parent)}})
    return feedback_data(unit, path.stem, nb, entry_of(nb), outline(parse_notebook(snapshot.release))), said


def entry_of(nb: NotebookNode) -> Entry:
    """Return what a gradebook would say about a notebook that has been run."""
    graded = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in nb.cells if is_grade(cell)}
    most = sum(float(cell.metadata.nbgrader.points) for cell in nb.cells if is_grade(cell))
    scores = {name: float(score or 0) for name, score in graded.items()}
    waiting = frozenset(name for name, score in graded.items() if score is None)
    return Entry(scores, {}, sum(scores.values()), most, 0.0, waiting)


def check_lines(data: dict[str, Any]) -> list[str]:
    """Return the result for the terminal: a line for each task, and one for each check below it."""
    signs = {True: "passed", False: "FAILED", None: "by hand"}
    lines = list(data["remarks"])
    for task in data["tasks"]:
        lines.append(f"{task['title']} ({task['id']}): {task['points']:g} of {task['max']:g} points")
        for check in task["checks"]:
            message = " ".join(check["message"].split())
            lines.append(f"  {signs[check['passed']]:8}{check['id']}{': ' if message else ''}{message}")
    lines.append(f"Together {data['score']:g} of {data['max_score']:g} points by the checks that you can see.")
    return lines
