"""What the commands around the server do; each returns an exit code."""

import csv
import io
import os
import sys
from argparse import Namespace
from pathlib import Path

from grader.errors import UserError
from grader.project import Project


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
        found = client.wait(server, receipt["id"], 600.0, say)
    print(client.shown_result(found))
    return 0 if found["state"] == "graded" else 1


def roster(options: Namespace) -> int:
    """`grader roster`."""
    from grader.roster import read_roster
    from grader.service.access import Access
    from grader.service.people import People
    from grader.service.tables import open_tables

    read = read_roster(options.file, Project(options.root).units()) if options.action == "import" else []
    engine = open_tables(options.course, options.ledger)
    people, access = People(engine), Access(engine)
    if options.action == "import":
        new, old = people.enter(read)
        print(f"{new} new, {old} as before or changed")
        listed = {person.id for person, _ in read}
        gone = [person.id for person in people.all() if person.id not in listed]
        if gone:
            say(f"Not in {options.file} but still in the course: {', '.join(gone)} (`grader roster remove` takes out).")
        return 0
    if options.action == "list":
        waiting = {person.id for person in people.not_joined()}
        for person in people.all():
            print(f"{person.id}  {person.name}  {person.role}{'  never signed in' if person.id in waiting else ''}")
        return 0
    known = {person.id: person for person in people.all()}
    chosen = options.people or [person.id for person in people.not_joined()]
    for id in chosen:
        if id not in known:
            raise UserError(f"There is nobody with the id {id!r} in the roster: `grader roster list` shows who is.")
    if options.action == "invite":
        if not 0 < options.days <= 365:
            raise UserError(f"{options.days:g} days is no time to give: choose up to 365.")
        keys = {id: access.invite(id, options.days * 86400) for id in chosen}
        rows = [[id, known[id].name, known[id].email, f"{options.url.rstrip('/')}/sign-in#{keys[id]}"] for id in chosen]
        write_private([["id", "name", "email", "link"], *rows], options.output)
        say(f"{len(rows)} invitations{f' in {options.output}' if options.output else ''}: who has a link can sign in.")
        return 0
    for id in chosen:
        access.revoke(id)
        if options.action == "remove":
            people.remove(id)
    return 0


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
    from grader.service.schedule import Schedule
    from grader.service.tables import open_tables

    unit = Project(options.root).require(options.unit)
    Schedule(open_tables(options.course, options.ledger)).release(unit, options.action == "release")
    seen = "see" if options.action == "release" else "do not see"
    print(f"Students {seen} their grades of {unit}.")
    return 0


def deadline(options: Namespace) -> int:
    """`grader deadline`."""
    from grader.service.schedule import Schedule
    from grader.service.tables import open_tables
    from grader.service.views import moment

    unit = Project(options.root).require(options.unit)
    Schedule(open_tables(options.course, options.ledger)).set_due(unit, options.due)
    print(f"{unit} is due {moment(options.due) or 'never'}; `grader regrade {unit}` holds what is graded against it.")
    return 0


def extend(options: Namespace) -> int:
    """`grader extend`."""
    from grader.service.people import People
    from grader.service.schedule import Schedule
    from grader.service.tables import open_tables

    unit = Project(options.root).require(options.unit)
    engine = open_tables(options.course, options.ledger)
    if People(engine).find(options.student) is None:
        raise UserError(f"There is nobody with the id {options.student!r} in the roster: see `grader roster list`.")
    if not 0 <= options.days <= 3650:
        raise UserError(f"{options.days:g} is no number of days to give: choose from 0 to 3650.")
    Schedule(engine).extend(unit, options.student, options.days * 86400)
    print(f"{options.student} has {options.days:g} days more for {unit}.")
    return 0
