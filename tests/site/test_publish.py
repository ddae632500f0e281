"""`make site`: one folder for any web server, with a PDF of the book, readable without a network after one visit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from book.offline import own_pages
from book.site import PDF
from tests.browser import serving

from .conftest import UNIT, enter, publish, visit

# those of the addresses that the service worker cannot answer
MISSING = """addresses => Promise.all(addresses.map(async (address) =>
    (await fetch(address).catch(() => undefined))?.ok ? [] : [address])).then((found) => found.flat())"""


@pytest.fixture(scope="module")
def published(published_site: Path) -> Iterator[str]:
    (published_site.parent / "index.html").write_text("another site", encoding="utf-8")
    with serving(published_site.parent) as address:
        yield f"{address}textbook/"


def test_after_one_visit_every_page_reads_without_a_network(
    browser: Browser, published: str, published_site: Path
) -> None:
    """That Python runs offline, too, is for test_whole_unit.py."""
    names = [path.relative_to(published_site).as_posix() for path in own_pages(published_site)]
    with visit(browser, published) as page:
        enter(page, published + "index.html")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
        assert UNIT in names
        assert page.evaluate(MISSING, [published + name for name in names]) == []
        enter(page, published + UNIT)
        assert page.locator("mjx-container").first.is_visible()
        assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px MJX-NCM-N'))")


def test_the_pdf_has_every_page_with_what_stands_in_for_widgets(published_site: Path) -> None:
    pdf = PdfReader(published_site / PDF)
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
