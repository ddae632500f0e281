"""Writes the grades of a course in the format that is asked for."""

import io
from pathlib import Path

from grader.course import Course
from grader.errors import UserError
from grader.exports.canvas import read_canvas, write_canvas
from grader.exports.grades import read_grades, readable
from grader.exports.moodle import write_moodle
from grader.exports.spreadsheet import write_spreadsheet
from grader.service.people import People, Person
from grader.service.tables import opened_tables

FORMATS = ("csv", "canvas", "moodle")


def export_text(course: Course, format: str, roster: list[Person], match: Path | None = None) -> tuple[str, int]:
    """Return the grades of a course in a format, and how many rows they are below the header.

    Args:
        course: the course.
        format: one of `FORMATS`.
        roster: its people, whose names and addresses Canvas and Moodle want.
        match: a gradebook exported from Canvas, to take Canvas' own numbers from.

    Raises:
        UserError: the course has no gradebook, or `match` is no export of Canvas.
    """
    if match and format != "canvas":
        raise UserError("--match is for --format canvas: leave one of them out.")
    file = io.StringIO()
    with readable(course):
        if format == "canvas":
            rows = write_canvas(file, read_grades(course), roster, read_canvas(match) if match else None)
        elif format == "moodle":
            rows = write_moodle(file, read_grades(course), roster)
        else:
            rows = write_spreadsheet(file, course)
    return file.getvalue(), rows


def roster_of(course: Course, url: str | None = None) -> list[Person]:
    """Return the roster of a course; empty if it has none."""
    if not url and not (course.root / "ledger.db").is_file():
        return []
    with opened_tables(course.root, url) as engine:
        return People(engine).all()
