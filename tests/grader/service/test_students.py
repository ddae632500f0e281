"""What a student sees: receipts, states, grades once they are released, and nobody else's work."""

import json
from datetime import datetime
from typing import Any

import pytest

from grader.project import Project
from grader.service.deadlines import enter_deadlines
from tests.grader.conftest import UNIT
from tests.grader.service.conftest import Classroom, TestClient

HAND_IN = f"/api/v1/units/{UNIT}/submissions"
JSON = {"Content-Type": "application/json"}


def test_who_am_i(room: Classroom) -> None:
    assert room.ada.get("/api/v1/grader.json").json() == {"grader": True, "signed_in": True, "local": False}
    assert room.ada.get("/api/v1/me").json() == {"id": "ada", "name": "Ada Lovelace", "role": "student", "local": False}


def test_the_book_is_open_to_all_and_the_rest_is_not(book: TestClient) -> None:
    assert "<h1>Book</h1>" in book.get("/").text
    for path in ("/api/v1/me", "/api/v1/units", HAND_IN, "/api/v1/grades.csv"):
        answer = book.get(path)
        assert answer.status_code == 401
        assert answer.json() == {"detail": "Sign in first: open your invitation link, or send your token."}
    assert book.get("/api/v1/grader.json").json() == {"grader": True, "signed_in": False, "local": False}
    assert book.get("/account", follow_redirects=False).headers["Location"] == "/sign-in"


def test_grades_are_seen_when_they_are_released(room: Classroom) -> None:
    address = f"/api/v1/submissions/{room.receipts['ada']['id']}"
    before = room.ada.get(address).json()
    assert (before["state"], before["grade"], before["feedback"], before["feedback_page"]) == (
        "graded",
        None,
        None,
        None,
    )
    assert before["message"] == "It is graded; your instructor has not released the grades yet."
    assert room.ada.get(f"{address}/feedback.html").status_code == 404
    assert room.prof.get(address).json()["grade"]["score"] == 20
    assert room.prof.post(f"/api/v1/units/{UNIT}/release", json={"released": True}).status_code == 200
    after = room.ada.get(address).json()
    assert after["grade"] == {"score": 20.0, "max_score": 20.0, "penalty": 0.0, "by_hand": False}
    page = room.ada.get(after["feedback_page"])
    assert page.status_code == 200 and page.headers["Content-Security-Policy"].startswith("sandbox;")
    units = {one["unit"]: one for one in room.bob.get("/api/v1/units").json()}
    assert units[UNIT]["submission"]["grade"]["score"] == 0
    room.prof.post(f"/api/v1/units/{UNIT}/release", json={"released": False})
    assert room.ada.get(address).json()["grade"] is None


def test_a_student_sees_nobody_elses_work(room: Classroom) -> None:
    room.service.schedule.release(UNIT)
    of_ada = f"/api/v1/submissions/{room.receipts['ada']['id']}"
    for path in (of_ada, f"{of_ada}/feedback.html"):
        refused, unknown = room.bob.get(path), room.bob.get(path.replace(room.receipts["ada"]["id"], "0" * 16))
        assert refused.status_code == unknown.status_code == 404
        assert refused.json() == unknown.json()  # not even that there is one
    assert [one["student"] for one in room.bob.get(HAND_IN).json()] == ["bob"]
    assert "Ada" not in room.bob.get("/account").text


def test_a_student_does_not_do_what_instructors_do(room: Classroom) -> None:
    for method, path in (
        ("GET", f"/api/v1/units/{UNIT}/class"),
        ("GET", "/api/v1/grades.csv"),
        ("POST", f"/api/v1/units/{UNIT}/release"),
        ("PUT", f"/api/v1/units/{UNIT}/deadline"),
        ("PUT", f"/api/v1/units/{UNIT}/extensions/bob"),
        ("GET", "/class"),
    ):
        answer = room.bob.request(method, path, json={"days": 5} if method == "PUT" else None)
        assert answer.status_code == 403, path
        assert answer.json() == {"detail": "Only instructors of the course may do this."}
    assert not room.service.schedule.released(UNIT)


def test_handing_in_again_leaves_the_earlier_grade_until_it_is_graded(room: Classroom, solved: dict[str, Any]) -> None:
    room.service.schedule.release(UNIT)
    again = room.ada.post(HAND_IN, content=json.dumps(solved | {"again": True}), headers=JSON)
    assert again.status_code == 201
    assert again.headers["Location"] == f"/api/v1/submissions/{again.json()['id']}"
    states = [(one["state"], one["grade"] is not None) for one in room.ada.get(HAND_IN).json()]
    assert states == [("graded", True), ("received", False)]


def test_a_deadline_and_an_extension(room: Classroom, solved: dict[str, Any]) -> None:
    assert room.prof.put(f"/api/v1/units/{UNIT}/deadline", json={"due": "2026-01-01T12:00:00Z"}).status_code == 200
    assert room.prof.put(f"/api/v1/units/{UNIT}/extensions/bob", json={"days": 3650}).status_code == 200
    body = json.dumps(solved)
    late = room.ada.post(HAND_IN, content=body, headers=JSON).json()
    assert (late["late"], late["due"]) == (True, "2026-01-01T12:00:00Z")
    in_time = room.bob.post(HAND_IN, content=body, headers=JSON).json()
    assert (in_time["late"], in_time["due"]) == (False, "2035-12-30T12:00:00Z")
    no_zone = room.prof.put(f"/api/v1/units/{UNIT}/deadline", json={"due": "2026-01-01T12:00:00"})
    assert no_zone.json()["detail"].startswith("The deadline has no time zone")


def test_nbgraders_penalties_know_deadline_and_extension(room: Classroom, project: Project) -> None:
    service = room.service
    service.schedule.set_due(UNIT, 1_800_000_000.0)
    service.schedule.extend(UNIT, "bob", 86400)
    service.course.prepare(UNIT, project.source(UNIT))
    enter_deadlines(service.course, UNIT, service.ledger, [one["id"] for one in room.receipts.values()])
    with service.course.gradebook() as gradebook:
        due = {name: gradebook.find_submission(UNIT, name).duedate for name in ("ada", "bob")}
    assert due["ada"] == datetime(2027, 1, 15, 8, 0)  # nbgrader's times are in UTC
    assert due["bob"] == datetime(2027, 1, 16, 8, 0)


@pytest.mark.parametrize("format", ["csv", "canvas", "moodle"])
def test_instructors_download_grades(room: Classroom, format: str) -> None:
    answer = room.prof.get("/api/v1/grades.csv", params={"format": format})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="grades-{format}.csv"'
    assert "ada" in answer.text and UNIT in answer.text


def test_the_class_at_a_glance(room: Classroom) -> None:
    seen = room.prof.get(f"/api/v1/units/{UNIT}/class").json()
    assert [(row["student"], row["name"]) for row in seen["students"]] == [("ada", "Ada Lovelace"), ("bob", "Bob")]
    shown = room.prof.get("/class").text
    assert "2 of 2 have handed in" in shown and "Release grades" in shown
    room.prof.post("/class/release", data={"unit": UNIT, "released": "true"})
    assert "Hide grades" in room.prof.get("/class").text
