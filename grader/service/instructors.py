"""The API for instructors: the class, deadlines and extensions, the release of grades, exports."""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Response

from grader.exports.write import export_text
from grader.roster import ID
from grader.service import answers, views
from grader.service.identity import DOCUMENTED, ServiceHere, Teacher
from grader.service.people import Person
from grader.service.problems import problems
from grader.service.service import Service
from grader.service.students import UnitId

PersonId = Annotated[str, Path(pattern=f"^{ID.pattern}$", description="id in the roster")]

router = APIRouter(
    prefix="/api/v1",
    dependencies=DOCUMENTED,
    tags=["instructors"],
    responses=problems(400, 401, 403, 404, 422, 429, 503),
)


def class_of(service: Service, unit: str, reader: Person) -> answers.Class:
    """Return everybody in a unit."""
    found = service.ledger.submissions(unit)
    counts: dict[str, int] = {}
    for one in found:
        counts[one.student] = counts.get(one.student, 0) + 1
    last = {one.student: one for one in found}
    seen = {one.student: one for one in views.submissions(service, last.values(), reader)}
    students = {person.id: person.name for person in service.people.all() if not person.teaches}
    students = {**{student: student for student in sorted(last)}, **students}
    return answers.Class(
        unit=unit,
        points=views.points(service, unit),
        due=views.moment(service.schedule.due(unit)),
        released=service.schedule.released(unit),
        students=[
            answers.ClassRow(
                student=student,
                name=name,
                due=views.moment(service.schedule.due_for(unit, student)),
                submissions=counts.get(student, 0),
                last=seen.get(student),
            )
            for student, name in sorted(students.items())
        ],
    )


@router.get("/units/{unit}/class")
def see_class(service: ServiceHere, person: Teacher, unit: UnitId) -> answers.Class:
    """List everybody in a unit with their last submission."""
    return class_of(service, views.require_unit(service, unit), person)


@router.post("/units/{unit}/release")
def release(service: ServiceHere, person: Teacher, unit: UnitId, wanted: answers.Release) -> answers.Release:
    """Let students see their grades and feedback of a unit, or hide them again."""
    service.schedule.release(views.require_unit(service, unit), wanted.released)
    return wanted


@router.put("/units/{unit}/deadline")
def set_deadline(service: ServiceHere, person: Teacher, unit: UnitId, wanted: answers.Deadline) -> answers.Deadline:
    """Set when a unit is due; what is graded from now on is held against it."""
    if wanted.due is not None and wanted.due.tzinfo is None:
        raise HTTPException(422, "The deadline has no time zone: write 2027-01-31T23:59:00+01:00, say.")
    try:
        service.schedule.set_due(views.require_unit(service, unit), wanted.due.timestamp() if wanted.due else None)
    except (OverflowError, ValueError):
        raise HTTPException(422, "The deadline is not a date of our time: write 2027-01-31T23:59:00Z, say.") from None
    return wanted


@router.put("/units/{unit}/extensions/{student}")
def extend(
    service: ServiceHere, person: Teacher, unit: UnitId, student: PersonId, wanted: answers.Extension
) -> answers.Extension:
    """Give one student more time for a unit; 0 days takes it back."""
    views.require_unit(service, unit)
    if service.people.find(student) is None:
        raise HTTPException(404, "There is nobody with this id in the roster: `grader roster list` shows who is.")
    service.schedule.extend(unit, student, wanted.days * 86400)
    return wanted


@router.get("/grades.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def export(service: ServiceHere, person: Teacher, format: Literal["csv", "canvas", "moodle"] = "csv") -> Response:
    """Export all grades, for a spreadsheet (`csv`, a row for each check), Canvas or Moodle."""
    text, _ = export_text(service.course, format, service.people.all())
    headers = {"Content-Disposition": f'attachment; filename="grades-{format}.csv"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
