"""The options of the commands around the server: serve, submit, roster, grades, deadline, extend."""

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from grader.project import HOME

Add = Callable[[str, str], argparse.ArgumentParser]
Into = Callable[[argparse.ArgumentParser], None]


def add_service(add: Add, add_database: Into) -> None:
    """Add the commands."""

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = add(name, text)
        made.set_defaults(module="grader.service.commands")
        return made

    add_serve(command("serve", "serve the book, take in submissions and grade them"), add_database)
    add_submit(command("submit", "hand a notebook in to a course's server"))
    add_roster(command("roster", "say who takes part in the course, and let them in"), add_database)
    add_dates(command, add_database)


def add_serve(command: argparse.ArgumentParser, add_database: Into) -> None:
    """Add the options of `grader serve`."""
    add_database(command)
    command.add_argument(
        "--local", action="store_true", help="for yourself on this machine: no sign-in, grades at once"
    )
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=port, help="port to listen on (default 8000, or the next free one)")
    command.add_argument(
        "--site", type=Path, default=HOME / "book/_build/html", metavar="DIR", help="the built book to serve"
    )
    command.add_argument(
        "--behind-proxy",
        nargs="?",
        const="127.0.0.1",
        metavar="ADDRESS",
        help="believe the X-Forwarded headers of the HTTPS proxy at this address (default 127.0.0.1)",
    )
    command.add_argument(
        "--max-upload", type=megabytes, default=8, metavar="MB", help="size of one submission (default 8)"
    )


def add_submit(command: argparse.ArgumentParser) -> None:
    """Add the options of `grader submit`."""
    command.add_argument("notebook", type=Path, help="the .ipynb file")
    command.add_argument("--to", required=True, metavar="URL", help="address of the course")
    command.add_argument("--unit", help="id of the unit (default: the name of the notebook)")
    command.add_argument(
        "--with", dest="files", type=Path, nargs="+", default=[], metavar="FILE", help="files beside it"
    )
    command.add_argument(
        "--token", default=os.environ.get("GRADER_TOKEN", ""), help="your token (default: GRADER_TOKEN, out of sight)"
    )
    command.add_argument("--wait", action="store_true", help="wait for the grade and show it")


def add_roster(command: argparse.ArgumentParser, add_database: Into) -> None:
    """Add the options of `grader roster`."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (
        ("import", "enter or change the people of a CSV file with the columns id,name,email[,role][,extension]"),
        ("invite", "write invitation links, each good for one sign-in"),
        ("list", "show who takes part"),
        ("revoke", "end somebody's sessions, token and invitation, for example when a laptop is lost"),
        ("remove", "take somebody's access away; submissions and grades stay"),
    ):
        action = actions.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name == "import":
            action.add_argument("file", type=Path, help="the CSV file")
        elif name == "invite":
            action.add_argument("people", nargs="*", metavar="ID", help="whom (default: all who have never signed in)")
            action.add_argument("--url", required=True, metavar="URL", help="address of the course, for the links")
            action.add_argument("--days", type=float, default=14.0, help="how long they work (default 14)")
            action.add_argument(
                "-o", "--output", type=Path, metavar="FILE", help="a CSV file (default: standard output)"
            )
        elif name != "list":
            action.add_argument("people", nargs="+", metavar="ID", help="whom")
        add_database(action)


def add_dates(command: Add, add_database: Into) -> None:
    """Add the commands `grades`, `deadline` and `extend`."""
    grades = command("grades", "release a unit's grades to the students, or hide them")
    grades.add_argument("action", choices=["release", "hide"])
    deadline = command("deadline", "set when a unit is due")
    extend = command("extend", "give a student more time for a unit")
    for one in (grades, deadline, extend):
        one.add_argument("unit", help="id of a unit, such as linear-regression")
    deadline.add_argument("due", type=when, help='for example 2027-01-31T23:59 (this machine\'s time), or "never"')
    extend.add_argument("student", help="id in the roster")
    extend.add_argument("days", type=float, help="days after the deadline; 0 takes it back")
    for one in (grades, deadline, extend):
        add_database(one)


def port(text: str) -> int:
    """Return a port number."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)


def megabytes(text: str) -> int:
    """Return a size."""
    if not text.isdecimal() or not 0 < int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"{text} is not a size: give a number from 1 to 1024")
    return int(text)


def when(text: str) -> float | None:
    """Return a moment in seconds since 1970, or None for "never"."""
    if text == "never":
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f'{text} is not a moment: write 2027-01-31T23:59, or "never"') from None
