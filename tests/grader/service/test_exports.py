"""Grades as Canvas and Moodle import them."""

import csv
import io
from pathlib import Path

import pytest

from grader.exports.canvas import read_canvas, write_canvas
from grader.exports.grades import Grades
from grader.exports.moodle import write_moodle
from grader.service.people import Person
from tests.grader.conftest import UNIT, grader
from tests.grader.service.conftest import Classroom

ROSTER = [
    Person("ada", "Lovelace, Ada", "ada@example.org"),
    Person("bob", "Bob", "bob@example.org"),
    Person("prof", "Grace", "g@example.org", "instructor"),
]
GRADES = Grades({"k-nearest-neighbours": 10, UNIT: 20}, {"ada": {UNIT: 17.5}, "zoe": {"k-nearest-neighbours": 0}})
CANVAS = f"""\
Student,ID,SIS User ID,SIS Login ID,Section,{UNIT} (1234),Quiz (9)
    Points Possible,,,,,20,5
"Lovelace, Ada",501,ada,ada@example.org,Monday,,3
"Student, Test",777,,abcdef,Monday,,
"""


def rows_of(text: str) -> list[list[str]]:
    """Read CSV."""
    return list(csv.reader(io.StringIO(text)))


def test_canvas() -> None:
    file = io.StringIO()
    assert write_canvas(file, GRADES, ROSTER) == 3
    assert rows_of(file.getvalue()) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "k-nearest-neighbours", UNIT],
        ["    Points Possible", "", "", "", "", "10", "20"],
        ["Lovelace, Ada", "", "ada", "ada@example.org", "", "", "17.5"],
        ["Bob", "", "bob", "bob@example.org", "", "", ""],
        ["zoe", "", "zoe", "zoe", "", "0", ""],
    ]


def test_canvas_with_its_own_numbers(tmp_path: Path) -> None:
    exported = tmp_path / "canvas.csv"
    exported.write_text(CANVAS, encoding="utf-8-sig")
    file = io.StringIO()
    write_canvas(file, GRADES, ROSTER, read_canvas(exported))
    rows = rows_of(file.getvalue())
    assert rows[0][5:] == ["k-nearest-neighbours", f"{UNIT} (1234)"]
    assert rows[2] == ["Lovelace, Ada", "501", "ada", "ada@example.org", "Monday", "", "17.5"]


def test_a_grade_that_only_canvas_has_goes_back_unchanged(tmp_path: Path) -> None:
    exported = tmp_path / "canvas.csv"
    exported.write_text(CANVAS.replace("Monday,,3", "Monday,12,3"), encoding="utf-8")
    file = io.StringIO()
    write_canvas(file, Grades({UNIT: 20}, {}), ROSTER, read_canvas(exported))
    assert rows_of(file.getvalue())[2] == ["Lovelace, Ada", "501", "ada", "ada@example.org", "Monday", "12"]


def test_moodle() -> None:
    file = io.StringIO()
    known = Grades(GRADES.full, {"ada": GRADES.scores["ada"]})
    assert write_moodle(file, known, ROSTER) == 2
    assert rows_of(file.getvalue())[:2] == [
        ["ID number", "Full name", "Email address", "k-nearest-neighbours", UNIT],
        ["ada", "Lovelace, Ada", "ada@example.org", "-", "17.5"],
    ]


def test_moodle_is_given_no_address_to_match_by_where_one_is_missing() -> None:
    file = io.StringIO()
    assert write_moodle(file, GRADES, ROSTER) == 3
    rows = rows_of(file.getvalue())
    assert rows[0] == ["ID number", "Full name", "k-nearest-neighbours", UNIT]
    assert rows[3] == ["zoe", "zoe", "0", "-"]


@pytest.mark.parametrize("format", ["canvas", "moodle"])
def test_the_command_reads_names_from_the_roster(room: Classroom, tmp_path: Path, format: str) -> None:
    path = tmp_path / "grades.csv"
    result = grader("export", "--format", format, "--course", room.root, "-o", path)
    assert result.stdout == f"{path}: 2 rows\n"
    assert "Ada Lovelace" in path.read_text(encoding="utf-8")


def test_exports_that_cannot_be(room: Classroom, tmp_path: Path) -> None:
    for arguments, said in (
        (["--format", "canvas", "--match", room.root / "gradebook.db"], "is not a CSV file"),
        (["--format", "canvas", "--match", room.root.parent / "class.csv"], "has no columns Student and ID"),
        (["--match", room.root.parent / "class.csv"], "--match is for --format canvas"),
    ):
        result = grader("export", "--course", room.root, "-o", tmp_path / "grades.csv", *arguments)
        assert result.returncode == 1 and said in result.stderr and result.stderr.count("\n") == 1
