"""Where the sources are published: for "edit this page" and for Colab, which opens notebooks from GitHub.

``BOOK_REPOSITORY=owner/name`` says it, and ``BOOK_BRANCH`` if it is not ``main``. A site that is built without has
neither link, since there is nowhere they could lead.
"""

from __future__ import annotations

import os
import re

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

NAME = "BOOK_REPOSITORY"


def repository() -> str:
    """Return `owner/name` on GitHub, or nothing.

    Raises:
        ExtensionError: BOOK_REPOSITORY is set to something else.
    """
    name = os.environ.get(NAME, "")
    if name and not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise ExtensionError(f"{NAME} is {name!r}: set it to owner/name as on GitHub, or leave it out.")
    return name


def branch() -> str:
    """Return the branch that readers edit."""
    return os.environ.get("BOOK_BRANCH", "main")


def colab_url(path: str) -> str:
    """Return where Colab opens a notebook of the repository, or nothing without a repository."""
    name = repository()
    return f"https://colab.research.google.com/github/{name}/blob/{branch()}/{path}" if name else ""


def offer_edits(app: Sphinx, config: Config) -> None:
    if name := repository():
        config.html_theme_options |= {
            "repository_url": f"https://github.com/{name}",
            "repository_branch": branch(),
            "path_to_docs": "book",
            "use_edit_page_button": True,
        }


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", offer_edits, priority=100)  # before the theme reads its options
    return {"parallel_read_safe": True, "parallel_write_safe": True}
