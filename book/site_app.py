"""The built site as an ASGI application: for `python -m book serve`, and for whatever serves more beside it."""

from __future__ import annotations

import mimetypes
import os
from html import escape
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from book.errors import BookError
from book.packages_url import packages_url

# what modules and WebAssembly need, whatever the machine says
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
}
# book/_ext/not_found.py writes it
NOT_FOUND = "404.html"
# a folder, which is its index.html, has no suffix
TEXT = {"", ".html", ".js", ".mjs", ".css", ".json", ".ipynb", ".svg"}

# 'unsafe-eval' is what Pyodide needs, 'unsafe-inline' the theme; no other host may be asked for anything, except that
# where packages were put
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' {packages}",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    # the browser asks each time and gets 304 unless the file has changed
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}


class SiteFiles(StaticFiles):
    """Files with the site's headers."""

    policy: str

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return a file, or 304 if the browser has it already."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = self.policy
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; where there is none, the page that says so to whoever reads pages, and to others an error."""
        response = await super().get_response(path, scope)
        if response.status_code != 404:
            return response
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            raise HTTPException(404)
        text = (Path(str(self.directory)) / NOT_FOUND).read_text(encoding="utf-8")
        known = text.replace("<head>", f'<head>\n  <base href="{escape(scope.get("root_path", ""))}/">', 1)
        return HTMLResponse(known, 404, HEADERS)


def site_app(folder: Path) -> ASGIApp:
    """Return the application that serves a built site, its text compressed as web hosts do.

    Args:
        folder: The built site.

    Raises:
        BookError: There is no built site.
    """
    if not (folder / "index.html").is_file():
        raise BookError(f"There is no site in {folder}: run `make book` first.")
    for suffix, kind in TYPES.items():
        mimetypes.add_type(kind, suffix)
    files = SiteFiles(directory=folder, html=True, follow_symlink=True)
    files.policy = POLICY.format(packages=packages_url())
    compressed = GZipMiddleware(files, minimum_size=1000, compresslevel=6)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_text = scope["type"] == "http" and PurePosixPath(scope["path"]).suffix in TEXT
        await (compressed if is_text else files)(scope, receive, send)

    return ExceptionMiddleware(app)
