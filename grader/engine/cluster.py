"""Grades on a Dask cluster. The cluster only computes: what it loses, the ledger gives out again."""

import contextlib
import queue
import time
from collections.abc import Callable
from typing import Any

import distributed

from grader.engine.keys import environment
from grader.engine.remote import Assignment, do, prove_here
from grader.engine.scheduler import NONE
from grader.engine.tasks import Answer, Kind, Task, Unreadable
from grader.errors import UserError
from grader.execution import Rules
from grader.snapshot import Snapshot

dask: Any = distributed  # it has annotations for a part of its functions only
Future = Any

AHEAD = 2  # tasks for each thread of the cluster, so that it need not wait for the next one
LOOK = 2.0  # seconds between two looks at which workers there are
CONNECT = "5s"
NO_WORKER = "No worker is connected to {address} yet: start one with `dask worker {address} --nthreads 1`."
GONE = "The Dask scheduler {address} is gone: start it and run the same command again; no grade is lost."
OTHER = (
    "The Dask worker {worker} has other packages or another version of the grader than this machine: "
    "install the same on both, so that grades do not depend on where they were made."
)


class DaskPool:
    """The workers of a Dask scheduler. Use it in a `with` statement.

    Raises:
        UserError: there is no scheduler, its workers differ from this machine, or the unit cannot be graded there.
    """

    def __init__(self, address: str, snapshot: Snapshot, rules: Rules, say: Callable[[str], None]) -> None:
        self.address = address
        try:
            self.client = dask.Client(address, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UserError(NONE.format(address=address)) from error
        self.futures: dict[Future, Task] = {}
        self.done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.ready: list[tuple[Task, Answer]] = []
        self.looked, self.threads = 0.0, 0
        try:
            self.wait_for_workers(say)
            rules = self.prove(Assignment(snapshot, rules, environment()), say)
        except BaseException:
            self.client.close()
            raise
        self.packed = Assignment(snapshot, rules, environment()).packed()

    def __enter__(self) -> "DaskPool":
        return self

    def __exit__(self, *_: object) -> None:
        for future in self.futures:
            future.cancel()
        self.client.close()

    def wait_for_workers(self, say: Callable[[str], None]) -> None:
        """Wait for the first worker, and compare all of them with this machine."""
        if not self.count():
            say(NO_WORKER.format(address=self.address))
        while not self.count():
            time.sleep(LOOK)
        for worker, found in self.client.run(environment).items():
            if found != environment():
                raise UserError(OTHER.format(worker=worker))

    def prove(self, assignment: Assignment, say: Callable[[str], None]) -> Rules:
        """Let one worker prove that the unit can be graded there."""
        answer = self.client.submit(prove_here, assignment.packed(), pure=False).result()
        if isinstance(answer, str):
            raise UserError(answer)
        rules: Rules = answer[0]
        if answer[1]:
            say(answer[1])
        return rules

    def count(self) -> int:
        """Return how many threads the cluster has now."""
        if time.monotonic() - self.looked > LOOK:
            if self.client.status != "running":
                raise UserError(GONE.format(address=self.address))
            try:
                self.threads = sum(self.client.nthreads().values())
            except OSError as error:  # the connection broke under the question
                raise UserError(GONE.format(address=self.address)) from error
            self.looked = time.monotonic()
        return self.threads

    @property
    def in_flight(self) -> int:
        """How many tasks are with workers."""
        return len(self.futures) + len(self.ready)

    def room(self) -> bool:
        """Say whether the cluster can take another task."""
        return self.in_flight < AHEAD * self.count()

    def submit(self, task: Task) -> None:
        """Send a task with all that it needs."""
        try:
            job = task.load()
        except Unreadable as error:
            self.ready.append((task, Answer(Kind.REFUSED, str(error))))
            return
        except OSError as error:
            self.ready.append((task, Answer(Kind.LOST, f"{error.filename}: {error.strerror}")))
            return
        future = self.client.submit(do, self.packed, job, environment(), pure=False)
        self.futures[future] = task
        future.add_done_callback(self.done.put)

    def collect(self, seconds: float) -> list[tuple[Task, Answer]]:
        """Return what is done or lost, after some seconds at most."""
        self.count()
        found, self.ready = self.ready, []
        with contextlib.suppress(queue.Empty):
            done = self.done.get(timeout=0 if found else seconds)
            while True:
                found.append((self.futures.pop(done), self.answer_of(done)))
                done = self.done.get_nowait()
        return found

    def answer_of(self, future: Future) -> Answer:
        """Return how a task ended."""
        if future.status == "finished":
            answer: Answer = future.result()
            return answer
        if future.status == "error":
            error = future.exception()
            if isinstance(error, distributed.KilledWorker):
                return Answer(Kind.LOST, "the Dask workers that graded it were killed")
            return Answer(Kind.LOST, f"{type(error).__name__}: {error}")
        if self.client.status != "running":
            raise UserError(GONE.format(address=self.address))
        return Answer(Kind.LOST, "the Dask scheduler has dropped it")
