"""Serving the built site on this machine."""

from __future__ import annotations

import socket
import webbrowser
from pathlib import Path

import uvicorn

from book.errors import BookError
from book.paths import SITE
from book.site_app import site_app

HOST = "127.0.0.1"


def make_server(folder: Path = SITE) -> uvicorn.Server:
    """Return a server of a built site, which says nothing for each request.

    Raises:
        BookError: There is no built site.
    """
    return uvicorn.Server(
        uvicorn.Config(site_app(folder), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    )


def serve(port: int | None, default: int, open_browser: bool) -> None:
    """Serve until Ctrl-C.

    Args:
        port: The port asked for, None for the default or the next free one.
        default: Where to start looking.
        open_browser: Open the site in the browser.

    Raises:
        BookError: The port asked for is taken, or there is no site.
    """
    server = make_server()
    with listen(port, default) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}/"
        print(f"The book is at {address} (Ctrl-C ends)", flush=True)
        if open_browser:
            webbrowser.open(address)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            print()


def listen(port: int | None, default: int) -> socket.socket:
    """Return a socket that listens on the port asked for, or on the first free one from the default on.

    Raises:
        BookError: The port asked for is taken.
    """
    for candidate in [port] if port is not None else range(default, default + 100):
        try:
            listening = socket.create_server((HOST, candidate), reuse_port=False)
        except OSError:
            continue
        if port is None and candidate != default:
            print(f"Port {default} is taken; taking {candidate}.")
        return listening
    taken = f"Port {port} is" if port is not None else f"Ports {default} to {default + 99} are"
    raise BookError(f"{taken} taken: choose another with `--port`.")
