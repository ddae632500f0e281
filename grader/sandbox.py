"""The box that students' code runs in: bubblewrap around a zygote, and a fork of it for every submission.

bubblewrap shows the zygote the system and Python, read-only, and no network; the zygote runs no student's code.
Each fork then gets namespaces, a /tmp and a /proc of its own (see `grader.box.namespaces`).
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from grader.box.limits import Limits
from grader.errors import UserError

INSIDE = "/grader-inside"
PYTHON_INSIDE = "/grader-python"
START = f"import sys; sys.path.insert(0, {INSIDE!r}); from box.zygote import main; main(sys.argv[1:])"
SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime")
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp",
    "NBGRADER_EXECUTION": "autograde",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


class NoSandbox(UserError):
    """This machine cannot box students' code in; the sentence says why and what to do."""


class SandboxFailure(Exception):
    """The box itself failed, not what ran in it: to be tried again, and never scored 0."""


class Sandbox:
    """A running zygote. Use it in a `with` statement; it may be used by forks of this process, too.

    Args:
        modules: what the zygote imports.

    Raises:
        NoSandbox: bubblewrap is missing, or it cannot make a box here.
    """

    def __init__(self, modules: Sequence[str] = ()) -> None:
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as errors:
            python = [str(place_inside(Path(sys.executable))), "-I", "-c", START]
            command = [*bubblewrap_command(), *python, str(theirs.fileno()), *modules]
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[theirs.fileno()],
            )
            theirs.close()
            answer = self.requests.recv(2**16)
            if not answer:
                self.process.wait()
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
                self.requests.close()
                raise NoSandbox(f"bubblewrap cannot box in students' code here ({said[-1]}): {ADVICE}")
        self.missing: list[str] = json.loads(answer)["missing"]

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and every box."""
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


ADVICE = (
    "on Debian `sudo apt install bubblewrap` (in a container, allow it user namespaces), "
    "or pass --unsafe to run students' code with your own rights."
)


def place_inside(path: Path) -> Path:
    """Return where a path of Python lies in the box: elsewhere if it would be below the box's own /tmp."""
    prefix = Path(sys.prefix)
    if prefix.is_relative_to("/tmp") and path.is_relative_to(prefix):
        return PYTHON_INSIDE / path.relative_to(prefix)
    return path


def bubblewrap_command() -> list[str]:
    """Return the command that runs another command in the zygote's box.

    Raises:
        NoSandbox: there is no bubblewrap.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise NoSandbox(f"Students' code is not run without a box around it, and bubblewrap is missing: {ADVICE}")
    command = [found, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    command += ["--new-session", "--clearenv"]
    if os.geteuid() == 0:
        # the zygote becomes nobody by itself; limits on processes do not hold for root
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user"]
    for name, value in {**ENVIRONMENT, "PATH": f"{place_inside(Path(sys.executable)).parent}:/usr/bin:/bin"}.items():
        command += ["--setenv", name, value]
    command += ["--ro-bind", "/usr", "/usr"]
    for folder in map(Path, SYSTEM_FOLDERS):
        if folder.is_symlink():
            command += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            command += ["--ro-bind", str(folder), str(folder)]
    for name in SYSTEM_FILES:
        command += ["--ro-bind-try", name, name]
    for prefix in dict.fromkeys(map(Path, [sys.base_prefix, sys.prefix])):
        if not prefix.is_relative_to("/usr"):
            place = place_inside(prefix)
            for parent in [*place.parents][-2::-1]:  # nobody, too, must be able to pass through
                command += ["--perms", "0755", "--dir", str(parent)]
            command += ["--ro-bind", str(prefix), str(place)]
    command += ["--perms", "0755", "--dir", INSIDE]
    command += ["--ro-bind", str(Path(__file__).parent / "box"), f"{INSIDE}/box"]
    # the host's /proc is for the zygote only: a fork can mount its own only where one is whole
    command += ["--dev", "/dev", "--bind", "/proc", "/proc", "--perms", "1777", "--tmpfs", "/tmp"]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]
