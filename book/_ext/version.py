"""The version label at the foot of each page: the release, and of a published site the commit it was built from."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from typing import Any

from sphinx.application import Sphinx

from book._ext.repository import repository
from book._ext.site_files import ROOT


def release() -> str:
    """Return the project's version."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def commit() -> str:
    """Return the short name and the day of the newest commit, or nothing where git or its history is missing."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return ""
    done = subprocess.run([git, "log", "-1", "--format=%h, %cs"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def add_label(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    context["version_label"] = app.config.version_label


def setup(app: Sphinx) -> dict[str, bool]:
    # a site on one's own machine is built page by page, each at another commit
    detail = commit() if repository() else ""
    app.add_config_value("version_label", f"Version {release()}" + (f" ({detail})" if detail else ""), "html")
    app.connect("html-page-context", add_label)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
