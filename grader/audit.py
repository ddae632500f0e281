"""The audit of a unit: real grading proves that its checks tell right from wrong and keep secrets."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from grader.autograde import autograde
from grader.course import Course
from grader.gates import (
    SOLVED,
    UNTOUCHED,
    Secrets,
    feedback_findings,
    id_findings,
    score_findings,
    site_findings,
    static_findings,
)
from grader.notebooks import notebook_text
from grader.project import Project
from grader.release import is_stale, release_notebook
from grader.source import read_source
from grader.tasks import Task, read_tasks
from grader.wrong_answers import WrongAnswer, read_wrong_answer, with_answers


def audit_unit(project: Project, unit: str, progress: Callable[[str], None]) -> list[str]:
    """Grade the untouched exercise, its solution and each planted wrong answer.

    Returns:
        One sentence for each gate that does not hold.
    """
    source = read_source(project.source(project.require(unit)))
    tasks, secrets = read_tasks(source), Secrets(source)
    released = release_notebook(source)
    wrong = [read_wrong_answer(path) for path in project.wrong_answers(unit)]
    findings = static_findings(tasks, released, secrets, wrong)
    findings += id_findings(project.ids(unit), released)
    if project.site.is_dir():
        findings += site_findings(project.site, secrets)
    else:
        progress(f"{project.site} is not built, so it was not searched for hidden checks.")
    if is_stale(project, unit):
        findings.append(f"{project.exercise(unit)} is stale: run `grader release {unit}`.")
    with tempfile.TemporaryDirectory(prefix="grader-audit-") as folder:
        course, class_folder = Course(Path(folder) / "course"), Path(folder) / "class"
        write_class(class_folder, tasks, released, wrong)
        results = autograde(project, unit, class_folder, course, progress)
        findings += score_findings(tasks, {result.student: result for result in results}, wrong)
        for result in results:
            page = course.folder("feedback", result.student, unit) / f"{unit}.html"
            findings += feedback_findings(page, result.student, secrets, wrong)
    return findings


def write_class(folder: Path, tasks: list[Task], released: NotebookNode, wrong: list[WrongAnswer]) -> None:
    """Write a folder of submissions: the untouched exercise, the solution, and each planted wrong answer."""
    folder.mkdir()
    right = {task.id: task.solution for task in tasks}
    answers = {UNTOUCHED: {}, SOLVED: right} | {one.name: right | {one.task: one.code} for one in wrong}
    for name, answer in answers.items():
        text = notebook_text(with_answers(released, answer))
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")
