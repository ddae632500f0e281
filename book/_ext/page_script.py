"""Loads the page's script, and only on pages that have a widget.

What the script needs to know stands in ``<script type="application/json" id="page-data">``: the page's name,
its folder in the repository, the files that live cells may open, and where packages come from if not from this site.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from book._ext.html import tag
from book._ext.live import LIVE_CLASS
from book._ext.site_files import ROOT
from book.packages_url import packages_url

SCRIPT = ROOT / "book" / "_build" / "web" / "_assets" / "page.js"


def has_widget(doctree: nodes.document) -> bool:
    """Say whether anything on the page needs the script."""
    widgets = (node for node in doctree.findall(tag) if "data-widget" in node["attributes"])
    cells = (node for node in doctree.findall(nodes.container) if LIVE_CLASS in node["classes"])
    return any(True for _ in widgets) or any(True for _ in cells)


def add_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is None or app.builder.format != "html" or not has_widget(doctree):
        return
    files = app.env.metadata[page].get("live-file-urls", [])
    data = {"page": page, "folder": f"book/{Path(page).parent.as_posix()}", "files": files}
    data["packages"] = app.config.packages_url
    # the digest makes browsers fetch a new script after a build, and only then
    digest = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:12] if SCRIPT.exists() else "missing"
    script = relative_uri(f"{page}.html", "_assets/page.js")
    text = json.dumps(data).replace("<", "\\u003c")
    context["body"] += (
        f'<script type="application/json" id="page-data">{text}</script>\n'
        f'<script type="module" src="{script}?{digest}"></script>\n'
    )


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("packages_url", packages_url(), "html", str)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
