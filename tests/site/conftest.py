"""The built site, served below a folder as GitHub Pages serves it, and a browser that reports whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, Route

from book.paths import ROOT, SITE
from tests.browser import chromium, serving

UNIT = "learn/linear-regression.html"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


@contextmanager
def once(shared: Path, name: str) -> Iterator[bool]:
    """Hold a lock that the processes of one run share; say whether what it stands for is still to be done."""
    with FileLock(shared / f"{name}.lock"):
        done = shared / f"{name}.done"
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one run know."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def built_site(shared: Path) -> Path:
    """Bring labs and book up to date, as `make book` does."""
    with once(shared, "built") as wanted:
        if wanted:
            for command in (
                ["hardware_labs", "run", "--all", "--only-stale", "--simulator", "local"],
                ["book", "build"],
            ):
                done = run_module(*command)
                assert done.returncode == 0, done.stderr
    return SITE


def run_module(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project."""
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def publish(target: Path) -> subprocess.CompletedProcess[str]:
    """Run what `make site` runs, into a folder."""
    return run_module("book", "site", "-o", str(target))


@pytest.fixture(scope="session")
def site(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site below /textbook/; whatever it asks for outside of that is an error."""
    root = tmp_path_factory.mktemp("host")
    (root / "index.html").write_text("another site", encoding="utf-8")
    (root / "textbook").symlink_to(built_site)
    with serving(root) as address:
        yield f"{address}textbook/"


@pytest.fixture(scope="session")
def published_site(built_site: Path, shared: Path) -> Path:
    """The folder that `make site` writes."""
    target = shared / "publish" / "textbook"
    with once(shared, "published") as wanted:
        if wanted:
            done = publish(target)
            assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def watch(context: BrowserContext, site: str) -> list[str]:
    """Collect what must not happen: a request to anywhere else, a failed one, a console error, an exception."""
    problems: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith(site):
            route.continue_()
        else:
            problems.append(f"request to {route.request.url}")
            route.abort()

    context.route("**/*", guard)
    context.on("response", lambda got: problems.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    context.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda raised: problems.append(str(raised.error)))
    return problems


@contextmanager
def visit(browser: Browser, site: str, **options: object) -> Iterator[Page]:
    """Open an empty page in a context of its own, and fail when anything went wrong on it."""
    context = browser.new_context(**{"viewport": DESKTOP, "accept_downloads": True, **options})
    problems = watch(context, site)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()
    assert not problems, problems


def enter(page: Page, url: str) -> None:
    """Open an address and wait until its widgets are there."""
    page.goto(url)
    if page.locator("#page-data").count():
        page.locator("html[data-widgets=ready]").wait_for(state="attached")


@pytest.fixture(scope="module")
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """The unit's page, shared by a module's tests so that Python loads once."""
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        yield page
