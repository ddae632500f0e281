"""The same on PostgreSQL: sign-in, receipts, dates."""

from pathlib import Path

from grader.course import Course
from grader.ledger import Ledger
from grader.project import Project
from grader.service.background import Background
from grader.service.service import Service
from tests.grader.conftest import UNIT, grader
from tests.grader.postgres import postgres
from tests.grader.service.conftest import CLASS, Classroom

NOTEBOOK = b'{"cells": [], "nbformat": 4}'


def test_a_course_in_postgresql(tmp_path: Path) -> None:
    people = tmp_path / "class.csv"
    people.write_text(CLASS, encoding="utf-8")
    with postgres() as url:
        assert grader("roster", "import", people, "--course", tmp_path, "--ledger", url).returncode == 0
        assert grader("extend", UNIT, "bob", "2", "--course", tmp_path, "--ledger", url).returncode == 0
        project, ledger = Project(), Ledger(tmp_path, url)
        service = Service(project, Course(tmp_path), ledger, Background(project, ledger, tmp_path, url, print))
        room = Classroom(tmp_path, service, {}, {})
        service.schedule.set_due(UNIT, 1_000_000.0)
        bob, prof = room.browser(), room.browser()
        for person, browser in (("bob", bob), ("prof", prof)):
            key = service.access.invite(person)
            codes = [browser.post("/sign-in", data={"invitation": key}).status_code for _ in range(2)]
            assert codes == [303, 403]
        json = {"Content-Type": "application/json"}
        receipt = bob.post(f"/api/v1/units/{UNIT}/submissions", content=NOTEBOOK, headers=json)
        assert receipt.status_code == 201 and receipt.json()["late"] is True
        assert bob.get(f"/api/v1/submissions/{receipt.json()['id']}").json()["state"] == "received"
        assert prof.put(f"/api/v1/units/{UNIT}/extensions/ada", json={"days": 1}).status_code == 200
        assert prof.put(f"/api/v1/units/{UNIT}/extensions/a%00b", json={"days": 1}).status_code == 422
        late = {row["student"]: row["due"] for row in prof.get(f"/api/v1/units/{UNIT}/class").json()["students"]}
        assert late == {"ada": "1970-01-13T13:46:40Z", "bob": "1970-01-14T13:46:40Z"}
        ledger.close()
