"""nbgrader's own formgrader opens a course that was graded here: its pages and its API, from a real server."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from grader.feedback_page import page_text
from tests.grader.conftest import CHANGES, UNIT, Graded

TOKEN = "formgrader-test"
PATIENCE = 90  # seconds for the server to start on a busy machine


@pytest.fixture(scope="module")
def server(graded: Graded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Jupyter server with the extension, in the course folder."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    extensions = {"nbgrader.server_extensions.formgrader": True}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={graded.course.root}"]
    command += [f"--ServerApp.jpserver_extensions={extensions}"]
    folders = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=graded.course.root, stdout=log, stderr=log, env=os.environ | folders | {"HOME": str(home)}
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                get(f"{address}/api/status")
                break
            except URLError:
                said = (home / "log").read_text(encoding="utf-8")
                assert process.poll() is None and time.monotonic() < deadline, said
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def get(address: str) -> str:
    with urlopen(Request(address, headers={"Authorization": f"token {TOKEN}"}), timeout=60) as answer:
        return str(answer.read().decode())


def ask(server: str, what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(get(f"{server}/formgrader/api/{what}"))
    return found


def test_the_assignment_is_listed_with_all_that_was_graded(server: str) -> None:
    (assignment,) = ask(server, "assignments")
    assert assignment["name"] == UNIT
    assert assignment["num_submissions"] == len(CHANGES)
    assert assignment["max_score"] == 20
    assert assignment["status"] in ("draft", "released")


def test_every_submission_is_listed_with_its_score(server: str, graded: Graded) -> None:
    submissions = {one["student"]: one for one in ask(server, f"submissions/{UNIT}")}
    assert {student for student, one in submissions.items() if one["autograded"]} == set(CHANGES)
    for student in CHANGES:
        assert submissions[student]["score"] == graded.result(student).total
        assert submissions[student]["needs_manual_grade"] is False


@pytest.mark.parametrize("student", ["right", "raises"])
def test_the_page_of_a_submission_opens(server: str, student: str) -> None:
    (notebook,) = [one for one in ask(server, f"submitted_notebooks/{UNIT}/{UNIT}") if one["student"] == student]
    page = page_text(get(f"{server}/formgrader/submissions/{notebook['id']}/"))
    assert "def gradient(X, y, w):" in page and "def check_by_hand():" in page
    grades = ask(server, f"grades?submission_id={notebook['id']}")
    assert sum(grade["auto_score"] for grade in grades) == notebook["score"]


def test_a_mark_given_in_the_formgrader_counts(server: str, graded: Graded) -> None:
    (notebook,) = [one for one in ask(server, f"submitted_notebooks/{UNIT}/{UNIT}") if one["student"] == "loops"]
    before = graded.result("loops").total
    grade = ask(server, f"grades?submission_id={notebook['id']}")[0]
    address = f"{server}/formgrader/api/grade/{grade['id']}"
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    for extra, total in ((1.5, before + 1.5), (None, before)):
        body = json.dumps({"manual_score": grade["manual_score"], "extra_credit": extra}).encode()
        urlopen(Request(address, body, headers, method="PUT"), timeout=60).close()
        assert graded.result("loops").total == total
