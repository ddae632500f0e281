"""Catalogues for translators: one gettext template a page, with every text of the page and of its directives."""

from __future__ import annotations

from pathlib import Path

from jupyter_book.sphinx import build_sphinx

from book.errors import BookError
from book.paths import BOOK, CACHE, OUTPUT


def write_catalogues(target: Path) -> list[Path]:
    """Write ``<page>.pot`` for every page below a folder, and return them.

    No cell runs that has run for the site: what cells computed is read from the site's cache.

    Raises:
        BookError: A page cannot be read; Sphinx has said why.
    """
    failed = build_sphinx(
        BOOK,
        target,
        noconfig=True,
        path_config=BOOK / "_config.yml",
        doctreedir=OUTPUT / "gettext",
        builder="gettext",
        confoverrides={
            "nb_execution_cache_path": str(CACHE),
            "gettext_compact": False,
            "latex_individualpages": False,  # Jupyter Book asks for it, whatever it writes
        },
        quiet=True,
    )
    if failed:
        raise BookError(f"the catalogues cannot be written: {failed}")
    return sorted(target.rglob("*.pot"))
