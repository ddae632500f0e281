"""Every page: accessible, readable on a phone and on paper, linked, small where nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, Page, expect

from book.paths import BOOK

from .accessibility import violations
from .conftest import PHONE, UNIT, enter, visit

SOURCES = sorted(path.relative_to(BOOK) for path in BOOK.rglob("*.md") if "_build" not in path.parts)
PAGES = [source.with_suffix(".html").as_posix() for source in SOURCES] + ["search.html", "404.html"]


# what A4 leaves between its margins, at 96 pixels an inch
PAPER = {"width": 672, "height": 987}
# what reaches beyond the paper, is hidden in a box that nobody can scroll there, or is printed light or on dark
CUT = """() => [...document.querySelectorAll('article *')]
    .filter((element) => element.checkVisibility() && !element.closest('svg, mjx-container, .sr-only'))
    .filter((element) => {
        const { color, backgroundColor } = getComputedStyle(element);
        const light = (shown) => shown.match(/[\\d.]+/g).slice(0, 3).every((part) => Number(part) > 140);
        const dark = !/, 0\\)$/.test(backgroundColor) && !light(backgroundColor);
        const wide = element.getBoundingClientRect().right > innerWidth + 1;
        const scrolls = element.localName === 'pre' && element.scrollWidth > element.clientWidth + 1;
        return wide || scrolls || dark || light(color);
    })
    .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("page_name", PAGES)
def test_a_page_is_light_and_meets_wcag_at_a_desk(browser: Browser, site: str, page_name: str) -> None:
    with visit(browser, site, color_scheme="light") as page:
        loaded: list[int] = []
        page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
        enter(page, site + page_name)
        page.wait_for_load_state("networkidle")
        assert 0 < sum(loaded) < 500_000
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        assert violations(page) == []


@pytest.mark.parametrize("page_name", PAGES)
def test_a_page_meets_wcag_on_a_phone_in_the_dark_and_prints_black_on_white(
    browser: Browser, site: str, page_name: str
) -> None:
    with visit(browser, site, viewport=PHONE, has_touch=True, color_scheme="dark") as page:
        enter(page, site + page_name)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert violations(page) == []
        page.set_viewport_size(PAPER)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(CUT) == []


def test_a_page_loads_no_python_and_no_editor_before_the_reader_asks(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        enter(page, site + UNIT)
        page.wait_for_load_state("networkidle")
        assert not [url for url in loaded if re.search(r"pyodide|python-worker|editor-|board-picture|\.whl", url)]


def test_formulas_are_typeset_without_javascript_and_with_their_fonts(browser: Browser, site: str) -> None:
    with visit(browser, site, java_script_enabled=False) as page:
        fonts: list[str] = []
        page.on("response", lambda got: fonts.append(got.url) if "/formulas/" in got.url else None)
        page.goto(site + UNIT)
        formulas = page.locator(".math")
        assert formulas.count() == page.locator(".math > mjx-container").count() > 0
        assert page.locator("mjx-assistive-mml math").count() == formulas.count()
        assert fonts  # and `visit` fails should one be missing


def test_the_cut_fonts_have_every_character_that_pages_show(built_site: Path) -> None:
    def characters(fonts: Iterable[Path]) -> set[int]:
        return {code for font in fonts for code in TTFont(font).getBestCmap()}

    shown = {
        ord(letter)
        for page in built_site.rglob("*.html")
        for glyph in re.findall(r"<mjx-c[^>]*>([^<]+)</mjx-c>", page.read_text(encoding="utf-8"))
        for letter in unescape(glyph)
    }
    assert shown and shown <= characters((built_site / "_assets" / "formulas").glob("*.woff2"))
    theme = (built_site / "_static" / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    icons = {"fa-bars": 0xF0C9, "fa-magnifying-glass": 0xF002, "fa-circle-half-stroke": 0xF042, "fa-xmark": 0xF00D}
    assert all(name in theme for name in icons)
    assert set(icons.values()) <= characters((built_site / "_static" / "vendor").rglob("fa-solid-900.woff2"))


def test_a_page_reads_without_javascript(browser: Browser, site: str) -> None:
    with visit(browser, site, java_script_enabled=False) as page:
        page.goto(site + UNIT)
        assert page.locator(".cell.tag_live .cell_output").first.is_visible()
        answer = page.locator(".predict .predict-value").first
        assert not answer.is_visible()
        page.locator(".predict summary").first.click()
        assert answer.is_visible()
        assert page.locator(".task-code").first.is_visible()
        assert all(table.is_visible() for table in page.locator(".budget table").all())
        page.locator(".board summary").click()
        assert "pin A0" in page.locator(".board table").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_searched_by_keyboard(browser: Browser, site: str, scheme: str) -> None:
    with visit(browser, site, color_scheme=scheme) as page:
        enter(page, site + UNIT)
        page.keyboard.press("ControlOrMeta+k")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("gradient")
        page.keyboard.press("Enter")
        expect(page.locator("#search-results").get_by_role("link", name="Linear regression").first).to_be_visible()
        assert violations(page) == []


class Links(HTMLParser):
    """The addresses a page points to, and the ids it can be pointed at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        self.ids.update(value for value in (named.get("id"), named.get("name")) if value)
        self.targets += [value for value in (named.get("href"), named.get("src")) if value]


def test_every_link_inside_the_site_leads_somewhere(built_site: Path) -> None:
    pages = {
        path: Links(path.read_text(encoding="utf-8"))
        for path in built_site.rglob("*.html")
        if not {"_assets", "_static", "lite"} & set(path.relative_to(built_site).parts)
    }
    broken = []
    for path, links in pages.items():
        for target in links.targets:
            address, fragment = urldefrag(urljoin(path.as_uri(), target))
            if urlparse(address).scheme != "file":
                continue
            file = Path(unquote(urlparse(address).path))
            missing = not file.is_file() or (fragment and file in pages and unquote(fragment) not in pages[file].ids)
            if missing:
                broken.append(f"{path.relative_to(built_site)} -> {target}")
    assert broken == []


def test_hidden_code_says_show_or_hide_never_both(reader: Page) -> None:
    folded = reader.locator("details.hide").first
    assert folded.locator("summary").inner_text() == "Show the code"
    folded.locator("summary").click()
    assert folded.locator("summary").inner_text() == "Hide the code"
    folded.locator("summary").click()
