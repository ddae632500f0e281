"""Moodle: the file that Grades > Import > CSV file reads.

There "Map from" is `Email address` and "Map to" is `Email address`, or `ID number` for both; each unit is mapped to a
grade item. Source: Moodle docs, "Grade import", and Moodle's own importer: one student whom it does not know ends the
whole import, and a row without an address would go to the student of the row before. So the column of addresses is
there only when everybody has one.
"""

import csv
from typing import TextIO

from grader.exports.grades import Grades, students
from grader.service.people import Person

COLUMNS = ["ID number", "Full name", "Email address"]
NO_GRADE = "-"  # as Moodle's own export writes it


def write_moodle(file: TextIO, grades: Grades, roster: list[Person]) -> int:
    """Write the grades; return the number of students."""
    writer = csv.writer(file, lineterminator="\n")
    listed = students(grades, roster)
    known = len(COLUMNS) if all(person.email for person in listed) else COLUMNS.index("Email address")
    writer.writerow([*COLUMNS[:known], *grades.full])
    for person in listed:
        scores = grades.scores.get(person.id, {})
        points = [f"{scores[unit]:g}" if unit in scores else NO_GRADE for unit in grades.full]
        writer.writerow([*[person.id, person.name, person.email][:known], *points])
    return len(listed)
