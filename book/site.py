"""One static folder to publish: the book, the same as a PDF, readable offline."""

from __future__ import annotations

import shutil
from pathlib import Path

from book.build import build
from book.errors import BookError
from book.offline import add_service_worker, own_pages
from book.paths import SITE
from book.pdf import write_pdf

PDF = "ai-from-scratch.pdf"
MARK = '<p class="version-label">'


def write_site(target: Path) -> None:
    """Build the book and write it into a folder that any web server can serve.

    Args:
        target: The folder; an earlier site in it is replaced.

    Raises:
        BookError: A step failed, or the folder holds something else than a site.
    """
    if target.exists() and any(target.iterdir()) and not (target / "objects.inv").is_file():
        raise BookError(f"{target} holds something else than a site: give an empty folder.")
    build()
    print("==> one folder to publish", flush=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(SITE, target, ignore=shutil.ignore_patterns("_sources", ".buildinfo"))
    pages = write_pdf(target, target / PDF)
    link_pdf(target)
    kept = add_service_worker(target)
    whole = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"    {PDF}: {pages} pages; offline after the first visit: {kept / 1e6:.1f} of {whole / 1e6:.0f} MB")
    print(f"The site is in {target}")


def link_pdf(site: Path) -> None:
    """Link the PDF at the foot of each page."""
    for page in own_pages(site):
        up = "../" * (len(page.relative_to(site).parts) - 1)
        link = f'<p><a href="{up}{PDF}">The whole book as a PDF</a></p>\n'
        page.write_text(page.read_text(encoding="utf-8").replace(MARK, link + MARK), encoding="utf-8")
