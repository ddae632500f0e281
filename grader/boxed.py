"""One box as the grader sees it: cells in, outputs out, and always an end."""

import base64
import contextlib
import select
import socket
import time
from collections.abc import Mapping
from typing import Any

from grader.box.frames import FrameError, receive, send
from grader.box.limits import Limits
from grader.box.warden import INTERRUPT
from grader.sandbox import Sandbox, SandboxFailure
from grader.walls import ENVIRONMENT

GRACE = 2.0  # seconds to react to an interrupt
START = 30.0  # seconds that a box may need to start on a busy machine
OUTPUTS: dict[str, dict[str, type]] = {
    "stream": {"name": str, "text": str},
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict, "execution_count": int},
    "error": {"ename": str, "evalue": str, "traceback": list},
}
STALL = 10.0  # seconds between the first and the last byte of a message


class BoxEnded(Exception):
    """What ran in the box has ended it; the text is the warden's reason: "ended", "memory", "time" or "killed"."""


class Box:
    """One box, with one end of a line to another box in it if `peer` is given.

    Args:
        sandbox: where it is forked from.
        limits: what it may use.
        answers: whether it runs the answers (or everything), and not the checks alone.
        files: contents of the files beside the notebook, by their relative path.
        peer: the line to the other box.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        limits: Limits,
        answers: bool,
        files: Mapping[str, bytes],
        peer: socket.socket | None = None,
    ) -> None:
        self.line, their_line = socket.socketpair()
        self.control, their_control = socket.socketpair()
        with their_line, their_control:
            sandbox.fork(limits, their_line, [their_control, *([peer] if peer else [])])
        begin = {
            "answers": answers,
            "files": {name: base64.b64encode(content).decode("ascii") for name, content in files.items()},
            "environment": {**ENVIRONMENT, "PATH": "/usr/bin:/bin"},
        }
        self.control.settimeout(STALL)
        try:
            send(self.control, begin)
        except OSError as error:
            raise SandboxFailure(f"a box did not start ({self.reason()})") from error
        except FrameError as error:
            raise SandboxFailure(f"the files beside the notebook are too large ({error})") from error
        self.ready = False
        self.ended_by: str | None = None

    def wait_until_ready(self) -> None:
        """Wait until cells can run.

        Raises:
            SandboxFailure: the box could not be made.
        """
        try:
            if self.answer(START) is None:
                raise SandboxFailure("a box did not start in time")
        except BoxEnded as error:
            raise SandboxFailure(f"a box did not start ({error})") from error
        self.ready = True

    def ask(self, code: str, count: int, needs: Mapping[str, object] | None) -> None:
        """Begin to run a cell; `needs` of a check name what it wants of the other box, {} lets it find out itself."""
        if not self.ready:
            self.wait_until_ready()
        try:
            send(self.control, {"code": code, "count": count, "needs": needs})
        except OSError as error:
            raise BoxEnded(self.reason()) from error

    def answer(self, seconds: float) -> list[dict[str, Any]] | None:
        """Wait for the outputs of the cell; return None when the time is up.

        Raises:
            BoxEnded: there will be none.
        """
        ready, _, _ = select.select([self.control], [], [], seconds)
        if not ready:
            return None
        try:
            return checked(receive(self.control).get("outputs", []))
        except (EOFError, OSError, FrameError, ValueError) as error:
            raise BoxEnded(self.reason()) from error

    def interrupt(self) -> None:
        """Interrupt what runs, as Jupyter's stop button does."""
        with contextlib.suppress(OSError):  # it has ended; whoever waits for its answer will see that
            self.line.send(INTERRUPT)

    def kill(self) -> None:
        """End everything in the box."""
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_WR)

    def has_ended(self, seconds: float) -> bool:
        """Say whether the box has ended, or does within some seconds."""
        ready, _, _ = select.select([self.control], [], [], seconds)
        return bool(ready) and not self.control.recv(1, socket.MSG_PEEK)

    def reason(self) -> str:
        """Return why the box has ended.

        Raises:
            SandboxFailure: for no reason that lies in what ran in it.
        """
        if self.ended_by is not None:
            return self.ended_by
        self.kill()  # it may have closed its line and live on
        self.line.settimeout(STALL)
        said = b""
        deadline = time.monotonic() + STALL
        try:
            while time.monotonic() < deadline and (part := self.line.recv(1000)):
                said += part
        except OSError:
            pass
        reason = said.decode("utf-8", "replace")
        if reason not in ("ended", "killed", "memory", "time"):
            raise SandboxFailure(f"a box was lost ({reason or 'its warden is gone'})")
        self.ended_by = reason
        return reason

    def close(self) -> None:
        """Let go of the box; its warden ends it."""
        self.line.close()
        self.control.close()


def checked(outputs: object) -> list[dict[str, Any]]:
    """Return outputs of a cell if they are what a notebook can hold.

    Raises:
        ValueError: they are not; the box has been tampered with.
    """
    if not isinstance(outputs, list):
        raise ValueError("no outputs")
    for output in outputs:
        kind = output.get("output_type") if isinstance(output, dict) else None
        wanted = OUTPUTS.get(str(kind), {})
        if not wanted or set(output) != {"output_type", *wanted}:
            raise ValueError("no output")
        if not all(isinstance(output[key], type_) for key, type_ in wanted.items()):
            raise ValueError("no output")
        if kind == "error" and not all(isinstance(line, str) for line in output["traceback"]):
            raise ValueError("no traceback")
    return outputs
