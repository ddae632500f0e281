"""The published site's service worker: after the first visit every page can be read without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

WORKER = "service-worker.js"
# not for a first visit: Python is kept once it has run, JupyterLite has a service worker of its own, and whether there
# is a grader is asked each time
ON_DEMAND = ("_assets/pyodide/", "lite/", "api/")
LEFT_OUT = {".txt", ".map", ".pdf", ".inv"}
NOT_KEPT = {".nojekyll", "404.html"}
REGISTER = "<script>navigator.serviceWorker?.register({worker});</script>\n</body>"


def add_service_worker(site: Path) -> int:
    """Write the service worker of a site and have every page register it; return the bytes that a first visit keeps.

    Args:
        site: The folder to publish, with the bundled script in `_assets`.
    """
    for page in own_pages(site):
        up = "../" * (len(page.relative_to(site).parts) - 1)
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</body>", REGISTER.format(worker=json.dumps(up + WORKER))), encoding="utf-8")
    script = site / "_assets" / WORKER
    code = script.read_text(encoding="utf-8")
    script.unlink()
    kept = [path for path in sorted(site.rglob("*")) if path.is_file() and is_kept(path.relative_to(site))]
    listed = [{"url": path.relative_to(site).as_posix(), "revision": revision(path)} for path in kept]
    python = revision(site / "_assets" / "pyodide" / "pyodide-lock.json")
    constants = f"const PAGES_AND_FILES = {json.dumps(listed)};\nconst PYTHON_REVISION = {json.dumps(python)};\n"
    (site / WORKER).write_text(constants + code, encoding="utf-8")
    return sum(path.stat().st_size for path in kept)


def own_pages(site: Path) -> Iterator[Path]:
    """Yield the pages of the book, without those of JupyterLite and those that a page's script fetches."""
    pages = (path.relative_to(site) for path in sorted(site.rglob("*.html")))
    return (site / page for page in pages if is_kept(page) and page.parts[0] != "_files")


def is_kept(path: Path) -> bool:
    """Say whether a first visit keeps a file, named relative to the site."""
    return not path.as_posix().startswith(ON_DEMAND) and path.suffix not in LEFT_OUT and path.name not in NOT_KEPT


def revision(path: Path) -> str:
    """Return what changes with a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
