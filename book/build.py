"""Building the site in three steps, each skipped while its inputs stay the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from book import pyodide
from book.errors import BookError
from book.light import lighten, restore
from book.lite import build_lite
from book.packages_url import packages_url
from book.paths import (
    ASSETS,
    BOOK,
    CACHE,
    EXERCISES,
    LABS,
    LITE,
    LOG,
    NODE_MODULES,
    OUTPUT,
    PYODIDE,
    ROOT,
    SITE,
    SOLUTIONS,
    WEB,
)
from book.stamps import digest, remember, unchanged
from book.tools import tool

LOCKS = (ROOT / "package-lock.json", ROOT / "requirements.lock")
SCRIPTS = (BOOK / "web", LABS / "simulator")
TELLING = re.compile(r"WARNING|ERROR|CRITICAL|Error\b|error:")
NOISE = re.compile(r"\[IPKernelApp\]|^raise |^-*> \d+ ")  # the kernel's own news, and code quoted in tracebacks
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WRAPPER = "jupyter_book/cli/main.py"  # its own traceback follows each failure and tells nothing


def build() -> None:
    """Bring the site up to date.

    Raises:
        BookError: A step failed; the message says which and shows the telling lines.
    """
    elsewhere = packages_url()
    changed = [
        step(
            "pyodide",
            "Python for the browser",
            digest(LOCKS[0], BOOK / "pyodide.py"),
            pyodide.assemble,
            PYODIDE,
        ),
        step("web", "page scripts", digest(LOCKS[0], *SCRIPTS), bundle, ASSETS / "page.js"),
        step(
            "libraries",
            "Pyodide into the site",
            digest(LOCKS[0], BOOK / "build.py", BOOK / "pyodide.py"),
            copy_libraries,
            ASSETS,
        ),
        step(
            "lite",
            "the exercises as notebooks in JupyterLite",
            digest(EXERCISES, BOOK / "lite.py", LOCKS[1]),
            build_lite,
            LITE / "index.html",
        ),
    ]
    inputs = digest(BOOK, EXERCISES, SOLUTIONS, LABS, *LOCKS) + elsewhere
    if any(changed) or not (SITE / "index.html").is_file() or not unchanged("site", inputs):
        run_step("site", "pages (the first time, every code cell runs)", inputs, build_pages)
    else:
        print("==> nothing has changed")


def step(name: str, title: str, inputs: str, action: Callable[[], None], product: Path) -> bool:
    """Run a step unless its product is there and its inputs are unchanged; say whether it ran."""
    if product.exists() and unchanged(name, inputs):
        return False
    run_step(name, title, inputs, action)
    return True


def run_step(name: str, title: str, inputs: str, action: Callable[[], None]) -> None:
    """Run a step with a line of progress and remember its inputs."""
    print(f"==> {title}", flush=True)
    started = time.monotonic()
    action()
    remember(name, inputs)
    print(f"    done in {time.monotonic() - started:.1f} s", flush=True)


def bundle() -> None:
    """Bundle the page's TypeScript with esbuild."""
    if not NODE_MODULES.is_dir():
        raise BookError(f"{NODE_MODULES} is missing: run `make setup`.")
    run([tool("node"), str(BOOK / "web" / "build.mjs"), str(ASSETS)], "the page scripts do not build")


def copy_libraries() -> None:
    """Copy Pyodide to where the pages look for it."""
    shutil.rmtree(ASSETS / "pyodide", ignore_errors=True)
    shutil.copytree(PYODIDE, ASSETS / "pyodide")


def build_pages() -> None:
    """Run Jupyter Book; pages that use the labs' code or data run again when it has changed."""
    lab_sources = (path for path in (LABS / "labs").glob("*/*") if path.is_file())
    figures = [LABS / "boards.toml", BOOK / "node.py", BOOK / "node.toml"]
    code = [*LABS.rglob("*.py"), *LABS.rglob("*.h"), *figures, ROOT / "tests" / "compiler" / "models"]
    data = digest(*code, *lab_sources, LOCKS[1])
    fresh = digest(
        BOOK / "_ext",
        BOOK / "_templates",
        BOOK / "light",
        BOOK / "_config.yml",
        WEB / "_assets" / "page.js",
        BOOK / "_toc.yml",
    )
    if not unchanged("data", data):
        shutil.rmtree(CACHE, ignore_errors=True)
    everything = not (unchanged("data", data) and unchanged("extensions", fresh))
    if everything:
        # Jupyter Book never removes what a page no longer publishes
        shutil.rmtree(SITE, ignore_errors=True)
    SITE.mkdir(parents=True, exist_ok=True)
    restore(SITE)
    command = [tool("jupyter-book"), "build", str(BOOK), "-W", "--keep-going"]
    run(command + ["--all"] * everything, "the pages do not build")
    lighten(SITE)
    remember("data", data)
    remember("extensions", fresh)


def run(command: list[str], failure: str) -> None:
    """Run a command with its output in the log file.

    Raises:
        BookError: The command failed; the message ends with the lines of the log that tell why.
    """
    OUTPUT.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"}
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise BookError(f"{failure} (whole log: {LOG.relative_to(ROOT)}):\n{telling_lines(LOG)}")


def telling_lines(log: Path, most: int = 12) -> str:
    """Return the lines of a log that name a warning or an error, else its last lines."""
    text = COLOUR.sub("", log.read_text(encoding="utf-8")).split("Traceback (most recent call last)")
    parts = [part for part in text if WRAPPER not in part] or text
    lines = list(dict.fromkeys(line.strip() for part in parts for line in part.splitlines() if line.strip()))
    telling = [line for line in lines if TELLING.search(line) and not NOISE.search(line)][:most]
    return "\n".join(f"  {line}" for line in telling or lines[-most:])
