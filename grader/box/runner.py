"""The first process of a box: runs cells as they are handed in, and serves the calls of the checks."""

import ast
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
            services = {"names": self.find, "give": self.shell.user_ns.update} if answers else {}
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
        """Run one cell."""
        code = str(request["code"])
        if request["borrow"]:
            self.borrow(code)
            self.share_imports(code)
        with self.shell.interruptible():
            return {"outputs": self.shell.run(code, int(request["count"]))}

    def share_imports(self, code: str) -> None:
        """Give the answers what a check imports: in one kernel they see it, and many a notebook rests on that.

        A file of the unit's own may be secret, so what is imported from there is not given.
        """
        shared: dict[str, Any] = {}
        for node in parsed(self.shell, code).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found: dict[str, Any] = {}
                with suppress(Exception):  # the check itself will say what is wrong
                    exec(compile(ast.Module([node], []), "imports", "exec"), found)
                del found["__builtins__"]
                shared |= {name: value for name, value in found.items() if comes_from_library(node)}
        if shared and self.peer is not None:
            with suppress(EOFError):  # the answers have ended, and the check is about to find out
                self.peer.ask("give", None, shared)

    def borrow(self, code: str) -> None:
        """Bring the names that a check uses and does not define from the answers."""
        own = self.shell.user_ns
        for name, value in self.lent.items():
            if own.get(name) is value:
                del own[name]
        self.wanted |= names_in(self.shell, code)
        names = sorted(name for name in self.wanted if name not in own and not hasattr(builtins, name))
        self.shell.collect_in(Outputs())
        self.lent = dict(self.peer.ask("names", None, names)) if self.peer else {}
        own.update(self.lent)

    def find(self, names: list[str]) -> dict[str, Any]:
        """Return what the answers have by these names."""
        shell = self.shell
        return {
            name: shell.user_ns[name] for name in names if name in shell.user_ns and name not in shell.user_ns_hidden
        }


def names_in(shell: Shell, code: str) -> set[str]:
    """Return the names that a cell reads; none if it is no Python."""
    nodes = ast.walk(parsed(shell, code))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def comes_from_library(node: ast.Import | ast.ImportFrom) -> bool:
    """Say whether an import does not come from a file beside the notebook."""
    packages = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    files = [getattr(sys.modules.get(package.split(".")[0]), "__file__", None) or "" for package in packages]
    return not any(file.startswith(str(HOME)) for file in files)


def parsed(shell: Shell, code: str) -> ast.Module:
    """Return a cell's syntax tree; an empty one if it is no Python."""
    try:
        return ast.parse(shell.transform_cell(code))
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


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
