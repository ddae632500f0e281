"""`grader autograde --scheduler` on a real Dask cluster of processes that are killed while they grade."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil
import pytest

from grader.course import Course
from grader.ledger import Ledger, State
from grader.project import Project
from tests.grader.conftest import UNIT, grader
from tests.grader.endurance import differences, expected_scores
from tests.grader.speed import write_class

STUDENTS = 10
AT = r"Scheduler at:\s+(tcp://\S+)"
HERE = ["--host", "127.0.0.1", "--no-dashboard"]


@contextmanager
def running(*command: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a command in a session of its own; end it with all that it has started."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(pattern: str, stream: IO[str] | None) -> str:
    """Read until a line matches; return its first group."""
    said = []
    for line in stream or []:
        said.append(line)
        found = re.search(pattern, line)
        if found:
            return found[1]
    raise AssertionError(f"It has ended: {''.join(said)}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("class")
    write_class(Project(), UNIT, place, STUDENTS)
    (place / "not-json.ipynb").write_text("{", encoding="utf-8")
    return place


def test_a_cluster_grades_as_this_machine_does_also_when_its_processes_are_killed(
    project: Project, folder: Path, tmp_path: Path
) -> None:
    dask = str(Path(sys.executable).with_name("dask"))
    course = Course(tmp_path / "course")
    grade = [sys.executable, "-m", "grader", "autograde", UNIT, "--course", str(course.root), "--scheduler"]
    with running(dask, "scheduler", *HERE, "--port", "0") as scheduler:
        address = wait_for(AT, scheduler.stderr)
        with running(*grade, address, "--submissions", str(folder)) as first:
            assert wait_for("(No worker is connected)", first.stderr)
            with running(
                dask, "worker", address, *HERE[:2], "--no-dashboard", "--nworkers", "2", "--nthreads", "1"
            ) as workers:
                wait_for(r"(\[2/)", first.stderr)
                spawned = psutil.Process(workers.pid).children(recursive=True)
                next(child for child in spawned if "spawn_main" in " ".join(child.cmdline())).kill()
                wait_for(r"(\[4/)", first.stderr)
                scheduler.kill()
                assert wait_for("(no grade is lost)", first.stderr)
    with Ledger(course.root) as ledger:
        graded = ledger.counts()[UNIT][State.GRADED]
    assert 0 < graded < STUDENTS
    ended = grader("autograde", UNIT, "--course", course.root)
    assert ended.returncode == 0, ended.stderr
    assert len(re.findall(r"^\[", ended.stderr, re.MULTILINE)) == STUDENTS - graded
    assert not differences(course, expected_scores(project, tmp_path / "here"))


def test_no_scheduler(folder: Path, tmp_path: Path) -> None:
    ended = grader(
        "autograde", UNIT, "--submissions", folder, "--course", tmp_path / "course", "--scheduler", "127.0.0.1:1"
    )
    assert ended.returncode == 1 and ended.stderr.count("\n") == 1
    assert "There is no Dask scheduler at 127.0.0.1:1: start one with `dask scheduler`" in ended.stderr
