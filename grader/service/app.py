"""The ASGI application of a course."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.service import instructors, pages, problems, students
from grader.service.body_limit import BodyLimit
from grader.service.service import Service

DESCRIPTION = """\
Takes in notebooks, grades them in the background, and shows grades and feedback once they are released.

Sign in by a session (the cookie that an invitation opens) or by a token: `Authorization: Bearer grader_...`. With a
cookie, requests that change something must come from a page of this server. Every error is one sentence in `detail`.
"""
OWN = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


class OwnHeaders:
    """ASGI middleware: headers that every answer of ours carries, unless it says otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in OWN.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def build_routes(app: FastAPI) -> None:
    """Let FastAPI build what it needs to route, half a second of work, before the first student waits for it."""
    for route in app.routes:
        route.matches({"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []})


def make_app(service: Service, site: ASGIApp | None = None) -> FastAPI:
    """Return the application.

    Args:
        service: the course.
        site: serves everything that is not ours: the book.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        build_routes(app)
        service.background.start()
        yield
        await run_in_threadpool(service.background.stop)
        service.ledger.close()

    app = FastAPI(
        title="Course",
        version="1",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    problems.install(app)
    for router in (students.router, instructors.router, pages.router):
        app.include_router(router)
    app.mount("/service", StaticFiles(directory=Path(__file__).parent / "static"))
    if site is not None:
        app.mount("/", site)
    app.add_middleware(OwnHeaders)
    app.add_middleware(BodyLimit, most=service.most)
    if service.local:
        # a page elsewhere cannot reach this one by giving its own name this machine's address
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_HOSTS)
    return app
