"""The local simulator: our server of the Wokwi API, as a child process."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hardware_labs.errors import LabError
from hardware_labs.toolchain.find import find_node

SERVER = Path(__file__).with_name("simulator") / "server.ts"
START_SECONDS = 20.0
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class LocalServer:
    """A listening server: where it is, what lets a client in, and its process."""

    url: str
    token: str
    process: subprocess.Popen[str]


@contextlib.contextmanager
def local_server(port: int = 0, token: str | None = None, script: Path = SERVER) -> Iterator[LocalServer]:
    """Run the server until the block ends.

    Args:
        port: Port on 127.0.0.1; 0 takes a free one.
        token: What a client has to know; a new secret if not given.
        script: The server.

    Raises:
        LabError: Node is missing or the server does not come up.
    """
    token = token or secrets.token_urlsafe(16)
    # its complaints go to a file: a pipe that nobody reads would block it
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        process = subprocess.Popen(
            [str(find_node()), str(script), "--port", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
            env={**os.environ, "LAB_SIMULATOR_TOKEN": token},
            # Ctrl-C is for this process; the server ends when its stdin does
            start_new_session=True,
        )
        try:
            url = _first_line(process)
            if not url.startswith("ws://"):
                raise LabError(f"The local simulator did not start: {_reason(process, complaints)}.")
            yield LocalServer(url, token, process)
        finally:
            _stop(process)


def _first_line(process: subprocess.Popen[str]) -> str:
    lines: list[str] = []
    if process.stdout is None:
        raise TypeError("the server's output must be a pipe")
    reader = threading.Thread(target=lambda out: lines.append(out.readline()), args=[process.stdout], daemon=True)
    reader.start()
    reader.join(START_SECONDS)
    return lines[0].strip() if lines else ""


def _reason(process: subprocess.Popen[str], complaints: IO[str]) -> str:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1)
    complaints.seek(0)
    text = [line.strip() for line in complaints if line.strip()]
    # Node prints the source line first; the error itself begins with its class
    named = [line for line in text if re.match(r"\w*Error\b", line)]
    reason = (named or text or [f"it printed no address within {START_SECONDS:g} s"])[0]
    return reason.removeprefix("simulator: ").rstrip(".")


def _stop(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(OSError):
        if process.stdin:
            process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
