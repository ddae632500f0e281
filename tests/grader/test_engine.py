"""Grading from the ledger: nothing is lost, nothing is graded twice, and nobody gets 0 for what is not their fault."""

import json
import random
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from typing import Any

import pytest

from grader.autograde import Options, autograde, open_pool
from grader.course import Course
from grader.engine.coordinator import Pool
from grader.engine.tasks import Answer, Page, Task
from grader.ledger import Ledger, State
from grader.project import Project
from grader.results import read_result
from tests.grader.conftest import UNIT, grader
from tests.grader.endurance import UNWATCH, WATCH_GRADES, WATCH_RESULTS, endure, execute

FULL = 20


class Class:
    """A course with a ledger, and counters of every write into its two databases."""

    def __init__(self, root: Path, solved: dict[str, Any], untouched: str) -> None:
        self.course, self.ledger = Course(root), Ledger(root)
        self.right, self.untouched = json.dumps(solved).encode(), untouched.encode()
        self.said: list[str] = []

    def hand_in(self, student: str, content: bytes) -> str:
        return self.ledger.take_in(UNIT, student, {f"{UNIT}.ipynb": content}).id

    def grade(self, options: Options | None = None) -> dict[str, float | None]:
        """Grade what waits; return the totals, None for those that were not graded."""
        results = autograde(Project(), UNIT, None, self.course, lambda line: None, options, self.said.append)
        return {result.student: result.total if result.graded else None for result in results}

    def total(self, student: str) -> float:
        return read_result(self.course, UNIT, student).total

    def state(self, receipt: str) -> State:
        status = self.ledger.state(receipt)
        assert status
        return status.state

    def watch(self) -> None:
        """Begin to count."""
        for name, statements in (("ledger.db", WATCH_RESULTS), ("gradebook.db", WATCH_GRADES)):
            execute(self.course.root / name, UNWATCH + statements)

    def written(self) -> tuple[int, int]:
        """Return how many results and how many scores have been written since."""
        counts = []
        for name in ("ledger.db", "gradebook.db"):
            connection = sqlite3.connect(self.course.root / name)
            counts += connection.execute("select count(*) from written").fetchone()
            connection.close()
        return counts[0], counts[1]


@pytest.fixture(scope="module")
def course_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("course")


@pytest.fixture
def class_(course_root: Path, project: Project, solved: dict[str, Any]) -> Class:
    return Class(course_root, solved, project.exercise(UNIT).read_text(encoding="utf-8"))


