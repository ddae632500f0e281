"""Messages on a socket: four bytes of length, then JSON, which is safe to read whoever wrote it."""

import json
import socket
from typing import Any

LIMIT = 16 * 2**20  # bytes; no honest message of an exercise comes near it
Message = dict[str, Any]


class FrameError(Exception):
    """The other side sent something that is no message, or one that is too long."""


def send(channel: socket.socket, message: Message) -> None:
    """Send one message.

    Raises:
        FrameError: it is too long; nothing was sent.
    """
    data = json.dumps(message).encode()
    if len(data) > LIMIT:
        raise FrameError(f"a message of {len(data)} bytes is longer than {LIMIT}")
    channel.sendall(len(data).to_bytes(4, "big") + data)


def receive(channel: socket.socket) -> Message:
    """Wait for one message; the channel's own time-out applies to each part of it.

    Raises:
        EOFError: the other side is gone.
        FrameError: it sent no message.
    """
    length = int.from_bytes(read(channel, 4), "big")
    if length > LIMIT:
        raise FrameError(f"a message of {length} bytes is longer than {LIMIT}")
    try:
        message = json.loads(read(channel, length))
    except (ValueError, RecursionError) as error:
        raise FrameError("not JSON") from error
    if not isinstance(message, dict):
        raise FrameError("not a JSON object")
    return message


def read(channel: socket.socket, length: int) -> bytes:
    """Read exactly so many bytes."""
    parts = []
    while length:
        try:
            part = channel.recv(min(length, 2**20))
        except ConnectionError:
            part = b""
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
