"""Grades a folder of submissions; a submission that fails does not stop the others."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from grader.box.limits import Limits, processors
from grader.course import Course
from grader.execution import Rules
from grader.intake import Submission, find_submissions, take_in
from grader.notebooks import own_notebook
from grader.pool import Outcome, grade_all
from grader.progress import Progress
from grader.project import Project
from grader.proof import prove
from grader.remarks import remarks_of
from grader.results import Result, read_result
from grader.sandbox import Sandbox, bubblewrap_command
from grader.scoring import Entry, Scores
from grader.snapshot import read_files, take_snapshot
from grader.worker import Job, Worker


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes:
        unsafe: grade without a box, as nbgrader does: in a kernel with the rights of whoever grades.
        workers: worker processes, by default one for each processor.
        limits: what the box of one submission may use.
        pages: also write feedback.
    """

    unsafe: bool = False
    workers: int = field(default_factory=processors)
    limits: Limits = field(default_factory=Limits)
    pages: bool = True


def autograde(
    project: Project,
    unit: str,
    folder: Path,
    course: Course,
    progress: Callable[[str], None] | None,
    options: Options | None = None,
    say: Callable[[str], None] = lambda sentence: None,
) -> list[Result]:
    """Grade all submissions of a unit into the course's gradebook, with feedback.

    Args:
        project: where the unit's source lies.
        unit: its id.
        folder: the submissions; see `find_submissions` for the layouts.
        course: the nbgrader course folder to grade in.
        progress: is called with one line for each submission; None draws a bar on the terminal.
        options: see `Options`.
        say: is called with a sentence about how the unit is graded, where there is something to say.

    Returns:
        One result a student, in alphabetical order, also for those that could not be graded.

    Raises:
        UserError: the unit, the folder or the course cannot be used at all, or nothing boxes in students' code.
    """
    options = options or Options()
    source = project.source(project.require(unit))
    submissions, refused = find_submissions(folder, unit)
    if not options.unsafe:
        bubblewrap_command()  # before anything is written
    course.prepare(unit, source)
    results = [Result(student, remarks=[reason], graded=False) for student, reason in refused.items()]
    bar = Progress(len(submissions), progress)
    grade = grade_in_kernels if options.unsafe else grade_in_boxes
    results += grade(unit, submissions, course, options, say, bar)
    return sorted(results, key=lambda result: result.student)


def grade_in_boxes(
    unit: str,
    submissions: list[Submission],
    course: Course,
    options: Options,
    say: Callable[[str], None],
    bar: Progress,
) -> Iterator[Result]:
    """Grade with a box for each submission, several at once."""
    snapshot = take_snapshot(course, unit)
    with Sandbox(snapshot.modules()) as sandbox:
        rules, sentence = prove(sandbox, snapshot, Rules(timeout=course.timeout, limits=options.limits))
        if sentence:
            say(sentence)
        jobs = []
        for submission in submissions:
            take_in(course, unit, submission)
            handed_in = course.folder("submitted", submission.student, unit)
            text = (handed_in / f"{unit}.ipynb").read_text(encoding="utf-8")
            jobs.append(Job(submission.student, text, read_files(handed_in)))
        files = {job.student: {**job.files, **snapshot.files} for job in jobs}
        with Scores(course, unit) as scores:

            def save(student: str, text: str) -> Entry:
                write_graded(course.folder("autograded", student, unit), unit, text, files[student])
                return scores.save(student, own_notebook(text))

            make = partial(Worker, snapshot=snapshot, rules=rules)
            for outcome in grade_all(jobs, make, sandbox, options.workers, options.pages, save):
                yield finish(unit, course, outcome, bar)


def write_graded(folder: Path, unit: str, text: str, files: Mapping[str, bytes]) -> None:
    """Write nbgrader's `autograded` folder of one submission, in place of an earlier one."""
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in {**files, f"{unit}.ipynb": text.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def finish(unit: str, course: Course, outcome: Outcome, bar: Progress) -> Result:
    """Write the feedback of a graded submission, and say that it is done."""
    student = outcome.student
    if outcome.entry is None:
        bar.step(student, "not graded")
        return Result(student, remarks=[f"nbgrader could not grade it: {outcome.error}"], graded=False)
    for folder in filter(None, [course.root / "feedback", course.feedback] if outcome.page else []):
        page = folder / student / unit / f"{unit}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(outcome.page, encoding="utf-8")
    result = Result(student, dict(outcome.entry.scores), remarks_of(own_notebook(outcome.text)))
    bar.step(student, f"{result.total:g} points")
    return result


def grade_in_kernels(
    unit: str,
    submissions: list[Submission],
    course: Course,
    options: Options,
    say: Callable[[str], None],
    bar: Progress,
) -> Iterator[Result]:
    """Grade one after the other with nbgrader's own converters, without a box."""
    say("Without a box: students' code runs with your rights and can read and change what you can.")
    for submission in submissions:
        take_in(course, unit, submission)
        student = submission.student
        error = course.autograde(unit, student) or course.write_feedback(unit, student)
        if error:
            bar.step(student, "not graded")
            yield Result(student, remarks=[f"nbgrader could not grade it: {error}"], graded=False)
        else:
            result = read_result(course, unit, student)
            bar.step(student, f"{result.total:g} points")
            yield result
