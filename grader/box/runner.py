"""The first process of a box: runs cells as they are handed in, and serves the calls of the checks."""

import base64
import builtins
import os
import select
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from .frames import Message, receive, send
from .needs import Import, Needs, needs_of, read_needs
from .outputs import Outputs
from .peer import Peer
from .shell import Shell, new_shell

HOME = Path("/tmp/home")


class Runner:
    """Runs the cells of one notebook, or of one side of it.

    Args:
        control: the line to the grader.
        peer: the line between the two sides, if answers and checks run apart.
    """

    def __init__(self, control: socket.socket, peer: socket.socket | None = None) -> None:
        self.control, self.line = control, peer
        self.shell: Shell = new_shell()
        self.peer: Peer | None = None
        self.wanted: set[str] = set()  # names that the checks have used so far
        self.lent: dict[str, Any] = {}  # those that the answers had

    def serve(self) -> None:
        """Run until the grader lets go.

        Raises:
            EOFError: it has.
        """
        begin = receive(self.control)
        settle(begin)
        self.shell.start()
        answers = bool(begin["answers"])
        if self.line is not None:
            services = {"exchange": self.answer_exchange} if answers else {}
            self.peer = Peer(self.line, self.shell, answers, services)
        send(self.control, {"ready": True})
        lines = [self.control, *([self.line] if self.line is not None and answers else [])]
        while True:
            ready, _, _ = select.select(lines, [], [])
            if self.control in ready:
                send(self.control, self.run(receive(self.control)))
            elif self.peer is not None:
                self.peer.serve(receive(self.peer.channel))

    def run(self, request: Message) -> Message:
        """Run one cell; with `needs`, it is a check, whose names may be those of the other side."""
        code, needs = str(request["code"]), request["needs"]
        if needs is not None:
            self.exchange(read_needs(needs) if needs else needs_of(self.shell.transform_cell(code)) or Needs())
        with self.shell.interruptible():
            return {"outputs": self.shell.run(code, int(request["count"]))}

    def exchange(self, needs: Needs) -> None:
        """Bring the names that a check reads from the answers, and give them what it imports."""
        own = self.shell.user_ns
        for name, value in self.lent.items():
            if own.get(name) is value:
                del own[name]
        self.wanted.update(needs.names)
        names = sorted(name for name in self.wanted if name not in own and not hasattr(builtins, name))
        self.shell.collect_in(Outputs())
        self.lent = dict(self.peer.ask("exchange", None, names, shared(needs.imports))) if self.peer else {}
        own.update(self.lent)

    def answer_exchange(self, names: list[str], imports: dict[str, Any]) -> dict[str, Any]:
        """Return what the answers have by these names, then let them see what the check imports."""
        found = self.find(names)
        self.shell.user_ns.update(imports)
        return found

    def find(self, names: list[str]) -> dict[str, Any]:
        """Return what the answers have by these names."""
        shell = self.shell
        return {
            name: shell.user_ns[name] for name in names if name in shell.user_ns and name not in shell.user_ns_hidden
        }


def shared(imports: list[Import]) -> dict[str, Any]:
    """Return what a check imports from libraries: in one kernel the answers see it, and many a notebook rests on that.

    A file of the unit's own may be secret, so what is imported from there is not given.
    """
    given: dict[str, Any] = {}
    for one in imports:
        found: dict[str, Any] = {}
        with suppress(Exception):  # the check itself will say what is wrong
            exec(one.code, found)
        found.pop("__builtins__", None)
        if comes_from_library(one.modules):
            given |= found
    return given


def comes_from_library(modules: list[str]) -> bool:
    """Say whether none of these modules is a file beside the notebook."""
    files = [getattr(sys.modules.get(module.split(".")[0]), "__file__", None) or "" for module in modules]
    return not any(file.startswith(str(HOME)) for file in files)


def settle(begin: Message) -> None:
    """Write the files that lie beside the notebook, and make their folder the current one."""
    HOME.mkdir()
    for name, content in begin["files"].items():
        path = HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    os.chdir(HOME)
    sys.path[0:0] = [str(HOME)]
    os.environ.clear()
    os.environ.update(begin["environment"], HOME=str(HOME))
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()  # else every fork would draw the same numbers
