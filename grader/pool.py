"""Grades many submissions at once, in worker processes; a worker or box that is lost costs only time."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice

from grader import worker
from grader.sandbox import Sandbox, SandboxFailure
from grader.scoring import Entry
from grader.worker import Job, Worker

ROUNDS = 3  # how often a submission is tried whose box or worker was lost
Save = Callable[[str, str], Entry]


class Outcome:
    """What became of one submission: an entry, or why there is none."""

    def __init__(self, student: str, text: str = "", entry: Entry | None = None, error: str = "") -> None:
        self.student, self.text, self.entry, self.error = student, text, entry, error
        self.page = ""


@contextmanager
def pool(one: Worker, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Run worker processes; they are forks of this one, which has imported nbgrader already."""
    context = multiprocessing.get_context("fork")
    executor = ProcessPoolExecutor(workers, context, worker.begin, (one,))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def grade_all(
    jobs: list[Job], make: Callable[[Sandbox], Worker], sandbox: Sandbox, workers: int, pages: bool, save: Save
) -> Iterator[Outcome]:
    """Grade, save and explain each submission; yield them as they are done.

    Args:
        jobs: the submissions.
        make: makes the worker of a sandbox.
        sandbox: the first sandbox; a new one takes over when it is lost.
        workers: how many processes.
        pages: also write the feedback of each.
        save: enters a graded notebook into the gradebook; it is called in this process.
    """
    left = {job.student: job for job in jobs}
    errors: dict[str, str] = {}
    for attempt in range(ROUNDS):
        if not left:
            return
        if attempt:
            sandbox = Sandbox(make(sandbox).snapshot.modules())
        # after a loss one at a time, so that one submission cannot take others down with it
        at_once = workers if not attempt else 1
        with pool(make(sandbox), at_once) as executor:
            for outcome in run_round(executor, [*left.values()], at_once + 1, pages, save, errors):
                del left[outcome.student]
                yield outcome
        if attempt:
            sandbox.close()
    for student in left:
        yield Outcome(student, error=f"it could not be run in {ROUNDS} attempts ({errors.get(student, 'lost')}).")


def run_round(
    executor: ProcessPoolExecutor, jobs: list[Job], ahead: int, pages: bool, save: Save, errors: dict[str, str]
) -> Iterator[Outcome]:
    """Run each job once; those whose worker or box is lost are left out, with the reason in `errors`.

    Only so many are handed to the workers `ahead`, so that pages are written between gradings and not after all.
    """
    futures: dict[Future[str], Outcome | str] = {}
    waiting = iter(jobs)
    try:
        while True:
            for job in islice(waiting, max(ahead - len(futures), 0)):
                futures[executor.submit(worker.grade, job)] = job.student
            if not futures:
                return
            done, _ = wait(futures, return_when=FIRST_COMPLETED)
            for future in done:
                what = futures.pop(future)
                if isinstance(what, Outcome):
                    what.page = future.result()
                    yield what
                    continue
                try:
                    text = future.result()
                except SandboxFailure as error:
                    errors[what] = str(error)
                    continue
                except BrokenExecutor:
                    errors[what] = "the process that graded it was killed"
                    raise
                except Exception as error:
                    yield Outcome(what, error=f"{type(error).__name__}: {error}")
                    continue
                entry = save(what, text)
                outcome = Outcome(what, text, entry)
                if not pages:
                    yield outcome
                    continue
                futures[executor.submit(worker.page, what, text, entry)] = outcome
    except BrokenExecutor:
        for what in futures.values():
            if isinstance(what, Outcome):
                errors[what.student] = "the process that wrote its feedback was killed"
