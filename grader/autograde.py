"""Grades a folder of submissions, one after the other; a submission that fails does not stop the others."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from grader.course import Course
from grader.intake import find_submissions, take_in
from grader.project import Project
from grader.results import Result, read_result


def autograde(
    project: Project, unit: str, folder: Path, course: Course, progress: Callable[[str], None]
) -> list[Result]:
    """Grade all submissions of a unit into the course's gradebook, with feedback.

    Args:
        project: where the unit's source lies.
        unit: its id.
        folder: the submissions; see `find_submissions` for the layouts.
        course: the nbgrader course folder to grade in.
        progress: is called with one line for each submission.

    Returns:
        One result a student, in alphabetical order, also for those that could not be graded.

    Raises:
        UserError: the unit, the folder or the course cannot be used at all.
    """
    source = project.source(project.require(unit))
    submissions, refused = find_submissions(folder, unit)
    course.prepare(unit, source)
    results = [Result(student, remarks=[reason], graded=False) for student, reason in refused.items()]
    for number, submission in enumerate(submissions, 1):
        begun = monotonic()
        take_in(course, unit, submission)
        student = submission.student
        error = course.autograde(unit, student) or course.write_feedback(unit, student)
        if error:
            results.append(Result(student, remarks=[f"nbgrader could not grade it: {error}"], graded=False))
        else:
            results.append(read_result(course, unit, student))
        outcome = "not graded" if error else f"{results[-1].total:g} points"
        progress(f"[{number}/{len(submissions)}] {student}: {outcome} ({monotonic() - begun:.1f} s)")
    return sorted(results, key=lambda result: result.student)
