"""`make site`: one folder for any web server, with a PDF of the book, readable without a network after one visit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from book.offline import own_pages
from book.site import PDF
from tests.browser import serving

from .accessibility import violations
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


def follow_not_found(page: Page, address: str, site: str) -> None:
    """Open an address that leads nowhere, and go on from what is shown there."""
    answer = page.goto(address)
    assert answer and answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    expect(page.locator("base")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("link", name="Linear regression").click()
    assert page.url == site + UNIT
    page.goto(address)
    expect(page.locator("base")).to_have_count(1)
    page.get_by_label("Search for").fill("gradient")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results a").first).to_be_visible()


def test_an_address_that_leads_nowhere_leads_back_from_any_depth(browser: Browser, published_site: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    with serving(published_site) as address:
        follow_not_found(page, f"{address}learn/no/such/page.html", address)
        assert page.request.get(f"{address}no-such-file.js").headers["content-type"].startswith("text/plain")
    page.close()


def test_it_finds_the_site_below_a_folder_of_a_host_that_knows_nothing_of_it(
    browser: Browser, published: str, published_site: Path
) -> None:
    page = browser.new_page()
    text = (published_site / "404.html").read_text(encoding="utf-8")
    page.route("**/no/such/page.html", lambda route: route.fulfill(status=404, body=text, content_type="text/html"))
    follow_not_found(page, f"{published}learn/no/such/page.html", published)
    page.close()


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
