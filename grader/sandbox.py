"""The box that students' code runs in: bubblewrap or a container around a zygote, which forks for every submission.

Either shows the zygote the system and Python, read-only, and no network; the zygote runs no student's code.
Each fork then gets namespaces, a /tmp and a /proc of its own (see `grader.box.namespaces`).
"""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from grader.box.limits import Limits
from grader.bubblewrap import bubblewrap, bubblewrap_command, zygote_identity
from grader.container import NoContainer, find_engine
from grader.errors import UserError
from grader.walls import python_inside, system_walls

INSIDE = "/grader-inside"
SHOWN = {f"{INSIDE}/box": Path(__file__).parent / "box"}
# on a socket of this kind a message stays one message; macOS keeps those apart that bring descriptors
KIND = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_STREAM


class NoSandbox(UserError):
    """This machine cannot box students' code in; the sentence says why and what to do."""


class SandboxFailure(Exception):
    """The box itself failed, not what ran in it: to be tried again, and never scored 0."""


@dataclass(frozen=True)
class Builder:
    """How boxes are made on this machine: what stands before and after the descriptor of a zygote's socket.

    Attributes:
        why: a sentence about it where it is not the usual way.
    """

    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    why: str = ""


def builder() -> Builder:
    """Return how boxes are made here; a container stands in where there is no bubblewrap.

    Raises:
        NoSandbox: there is neither.
    """
    found = bubblewrap()
    if found is None:
        return with_container("bubblewrap is missing")
    command = bubblewrap_command(found, system_walls(SHOWN, {}), zygote_identity())
    return Builder((*command, python_inside(), *start("zygote")))


def with_container(reason: str) -> Builder:
    """Return how a container makes boxes.

    Raises:
        NoSandbox: it cannot.
    """
    try:
        engine = find_engine()
        engine.prepare()
    except NoContainer as error:
        raise NoSandbox(f"Students' code is not run without a box: {reason}, and {error}; {advice()}") from error
    container, python = engine.zygote(SHOWN)
    outside = (sys.executable, "-m", "grader.box.outside")
    why = f"Students' code runs in a container of {engine.name}, as {reason}."
    return Builder(outside, (*container, python, *start("contained")), why)


def start(module: str) -> tuple[str, ...]:
    """Return Python's arguments that start a module of the box."""
    return "-I", "-c", f"import sys; sys.path.insert(0, {INSIDE!r}); from box.{module} import main; main(sys.argv[1:])"


class Sandbox:
    """A running zygote. Use it in a `with` statement; it may be used by forks of this process, too.

    Args:
        modules: what the zygote imports.
        wait: wait until it is ready; else `wait` does.

    Attributes:
        missing: those that are not installed.
        why: a sentence about the kind of box where it is not the usual one.

    Raises:
        NoSandbox: nothing here can make a box.
    """

    def __init__(self, modules: Sequence[str] = (), wait: bool = True) -> None:
        self.modules, self.chosen, self.why = modules, builder(), ""
        self.missing: list[str] = []
        self.begin()
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until boxes can be had; once."""
        said = self.why_none()
        if said and not self.chosen.why:
            self.chosen = with_container(f"bubblewrap cannot make one here ({said})")
            self.begin()
            said = self.why_none()
        if said:
            raise NoSandbox(f"No container can box in students' code here ({said}): {advice()}")
        self.why = self.chosen.why

    def begin(self) -> None:
        """Start a zygote."""
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, KIND)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - is closed when the zygote has spoken
        with theirs:
            self.process = subprocess.Popen(
                [*self.chosen.before, str(theirs.fileno()), *self.chosen.after, *self.modules],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
                pass_fds=[theirs.fileno()],
            )

    def why_none(self) -> str:
        """Wait for the zygote's first word; return why there is no zygote."""
        with self.errors:
            answer = self.requests.recv(2**16)
            if answer:
                self.missing = json.loads(answer)["missing"]
                return ""
            self.process.wait()
            self.errors.seek(0)
            said = self.errors.read().decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            self.requests.close()
            return said[-1]

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and every box."""
        self.errors.close()
        self.requests.close()
        self.process.kill()
        self.process.wait()

    def fork(self, limits: Limits, line: socket.socket, channels: Iterable[socket.socket]) -> None:
        """Start a new box with the far ends of these sockets in it; `line` goes to its warden.

        Raises:
            SandboxFailure: the zygote has ended.
        """
        numbers = [line.fileno(), *(channel.fileno() for channel in channels)]
        try:
            socket.send_fds(self.requests, [json.dumps(asdict(limits)).encode()], numbers)
        except OSError as error:
            raise SandboxFailure(f"the process that starts boxes has ended ({error})") from error


def advice() -> str:
    """Return what to do on a machine without boxes."""
    unsafe = "or pass --unsafe to run students' code with your own rights."
    if sys.platform == "linux":
        return f"on Debian `sudo apt install bubblewrap` (in a container, allow it user namespaces), {unsafe}"
    if sys.platform == "win32":
        return f"run grader in WSL 2 (`wsl --install`) after `sudo apt install bubblewrap` there, {unsafe}"
    return f"install and start podman (`brew install podman`) and run `grader setup-container`, {unsafe}"
