"""The key of a result: a hash of all that it depends on, so that the same is never graded twice."""

import hashlib
import platform
import sys
from functools import cache
from pathlib import Path

from grader.execution import Rules
from grader.snapshot import Snapshot

GRADER = Path(__file__).resolve().parents[1]
# what decides about a grade; the rest of the package only moves submissions and results about
GRADING = (
    "boxed",
    "bubblewrap",
    "container",
    "execution",
    "failures",
    "firmware",
    "firmware_inside",
    "notebooks",
    "remarks",
    "restore",
    "sandbox",
    "snapshot",
    "walls",
    "worker",
)


def revision(snapshot: Snapshot, rules: Rules) -> str:
    """Return the hash of an assignment: solution, tests, files beside it, and what its runs may use."""
    digest = hashlib.sha256()
    parts = [snapshot.source.encode(), snapshot.release.encode(), repr((rules.timeout, rules.limits)).encode()]
    parts += [repr(snapshot.firmware).encode()]
    for name, content in sorted(snapshot.files.items()):
        parts += [name.encode(), content]
    for part in parts:
        digest.update(f"{len(part)} ".encode())
        digest.update(part)
    return digest.hexdigest()


@cache
def environment() -> str:
    """Return the hash of what grades: Python, the packages that are installed, and the grader's own code."""
    packages = {found.name for folder in sys.path for found in Path(folder).glob("*.dist-info")}
    digest = hashlib.sha256("\n".join([platform.python_version(), platform.machine(), *sorted(packages)]).encode())
    for path in [*sorted((GRADER / "box").glob("*.py")), *(GRADER / f"{name}.py" for name in GRADING)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def result_key(revision: str, student: str, sha256: str) -> str:
    """Return the key of one submission's result; two students who hand in the same are each graded."""
    return hashlib.sha256("\n".join([revision, environment(), sha256, student]).encode()).hexdigest()
