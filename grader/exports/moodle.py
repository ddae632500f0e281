"""Moodle: the file that Grades > Import > CSV file reads.

There "Map from" is `Email address` and "Map to" is `Email address`, or `ID number` for both; each unit is mapped to a
grade item. Source: Moodle docs, "Grade import".
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
    writer.writerow([*COLUMNS, *grades.full])
    listed = students(grades, roster)
    for person in listed:
        scores = grades.scores.get(person.id, {})
        points = [f"{scores[unit]:g}" if unit in scores else NO_GRADE for unit in grades.full]
        writer.writerow([person.id, person.name, person.email, *points])
    return len(listed)
