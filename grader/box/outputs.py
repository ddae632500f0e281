"""Collects what a cell shows, as the outputs of a Jupyter notebook."""

import io
import os
from pathlib import Path
from typing import Any

LIMIT = 2**20  # characters of text, and of pictures, that one cell may show
CUT = "\n... Output truncated ...\n"
Output = dict[str, Any]


class Outputs:
    """The outputs of one cell, in order; text on the same stream is joined."""

    def __init__(self) -> None:
        self.all: list[Output] = []
        self.left = LIMIT

    def write(self, name: str, text: str) -> None:
        """Add text on `stdout` or `stderr`; what is beyond the limit is dropped."""
        if not text or self.left <= 0:
            return
        if len(text) >= self.left:
            text = text[: self.left] + CUT
        self.left -= len(text)
        last = self.all[-1] if self.all else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.all.append({"output_type": "stream", "name": name, "text": text})

    def show(self, kind: str, data: Output, metadata: Output, **more: Any) -> None:
        """Add a `display_data` or `execute_result`; one that is too large is replaced by a word about it."""
        data = {mime: content for mime, content in data.items() if isinstance(content, str | dict | list)}
        size = sum(len(str(content)) for content in data.values())
        if size > self.left:
            data = {"text/plain": f"<output of {size} characters left out>"}
        self.left -= size
        self.all.append({"output_type": kind, "data": data, "metadata": metadata, **more})

    def fail(self, name: str, text: str, traceback: list[str]) -> None:
        """Add an error; it is never left out."""
        cut = [line[:20_000] for line in traceback[:200]]
        self.all.append({"output_type": "error", "ename": name, "evalue": text[:20_000], "traceback": cut})

    @property
    def failed(self) -> bool:
        """Say whether there is an error among them."""
        return any(output["output_type"] == "error" for output in self.all)


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding = "utf-8"

    def __init__(self, name: str, descriptor: int) -> None:
        self.name, self.descriptor = name, descriptor
        self.outputs = Outputs()

    def write(self, text: str) -> int:
        """Add text to the outputs of the cell that runs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor that libraries in C write to."""
        return self.descriptor


class Descriptor:
    """Descriptor 1 or 2 as a file, for what subprocesses and libraries in C write past Python's streams."""

    def __init__(self, name: str, descriptor: int) -> None:
        self.name = name
        self.path = Path(f"/tmp/.{name}")
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, descriptor)
        os.close(file)
        self.descriptor = descriptor
        self.seen = 0

    def collect(self, outputs: Outputs) -> None:
        """Add what has been written since the last time."""
        size = os.fstat(self.descriptor).st_size
        if size > self.seen:
            text = os.pread(self.descriptor, min(size - self.seen, LIMIT), self.seen).decode("utf-8", "replace")
            outputs.write(self.name, text)
            os.ftruncate(self.descriptor, 0)
            self.seen = 0
