"""The API for everybody: who am I, what is there to do, hand in, see what became of it."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from grader.service import answers, views
from grader.service.identity import DOCUMENTED, ServiceHere, Somebody, limit, who
from grader.service.people import Person
from grader.service.problems import problems
from grader.service.service import Service
from grader.service.uploads import read_upload

UnitId = Annotated[str, Path(max_length=100, description="id of a unit, such as `linear-regression`")]
SubmissionId = Annotated[str, Path(pattern="^[0-9a-f]{1,32}$", description="id on the receipt")]

# what a student's code has written is shown as on a site of its own, without scripts, forms or requests
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
NOTEBOOK: dict[str, Any] = {
    "type": "object",
    "description": "a Jupyter notebook of format 4",
    "required": ["cells", "nbformat"],
    "properties": {"cells": {"type": "array", "items": {"type": "object"}}, "nbformat": {"const": 4}},
}
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": NOTEBOOK},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["notebook"],
                    "properties": {
                        "notebook": {"type": "string", "format": "binary"},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }
            },
        },
    }
}

router = APIRouter(
    prefix="/api/v1", dependencies=DOCUMENTED, tags=["everybody"], responses=problems(401, 422, 429, 503)
)


@router.get("/me")
def me(service: ServiceHere, person: Somebody) -> answers.Me:
    """Say who is signed in."""
    return answers.Me(id=person.id, name=person.name, role=person.role, local=service.local)


@router.get("/grader.json")
def grader(request: Request, service: ServiceHere) -> answers.Here:
    """Say that there is a grader here, and whether it knows who asks; needs no sign-in."""
    try:
        who(request, service)
    except HTTPException as refused:
        if refused.status_code != 401:
            raise
        return answers.Here(signed_in=False, local=False)
    return answers.Here(signed_in=True, local=service.local)


@router.get("/units")
def units(service: ServiceHere, person: Somebody) -> list[answers.Unit]:
    """List the units, each with the last submission of who asks."""
    return own_units(service, person)


def own_units(service: Service, person: Person) -> list[answers.Unit]:
    """Return the units as one person sees them."""
    last = {one.unit: one for one in service.ledger.submissions(student=person.id)}
    seen = {one.unit: one for one in views.submissions(service, last.values(), person)}
    return [
        answers.Unit(
            unit=unit,
            points=views.points(service, unit),
            due=views.moment(service.schedule.due_for(unit, person.id)),
            released=service.shows_grades(unit, person),
            submission=seen.get(unit),
        )
        for unit in service.project.units()
    ]


@router.get("/units/{unit}/submissions", responses=problems(404))
def list_submissions(service: ServiceHere, person: Somebody, unit: UnitId) -> list[answers.Submission]:
    """List one's own submissions of a unit, oldest first."""
    found = service.ledger.submissions(views.require_unit(service, unit), person.id)
    return views.submissions(service, found, person)


@router.post(
    "/units/{unit}/submissions",
    status_code=201,
    responses=problems(400, 403, 404, 413, 415),
    openapi_extra=UPLOAD,
)
async def hand_in(
    service: ServiceHere, person: Somebody, unit: UnitId, request: Request, response: Response
) -> answers.Receipt:
    """Hand in a notebook: as JSON, or as the field `notebook` of a form with the files that the unit asks for.

    The receipt comes when the submission is on the disk and recorded. Handing in again is allowed; the last counts.
    """
    views.require_unit(service, unit)
    limit(service.rates.submission.wait(person.id), "You have handed in very often")
    files = await read_upload(request, service.project, unit)

    def keep() -> answers.Receipt:
        taken = service.ledger.take_in(unit, person.id, files, handed_in=datetime.now(UTC))
        return views.receipt(service, taken)

    receipt = await run_in_threadpool(keep)
    service.background.wake.set()
    service.say(f"{person.id} has handed in {unit} (receipt {receipt.id})")
    response.headers["Location"] = f"/api/v1/submissions/{receipt.id}"
    return receipt


@router.get("/submissions/{id}", responses=problems(404))
def submission(service: ServiceHere, person: Somebody, id: SubmissionId) -> answers.Submission:
    """Say what became of a submission; grade and feedback are there once it is graded and released."""
    found = views.own_submission(service, id, person)
    return views.submissions(service, [found], person)[0]


@router.get("/submissions/{id}/feedback.html", responses=problems(403, 404), response_class=FileResponse)
def feedback_page(service: ServiceHere, person: Somebody, id: SubmissionId) -> FileResponse:
    """Show the feedback as a page."""
    found = views.own_submission(service, id, person)
    if views.submissions(service, [found], person)[0].feedback_page is None:
        raise HTTPException(404, "There is no feedback for this submission yet: ask again when it is graded.")
    headers = {"Content-Security-Policy": SANDBOX, "Cache-Control": "no-store"}
    return FileResponse(views.feedback_file(service, found, "html"), media_type="text/html", headers=headers)


@router.post("/token", status_code=201, responses=problems(403))
def new_token(service: ServiceHere, person: Somebody) -> answers.Token:
    """Make a token for `grader submit`, shown this once; an earlier one stops working."""
    if service.local:
        raise HTTPException(403, "This server is for you alone and asks for no token.")
    return answers.Token(token=service.access.new_token(person.id))


@router.delete("/token", status_code=204, responses=problems(403))
def revoke_token(service: ServiceHere, person: Somebody) -> None:
    """Let one's token work no longer."""
    service.access.revoke_token(person.id)
