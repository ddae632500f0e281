"""Carries the sockets of many boxes over one pair of pipes: a container's standard input and output.

Descriptors cannot be handed into a container, whose files may even lie in another machine's kernel. So one relay runs
on either side of the pipes. What arrives at the control socket of the one leaves that of the other, and for every
socket that comes with it both sides hold a channel. No channel may send more than `WINDOW` bytes that have not been
taken on the other side: a box that never reads stops its own channel and no other.
"""

import os
import select
import socket
import struct
from dataclasses import dataclass, field
from enum import IntEnum

HEADER = struct.Struct(">BII")  # kind, channel, length of what follows
WINDOW = 2**18
PIECE = 2**16
MESSAGE = 4096  # bytes of a message on the control socket
SOCKETS = 3  # that come with one message


class Kind(IntEnum):
    """What a frame is: a message for the control socket, or bytes, their acknowledgement or the end of a channel."""

    OPEN = 0
    DATA = 1
    TAKEN = 2
    END = 3


@dataclass
class Channel:
    """One socket of a box: what is still to be written to it, and how much may be read from it."""

    socket: socket.socket
    waiting: bytearray = field(default_factory=bytearray)
    credit: int = WINDOW
    reading: bool = True
    writing: bool = True  # more may come from the other side
    broken: bool = False


class Relay:
    """One side.

    Args:
        control: the socket that messages with sockets come from, or are passed on to.
        incoming: descriptor that is read from the other side.
        outgoing: descriptor that is written to the other side.
    """

    def __init__(self, control: socket.socket, incoming: int, outgoing: int) -> None:
        self.control, self.incoming, self.outgoing = control, incoming, outgoing
        self.channels: dict[int, Channel] = {}
        self.next = 0
        self.received, self.unsent = bytearray(), bytearray()
        os.set_blocking(outgoing, False)

    def serve(self) -> None:
        """Run until either end of the way is closed."""
        while True:
            readers: list[socket.socket | int] = [self.incoming]
            if len(self.unsent) < WINDOW:
                readers += [self.control, *(one.socket for one in self.channels.values() if one.reading and one.credit)]
            writers: list[socket.socket | int] = [one.socket for one in self.channels.values() if one.waiting]
            writers += [self.outgoing] if self.unsent else []
            ready, free, _ = select.select(readers, writers, [])
            try:
                if self.outgoing in free:
                    del self.unsent[: os.write(self.outgoing, self.unsent[:PIECE])]
                if self.incoming in ready:
                    self.take_in()
                if self.control in ready:
                    self.pass_on()
            except (EOFError, ConnectionError):
                return
            for number, channel in [*self.channels.items()]:
                if channel.socket in ready:
                    self.read(number, channel)
                if channel.waiting:
                    self.write(number, channel)
                if not (channel.reading or channel.writing or channel.waiting):
                    channel.socket.close()
                    del self.channels[number]

    def send(self, kind: Kind, number: int, content: bytes = b"") -> None:
        """Put one frame in line for the other side."""
        self.unsent += HEADER.pack(kind, number, len(content)) + content

    def pass_on(self) -> None:
        """Send a message of the control socket to the other side, and hold the sockets that came with it.

        Raises:
            EOFError: nobody holds the control socket's other end any more.
        """
        message, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE, SOCKETS)
        if not message:
            raise EOFError
        first = self.next
        for descriptor in descriptors:
            self.hold(socket.socket(fileno=descriptor), self.next)
            self.next += 1
        self.send(Kind.OPEN, first, bytes([len(descriptors)]) + message)

    def hold(self, own: socket.socket, number: int) -> None:
        """Begin a channel."""
        own.setblocking(False)
        self.channels[number] = Channel(own)

    def take_in(self) -> None:
        """Read frames of the other side.

        Raises:
            EOFError: it has ended.
        """
        part = os.read(self.incoming, PIECE)
        if not part:
            raise EOFError
        self.received += part
        while len(self.received) >= HEADER.size:
            kind, number, length = HEADER.unpack_from(self.received)
            end = HEADER.size + length
            if len(self.received) < end:
                return
            content = bytes(self.received[HEADER.size : end])
            del self.received[:end]
            self.obey(Kind(kind), number, content)

    def obey(self, kind: Kind, number: int, content: bytes) -> None:
        """Do what a frame says."""
        if kind is Kind.OPEN:
            pairs = [socket.socketpair() for _ in range(content[0])]
            for offset, (own, _) in enumerate(pairs):
                self.hold(own, number + offset)
            socket.send_fds(self.control, [content[1:]], [theirs.fileno() for _, theirs in pairs])
            for _, theirs in pairs:
                theirs.close()
        elif channel := self.channels.get(number):
            if kind is Kind.DATA:
                channel.waiting += content
            elif kind is Kind.TAKEN:
                channel.credit += int.from_bytes(content, "big")
            else:
                channel.writing = False
                self.write(number, channel)

    def read(self, number: int, channel: Channel) -> None:
        """Read from a box or its owner, as much as the other side has room for."""
        try:
            part = channel.socket.recv(min(PIECE, channel.credit))
        except ConnectionError:
            part = b""
        channel.credit -= len(part)
        channel.reading = bool(part)
        self.send(Kind.DATA if part else Kind.END, number, part)

    def write(self, number: int, channel: Channel) -> None:
        """Write what waits, as much as is taken; when all was written, pass on the end."""
        try:
            taken = channel.socket.send(channel.waiting) if channel.waiting and not channel.broken else 0
        except BlockingIOError:
            return
        except OSError:  # nobody will ever read it
            channel.broken = True
        taken = len(channel.waiting) if channel.broken else taken
        if taken:
            del channel.waiting[:taken]
            self.send(Kind.TAKEN, number, taken.to_bytes(4, "big"))
        if not channel.writing and not channel.waiting and not channel.broken:
            try:
                channel.socket.shutdown(socket.SHUT_WR)
            except OSError:
                channel.broken = True
