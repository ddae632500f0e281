"""Puts together what a person may see of a submission, from the ledger, the gradebook and the feedback."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from fastapi import HTTPException

from grader.ledger import Receipt, State, Status
from grader.notebooks import read_notebook
from grader.service import answers
from grader.service.marks import read_marks
from grader.service.people import Person
from grader.service.service import Service
from grader.tasks import read_tasks

MESSAGES = {
    State.RECEIVED: "It is kept and waits to be graded.",
    State.GRADING: "It is being graded.",
    State.FAILED: "The grader has failed, not you: your instructor can try again, nothing is lost.",
}


def moment(seconds: float | None) -> datetime | None:
    """Return a time as the API writes it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def receipt(service: Service, status: Receipt) -> answers.Receipt:
    """Return a receipt."""
    due = service.schedule.due_for(status.unit, status.student)
    return answers.Receipt(
        id=status.id,
        unit=status.unit,
        student=status.student,
        sha256=status.sha256,
        received=status.received,
        due=moment(due),
        late=due is not None and status.received.timestamp() > due,
    )


def submissions(service: Service, found: Iterable[Status], reader: Person) -> list[answers.Submission]:
    """Return submissions as a person sees them."""
    chosen = list(found)
    units = {one.unit for one in chosen}
    marks = {unit: read_marks(service.course, unit) for unit in units}
    graded: dict[tuple[str, str], str] = {}
    students = {one.student for one in chosen}
    only = next(iter(students)) if len(students) == 1 else None
    for unit in units:
        for one in service.ledger.submissions(unit, only, [State.GRADED]):
            graded[unit, one.student] = one.id
    shown = []
    for one in chosen:
        seen = service.shows_grades(one.unit, reader)
        last = graded.get((one.unit, one.student))
        ready = seen and last == one.id
        page = f"/api/v1/submissions/{one.id}/feedback.html"
        grade = marks[one.unit].get(one.student) if ready else None
        shown.append(
            answers.Submission(
                **receipt(service, one).model_dump(),
                state=one.state,
                message=message(service, one, seen),
                current=last in (None, one.id) or one.state != State.GRADED,
                released=seen,
                grade=grade,
                feedback=read_feedback(service, one) if ready else None,
                feedback_page=page if ready and feedback_file(service, one, "html").is_file() else None,
            )
        )
    return shown


def message(service: Service, status: Status, seen: bool) -> str:
    """Return a sentence about the state of a submission."""
    if status.state == State.REFUSED:
        return status.error
    if status.state == State.RECEIVED and service.background.reason:
        return f"It is kept but cannot be graded here. {service.background.reason}"
    if status.state == State.GRADED and not seen:
        return "It is graded; your instructor has not released the grades yet."
    return MESSAGES.get(status.state, "")


def feedback_file(service: Service, status: Receipt, suffix: str) -> Path:
    """Return where the feedback of a submission lies."""
    return service.course.folder("feedback", status.student, status.unit) / f"{status.unit}.{suffix}"


def read_feedback(service: Service, status: Receipt) -> dict[str, object] | None:
    """Return the feedback as data, if there is one."""
    path = feedback_file(service, status, "json")
    if not path.is_file():
        return None
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def own_submission(service: Service, id: str, reader: Person) -> Status:
    """Return the submission with this id if a person may see it.

    Raises:
        HTTPException: there is none, or it is somebody else's, which makes no difference to who asks.
    """
    found = service.ledger.state(id)
    if found is None or not (reader.teaches or found.student == reader.id):
        raise HTTPException(404, "You have no submission with this id: look at the list of your submissions.")
    return found


def require_unit(service: Service, unit: str) -> str:
    """Return the unit itself.

    Raises:
        HTTPException: there is none of this name.
    """
    if unit not in service.project.units():
        raise HTTPException(404, "There is no such unit: GET /api/v1/units lists those that there are.")
    return unit


def latest_unit(service: Service, names: list[str]) -> str:
    """Return the unit that was handed in last; the first one where nothing was."""
    times = {name: [one.received for one in service.ledger.latest(name).values()] for name in names}
    return max((name for name in names if times[name]), key=lambda name: max(times[name]), default=names[0])


def points(service: Service, unit: str) -> float:
    """Return the full points of a unit."""
    path = service.project.exercise(unit)
    return sum(task.points for task in read_tasks(read_notebook(path))) if path.is_file() else 0.0
