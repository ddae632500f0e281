"""`make site`: one folder for any web server, with a PDF of the book, readable without a network after one visit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from book.paths import ROOT
from tests.browser import serving

from .conftest import UNIT, enter, visit

PDF = "ai-from-scratch.pdf"


def publish(target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "book", "site", "-o", str(target)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("publish") / "textbook"
    done = publish(target)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def published(folder: Path) -> Iterator[str]:
    (folder.parent / "index.html").write_text("another site", encoding="utf-8")
    with serving(folder.parent) as address:
        yield f"{address}textbook/"


def test_after_one_visit_every_page_reads_without_a_network(browser: Browser, published: str, folder: Path) -> None:
    with visit(browser, published) as page:
        enter(page, published + "index.html")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder)
            if name.parts[0] not in ("lite", "_static"):
                enter(page, published + name.as_posix())
                assert page.locator(".bd-article-container").is_visible()
        enter(page, published + UNIT)
        assert page.locator("mjx-container").first.is_visible()
        assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px MJX-NCM-N'))")


def test_python_that_has_run_once_runs_without_a_network(browser: Browser, published: str) -> None:
    with visit(browser, published) as page:
        enter(page, published + UNIT)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        for offline in (False, True):
            page.context.set_offline(offline)
            enter(page, published + UNIT)
            cell = page.locator(".cell.live").first
            cell.get_by_role("button", name="Run").click()
            cell.locator(".toolbar:not(.busy)").wait_for()
            assert "°C" in cell.inner_text()


def test_the_pdf_has_every_page_with_what_stands_in_for_widgets(folder: Path) -> None:
    pdf = PdfReader(folder / PDF)
    titles = [str(item.title) for entry in pdf.outline for item in (entry if isinstance(entry, list) else [entry])]
    assert {"AI from scratch", "Learn from data", "Linear regression", "Boards", "Changes"} <= set(titles)
    text = "\n".join(page.extract_text() for page in pdf.pages)
    for shown in ("Which way is downhill?", "Parts and connections", "Predicted and measured", "# YOUR CODE HERE"):
        assert shown in text
    assert "Run\n" not in text


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = publish(tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path} holds something else than a site: give an empty folder.\n"
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"
