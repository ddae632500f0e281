"""Grades in the background: one unit at a time, in a process of its own, behind whoever hands in."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from grader.ledger import Ledger, State
from grader.project import Project

PAUSE = 2.0  # seconds between two looks at the ledger when nothing is handed in
PATIENCE = 10.0  # seconds before a unit whose grading failed is tried again
POLITE = 10  # added to the niceness: receipts come first


class Background:
    """Watches the ledger and has what waits in it graded.

    Args:
        project: the units.
        ledger: the submissions of the course.
        course: its folder; the log of the last grading is `grading.log` in it.
        url: the ledger's database if it is not the default.
        say: is called with a sentence when grading fails.
    """

    def __init__(
        self, project: Project, ledger: Ledger, course: Path, url: str | None, say: Callable[[str], None]
    ) -> None:
        self.project, self.ledger, self.course, self.url, self.say = project, ledger, course, url, say
        self.log = course / "grading.log"
        self.wake, self.ended = threading.Event(), threading.Event()
        self.not_before: dict[str, float] = {}
        self.process: subprocess.Popen[str] | None = None
        self.thread = threading.Thread(target=self.run, name="grading", daemon=True)
        self.reason = why_not()

    def start(self) -> None:
        """Begin, if this machine can box students' code in."""
        if not self.reason:
            self.thread.start()

    def stop(self) -> None:
        """End; the ledger knows what is left to do."""
        self.ended.set()
        self.wake.set()
        if self.process:
            self.process.send_signal(signal.SIGINT)
        if self.thread.is_alive():
            self.thread.join(10)
        if self.process:
            self.process.kill()
            self.process.wait()

    def run(self) -> None:
        """Grade until the end."""
        while not self.ended.is_set():
            self.wake.clear()
            if self.process is None or self.process.poll() is not None:
                self.process = self.start_process()
            for unit in self.waiting():
                if not self.ended.is_set() and time.monotonic() >= self.not_before.get(unit, 0.0) and self.grade(unit):
                    self.not_before[unit] = time.monotonic() + PATIENCE
            self.wake.wait(PAUSE)

    def waiting(self) -> list[str]:
        """Return the units with submissions that nobody has graded yet, or that a lost process has begun with."""
        return [
            unit for unit, counts in self.ledger.counts().items() if counts.keys() & {State.RECEIVED, State.GRADING}
        ]

    def start_process(self) -> subprocess.Popen[str]:
        """Start the process that grades."""
        command = [sys.executable, "-m", "grader.service.grading", "--root", str(self.project.root)]
        command += ["--course", str(self.course)]
        environment = {**os.environ, **({"GRADER_LEDGER": self.url} if self.url else {})}
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                text=True,
                # Ctrl-C is not for it; in a session of its own it would be polite only to itself
                process_group=0,
            )
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, process.pid, POLITE)
        return process

    def grade(self, unit: str) -> bool:
        """Grade what waits in one unit; return whether that failed."""
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(f"{unit}\n")
            self.process.stdin.flush()
            code = self.process.stdout.readline().strip()
        except OSError:
            code = ""
        # 1 also stands for submissions that were refused; only what still waits has failed
        failed = code != "0" and unit in self.waiting() and not self.ended.is_set()
        if failed:
            said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["it was killed"]
            self.say(f"{unit} could not be graded; it is tried again in {PATIENCE:g} s ({said[-1]}).")
        return failed


def why_not() -> str:
    """Return why this machine cannot grade, or nothing."""
    if shutil.which("bwrap"):
        return ""
    return (
        "bubblewrap, which boxes in students' code, is missing: `sudo apt install bubblewrap` on Debian, then restart."
    )
