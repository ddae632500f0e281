"""The zygote: imports what an exercise uses, computes nothing, and forks a box for every request.

Libraries that start threads at their first computation hang in the forks of a process that has computed;
one that has only imported is safe to fork.
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence

from . import limits as box_limits
from . import namespaces, seccomp
from .limits import Limits, own_memory
from .outputs import Outputs
from .runner import Runner
from .shell import Shell, new_shell
from .warden import watch

# what a library loads at its first use only: 20 ms in every fork that the zygote spends once
LAZY = {"numpy": ["numpy.random", "numpy.linalg"]}


def main(arguments: Sequence[str]) -> None:
    """Serve requests on the socket with the descriptor in the first argument; the others name modules to import."""
    requests = socket.socket(fileno=int(arguments[0]))
    namespaces.keep_niceness()
    namespaces.become_nobody()
    missing = []
    for name in arguments[1:]:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    for name in [part for library, parts in LAZY.items() if library in sys.modules for part in parts]:
        importlib.import_module(name)
    warm_up(new_shell())
    gc.freeze()  # the forks then leave these objects' pages alone
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the wardens
    requests.sendall(json.dumps({"ready": True, "missing": missing}).encode() + b"\n")
    while True:
        data, descriptors, _, _ = socket.recv_fds(requests, 4096, 3)
        if not data:
            return
        if os.fork() == 0:
            requests.close()
            guard(json.loads(data), [socket.socket(fileno=number) for number in descriptors])
        for number in descriptors:
            os.close(number)


def warm_up(shell: Shell) -> None:
    """Let IPython load what it loads only when it runs a cell and when it draws a traceback."""
    shell.outputs = Outputs()
    shell.run_cell("def f():\n    return 1 / 0\n\nf()", store_history=False)  # type: ignore[no-untyped-call]
    shell.reset()  # type: ignore[no-untyped-call]


def guard(request: dict[str, int], sockets: Sequence[socket.socket]) -> None:
    """Be the warden of one new box; never returns."""
    line, *channels = sockets
    reason = "failed"
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        limits = Limits(**request)
        before = own_memory()
        namespaces.enter_new_namespaces()
        child = os.fork()
        if child == 0:
            line.close()
            live(limits, channels)
        for channel in channels:
            channel.close()
        reason = watch(child, line, limits, before)
    except BaseException as error:
        reason = f"failed: {error}"
    finally:
        try:
            line.sendall(reason.encode())
        finally:
            os._exit(0)


def live(limits: Limits, channels: Sequence[socket.socket]) -> None:
    """Be the first process of the box; never returns."""
    try:
        namespaces.die_with_parent()
        namespaces.mount_private_folders(limits.disk)
        kept = [channel.fileno() for channel in channels]
        nothing = os.open("/dev/null", os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        close_all_but(kept)
        box_limits.apply(limits)
        namespaces.drop_privileges()
        seccomp.forbid()
        Runner(*channels).serve()
    except EOFError:
        pass
    except BaseException as error:
        sys.stderr.write(f"{error}\n")
    finally:
        os._exit(0)


def close_all_but(kept: Sequence[int]) -> None:
    """Close every descriptor but the standard ones and these."""
    low = 3
    for number in [*sorted(kept), 2**16]:
        os.closerange(low, number)
        low = number + 1
