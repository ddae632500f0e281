"""Kills whatever grades at random moments and proves that nothing is lost and nothing is graded twice.

`python -m tests.grader.endurance --submissions 2000` does it at length; a test does it with some tens.
"""

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from grader.autograde import autograde
from grader.course import Course
from grader.ledger import Ledger, State
from grader.project import Project
from tests.grader.speed import write_class

UNIT = "linear-regression"
KINDS = ("worker", "worker", "worker", "zygote", "coordinator")
# what is asked of the databases themselves, whatever the grader says: how often was each row written?
WATCH_RESULTS = """
create table written (student text);
create trigger watch after insert on result begin insert into written values (new.student); end;
"""
WATCH_GRADES = """
create table written (grade text);
create trigger watch after update of auto_score on grade begin insert into written values (new.id); end;
create trigger watch_new after insert on grade when new.auto_score is not null
begin insert into written values (new.id); end;
"""
UNWATCH = "drop table if exists written; drop trigger if exists watch; drop trigger if exists watch_new;"


@dataclass
class Endurance:
    """What happened.

    Attributes:
        kills: how often each kind of process was killed.
        runs: how often the command was started.
        attempts: runs of submissions, lost ones included.
        seconds: from the first start to the last end.
        wrong: everything that is not as it should be, one sentence each.
    """

    submissions: int
    kills: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    attempts: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)


def endure(root: Path, submissions: int, kills: int, seed: int) -> Endurance:
    """Hand in a class, grade it while processes are killed, and look at what is left.

    Args:
        root: an empty folder.
        kills: how many processes to kill; fewer if grading ends before.
        seed: of the random choices.
    """
    project, chance = Project(), random.Random(seed)
    expected = expected_scores(project, root / "undisturbed")
    (root / "class").mkdir()
    write_class(project, UNIT, root / "class", submissions)
    course = Course(root / "course")
    course.prepare(UNIT, project.source(UNIT))
    with Ledger(course.root) as ledger:
        receipts = [
            ledger.take_in(UNIT, path.stem, {f"{UNIT}.ipynb": path.read_bytes()})
            for path in sorted((root / "class").iterdir())
        ]
    execute(course.root / "ledger.db", WATCH_RESULTS)
    execute(course.root / "gradebook.db", WATCH_GRADES)
    report = Endurance(submissions)
    begun = time.perf_counter()
    while run_once(course, report, kills, chance):
        pass
    report.seconds = time.perf_counter() - begun
    with Ledger(course.root) as ledger:
        states = {receipt.student: ledger.state(receipt.id) for receipt in receipts}
    for student, state in states.items():
        if state is None or state.state is not State.GRADED:
            report.wrong.append(f"{student} is {state and state.state}.")
    report.attempts = sum(state.attempts for state in states.values() if state)
    report.wrong += more_than_once(course.root / "ledger.db", "the result", submissions)
    report.wrong += more_than_once(course.root / "gradebook.db", "the grade", submissions * len(expected[0]))
    report.wrong += differences(course, expected)
    return report


def run_once(course: Course, report: Endurance, kills: int, chance: random.Random) -> bool:
    """Run the command, and kill its processes until it ends; return False when all is graded."""
    command = [sys.executable, "-m", "grader", "autograde", UNIT, "--course", str(course.root)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    report.runs += 1
    done = threading.Semaphore(0)
    said: list[str] = []

    def listen() -> None:
        for line in process.stderr or []:
            said.append(line)
            done.release()

    listener = threading.Thread(target=listen)
    listener.start()
    gap = max(2 * report.submissions // max(kills, 1), 1)
    if chance.random() < 0.2 and report.kills.total() < kills:  # while it starts
        kill("coordinator", process, report, chance.uniform(0, 4))
    while process.poll() is None:
        if report.kills.total() >= kills:
            process.wait()
            break
        for _ in range(chance.randint(1, gap)):  # so that there always is progress
            while not done.acquire(timeout=1) and process.poll() is None:
                pass
        kill(chance.choice(KINDS), process, report, chance.uniform(0, 0.3))
    listener.join()
    if process.returncode not in (0, -9):
        report.wrong.append(f"The command ended with {process.returncode}: {said[-1:]}")
        return False
    return process.returncode != 0


def kill(kind: str, process: "subprocess.Popen[str]", report: Endurance, delay: float) -> None:
    """Kill one process, if there is one of its kind."""
    time.sleep(delay)
    try:
        children = psutil.Process(process.pid).children()
        boxes = [child for child in children if child.name() == "bwrap"]
        if kind == "coordinator":
            process.kill()
        elif kind == "worker":
            next(child for child in children if child not in boxes).kill()
        else:
            next(inner for box in boxes for inner in box.children(recursive=True) if inner.name() != "bwrap").kill()
    except (psutil.Error, StopIteration):
        return
    report.kills[kind] += 1


def expected_scores(project: Project, root: Path) -> list[dict[str, float]]:
    """Grade one submission of each kind undisturbed; return the scores by check."""
    (root / "class").mkdir(parents=True)
    kinds = len(project.wrong_answers(UNIT)) + 2
    write_class(project, UNIT, root / "class", kinds)
    results = autograde(project, UNIT, root / "class", Course(root / "course"), lambda line: None)
    return [results[number].scores for number in range(kinds)]


def differences(course: Course, expected: list[dict[str, float]]) -> list[str]:
    """Compare the gradebook with the undisturbed scores, by nbgrader's own reading."""
    wrong = []
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(UNIT):
            student = submission.student_id
            scores = {grade.name: float(grade.score) for grade in submission.notebooks[0].grades}
            if scores != expected[int(student.split("-")[1]) % len(expected)]:
                wrong.append(f"{student} has {scores}.")
    return wrong


def execute(database: Path, statements: str) -> None:
    """Run SQL."""
    connection = sqlite3.connect(database)
    connection.executescript(statements)
    connection.close()


def more_than_once(database: Path, what: str, expected: int) -> list[str]:
    """Say if rows were written more or less than once."""
    connection = sqlite3.connect(database)
    (total,) = connection.execute("select count(*) from written").fetchone()
    (distinct,) = connection.execute("select count(*) from (select distinct * from written)").fetchone()
    connection.close()
    if total == distinct == expected:
        return []
    return [f"Of {expected} rows with {what}, {distinct} were written, in {total} writes."]


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp())
    try:
        report = endure(root, options.submissions, options.kills, options.seed)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f"seed {options.seed}: {report.submissions} submissions in {report.seconds:.0f} s, {report.runs} starts")
    print(f"killed: {', '.join(f'{number} x {kind}' for kind, number in report.kills.items())}")
    print(f"attempts, lost ones included: {report.attempts}")
    print("\n".join(report.wrong) or "all graded once, with the grades of an undisturbed run")
    return 1 if report.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
