"""What workers are given to do, and what they answer."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from errno import ENOENT
from pathlib import Path

from grader.intake import why_no_notebook, why_not_a_notebook
from grader.sandbox import SandboxFailure
from grader.scoring import Entry
from grader.snapshot import read_files
from grader.worker import Job, Worker


@dataclass(frozen=True)
class PageJob:
    """A graded notebook to explain."""

    student: str
    text: str
    entry: Entry


@dataclass(frozen=True)
class Grade:
    """Grade a submission.

    Attributes:
        folder: where the files lie that were handed in.
    """

    receipt: str
    student: str
    unit: str
    folder: Path

    def load(self) -> Job:
        """Read what was handed in."""
        path = self.folder / f"{self.unit}.ipynb"
        if not self.folder.is_dir():
            raise FileNotFoundError(ENOENT, "what was handed in is missing", str(self.folder))
        if not path.is_file():
            raise Unreadable(f"there is no {path.name} in it: hand in the notebook under this name.")
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise Unreadable(f"it {why_not_a_notebook(path)}") from None
        return Job(self.student, text, read_files(self.folder))


@dataclass(frozen=True)
class Page:
    """Write the feedback page of a graded notebook."""

    receipt: str
    student: str
    path: Path
    entry: Entry

    def load(self) -> PageJob:
        """Read the graded notebook."""
        return PageJob(self.student, self.path.read_text(encoding="utf-8"), self.entry)


Task = Grade | Page


class Unreadable(Exception):
    """No notebook can be read in a submission; the text says why."""


class Kind(StrEnum):
    """How a task ended: done, impossible for what was handed in, or lost with its worker or box."""

    DONE = "done"
    REFUSED = "refused"
    LOST = "lost"


@dataclass(frozen=True)
class Answer:
    """The end of a task: the text asked for, or why there is none."""

    kind: Kind
    text: str


def stamp(handed_in: datetime.datetime | None) -> dict[str, bytes]:
    """Return nbgrader's `timestamp.txt`, if the time is known from elsewhere than the student."""
    if handed_in is None:
        return {}
    return {"timestamp.txt": f"{handed_in.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()}


def answer(worker: Worker, job: Job | PageJob) -> Answer:
    """Do what is asked, in this process."""
    try:
        if isinstance(job, Job):
            return Answer(Kind.DONE, worker.grade(job))
        return Answer(Kind.DONE, worker.page(job.student, job.text, job.entry))
    except (SandboxFailure, OSError, MemoryError) as error:
        return Answer(Kind.LOST, str(error) or type(error).__name__)
    except Exception as error:
        reason = why_no_notebook(job.text)
        return Answer(Kind.REFUSED, f"it {reason}" if reason else f"{type(error).__name__}: {error}")


def answer_task(worker: Worker, task: Task) -> Answer:
    """Read a task's files, and do what is asked."""
    try:
        return answer(worker, task.load())
    except Unreadable as error:
        return Answer(Kind.REFUSED, str(error))
    except OSError as error:
        return Answer(Kind.LOST, f"{error.filename}: {error.strerror}")
