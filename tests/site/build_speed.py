"""How long the whole book takes to build: in a copy without any output, and again after a page was edited.

Every page states one time for itself: its cells run from a clean cache within PAGE_SECONDS.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_cache import get_cache

from book.paths import CACHE, LITE_WHEELS, PYODIDE, ROOT
from tests.figure import Figure

PAGE = Path("book") / "learn" / "linear-regression.md"
SOURCES = ("book", "exercises", "grader", "hardware_labs", "solutions", "tests")
PAGE_SECONDS = 60
LEFT_OUT = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")


def build_figures() -> list[Figure]:
    """Measure both; what is downloaded once a machine is there already, and so is the labs' firmware."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "book-of-the-bench"
        copy_project(copy)
        cold = build_seconds(copy)
        slowest, page_seconds = slowest_page(copy)
        with (copy / PAGE).open("a", encoding="utf-8") as page:
            page.write("\nOne sentence more.\n")
        warm = build_seconds(copy)
    return [
        Figure("The whole book built from nothing", cold, "s", 600, False),
        Figure("The book built after an edit of a page", warm, "s", 30, False),
        Figure(f"Cells of the slowest page, {slowest}", page_seconds, "s", PAGE_SECONDS, False),
    ]


def copy_project(target: Path) -> None:
    """Copy what the build reads, with what it would download."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, target / name, ignore=LEFT_OUT)
    for file in ROOT.glob("*.*"):
        if file.is_file():
            shutil.copy(file, target)
    for downloads in (PYODIDE, LITE_WHEELS):
        shutil.copytree(downloads, target / downloads.relative_to(ROOT))
    (target / "node_modules").symlink_to(ROOT / "node_modules")


def build_seconds(project: Path) -> float:
    """Build a project's book and return how long it took."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "book", "build"], cwd=project, check=True, capture_output=True)
    return time.perf_counter() - started


def slowest_page(project: Path) -> tuple[str, float]:
    """Return the page whose cells took longest when they last ran, and the seconds they took."""
    records = get_cache(project / CACHE.relative_to(ROOT)).list_cache_records()
    return max(
        ((Path(record.uri).stem, float(record.data["execution_seconds"])) for record in records),
        key=lambda found: found[1],
    )