def test_killed_at_random_moments_all_are_graded_once_and_right(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    report = endure(tmp_path, submissions=20, kills=6, seed=seed)
    assert not report.wrong, f"seed {seed}: {report}"
    assert report.kills, f"seed {seed}"


def test_the_last_of_a_students_submissions_counts(class_: Class) -> None:
    first, last = class_.hand_in("ada", class_.right), class_.hand_in("ada", class_.untouched)
    assert class_.grade() == {"ada": 0}
    assert class_.state(first) == class_.state(last) == State.GRADED
    assert class_.total("ada") == 0


class PagesInReverse:
    """A pool whose feedback pages are ready in the opposite order, as may be on a loaded machine."""

    def __init__(self, pool: Pool, pages: int) -> None:
        self.pool, self.pages, self.held = pool, pages, list[tuple[Task, Answer]]()

    @property
    def in_flight(self) -> int:
        return self.pool.in_flight + len(self.held)

    def room(self) -> bool:
        return self.pool.room()

    def submit(self, task: Task) -> None:
        self.pool.submit(task)

    def collect(self, seconds: float) -> list[tuple[Task, Answer]]:
        found = self.pool.collect(seconds)
        self.held += [pair for pair in found if isinstance(pair[0], Page)]
        if len(self.held) < self.pages:
            return [pair for pair in found if not isinstance(pair[0], Page)]
        ready, self.held = self.held[::-1], []
        return ready


def test_the_last_counts_also_when_its_page_is_ready_first(class_: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (class_.right, class_.untouched):
        class_.hand_in("eve", content)
    monkeypatch.setattr("grader.autograde.open_pool", lambda *how: PagesInReverse(open_pool(*how), 2))
    assert class_.grade(Options(workers=1)) == {"eve": 0}
    feedback = class_.course.root / "feedback" / "eve" / UNIT / f"{UNIT}.html"
    assert f"(Score: {FULL}.0 /" not in feedback.read_text(encoding="utf-8")


def test_handed_in_again_unchanged_it_is_not_run_again(class_: Class) -> None:
    receipt = class_.hand_in("bob", class_.right)
    assert class_.grade() == {"bob": FULL}
    class_.watch()
    again = class_.hand_in("bob", class_.right)
    assert again != receipt and class_.grade() == {"bob": FULL}
    assert class_.state(again) is State.GRADED
    assert class_.written() == (0, 0)


def test_killed_between_gradebook_and_ledger_it_goes_on_where_it_stood(class_: Class) -> None:
    receipt = class_.hand_in("carl", class_.right)
    class_.grade()
    class_.watch()
    # what a kill leaves before the ledger hears that the gradebook has the score
    class_.ledger.lease([receipt], f"{gethostname()}:1:killed")
    assert class_.grade() == {"carl": FULL}
    assert class_.state(receipt) is State.GRADED and class_.written() == (0, 0)


def test_killed_before_the_gradebook_the_result_is_entered_and_not_made_again(class_: Class) -> None:
    receipt = class_.hand_in("dora", class_.right)
    class_.grade()
    with class_.course.gradebook() as gradebook:
        gradebook.remove_submission(UNIT, "dora")
    class_.watch()
    class_.ledger.lease([receipt], f"{gethostname()}:1:killed")
    assert class_.grade() == {"dora": FULL}
    results, scores = class_.written()
    assert results == 0 and scores > 0 and class_.total("dora") == FULL


def test_what_cannot_be_read_is_refused_with_a_reason(class_: Class) -> None:
    receipt = class_.hand_in("eve", b'{"cells": [')
    assert class_.grade() == {"eve": None}
    status = class_.ledger.state(receipt)
    assert status and status.state is State.REFUSED and "not JSON" in status.error
    shown = grader("status", UNIT, "--course", class_.course.root).stdout
    assert f"eve was refused: {status.error}" in shown


def test_what_is_lost_by_the_machine_is_no_zero_and_can_be_retried(class_: Class) -> None:
    receipt = class_.hand_in("fred", class_.right + b"\n")
    status = class_.ledger.state(receipt)
    assert status
    place = class_.ledger.store.path(status.sha256)
    place.rename(place.with_name("elsewhere"))
    assert class_.grade() == {"fred": None}
    status = class_.ledger.state(receipt)
    assert status and status.state is State.FAILED and status.attempts == 3
    assert "what was handed in is missing" in status.error
    shown = grader("status", "--course", class_.course.root, "--students").stdout
    assert f"grader retry {UNIT}" in shown and "fred" in shown
    place.with_name("elsewhere").rename(place)
    assert "1 back in line" in grader("retry", UNIT, "--course", class_.course.root).stdout
    assert class_.grade() == {"fred": FULL}


def test_regrade_runs_one_student_again(class_: Class) -> None:
    class_.hand_in("gina", class_.right)
    class_.hand_in("hugo", class_.right)
    class_.grade()
    class_.watch()
    told = grader("regrade", UNIT, "--student", "gina", "--course", class_.course.root)
    assert "1 back in line" in told.stdout
    assert class_.grade() == {"gina": FULL} and class_.written()[0] == 1
    told = grader("regrade", UNIT, "--student", "nobody", "--course", class_.course.root)
    assert told.returncode == 1 and "Nothing was handed in by nobody" in told.stderr


def test_the_time_of_handing_in_is_the_graders_and_not_the_students(class_: Class) -> None:
    when = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    files = {f"{UNIT}.ipynb": class_.right, "timestamp.txt": b"2020-01-01 00:00:00 UTC"}
    class_.ledger.take_in(UNIT, "iris", files, handed_in=when)
    class_.grade()
    with class_.course.gradebook() as gradebook:
        assert gradebook.find_submission(UNIT, "iris").timestamp == when.replace(tzinfo=None)


def test_status_for_programs(class_: Class) -> None:
    (told,) = json.loads(grader("status", UNIT, "--json", "--course", class_.course.root).stdout)
    assert told["unit"] == UNIT and sum(told["counts"].values()) == len(class_.ledger.submissions(UNIT))
    assert {one["student"]: one["state"] for one in told["students"]}["gina"] == "graded"


def test_nothing_waits(class_: Class) -> None:
    assert class_.grade() == {}
    assert class_.said == [f"No submission of {UNIT} waits in the ledger: all that came has been graded or refused."]


def test_a_second_grader_waits_for_the_first(class_: Class) -> None:
    code = (
        "import sys; from pathlib import Path; from grader.engine.lock import only_one\n"
        f"with only_one(Path({str(class_.course.root)!r}), print): print('held', flush=True); sys.stdin.read()"
    )
    first = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert first.stdin and first.stdout and first.stdout.readline() == "held\n"
    said = []

    def say(sentence: str) -> None:
        said.append(sentence)
        if first.stdin and not first.stdin.closed:
            first.stdin.close()

    class_.hand_in("jim", class_.right)
    results = autograde(Project(), UNIT, None, class_.course, lambda line: None, say=say)
    first.wait()
    assert [result.total for result in results] == [FULL]
    assert said[0].startswith("Another grader works in")
