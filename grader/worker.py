"""What a worker process does: grade one submission from text to text, and write one feedback page."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.preprocessors import IgnorePattern, LimitOutput

from grader.course import PYTHON_WARNING
from grader.execution import Rules, run_notebook
from grader.firmware import RESULT, run_firmware
from grader.notebooks import own_notebook, own_text, parse_notebook
from grader.pages import Pages
from grader.sandbox import Sandbox
from grader.scoring import Entry
from grader.snapshot import Sanitizer, Snapshot


@dataclass(frozen=True)
class Job:
    """One submission as it was handed in: the notebook's text and the files beside it."""

    student: str
    text: str
    files: Mapping[str, bytes]


class Worker:
    """Grades submissions of one unit; it knows nothing of gradebooks and folders."""

    def __init__(self, sandbox: Sandbox, snapshot: Snapshot, rules: Rules) -> None:
        self.sandbox, self.snapshot, self.rules = sandbox, snapshot, rules
        self.sanitizer = Sanitizer(snapshot)
        ignore = IgnorePattern()
        ignore.pattern = PYTHON_WARNING
        self.steps = [ignore, LimitOutput()]
        self.pages: Pages | None = None

    def grade(self, job: Job) -> str:
        """Return the text of the graded notebook.

        Raises:
            SandboxFailure: no box could be had for it; nothing is known about the submission.
            Exception: nbgrader cannot make sense of the notebook.
        """
        return own_text(self.graded(parse_notebook(job.text), job.files))

    def graded(self, nb: NotebookNode, files: Mapping[str, bytes]) -> NotebookNode:
        """Return the notebook sanitized, run and cleaned, as nbgrader's `autograde` leaves it."""
        nb = self.sanitizer.sanitize(nb)
        own = dict(self.snapshot.files)
        if self.snapshot.firmware:
            own[RESULT] = json.dumps(run_firmware(self.snapshot.firmware, files)).encode()
        run_notebook(self.sandbox, nb, self.rules, {**files, **self.snapshot.files}, own)
        for step in self.steps:
            nb, _ = step.preprocess(nb, {})
        return nb

    def page(self, student: str, text: str, entry: Entry) -> str:
        """Return the feedback page of a graded notebook."""
        self.pages = self.pages or Pages()
        return self.pages.page(self.snapshot.unit, student, own_notebook(text), entry)


_worker: Worker


def begin(worker: Worker) -> None:
    """Make this process a worker."""
    global _worker
    _worker = worker
    os.environ.pop("DISPLAY", None)


def grade(job: Job) -> str:
    """Grade in this process."""
    return _worker.grade(job)


def page(student: str, text: str, entry: Entry) -> str:
    """Write a page in this process."""
    return _worker.page(student, text, entry)
