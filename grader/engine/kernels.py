"""The slow way, without a box: nbgrader's own converters, one submission after the other."""

from collections.abc import Callable, Iterable, Iterator
from socket import gethostname

from grader.course import Course
from grader.engine.gradebook import write_folder
from grader.engine.tasks import stamp
from grader.feedback_files import rewrite_feedback
from grader.ledger import Graded, Ledger, State
from grader.notebooks import own_text, read_notebook
from grader.results import Result, read_result

WARNING = "Without a box: students' code runs with your rights and can read and change what you can."


def grade_in_kernels(
    ledger: Ledger, unit: str, receipts: Iterable[str], course: Course, say: Callable[[str], None]
) -> Iterator[Result]:
    """Grade submissions by their receipts, each from the start: nothing is known of a result made without a box."""
    say(WARNING)
    owner = f"{gethostname()}:kernels"
    try:
        for lease in ledger.lease(receipts, owner):
            student = lease.student
            submitted = ledger.store.get(lease.sha256) | stamp(lease.handed_in)
            write_folder(course.folder("submitted", student, unit), submitted)
            error = course.autograde(unit, student)
            if error:
                ledger.give_up(lease.id, State.REFUSED, error)
                yield Result(student, remarks=[f"nbgrader could not grade it: {error}"], graded=False)
                continue
            text = own_text(read_notebook(course.folder("autograded", student, unit) / f"{unit}.ipynb"))
            ledger.keep([Graded(lease.id, f"kernel:{lease.id}", unit, student, text)], [lease.id])
            rewrite_feedback(course, unit, student)
            yield read_result(course, unit, student)
    finally:
        ledger.release(owner)
