"""Files of the repository that a page needs next to it: lab images, data files, notebooks.

They are copied to ``_files/<path in the repository>`` of the site, and a page is read again when one of its
files changes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.osutil import relative_uri

ROOT = Path(__file__).resolve().parents[2]


def publish(env: BuildEnvironment, source: Path, remedy: str) -> str:
    """Have a file copied into the site and return its URL relative to the page being read.

    Args:
        env: Sphinx's environment while it reads a page.
        source: The file, inside the repository.
        remedy: What to do when the file is missing, to end a sentence: ``run `make labs` ``.

    Raises:
        ExtensionError: The file does not exist.
    """
    path = require(env, source, remedy).relative_to(ROOT).as_posix()
    published(env).setdefault(env.docname, set()).add(path)
    return relative_uri(f"{env.docname}.html", f"_files/{path}")


def require(env: BuildEnvironment, source: Path, remedy: str) -> Path:
    """Return the resolved path of a file that the page depends on, or stop the build with one sentence."""
    source = source.resolve()
    if not source.is_file() or not source.is_relative_to(ROOT):
        shown = source.relative_to(ROOT) if source.is_relative_to(ROOT) else source
        raise ExtensionError(f"{shown} is missing, which the page {env.docname} shows: {remedy}.")
    env.note_dependency(str(source))
    return source


def published(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return the published paths of each page, as kept in the environment."""
    if not hasattr(env, "site_files"):
        env.site_files = {}  # type: ignore[attr-defined]
    return env.site_files  # type: ignore[attr-defined, no-any-return]


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    published(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    published(env).update({name: files for name, files in published(other).items() if name in docnames})


def copy(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for path in set().union(*published(app.env).values()):
        target = Path(app.outdir) / "_files" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
