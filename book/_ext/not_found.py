"""``404.html``, which web servers show for an address that leads nowhere.

It may be shown below any folder, so it has to know where the site begins for its links to lead anywhere: by
``BOOK_ADDRESS``, such as ``/ai-from-scratch/`` or ``https://example.org/``, else its script looks for it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

PAGE = "404"
TEMPLATE = "not_found.html"
NAME = "BOOK_ADDRESS"


def add_page(app: Sphinx, config: Config) -> None:
    # a book of its own that borrows these directives may have no templates
    if any((Path(app.confdir) / folder / TEMPLATE).is_file() for folder in config.templates_path):
        config.html_additional_pages = {**config.html_additional_pages, PAGE: TEMPLATE}


def add_address(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if page == PAGE:
        address = os.environ.get(NAME, "")
        context["address"] = f"{address.rstrip('/')}/" if address else ""


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", add_page)
    app.connect("html-page-context", add_address)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
