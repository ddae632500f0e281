"""The whole book as one PDF: every page as it prints without scripts, where something stands in for each widget."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import yaml
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfWriter

from book.errors import BookError
from book.paths import BOOK
from hardware_labs.toolchain.find import find_chromium

MARGIN = {"top": "18mm", "bottom": "18mm", "left": "16mm", "right": "16mm"}
FOOT = (
    '<div style="font: 8px sans-serif; width: 100%; text-align: center">'
    '{title}, page <span class="pageNumber"></span></div>'
)
# what a script sets and a reader unfolds on the screen; hints stay shut and checks are in the notebook
PREPARE = """() => {
    document.documentElement.dataset.theme = 'light';
    for (const folded of document.querySelectorAll('details:not(.hint, .task-checks)')) folded.open = true;
}"""


def write_pdf(site: Path, target: Path) -> int:
    """Print the pages in the order of the table of contents into one file with bookmarks; return its pages.

    Raises:
        BookError: There is no Chromium.
    """
    chromium = find_chromium()
    if chromium is None:
        raise BookError("Chromium is missing, which prints the PDF: run `lab setup --with browser`.")
    book = PdfWriter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"])
        for part, names in contents():
            above = None
            for name in names:
                title, printed = print_page(browser, site / f"{name}.html")
                first = len(book.pages)
                book.append(io.BytesIO(printed), import_outline=False)
                above = above or (book.add_outline_item(part, first) if part else None)
                book.add_outline_item(title, first, above)
        browser.close()
    book.add_metadata({"/Title": "AI from scratch"})
    book.compress_identical_objects()
    book.write(target)
    return len(book.pages)


def contents() -> Iterator[tuple[str, list[str]]]:
    """Yield each part of the book and the names of its pages."""
    toc = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
    yield "", [toc["root"]]
    for part in toc["parts"]:
        yield part["caption"], [chapter["file"] for chapter in part["chapters"]]


def print_page(browser: Browser, path: Path) -> tuple[str, bytes]:
    """Return the title of a page and the PDF of it."""
    page = browser.new_page(java_script_enabled=False, color_scheme="light")
    page.goto(path.as_uri())
    page.evaluate(PREPARE)
    title = page.locator("h1").first.inner_text().rstrip("#")
    printed = page.pdf(
        format="A4",
        margin=MARGIN,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOT.format(title=title),
        print_background=True,
        tagged=True,
    )
    page.close()
    return title, printed
