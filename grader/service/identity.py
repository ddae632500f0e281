"""Who sends a request, and whether a browser was tricked into sending it."""

from typing import Annotated, NoReturn
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from grader.service.people import Person
from grader.service.service import YOU, Service, service_of

SECURE_COOKIE = "__Host-grader"  # browsers take this prefix over HTTPS only, and for the whole host
PLAIN_COOKIE = "grader"
SAFE = ("GET", "HEAD", "OPTIONS")

# for the OpenAPI document: `who` itself reads the keys
DOCUMENTED = [
    Depends(HTTPBearer(scheme_name="token", description="`grader_...`, from Your work", auto_error=False)),
    Depends(APIKeyCookie(name=SECURE_COOKIE, scheme_name="session", auto_error=False)),
]

ServiceHere = Annotated[Service, Depends(service_of)]


def cookie_name(request: Request) -> str:
    """Return the name of the session's cookie."""
    return SECURE_COOKIE if request.url.scheme == "https" else PLAIN_COOKIE


def session_key(request: Request) -> str:
    """Return the key in the session's cookie, or nothing."""
    return request.cookies.get(cookie_name(request), "")


def from_own_page(request: Request, must_say: bool) -> bool:
    """Return whether a request comes from a page of this server.

    Args:
        request: the request.
        must_say: whether one that does not say where it comes from is refused: browsers always say.
    """
    origin = request.headers.get("origin")
    if origin is None:
        fetched_by = request.headers.get("sec-fetch-site")
        return not must_say if fetched_by is None else fetched_by == "same-origin"
    try:
        sent_from = urlsplit(origin)
    except ValueError:
        return False
    return (sent_from.scheme, sent_from.netloc) == (request.url.scheme, request.headers.get("host"))


def sign_in_needed() -> NoReturn:
    """Refuse a request without a valid session or token."""
    raise HTTPException(
        401, "Sign in first: open your invitation link, or send your token.", {"WWW-Authenticate": "Bearer"}
    )


def who(request: Request, service: ServiceHere) -> Person:
    """Return who sends a request.

    Raises:
        HTTPException: nobody that the roster knows (401), too many wrong keys (429), or a page elsewhere (403).
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    with_token = kind.lower() == "bearer"
    if request.method not in SAFE and not with_token and not from_own_page(request, must_say=not service.local):
        raise HTTPException(403, "This request comes from a page of another site: reload the page and try again.")
    if service.local:
        return YOU
    key = token.strip() if with_token else session_key(request)
    person = service.access.by_token(key) if with_token else service.access.by_session(key) if key else None
    if person is not None:
        return person
    if key:
        limit(service.rates.wrong_key.wait(address(request)), "There were too many wrong keys from your address")
    sign_in_needed()


def teacher(person: Annotated[Person, Depends(who)]) -> Person:
    """Return the instructor who sends a request.

    Raises:
        HTTPException: it is no instructor.
    """
    if not person.teaches:
        raise HTTPException(403, "Only instructors of the course may do this.")
    return person


def limit(seconds: int, sentence: str) -> None:
    """Refuse a request that comes too soon.

    Raises:
        HTTPException: `seconds` is not 0.
    """
    if seconds:
        raise HTTPException(429, f"{sentence}: try again in {seconds} s.", {"Retry-After": str(seconds)})


def address(request: Request) -> str:
    """Return the address that a request comes from; that of the client, where a trusted proxy passes it on."""
    return request.client.host if request.client else ""


Somebody = Annotated[Person, Depends(who)]
Teacher = Annotated[Person, Depends(teacher)]
