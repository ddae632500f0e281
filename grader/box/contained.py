"""The first process of a container: a zygote, and a relay for the sockets of its boxes."""

import os
import signal
import socket
from collections.abc import Sequence

from .relay import Relay
from .zygote import main as serve_boxes


def main(arguments: Sequence[str]) -> None:
    """Serve the pipes of this process; the arguments name modules to import."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    zygote = os.fork()
    if zygote == 0:
        for number in (incoming, outgoing, ours.fileno()):
            os.close(number)
        serve_boxes([str(theirs.fileno()), *arguments])
        os._exit(0)
    theirs.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Relay(ours, incoming, outgoing).serve()
