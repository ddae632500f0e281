"""The other end of a container's relay: runs beside the grader, and holds the container as its child."""

import signal
import socket
import subprocess
import sys
from collections.abc import Sequence

from .relay import Relay

PATIENCE = 5.0  # seconds for a container to end by itself


def main(arguments: Sequence[str]) -> None:
    """Serve the socket with the descriptor in the first argument; the others are the container's command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses Ctrl-C means the grader, which then lets go
    control = socket.socket(fileno=int(arguments[0]))
    with subprocess.Popen(
        arguments[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
    ) as container:
        assert container.stdin and container.stdout
        Relay(control, container.stdout.fileno(), container.stdin.fileno()).serve()
        control.close()
        container.stdin.close()
        try:
            container.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            container.kill()


if __name__ == "__main__":
    main(sys.argv[1:])
