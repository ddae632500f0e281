"""Worker processes on this machine, each with a pipe of its own: one that is killed harms no other.

A pool with one pipe for all (`concurrent.futures`) waits for ever when a worker dies in the middle of an answer.
"""

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from grader.box.namespaces import die_with_parent
from grader.engine.tasks import Answer, Kind, Task, answer_task
from grader.execution import Rules
from grader.sandbox import Sandbox
from grader.snapshot import Snapshot
from grader.worker import Worker

AHEAD = 2  # tasks a worker holds, so that it need not wait for the next one
KILLED = "the process that graded it was killed"
ZYGOTE_KILLED = "the process that starts boxes was killed"
fork = multiprocessing.get_context("fork")  # which has imported nbgrader already


class Helper:
    """One worker process."""

    def __init__(self, worker: Worker, others: list[Connection]) -> None:
        self.line, theirs = fork.Pipe()
        self.process: BaseProcess = fork.Process(
            target=serve, args=(worker, theirs, [*others, self.line], os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()  # now only the worker holds it, and its end is seen here
        self.tasks: deque[Task] = deque()
        self.since = time.monotonic()

    def give(self, task: Task) -> None:
        """Hand over a task; it names files and is small, so this never waits for long."""
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        with contextlib.suppress(OSError):  # it has ended, which `answers` will see
            self.line.send(task)

    def answers(self) -> tuple[list[tuple[Task, Answer]], bool]:
        """Return what it has done, and whether it lives."""
        found: list[tuple[Task, Answer]] = []
        try:
            while self.line.poll():
                said: Answer = self.line.recv()
                found.append((self.tasks.popleft(), said))
                self.since = time.monotonic()
        except (EOFError, OSError):
            return found, False
        return found, True

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.join()
        self.line.close()


class LocalPool:
    """Workers that share one zygote; whichever of them is lost is replaced.

    Args:
        sandbox: the first zygote; the pool closes those that it starts itself.
        workers: how many processes.
    """

    def __init__(self, sandbox: Sandbox, snapshot: Snapshot, rules: Rules, workers: int) -> None:
        self.sandbox, self.snapshot, self.rules = sandbox, snapshot, rules
        self.own: Sandbox | None = None
        self.most_seconds = 4 * rules.limits.seconds + 60  # three boxes one after the other, and some
        self.helpers: list[Helper] = []
        for _ in range(workers):
            self.add()

    def __enter__(self) -> "LocalPool":
        return self

    def __exit__(self, *_: object) -> None:
        for helper in self.helpers:
            helper.end()
        if self.own:
            self.own.close()

    def add(self) -> None:
        """Start one more worker."""
        worker = Worker(self.sandbox, self.snapshot, self.rules)
        self.helpers.append(Helper(worker, [helper.line for helper in self.helpers]))

    @property
    def in_flight(self) -> int:
        """How many tasks are with workers."""
        return sum(len(helper.tasks) for helper in self.helpers)

    def room(self) -> bool:
        """Say whether a worker can take another task."""
        return any(len(helper.tasks) < AHEAD for helper in self.helpers)

    def submit(self, task: Task) -> None:
        """Give a task to the worker that has least to do."""
        min(self.helpers, key=lambda helper: len(helper.tasks)).give(task)

    def collect(self, seconds: float) -> list[tuple[Task, Answer]]:
        """Return what is done or lost, after some seconds at most."""
        wait([helper.line for helper in self.helpers], seconds)
        found: list[tuple[Task, Answer]] = []
        for helper in [*self.helpers]:
            done, lives = helper.answers()
            found += done
            if helper.tasks and time.monotonic() - helper.since > self.most_seconds:
                lives = False
            if not lives:
                found += self.replace([helper])
        if self.sandbox.process.poll() is not None:
            found += self.renew()
        return found

    def replace(self, lost: list[Helper], reason: str = KILLED) -> list[tuple[Task, Answer]]:
        """Put new workers in place of some; only what they were doing counts as lost, the rest is done by others."""
        for helper in lost:
            helper.end()
            self.helpers.remove(helper)
        for _ in lost:
            self.add()
        for helper in lost:
            for task in [*helper.tasks][1:]:
                self.submit(task)
        return [(helper.tasks[0], Answer(Kind.LOST, reason)) for helper in lost if helper.tasks]

    def renew(self) -> list[tuple[Task, Answer]]:
        """Start a new zygote, with new workers: every box has ended with the old one."""
        if self.own:
            self.own.close()
        self.own = self.sandbox = Sandbox(self.snapshot.modules())
        return self.replace([*self.helpers], ZYGOTE_KILLED)


def serve(worker: Worker, line: Connection, others: list[Connection], parent: int) -> None:
    """Be a worker until the other end of the line is closed."""
    die_with_parent()
    if os.getppid() != parent:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses Ctrl-C means the one who gives out the work
    os.environ.pop("DISPLAY", None)
    for other in others:
        other.close()
    with contextlib.suppress(EOFError, OSError):
        while True:
            line.send(answer_task(worker, line.recv()))
