"""Starts the server of a course."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from book.errors import BookError
from book.serve import listen
from book.site_app import site_app
from grader.course import Course
from grader.errors import UserError
from grader.ledger import Ledger
from grader.project import Project
from grader.service.app import make_app
from grader.service.background import Background
from grader.service.service import Service

LOOPBACK = "127.0.0.1"
PORT = 8000


@dataclass(frozen=True)
class Options:
    """How to serve.

    Attributes:
        host: address to listen on.
        port: port to listen on; None for 8000 or the next free one.
        local: no sign-in, one user, grades released at once.
        proxy: address of the proxy whose X-Forwarded headers are believed; None believes nobody.
        ledger: the ledger's database if it is not the default.
        most: megabytes that a request may have.
    """

    host: str = LOOPBACK
    port: int | None = None
    local: bool = False
    proxy: str | None = None
    ledger: str | None = None
    most: int = 8


def serve(project: Project, course: Path, site: Path, options: Options, say: Callable[[str], None]) -> None:
    """Serve a course until Ctrl-C.

    Raises:
        UserError: there is no built book, the port is taken, or a public address would be served without HTTPS.
    """
    if options.local and (options.host != LOOPBACK or options.proxy):
        raise UserError("--local has no sign-in and serves this machine only: leave out --host and --behind-proxy.")
    try:
        book = site_app(site)
        listening = bind(options)
    except BookError as error:
        raise UserError(str(error)) from error
    ledger = Ledger(course, options.ledger)
    background = Background(project, ledger, course, options.ledger, say)
    service = Service(project, Course(course), ledger, background, options.local, options.most * 2**20, log(say))
    greet(service, options, listening, say)
    config = uvicorn.Config(
        make_app(service, book),
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=options.proxy is not None,
        forwarded_allow_ips=options.proxy,
        timeout_graceful_shutdown=3,
    )
    with listening:
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            print()


def bind(options: Options) -> socket.socket:
    """Return a socket that listens where the options say."""
    if options.host == LOOPBACK:
        return listen(options.port, PORT)
    port = options.port if options.port is not None else PORT
    try:
        return socket.create_server((options.host, port))
    except OSError as error:
        raise UserError(f"{options.host} port {port} cannot be served ({error.strerror}): choose others.") from error


def greet(service: Service, options: Options, listening: socket.socket, say: Callable[[str], None]) -> None:
    """Say where the course is, and what it cannot do."""
    host, port = listening.getsockname()[:2]
    print(f"The book is at http://{host}:{port}/ (Ctrl-C ends)", flush=True)
    if service.background.reason:
        say(f"Submissions are kept but cannot be graded here. {service.background.reason}")
    if not options.local and not service.people.all():
        say("Nobody can sign in yet: `grader roster import class.csv` and `grader roster invite` let people in.")
    if options.host != LOOPBACK and not options.proxy:
        say("Without HTTPS others on the network can read keys and submissions: see --behind-proxy.")


def log(say: Callable[[str], None]) -> Callable[[str], None]:
    """Return what writes a line for each event, with its time."""
    return lambda line: say(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line}")
