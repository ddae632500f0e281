"""How fast a class is graded, against plain `nbgrader autograde` on the same submissions in the same run."""

import contextlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.apps import NbGraderApp

from grader.autograde import Options, autograde
from grader.course import Course
from grader.engine.gradebook import write_folder
from grader.intake import files_of, find_submissions
from grader.notebooks import notebook_text
from grader.project import Project
from grader.release import release_notebook
from grader.source import read_source
from grader.tasks import read_tasks
from grader.wrong_answers import read_wrong_answer, with_answers

UNITS = Path(__file__).parent / "units"


@dataclass(frozen=True)
class GradingSpeed:
    """Submissions a second, from the command to the last grade, set-up included on both sides.

    Attributes:
        ours: `grader autograde`, in boxes, feedback pages left out as nbgrader's command writes none.
        with_pages: the same with feedback pages.
        nbgraders: `nbgrader autograde`.
    """

    ours: float
    with_pages: float
    nbgraders: float


def write_class(project: Project, unit: str, folder: Path, students: int) -> None:
    """Write a class that has handed in untouched, right and wrong notebooks in turn."""
    source = read_source(project.source(unit))
    released, right = release_notebook(source), {task.id: task.solution for task in read_tasks(source)}
    wrong = [read_wrong_answer(path) for path in project.wrong_answers(unit)]
    answers = [{}, right, *(right | {one.task: one.code} for one in wrong)]
    for number in range(students):
        notebook = with_answers(released, answers[number % len(answers)])
        (folder / f"student-{number:03}.ipynb").write_text(notebook_text(notebook), encoding="utf-8")


def tensorflow_speed() -> GradingSpeed:
    """Grade a class that builds and trains a Keras model."""
    return grading_speed("one-neuron", project=Project(UNITS), nbgraders_students=6)


def grading_speed(
    unit: str, students: int = 40, nbgraders_students: int = 10, project: Project | None = None
) -> GradingSpeed:
    """Grade classes of one unit; nbgrader's is smaller, which only helps it, as its set-up is short.

    Raises:
        RuntimeError: somebody was not graded.
    """
    project = project or Project()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for name, number in (("class", students), ("small", nbgraders_students)):
            (root / name).mkdir()
            write_class(project, unit, root / name, number)
        seconds = []
        for pages in (False, True):
            course = Course(root / f"course-{pages}")
            course.prepare(unit, project.source(unit))  # the database is made once a course
            begun = time.perf_counter()
            how = replace(Options(), pages=pages)
            results = autograde(project, unit, root / "class", course, lambda line: None, how)
            seconds.append(time.perf_counter() - begun)
            if not all(result.graded for result in results):
                raise RuntimeError("somebody was not graded")
        theirs = nbgraders_seconds(project, unit, root / "small", Course(root / "course-nbgrader"))
    return GradingSpeed(students / seconds[0], students / seconds[1], nbgraders_students / theirs)


def nbgraders_seconds(project: Project, unit: str, folder: Path, course: Course) -> float:
    """Return what `nbgrader autograde` takes for a class, its import left out."""
    course.prepare(unit, project.source(unit))
    for submission in find_submissions(folder, unit)[0]:
        write_folder(course.folder("submitted", submission.student, unit), files_of(unit, submission))
    here = Path.cwd()
    os.chdir(course.root)
    try:
        begun = time.perf_counter()
        with nothing_said(), contextlib.redirect_stdout(io.StringIO()):
            NbGraderApp.launch_instance(["autograde", unit])
        return time.perf_counter() - begun
    finally:
        os.chdir(here)
        NbGraderApp.clear_instance()


@contextlib.contextmanager
def nothing_said() -> Iterator[None]:
    """Keep what nbgrader and its kernels write to the standard error, one warning a submission, from the terminal."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)
