"""Serving the built site on this machine."""

from __future__ import annotations

import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from book.errors import BookError
from book.paths import SITE

HOST = "127.0.0.1"

# 'unsafe-eval' is what Pyodide needs, 'unsafe-inline' the theme; no other host may be asked for anything
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves files with the MIME types that modules and WebAssembly need, whatever the machine says."""

    protocol_version = "HTTP/1.1"
    extensions_map: ClassVar[dict[str, str]] = {
        **SimpleHTTPRequestHandler.extensions_map,
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

    def end_headers(self) -> None:
        """Add the headers of every answer."""
        # the browser asks each time and gets 304 unless the file has changed
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing for each request."""


class SiteServer(ThreadingHTTPServer):
    """The server; its threads end with it."""

    daemon_threads = True
    allow_reuse_address = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser closes a connection early."""


def make_server(port: int, folder: Path = SITE) -> SiteServer:
    """Return a server that listens.

    Args:
        port: Port to listen on, 0 for any free one.
        folder: The built site.

    Raises:
        OSError: The port is taken.
        BookError: There is no built site.
    """
    if not (folder / "index.html").is_file():
        raise BookError(f"There is no site in {folder}: run `make book` first.")
    return SiteServer((HOST, port), partial(SiteHandler, directory=str(folder)))


def serve(port: int | None, default: int, open_browser: bool) -> None:
    """Serve until Ctrl-C.

    Args:
        port: The port asked for, None for the default or the next free one.
        default: Where to start looking.
        open_browser: Open the site in the browser.

    Raises:
        BookError: The port asked for is taken, or there is no site.
    """
    server = listen(port, default)
    address = f"http://{HOST}:{server.server_port}/"
    print(f"The book is at {address} (Ctrl-C ends)", flush=True)
    if open_browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


def listen(port: int | None, default: int) -> SiteServer:
    """Return a server on the port asked for, or on the first free one from the default on."""
    for candidate in [port] if port is not None else range(default, default + 100):
        try:
            server = make_server(candidate)
        except OSError:
            continue
        if port is None and candidate != default:
            print(f"Port {default} is taken; taking {candidate}.")
        return server
    taken = f"Port {port} is" if port is not None else f"Ports {default} to {default + 99} are"
    raise BookError(f"{taken} taken: choose another with `--port`.")
