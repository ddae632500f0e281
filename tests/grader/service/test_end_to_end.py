"""The whole way, as its users go it: a real server, a real browser, the command line, grading in the box."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page

from grader.ledger import Ledger, State
from grader.project import Project
from grader.service.background import POLITE
from tests.browser import chromium
from tests.grader.conftest import UNIT, grader
from tests.grader.service.conftest import CLASS
from tests.site.accessibility import violations

PHONE = {"width": 390, "height": 844}


@contextmanager
def serving(course: Path, site: Path, *options: str, end: signal.Signals = signal.SIGINT) -> Iterator[str]:
    """Run the server as its users do; give its address."""
    command = [sys.executable, "-u", "-m", "grader", "serve", "--course", str(course), "--site", str(site), *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout and server.stderr
    try:
        # before its address it may say that port 8000 is taken
        said = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in server.stdout)
        found = next(filter(None, said), None)
        assert found, server.stderr.read()
        yield found[0]
    finally:
        server.send_signal(end)
        code = server.wait(30)
        assert code == (0 if end == signal.SIGINT else -end)
        assert "Traceback" not in server.stderr.read()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    people = tmp_path / "class.csv"
    people.write_text(CLASS, encoding="utf-8")
    assert grader("roster", "import", people, "--course", tmp_path / "course").returncode == 0
    return tmp_path / "course"


def links(course: Path, address: str) -> dict[str, str]:
    """Return the invitation of everybody."""
    file = course.parent / "links.csv"
    assert grader("roster", "invite", "--url", address, "--course", course, "-o", file).returncode == 0
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row["link"] for row in csv.DictReader(rows)}


def visit(browser: Browser, problems: list[str], **options: Any) -> Callable[[str], Page]:  # noqa: ANN401 (passed on)
    """Return what opens pages in a browser of one person; what is wrong with them goes into `problems`."""
    page = browser.new_context(bypass_csp=True, **options).new_page()  # axe is put into the page
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))

    def open_page(address: str) -> Page:
        page.goto(address)
        problems.extend(violations(page))
        return page

    return open_page


def test_from_invitation_to_released_grade(course: Path, site: Path, solved: dict[str, Any], tmp_path: Path) -> None:
    problems: list[str] = []
    notebook = tmp_path / f"{UNIT}.ipynb"
    notebook.write_text(json.dumps(solved), encoding="utf-8")
    with serving(course, site) as address, chromium() as browser:
        invited = links(course, address)
        ada = visit(browser, problems, viewport=PHONE, color_scheme="dark")
        page = ada(invited["ada"])
        page.get_by_role("button", name="Sign in").click()
        page = ada(f"{address}/account")
        page.get_by_role("button", name="Make a token").click()
        token = page.locator("pre").first.inner_text().strip()
        problems += violations(page)

        handed_in = grader("submit", notebook, "--to", address, "--token", token, "--wait")
        assert handed_in.returncode == 0, handed_in.stderr
        assert f"{UNIT} is handed in.\nreceipt" in handed_in.stdout
        assert handed_in.stdout.endswith("It is graded; your instructor has not released the grades yet.\n")

        bob = visit(browser, problems)
        bob(invited["bob"]).get_by_role("button", name="Sign in").click()
        # as a page of the book hands in
        code, receipt = bob(f"{address}/").evaluate(
            """async ([unit, notebook]) => {
              const answer = await fetch(`/api/v1/units/${unit}/submissions`,
                {method: "POST", body: notebook, headers: {"Content-Type": "application/json"}});
              return [answer.status, await answer.json()];
            }""",
            [UNIT, Project().exercise(UNIT).read_text(encoding="utf-8")],
        )
        assert (code, receipt["student"], receipt["late"]) == (201, "bob", False)

        prof = visit(browser, problems)
        prof(invited["prof"]).get_by_role("button", name="Sign in").click()
        page = prof(f"{address}/class")
        page.get_by_role("button", name="Release grades").click()
        page.get_by_role("button", name="Hide grades").wait_for()

        page = ada(f"{address}/account")
        assert "20 of 20" in page.locator("table").inner_text()
        assert problems == []
        page.get_by_role("link", name="feedback").click()
        assert "Score: 20.0 / 20.0" in page.content()


def test_a_receipt_outlives_all_processes(course: Path, site: Path, project: Project) -> None:
    """All are killed while they grade; the next server goes on. With --local nobody has to sign in."""
    with serving(course, site, "--local", end=signal.SIGKILL) as address:
        assert grader("submit", project.exercise(UNIT), "--to", address).returncode == 0
        with Ledger(course) as ledger:
            while State.RECEIVED in ledger.counts(UNIT)[UNIT]:
                time.sleep(0.02)
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):  # of other tests, already gone
                if "grader.service.grading" in " ".join(process.cmdline()):
                    process.kill()
    with serving(course, site, "--local") as address:
        again = grader("submit", project.exercise(UNIT), "--to", address, "--wait")
        assert again.returncode == 0, again.stderr
        assert "0 of 20 points" in again.stdout
        assert "gradient: 0 of 5\n  NotImplementedError: Replace this line with your answer.\n" in again.stdout
    with Ledger(course) as ledger:
        assert ledger.counts(UNIT) == {UNIT: {State.GRADED: 2}}


def test_grading_leaves_the_processors_to_receipts(course: Path, site: Path, project: Project) -> None:
    """Niceness counts within a session only where the kernel gives each session its own share: see sched(7)."""
    with serving(course, site, "--local") as address:
        assert grader("submit", project.exercise(UNIT), "--to", address).returncode == 0
        while not polite_zygotes():
            with Ledger(course) as ledger:
                assert State.GRADED not in ledger.counts(UNIT)[UNIT], "no zygote was polite"
        grading = next(one for one in psutil.Process().children(True) if "grader.service.grading" in one.cmdline())
        assert grading.nice() == POLITE and os.getsid(grading.pid) == os.getsid(0)


def polite_zygotes() -> list[int]:
    """Return the processes in boxes that stand back, and whose session does."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error, OSError):  # gone since
            if (
                "box.zygote import" in " ".join(process.cmdline())
                and process.nice() == POLITE
                and stands_back(process.pid)
            ):
                found.append(process.pid)
    return found


def stands_back(pid: int) -> bool:
    """Whether the session of a process is polite to those of others."""
    session = Path(f"/proc/{pid}/autogroup")
    return not session.exists() or session.read_text(encoding="ascii").endswith(f"nice {POLITE}\n")
