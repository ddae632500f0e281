"""The pages beside the book: sign-in, one's own work, and for instructors the class."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse, RedirectResponse, Response

from grader.service import identity, views
from grader.service.access import SESSION
from grader.service.identity import ServiceHere, Somebody, Teacher
from grader.service.instructors import class_of
from grader.service.people import Person
from grader.service.students import own_units

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NOT_INVITED = "This invitation is unknown, used or too old: ask your instructor for a new one."

templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)


def words(unit: str) -> str:
    """Return the id of a unit as words."""
    return unit.replace("-", " ").capitalize()


def shown_moment(when: datetime | None) -> str:
    """Return a time for people."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if when else "–"


templates.filters.update(words=words, moment=shown_moment, points="{:g}".format)


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 (what templates show)
    """Return a page."""
    text = templates.get_template(f"{name}.html").render(here=name, **values)
    return HTMLResponse(text, status, {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def visitor(request: Request, service: ServiceHere) -> Person:
    """Return who looks at a page; whoever is not signed in is sent to the sign-in page."""
    try:
        return identity.who(request, service)
    except HTTPException as error:
        if error.status_code == 401:
            raise HTTPException(303, "Sign in first.", {"Location": "/sign-in"}) from None
        raise


Visitor = Annotated[Person, Depends(visitor)]
router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page() -> HTMLResponse:
    """Ask for an invitation."""
    return page("sign_in")


@router.post("/sign-in")
def sign_in(request: Request, service: ServiceHere, invitation: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Use an invitation up, and open a session."""
    if not identity.from_own_page(request, must_say=True):
        if request.headers.get("x-forwarded-proto", request.url.scheme) != request.url.scheme:
            service.say("There is a proxy in front of this server: start it with --behind-proxy.")
        raise HTTPException(403, "This request comes from a page of another site: open /sign-in and try again.")
    seconds = service.rates.sign_in.wait(identity.address(request))
    if seconds:
        problem = f"There were too many tries from your address: try again in {seconds} s."
        answer: Response = page("sign_in", 429, problem=problem)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    key = service.access.redeem(invitation.strip())
    if key is None:
        return page("sign_in", 403, problem=NOT_INVITED)
    answer = RedirectResponse("/account", 303)
    secure = request.url.scheme == "https"
    name = identity.cookie_name(request)
    answer.set_cookie(name, key, max_age=int(SESSION), httponly=True, samesite="strict", secure=secure, path="/")
    return answer


@router.post("/sign-out")
def sign_out(request: Request, service: ServiceHere, person: Somebody) -> Response:
    """End the session."""
    service.access.end_session(identity.session_key(request))
    answer = RedirectResponse("/sign-in", 303)
    secure = request.url.scheme == "https"
    answer.delete_cookie(identity.cookie_name(request), httponly=True, samesite="strict", secure=secure, path="/")
    return answer


@router.get("/account")
def account(service: ServiceHere, person: Visitor) -> HTMLResponse:
    """Show one's own work."""
    problem = service.background.reason
    return page("account", person=person, units=own_units(service, person), local=service.local, problem=problem)


@router.post("/account/token")
def make_token(request: Request, service: ServiceHere, person: Somebody) -> HTMLResponse:
    """Make a token and show it once."""
    token = service.access.new_token(person.id)
    address = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return page("account", person=person, units=own_units(service, person), token=token, address=address)


@router.get("/class")
def show_class(service: ServiceHere, person: Visitor, unit: str = "") -> HTMLResponse:
    """Show a unit and everybody in it."""
    identity.teacher(person)
    names = service.project.units()
    if not names:
        raise HTTPException(404, "This course has no units yet: there is nothing in solutions/.")
    found = class_of(service, views.require_unit(service, unit or views.latest_unit(service, names)), person)
    grades = [row.last.grade for row in found.students if row.last and row.last.grade]
    return page(
        "class",
        person=person,
        names=names,
        unit=found,
        handed_in=sum(row.last is not None for row in found.students),
        graded=len(grades),
        mean=sum(grade.score for grade in grades) / len(grades) if grades else None,
    )


@router.post("/class/release")
def release(
    service: ServiceHere, person: Teacher, unit: Annotated[str, Form()], released: Annotated[bool, Form()]
) -> Response:
    """Release the grades of a unit, or hide them."""
    service.schedule.release(views.require_unit(service, unit), released)
    return RedirectResponse(f"/class?unit={unit}", 303)
