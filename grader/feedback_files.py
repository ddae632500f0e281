"""Writes the feedback of a class: a page and the same as data for each student."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import MissingEntry

from grader.course import Course
from grader.errors import UserError
from grader.feedback_data import Place, feedback_data, outline
from grader.notebooks import own_notebook, read_notebook
from grader.pages import Pages
from grader.scoring import Entry, Scores


def write_feedback(course: Course, unit: str, student: str, nb: NotebookNode, entry: Entry, page: str) -> None:
    """Write `<unit>.html` and `<unit>.json` of one student into the course, and where else it is wanted."""
    data = json.dumps(feedback_data(unit, student, nb, entry, places_in(course, unit)), ensure_ascii=False, indent=1)
    for folder in filter(None, [course.root / "feedback", course.feedback]):
        place = folder / student / unit
        place.mkdir(parents=True, exist_ok=True)
        replace(place / f"{unit}.html", page)
        replace(place / f"{unit}.json", f"{data}\n")


def places_in(course: Course, unit: str) -> dict[str, Place]:
    """Return the outline of a unit that the course has released."""
    path = course.root / "release" / unit / f"{unit}.ipynb"
    return read_outline(path, path.stat().st_mtime_ns)


@cache
def read_outline(path: Path, changed: int) -> dict[str, Place]:
    """Read the outline of a unit, once for a whole class."""
    return outline(read_notebook(path))


def replace(path: Path, text: str) -> None:
    """Write a file so that who reads it meanwhile gets the old one or the new one."""
    beside = path.with_name(f".{path.name}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@dataclass(frozen=True)
class Submission:
    """One graded submission: its notebook, what the gradebook says, and whether it came late."""

    student: str
    nb: NotebookNode
    entry: Entry
    late: bool


def graded_submissions(course: Course, unit: str, student: str | None = None) -> Iterator[Submission]:
    """Return the graded submissions of a unit, by student in alphabetical order.

    Args:
        student: only this one's, or None for everybody's.

    Raises:
        UserError: nobody, or not this student, has been graded.
    """
    paths = {path.parents[1].name: path for path in (course.root / "autograded").glob(f"*/{unit}/{unit}.ipynb")}
    whose = sorted(paths) if student is None else [student]
    if not (course.root / "gradebook.db").is_file() or not whose or whose[0] not in paths:
        who = f"{student} has no graded submission" if student else "There is no graded submission"
        raise UserError(f"{who} of {unit} in {course.root}: run `grader autograde {unit}` first.")
    with Scores(course, unit) as scores:
        for name in whose:
            try:
                notebook = scores.gradebook.find_submission_notebook(unit, unit, name)
            except MissingEntry as error:
                raise UserError(f"The gradebook has no grades of {name} for {unit}: grade it again.") from error
            nb = own_notebook(paths[name].read_text(encoding="utf-8"))
            yield Submission(name, nb, scores.entry(notebook.id), notebook.assignment.total_seconds_late > 0)


def rewrite_feedback(course: Course, unit: str, student: str | None) -> list[str]:
    """Write feedback anew from the graded notebooks and the gradebook, with the marks that people have given.

    Returns:
        The students whose feedback was written.

    Raises:
        UserError: nobody, or not this student, has been graded.
    """
    pages, written = Pages(), []
    for one in graded_submissions(course, unit, student):
        page = pages.page(unit, one.student, deepcopy(one.nb), one.entry)
        write_feedback(course, unit, one.student, one.nb, one.entry, page)
        written.append(one.student)
    return written
