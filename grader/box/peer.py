"""Calls between the answers and the checks, over one socket; either side answers while it waits."""

import operator
import socket
from collections.abc import Callable, Mapping
from typing import Any

from .frames import FrameError, Message, receive, send
from .outputs import Outputs
from .remote import Remote, RemoteCallable
from .shell import Shell
from .tracebacks import describe, frames, rebuild
from .values import Codec, Encoded


class UnreadableAnswer(Exception):
    """The answers sent something that no honest code sends."""


def step(walk: Any) -> tuple[bool, Any]:
    """Return whether there was a next item, and the item."""
    for item in walk:
        return True, item
    return False, None


OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "len": len,
    "iter": iter,
    "next": step,
    "repr": repr,
    "str": str,
}


class Peer:
    """One end of the line.

    Args:
        channel: the line.
        shell: where outputs go.
        trusting: True on the side of the answers, which may trust the checks; never the other way.
        services: what the other side may ask for besides the operations on objects, by name.
    """

    def __init__(
        self,
        channel: socket.socket,
        shell: Shell,
        trusting: bool,
        services: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.channel, self.shell, self.trusting, self.services = channel, shell, trusting, services
        self.exports: list[Any] = []
        self.number_of: dict[int, int] = {}
        self.foreigners: dict[int, Remote] = {}
        self.errors: list[tuple[BaseException, int]] = []  # of the other side, with their numbers there
        if not trusting:
            shell.frames_of_the_other_side = self.frames_of

    # Handles, for the codec

    def number(self, value: object) -> int | None:
        """Return the number of an object of the other side."""
        return value.__dict__["_number"] if type(value) in (Remote, RemoteCallable) else None

    def export(self, value: object) -> Encoded:
        """Return a handle to an object of this side."""
        if not self.trusting and not callable(value):
            raise TypeError(f"A check cannot hand an object of the type {type(value).__name__} to an answer.")
        number = self.number_of.setdefault(id(value), len(self.exports))
        if number == len(self.exports):
            self.exports.append(value)
        about: dict[str, Any] = {"callable": callable(value)}
        if self.trusting:
            kind = type(value)
            about["class"] = f"{kind.__module__}:{kind.__qualname__}"
            name, doc = getattr(value, "__name__", None), getattr(value, "__doc__", None)
            about |= {"name": name if isinstance(name, str) else None, "doc": doc if isinstance(doc, str) else None}
        return ["mine", number, about]

    def own(self, number: int) -> object:
        """Return the object of this side that a handle names."""
        return self.exports[number]

    def foreign(self, number: int, about: Encoded) -> object:
        """Return what stands for an object of the other side, the same each time."""
        if number not in self.foreigners:
            kind = RemoteCallable if about["callable"] else Remote
            self.foreigners[number] = kind(self.ask, number, about)
        return self.foreigners[number]

    # Calls

    def ask(self, operation: str, number: int | None, *args: Any, **kwargs: Any) -> Any:
        """Let the other side do something and return its answer, or raise its error.

        Raises:
            EOFError: the other side is gone.
            UnreadableAnswer: it sent what cannot be read.
        """
        codec = Codec(self, self.trusting)
        request = {"operation": operation, "object": number, "args": codec.encode(args)}
        request["kwargs"] = codec.encode(tuple(kwargs.items()))
        send(self.channel, request)
        try:
            reply = receive(self.channel)
            while "operation" in reply:
                self.serve(reply)
                reply = receive(self.channel)
            self.show(reply.get("outputs", []))
            codec.apply(reply.get("changes", {}))
            if "error" not in reply:
                return codec.decode(reply["value"])
            error = rebuild(reply["error"])
            self.errors = [*self.errors[-9:], (error, int(reply["number"]))]
        except (EOFError, KeyboardInterrupt):
            raise
        except BaseException as problem:
            raise UnreadableAnswer(f"What your code returned cannot be read ({type(problem).__name__}).") from None
        raise error

    def frames_of(self, error: BaseException) -> list[str]:
        """Return the frames of an error of the other side that nothing has caught."""
        number = next((number for known, number in self.errors if known is error), -1)
        try:
            return [str(frame) for frame in self.ask("frames", number)] if number >= 0 else []
        except Exception:
            return []  # the error itself counts, with frames or without

    def show(self, outputs: list[Message]) -> None:
        """Show what the other side has shown: text and pictures only, as a value or an error would be a score."""
        for output in outputs:
            if output["output_type"] == "stream" and output["name"] in ("stdout", "stderr"):
                # through the stream, so that a check can catch what an answer prints
                self.shell.stream(output["name"]).write(str(output["text"]))
            elif output["output_type"] == "display_data":
                self.shell.outputs.show("display_data", output["data"], output["metadata"])

    def serve(self, request: Message) -> None:
        """Do what the other side asks for."""
        before, here = self.shell.outputs, Outputs()
        if self.trusting:
            self.shell.collect_in(here)
        reply: Message = {}
        try:
            codec = Codec(self, self.trusting)
            args = codec.decode(request["args"])
            kwargs = dict(codec.decode(request["kwargs"]))
            copies = codec.copy_all()
            try:
                value = self.perform(str(request["operation"]), request["object"], args, kwargs)
                reply["changes"] = codec.changes(copies)
                reply["value"] = codec.encode(value)
            except BaseException:
                reply["changes"] = codec.changes(copies)
                raise
        except BaseException as error:
            reply["error"], reply["number"] = describe(error), len(self.exports)
            if self.trusting:  # the frames of a check show its text
                self.exports.append(error)
        if self.trusting:
            self.shell.collect_rest()
            self.shell.collect_in(before)
            reply["outputs"] = here.all
        try:
            send(self.channel, reply)
        except FrameError as error:
            send(self.channel, {"error": describe(error), "number": -1, "outputs": []})

    def perform(self, operation: str, number: int | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Carry out one operation."""
        if operation in self.services:
            return self.services[operation](*args)
        if not self.trusting and operation != "call":
            raise PermissionError("An answer can only call what a check has handed to it.")
        if not isinstance(number, int):
            raise ValueError("no object")
        if operation == "frames":
            return frames(self.exports[number], self.shell)
        with self.shell.interruptible():
            return OPERATIONS[operation](self.exports[number], *args, **kwargs)
