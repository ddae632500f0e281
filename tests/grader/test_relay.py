"""The relay that carries the sockets of boxes into a container and out of it."""

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from grader.box.relay import WINDOW, Relay


@dataclass
class Way:
    """Two relays with pipes between them, and the far ends of their control sockets."""

    here: socket.socket
    there: socket.socket

    def carry(self) -> tuple[socket.socket, socket.socket]:
        """Hand a new socket over; return its owner's end and the end that comes out on the other side."""
        own, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.here, [b"limits"], [theirs.fileno()])
        message, [descriptor], _, _ = socket.recv_fds(self.there, 100, 1)
        assert message == b"limits"
        far = socket.socket(fileno=descriptor)
        for end in (own, far):
            end.settimeout(10)
        return own, far


@pytest.fixture
def way() -> Iterator[Way]:
    ours, near = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    (in_a, out_b), (in_b, out_a) = os.pipe(), os.pipe()
    relays = [Relay(near, in_a, out_a), Relay(far, in_b, out_b)]
    threads = [threading.Thread(target=relay.serve, daemon=True) for relay in relays]
    for thread in threads:
        thread.start()
    yield Way(ours, theirs)
    ours.close()
    theirs.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive(), "a relay ends with its control socket"


def read_all(end: socket.socket) -> bytes:
    """Read until the other side has ended."""
    parts = []
    while part := end.recv(2**16):
        parts.append(part)
    return b"".join(parts)


def test_all_bytes_arrive_and_each_direction_ends_by_itself(way: Way) -> None:
    own, far = way.carry()
    sent = os.urandom(5 * WINDOW)
    sender = threading.Thread(target=lambda: (own.sendall(sent), own.shutdown(socket.SHUT_WR)))
    sender.start()
    assert read_all(far) == sent
    sender.join()
    far.sendall(b"memory")
    far.close()
    assert read_all(own) == b"memory"


def test_a_box_that_never_reads_stops_no_other(way: Way) -> None:
    stuffed, _deaf = way.carry()
    stuffed.setblocking(False)
    with pytest.raises(BlockingIOError):
        for _ in range(1000):
            stuffed.send(bytes(2**16))
    own, far = way.carry()
    own.sendall(b"hello")
    assert far.recv(100) == b"hello"


def test_what_is_sent_to_a_box_that_has_ended_is_dropped(way: Way) -> None:
    own, far = way.carry()
    far.close()
    assert own.recv(100) == b""
    own.sendall(bytes(2 * WINDOW))
    own.close()
    other, end = way.carry()
    end.sendall(b"alive")
    assert other.recv(100) == b"alive"
