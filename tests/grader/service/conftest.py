"""A small course on the web: two students and an instructor, signed in by invitation, two submissions graded."""

import csv
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from book.site_app import site_app
from grader.course import Course
from grader.ledger import Ledger
from grader.project import Project
from grader.service.app import make_app
from grader.service.background import Background
from grader.service.rates import RateLimit, Rates
from grader.service.service import Service
from tests.grader.conftest import UNIT, grader

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its wish for another HTTP client
    from starlette.testclient import TestClient

ADDRESS = "https://course.example.org"
CLASS = """\
id,name,email,role
ada,Ada Lovelace,ada@example.org,
bob,Bob,bob@example.org,student
prof,Grace,g@example.org,instructor
"""
PAGE = (
    '<!doctype html><html lang="en"><title>Book</title><link rel="icon" href="data:,"><main><h1>Book</h1></main></html>'
)
OWN = {"Origin": ADDRESS}


@dataclass
class Classroom:
    """A course and its browsers."""

    root: Path
    service: Service
    clients: dict[str, httpx.Client]
    receipts: dict[str, dict[str, Any]]

    def __getattr__(self, name: str) -> httpx.Client:
        return self.clients[name]

    def browser(self) -> TestClient:
        """Return a browser that is not signed in."""
        return TestClient(make_app(self.service), base_url=ADDRESS, follow_redirects=False, headers=OWN)

    def invitation(self, person: str) -> str:
        """Return the key in a new invitation of a person, written by the command."""
        links = self.root.parent / "links.csv"
        result = grader("roster", "invite", person, "--url", ADDRESS, "--course", self.root, "-o", links)
        assert result.returncode == 0, result.stderr
        with links.open(encoding="utf-8", newline="") as file:
            link = next(csv.DictReader(file))["link"]
        assert link.startswith(f"{ADDRESS}/sign-in#")
        return link.partition("#")[2]

    def signed_in(self, person: str) -> TestClient:
        """Return a browser in which a person has opened an invitation."""
        browser = self.browser()
        answer = browser.post("/sign-in", data={"invitation": self.invitation(person)})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
        return browser


def make_service(root: Path, **options: Any) -> Service:  # noqa: ANN401 (passed on)
    """Return the service of a course, with limits that no test reaches by chance."""
    project, ledger = Project(), Ledger(root)
    rates = Rates(RateLimit(1000, 60), RateLimit(1000, 60), RateLimit(1000, 60))
    background = Background(project, ledger, root, None, print)
    return Service(project, Course(root), ledger, background, **{"rates": rates, **options})


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of one page."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def graded_classroom(tmp_path_factory: pytest.TempPathFactory, solved: dict[str, Any], project: Project) -> Classroom:
    """Ada has handed in the solution, Bob the untouched notebook; both are graded."""
    root = tmp_path_factory.mktemp("web") / "course"
    people = root.parent / "class.csv"
    people.write_text(CLASS, encoding="utf-8")
    assert grader("roster", "import", people, "--course", root).returncode == 0
    room = Classroom(root, make_service(root), {}, {})
    room.clients = {name: room.signed_in(name) for name in ("ada", "bob", "prof")}
    for name, notebook in (("ada", json.dumps(solved)), ("bob", project.exercise(UNIT).read_text(encoding="utf-8"))):
        answer = room.clients[name].post(
            f"/api/v1/units/{UNIT}/submissions", content=notebook, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 201, answer.text
        room.receipts[name] = answer.json()
    done = grader("autograde", UNIT, "--course", root)
    assert done.returncode == 0, done.stderr
    return room


@pytest.fixture
def room(graded_classroom: Classroom) -> Iterator[Classroom]:
    """The course, with nothing released and no deadline."""
    yield graded_classroom
    graded_classroom.service.schedule.release(UNIT, False)
    graded_classroom.service.schedule.set_due(UNIT, None)


@pytest.fixture
def book(site: Path, room: Classroom) -> TestClient:
    """The course with its book."""
    return TestClient(make_app(room.service, site_app(site)), base_url=ADDRESS)
