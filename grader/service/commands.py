"""What the commands around the server do; each returns an exit code."""

import csv
import io
import os
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from grader.errors import UserError
from grader.project import Project
from grader.roster import Row, read_roster
from grader.service.access import Access
from grader.service.people import People, Person
from grader.service.schedule import Schedule
from grader.service.tables import opened_tables


def say(line: str) -> None:
    """Show progress, apart from the output proper."""
    print(line, file=sys.stderr, flush=True)


def serve(options: Namespace) -> int:
    """`grader serve`."""
    from grader.service.serve import Options
    from grader.service.serve import serve as run

    how = Options(options.host, options.port, options.local, options.behind_proxy, options.ledger, options.max_upload)
    run(Project(options.root), options.course, options.site, how, say)
    return 0


def submit(options: Namespace) -> int:
    """`grader submit`."""
    from grader import submit as client

    unit = options.unit or options.notebook.stem
    if not all(letter.isalnum() or letter in "-_." for letter in unit):
        raise UserError(f"{options.notebook} is not named like a unit: give --unit, such as linear-regression.")
    with client.Server(options.to, options.token) as server:
        receipt = client.submit(server, unit, options.notebook, options.files)
        print(client.shown_receipt(receipt))
        if not options.wait:
            return 0
        try:
            found = client.wait(server, receipt["id"], 600.0, say)
        except KeyboardInterrupt:
            say("You do not wait any longer; the submission is kept all the same.")
            return 130
    print(client.shown_result(found))
    return 0 if found["state"] == "graded" else 1


def roster(options: Namespace) -> int:
    """`grader roster`."""

    read = read_roster(options.file, Project(options.root).units()) if options.action == "import" else []
    with opened_tables(options.course, options.ledger) as engine:
        people, access = People(engine), Access(engine)
        if options.action == "import":
            enter(people, read, options.file)
        elif options.action == "list":
            show(people)
        else:
            known = {person.id: person for person in people.all()}
            for id in options.people:
                if id not in known:
                    raise UserError(
                        f"There is nobody with the id {id!r} in the roster: `grader roster list` shows who is."
                    )
            if options.action == "invite":
                chosen = [known[id] for id in options.people] or people.not_joined()
                invite(access, chosen, options.url, options.days, options.output)
                return 0
            for id in options.people:
                access.revoke(id)
                if options.action == "remove":
                    people.remove(id)
    return 0


def enter(people: People, read: list[Row], path: Path) -> None:
    """Enter a class list, and say who is not in it any more."""
    new, old = people.enter(read)
    print(f"{new} new, {old} as before or changed")
    listed = {person.id for person, _ in read}
    gone = [person.id for person in people.all() if person.id not in listed]
    if gone:
        say(f"Not in {path} but still in the course: {', '.join(gone)} (`grader roster remove` takes out).")


def show(people: People) -> None:
    """Print who takes part."""
    waiting = {person.id for person in people.not_joined()}
    for person in people.all():
        print(f"{person.id}  {person.name}  {person.role}{'  never signed in' if person.id in waiting else ''}")


def invite(access: Access, people: list[Person], url: str, days: float, path: Path | None) -> None:
    """Write invitations, to a file that only its owner can read or to standard output."""
    if not 0 < days <= 365:
        raise UserError(f"{days:g} days is no time to give: choose up to 365.")
    rows = [
        [one.id, one.name, one.email, f"{url.rstrip('/')}/sign-in#{access.invite(one.id, days * 86400)}"]
        for one in people
    ]
    write_private([["id", "name", "email", "link"], *rows], path)
    say(f"{len(rows)} invitations{f' in {path}' if path else ''}: who has a link can sign in.")


def write_private(rows: list[list[str]], path: Path | None) -> None:
    """Write CSV to a file that only its owner can read, or to standard output."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    if path is None:
        print(text.getvalue(), end="")
        return
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())


def grades(options: Namespace) -> int:
    """`grader grades`."""

    unit = Project(options.root).require(options.unit)
    with opened_tables(options.course, options.ledger) as engine:
        Schedule(engine).release(unit, options.action == "release")
    seen = "see" if options.action == "release" else "do not see"
    print(f"Students {seen} their grades of {unit}.")
    return 0


def deadline(options: Namespace) -> int:
    """`grader deadline`."""

    unit = Project(options.root).require(options.unit)
    with opened_tables(options.course, options.ledger) as engine:
        Schedule(engine).set_due(unit, options.due)
    due = "never" if options.due is None else f"{datetime.fromtimestamp(options.due).astimezone():%Y-%m-%d %H:%M %Z}"
    print(f"{unit} is due: {due}. `grader regrade {unit}` holds what is graded already against it.")
    return 0


def extend(options: Namespace) -> int:
    """`grader extend`."""

    unit = Project(options.root).require(options.unit)
    if not 0 <= options.days <= 3650:
        raise UserError(f"{options.days:g} is no number of days to give: choose from 0 to 3650.")
    with opened_tables(options.course, options.ledger) as engine:
        if People(engine).find(options.student) is None:
            raise UserError(f"There is nobody with the id {options.student!r} in the roster: see `grader roster list`.")
        Schedule(engine).extend(unit, options.student, options.days * 86400)
    print(f"{options.student} has {options.days:g} days more for {unit}.")
    return 0
