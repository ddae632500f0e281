"""Watches one box from outside: ends it when it uses too much, takes too long, or when its owner lets go."""

import os
import select
import signal
import socket
import time

from .limits import Limits, memory_at_most, memory_in_use

INTERVAL = 0.05  # seconds between two looks at the memory
SLACK = 128  # megabytes more than one process may have, so that one alone meets Python's MemoryError first
INTERRUPT = b"i"


def watch(child: int, line: socket.socket, limits: Limits, before: int) -> str:
    """Wait until the box has ended.

    Args:
        child: the first process of the box; when it ends the kernel ends all others.
        line: `INTERRUPT` on it interrupts the box, and its end kills it.
        limits: see `Limits`; /proc must show the box and nothing else.
        before: megabytes that the first process had when it was forked.

    Returns:
        Why it ended: "ended", "killed", "memory" or "time".
    """
    ended = os.pidfd_open(child)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    poll.register(line, select.POLLIN)
    deadline = time.monotonic() + limits.seconds
    most = before + limits.memory + SLACK
    reason = "ended"
    while True:
        ready = {number for number, _ in poll.poll(INTERVAL * 1000)}
        if ended in ready:
            break
        if line.fileno() in ready:
            if line.recv(1) == INTERRUPT:
                os.kill(child, signal.SIGINT)
                continue
            reason = "killed"
        elif time.monotonic() > deadline:
            reason = "time"
        elif memory_at_most() > most and memory_in_use() > limits.memory + SLACK:
            reason = "memory"
        else:
            continue
        os.kill(child, signal.SIGKILL)
        break
    os.waitpid(child, 0)
    return reason
