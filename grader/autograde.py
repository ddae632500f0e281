"""Grades what was handed in; a submission that fails does not stop the others."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from socket import gethostname

from grader.box.limits import Limits, processors
from grader.course import Course
from grader.engine.coordinator import Coordinator, Outcome, Pool
from grader.engine.gradebook import Entries
from grader.engine.kernels import grade_in_kernels
from grader.engine.keys import result_key, revision
from grader.engine.local import LocalPool
from grader.engine.lock import only_one
from grader.engine.scheduler import require_scheduler
from grader.errors import UserError
from grader.execution import Rules
from grader.feedback_files import write_feedback
from grader.intake import find_submissions, take_in
from grader.ledger import Lease, Ledger
from grader.notebooks import own_notebook
from grader.progress import Progress
from grader.project import Project
from grader.proof import prove
from grader.remarks import remarks_of
from grader.results import Result, read_result
from grader.sandbox import Sandbox, SandboxFailure, builder
from grader.scoring import Scores
from grader.service.deadlines import enter_deadlines
from grader.snapshot import Snapshot, libraries, take_snapshot
from grader.source import read_source
from grader.status import require_ledger

PROOFS = 3  # how often the proof of a unit is tried when its box is lost


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes:
        unsafe: grade without a box, as nbgrader does: in a kernel with the rights of whoever grades.
        workers: worker processes, by default one for each processor.
        limits: what the box of one submission may use.
        pages: also write feedback.
        ledger: address of the ledger's database; by default SQLite in the course folder.
        scheduler: address of a Dask scheduler, whose workers then grade.
    """

    unsafe: bool = False
    workers: int = field(default_factory=processors)
    limits: Limits = field(default_factory=Limits)
    pages: bool = True
    ledger: str | None = None
    scheduler: str | None = None


def autograde(
    project: Project,
    unit: str,
    folder: Path | None,
    course: Course,
    progress: Callable[[str], None] | None,
    options: Options | None = None,
    say: Callable[[str], None] = lambda sentence: None,
) -> list[Result]:
    """Grade submissions of a unit into the course's gradebook, with feedback.

    Whenever it is killed, the next call goes on where the ledger stands.

    Args:
        project: where the unit's source lies.
        unit: its id.
        folder: the submissions, see `find_submissions` for the layouts; None for what waits in the ledger.
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
    source = course.source(project, unit)
    if source.is_relative_to(course.root) and not folder and (course.root / "submitted").is_dir():
        folder = course.root / "submitted"
    submissions, refused = find_submissions(folder, unit) if folder else ([], {})
    if options.scheduler:
        require_scheduler(options.scheduler)
    elif not options.unsafe:
        builder()  # before anything is written
    results = {student: Result(student, remarks=[reason], graded=False) for student, reason in refused.items()}
    if not folder:
        require_ledger(course.root, options.ledger)
    with only_one(course.root, say), Ledger(course.root, options.ledger) as ledger, ExitStack() as stack:
        sandbox = None
        if submissions and not options.unsafe and not options.scheduler:  # it starts while they are taken in
            sandbox = stack.enter_context(Sandbox(libraries(read_source(source)), wait=False))
        free_what_was_left(ledger)
        receipts = take_in(ledger, unit, submissions)
        if not folder:
            receipts = [status.id for status in ledger.waiting(unit)]
            if not receipts:
                say(f"No submission of {unit} waits in the ledger: all that came has been graded or refused.")
        if receipts:
            course.prepare(unit, source)
            enter_deadlines(course, unit, ledger, receipts)
            bar = Progress(len(receipts), progress)
            for result in grade(ledger, unit, receipts, course, options, say, sandbox):
                bar.step(result.student, f"{result.total:g} points" if result.graded else "not graded")
                results[result.student] = result
    return sorted(results.values(), key=lambda result: result.student)


def free_what_was_left(ledger: Ledger) -> None:
    """Give back what graders on this machine have left behind: none is alive while this one holds the lock."""
    for owner in ledger.owners():
        if owner.split(":")[0] == gethostname():
            ledger.release(owner)


def grade(
    ledger: Ledger,
    unit: str,
    receipts: list[str],
    course: Course,
    options: Options,
    say: Callable[[str], None],
    sandbox: Sandbox | None = None,
) -> Iterator[Result]:
    """Grade submissions by their receipts; the results of one student come in the order of handing in.

    Args:
        sandbox: one that is starting.
    """
    if options.unsafe:
        if course.firmware(unit).is_file():
            raise UserError(f"{unit} grades firmware, which is built and run in a box only: leave --unsafe out.")
        yield from grade_in_kernels(ledger, unit, receipts, course, say)
        return
    snapshot = take_snapshot(course, unit)
    rules = Rules(timeout=course.timeout, limits=options.limits)
    assignment = revision(snapshot, rules)

    def key_of(lease: Lease) -> str:
        return result_key(assignment, lease.student, lease.sha256)

    with ExitStack() as stack:
        scores = stack.enter_context(Scores(course, unit))
        pool = open_pool(stack, snapshot, rules, options, say, sandbox)
        entries = Entries(course, unit, ledger.store, scores, snapshot.files)
        coordinator = Coordinator(ledger, unit, pool, entries, key_of, options.pages)
        for outcome in coordinator.run(receipts):
            yield finish(unit, course, outcome)


def open_pool(
    stack: ExitStack,
    snapshot: Snapshot,
    rules: Rules,
    options: Options,
    say: Callable[[str], None],
    starting: Sandbox | None,
) -> Pool:
    """Start workers that have proved that they can grade the unit."""
    if options.scheduler:
        from grader.engine.cluster import DaskPool  # it takes long to import, and few need it

        return stack.enter_context(DaskPool(options.scheduler, snapshot, rules, say))
    for attempt in range(1, PROOFS + 1):
        sandbox = starting or stack.enter_context(Sandbox(snapshot.modules(), wait=False))
        starting = None
        sandbox.wait()
        try:
            rules, sentence = prove(sandbox, snapshot, rules)
        except SandboxFailure as error:
            if attempt == PROOFS:
                raise UserError(f"Boxes are lost on this machine ({error}): free memory, then try again.") from error
            continue
        for told in filter(None, (sandbox.why, sentence)):
            say(told)
        break
    return stack.enter_context(LocalPool(sandbox, snapshot, rules, options.workers))


def finish(unit: str, course: Course, outcome: Outcome) -> Result:
    """Write the feedback of a graded submission; return its result."""
    student = outcome.lease.student
    if outcome.error:
        return Result(student, remarks=[f"nbgrader could not grade it: {outcome.error}"], graded=False)
    if outcome.superseded:
        return read_result(course, unit, student)
    nb = own_notebook(outcome.text)
    if outcome.page and outcome.entry:
        write_feedback(course, unit, student, nb, outcome.entry, outcome.page)
    return Result(student, dict(outcome.entry.scores) if outcome.entry else {}, remarks_of(nb))
