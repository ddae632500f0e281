"""What a Dask worker does: grade what it is sent, in boxes of its own. Nothing here knows a course or a ledger."""

import hashlib
import pickle
import threading
import zlib
from dataclasses import dataclass

from grader.engine.keys import environment
from grader.engine.tasks import Answer, Kind, PageJob, answer
from grader.errors import UserError
from grader.execution import Rules
from grader.proof import prove
from grader.sandbox import Sandbox, SandboxFailure
from grader.snapshot import Snapshot
from grader.worker import Job, Worker

KEPT = 2  # zygotes of the units that were graded last


@dataclass(frozen=True)
class Assignment:
    """All that a worker needs to know of a unit; `environment` is that of whoever gives out the work."""

    snapshot: Snapshot
    rules: Rules
    environment: str

    def packed(self) -> bytes:
        """Return it as bytes, to be sent with each submission."""
        return zlib.compress(pickle.dumps(self))


class Zygotes:
    """The zygotes of this process, one for each set of libraries."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: dict[tuple[str, ...], Sandbox] = {}

    def get(self, snapshot: Snapshot) -> Sandbox:
        """Return a zygote that has imported what a unit uses; start one if there is none, or if it was killed."""
        modules = tuple(snapshot.modules())
        with self.lock:
            sandbox = self.running.pop(modules, None)
            if sandbox and sandbox.process.poll() is not None:
                sandbox.close()
                sandbox = None
            self.running[modules] = sandbox or Sandbox(modules)
            while len(self.running) > KEPT:
                self.running.pop(next(iter(self.running))).close()
            return self.running[modules]


zygotes = Zygotes()
own = threading.local()  # nbgrader's preprocessors are not for several threads


def worker_of(packed: bytes) -> Worker:
    """Return this thread's worker for an assignment."""
    digest = hashlib.sha256(packed).digest()
    assignment: Assignment | None = getattr(own, "assignment", None)
    if assignment is None or own.digest != digest:
        assignment = own.assignment = pickle.loads(zlib.decompress(packed))
        own.digest, own.worker = digest, None
    sandbox = zygotes.get(assignment.snapshot)
    if own.worker is None or own.worker.sandbox is not sandbox:
        own.worker = Worker(sandbox, assignment.snapshot, assignment.rules)
    worker: Worker = own.worker
    return worker


def do(packed: bytes, job: Job | PageJob, wanted: str) -> Answer:
    """Do one task.

    Args:
        packed: the assignment.
        job: what to grade or to explain.
        wanted: the environment that grades must come from.
    """
    if environment() != wanted:
        return Answer(Kind.LOST, "the Dask worker has other packages or another grader than this machine")
    try:
        worker = worker_of(packed)
    except (UserError, OSError) as error:
        return Answer(Kind.LOST, str(error))
    return answer(worker, job)


def prove_here(packed: bytes) -> tuple[Rules, str] | str:
    """Prove that a unit can be graded on this worker; return how, or the sentence that says why it cannot."""
    assignment: Assignment = pickle.loads(zlib.decompress(packed))
    error: Exception | None = None
    for _ in range(3):
        try:
            return prove(zygotes.get(assignment.snapshot), assignment.snapshot, assignment.rules)
        except UserError as failed:
            return str(failed)
        except SandboxFailure as failed:
            error = failed
    return f"Boxes are lost on the Dask worker ({error}): free memory there, then try again."
