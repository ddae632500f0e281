"""Canvas: the file that "Import" in its gradebook reads.

Canvas finds a student by its own number (ID), else by SIS User ID, else by SIS Login ID, and an assignment by the name
and number in the header. Only Canvas knows its numbers: they are taken from a file that "Export" there has written.
Source: Instructure's Instructor Guide, "How do I import grades in the Gradebook?", and Canvas' own importer, which
takes an empty cell for a grade that is to be removed.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from grader.errors import UserError
from grader.exports.grades import Grades, students
from grader.service.people import Person

COLUMNS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
POINTS = "    Points Possible"  # with the spaces that Canvas itself writes
NUMBERED = re.compile(r"(?P<name>.*) \((?P<number>\d+)\)")


@dataclass(frozen=True)
class Exported:
    """What a file exported from Canvas says: each student's columns, grades included, and each assignment's header."""

    students: dict[str, dict[str, str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def write_canvas(file: TextIO, grades: Grades, roster: list[Person], exported: Exported | None = None) -> int:
    """Write the grades; return the number of students.

    A unit that Canvas has no assignment for becomes a new one there. Where there is no grade, what was exported from
    Canvas goes back unchanged.
    """
    exported = exported or Exported()
    writer = csv.writer(file, lineterminator="\n")
    units = list(grades.full)
    writer.writerow([*COLUMNS, *(exported.headers.get(unit, unit) for unit in units)])
    writer.writerow([POINTS, "", "", "", "", *(f"{grades.full[unit]:g}" for unit in units)])
    listed = students(grades, roster)
    for person in listed:
        known = exported.students.get(person.id) or exported.students.get(person.email.lower()) or {}
        own = {"Student": person.name, "SIS User ID": person.id, "SIS Login ID": person.email or person.id}
        scores = grades.scores.get(person.id, {})
        columns = [known.get(name) or own.get(name, "") for name in COLUMNS]
        before = [known.get(exported.headers.get(unit, ""), "") for unit in units]
        grade = [f"{scores[unit]:g}" if unit in scores else old for unit, old in zip(units, before, strict=True)]
        writer.writerow([*columns, *grade])
    return len(listed)


def read_canvas(path: Path) -> Exported:
    """Read a gradebook exported from Canvas.

    Raises:
        UserError: the file is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = [name or "" for name in reader.fieldnames or []]
            rows = [row for row in reader if (row.get("ID") or "").strip()]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} is not a CSV file in UTF-8: export the gradebook from Canvas again.") from error
    if not {"Student", "ID"} <= set(names):
        raise UserError(f"{path} has no columns Student and ID: give the file that Export in Canvas' gradebook writes.")
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        columns = {name: (row.get(name) or "").strip() for name in {*COLUMNS, *names}}
        for key in (columns["SIS User ID"], columns["SIS Login ID"].lower()):
            if key:
                found[key] = columns
    matched = [match for name in names if (match := NUMBERED.fullmatch(name))]
    return Exported(found, {match["name"]: match[0] for match in matched})
