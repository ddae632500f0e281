"""Reads a class list: a CSV file with the columns id, name, email, and if wanted role and extensions in days."""

import csv
import re
from pathlib import Path

from grader.errors import UserError
from grader.service.people import ROLES, Person

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
EXTENSION = "extension"  # `extension` for every unit, `extension:<unit>` for one
DAY = 86400.0
MOST_DAYS = 3650.0

Row = tuple[Person, dict[str, float]]


def read_roster(path: Path, units: list[str]) -> list[Row]:
    """Return the people of a class list, each with the seconds of their extensions by unit ("" is every unit).

    Args:
        path: the CSV file, in UTF-8, as spreadsheets export it.
        units: the units that an extension may name.

    Raises:
        UserError: the file is not such a list; the sentence names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            columns = [name.strip() for name in reader.fieldnames or []]
            reader.fieldnames = columns
            check_columns(path, columns, units)
            people: dict[str, Row] = {}
            for row in reader:
                here = f"{path}, line {reader.line_num}"
                person, extra = read_row(here, row)
                if person.id in people:
                    raise UserError(f"{here}: {person.id} is there twice; keep one of the lines.")
                if person.id in units:
                    raise UserError(f"{here}: {person.id} is the name of a unit; give this person another id.")
                people[person.id] = person, extra
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} is not a CSV file in UTF-8: export the class list as CSV again.") from error
    if not people:
        raise UserError(f"{path} names nobody: write a line for each person below the header.")
    return list(people.values())


def check_columns(path: Path, columns: list[str], units: list[str]) -> None:
    """Refuse a header without the columns that are needed, or with one that nobody would read."""
    missing = [name for name in ("id", "name", "email") if name not in columns]
    if missing:
        raise UserError(
            f"{path} has no column {missing[0]!r}: its first line must be id,name,email, and if wanted role, extension."
        )
    known = {"id", "name", "email", "role", EXTENSION, *(f"{EXTENSION}:{unit}" for unit in units)}
    for name in columns:
        if name not in known:
            raise UserError(f"{path} has a column {name!r} that is not used: remove it, or name it like one of a unit.")


def read_row(here: str, row: dict[str, str]) -> Row:
    """Return one person."""
    if None in row or None in row.values():
        raise UserError(f"{here} has more or fewer fields than the header: put names with a comma in quotes.")
    given = {name: value.strip() for name, value in row.items()}
    if not ID.fullmatch(given["id"]):
        raise UserError(f"{here}: {given['id']!r} cannot be an id; use up to 64 letters, digits and . _ @ + - in it.")
    role = given.get("role") or "student"
    if role not in ROLES:
        raise UserError(f"{here}: the role {role!r} is unknown; write student or instructor.")
    for name in ("name", "email"):
        if len(given[name]) > 200 or not given[name].isprintable():
            raise UserError(f"{here}: the {name} is too long or holds control characters; correct it.")
    extra = {
        name.partition(":")[2]: days(here, value) * DAY
        for name, value in given.items()
        if name.startswith(EXTENSION) and value
    }
    return Person(given["id"], given["name"] or given["id"], given["email"], role), extra


def days(here: str, text: str) -> float:
    """Return a number of days."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= MOST_DAYS:
        raise UserError(f"{here}: an extension of {text!r} is not a number of days; write 2 or 0.5, say.")
    return value
