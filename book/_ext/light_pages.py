"""Leaves out scripts that pages load and do not use.

Formulas are typeset when the site is built (see ``book/light``), so no page needs MathJax. The theme loads Font Awesome
twice: as a web font, which draws all icons of this book, and as a script of 1.5 MB for icons of one's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def drop_mathjax(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "mathjax" not in str(getattr(script, "filename", "")).lower()
        and not str(script.attributes.get("body", "")).startswith("window.MathJax")
    ]


def drop_icon_script(app: Sphinx, exception: Exception | None) -> None:
    script = Path(app.outdir) / "_static" / "scripts" / "fontawesome.js"
    if not exception and script.exists():
        script.write_text("// left out: the icons come from the web font\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", drop_mathjax, priority=900)  # after sphinx.ext.mathjax
    app.connect("build-finished", drop_icon_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
