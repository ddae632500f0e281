"""Where a browser gets Python's packages: from the site itself unless ``BOOK_PACKAGES_URL`` names a folder elsewhere.

Such a folder is that of the same Pyodide release at a CDN. Python itself and the list of packages with their hashes
come from the site in either case, and the browser refuses a package that has another hash.
"""

from __future__ import annotations

import os
import re

from book.errors import BookError

NAME = "BOOK_PACKAGES_URL"


def packages_url() -> str:
    """Return the address of the folder, or nothing.

    Raises:
        BookError: BOOK_PACKAGES_URL is set to something else.
    """
    url = os.environ.get(NAME, "")
    if url and not re.fullmatch(r"https?://[\w.:-]+/([\w./@+-]*/)?", url):
        raise BookError(f"{NAME} is {url!r}: set it to a folder's address that ends in a slash, or leave it out.")
    return url
