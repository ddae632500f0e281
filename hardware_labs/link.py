"""What a scenario and a measurement need of a board, simulated or real."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from hardware_labs.errors import LabError

# board time between two looks at what was printed: short, so that a scenario reacts where a person would
SLICE_SECONDS = 0.01
PATIENCE_SECONDS = 10.0
LINES_SHOWN = 3

OnLine = Callable[[str, float], None]


class NotOnThisBoardError(Exception):
    """The step cannot be done on this board; the message says why."""


class SerialLog:
    """Everything a board has printed, and how far it has been read."""

    def __init__(self, on_line: OnLine) -> None:
        """Call `on_line` with each whole line and the board time in seconds at which it was complete."""
        self.text = ""
        self.quiet = False
        self._on_line = on_line
        self._read = 0
        self._line_start = 0

    def add(self, received: bytes, seconds: float) -> None:
        """Append what the board has sent."""
        self.text += received.decode("utf-8", errors="replace")
        while (end := self.text.find("\n", self._line_start)) >= 0:
            line = self.text[self._line_start : end].rstrip("\r")
            self._line_start = end + 1
            if not self.quiet:
                self._on_line(line, seconds)

    def find(self, text: str) -> str | None:
        """Look for a text after what was found last; return all that was printed up to its end."""
        start = self.text.find(text, self._read)
        if start < 0:
            return None
        passed = self.text[self._read : start + len(text)]
        self._read = start + len(text)
        return passed

    def last_lines(self) -> str:
        """Return the last few lines printed, for an error message."""
        lines = self.text.splitlines()[-LINES_SHOWN:]
        return " / ".join(lines) if lines else "nothing"


class BoardLink(ABC):
    """A running board: its serial line, its parts' controls, its pins.

    Attributes:
        name: What to call it in messages.
        log: What the board has printed.
    """

    def __init__(self, name: str, on_line: OnLine) -> None:
        self.name = name
        self.log = SerialLog(on_line)

    @property
    @abstractmethod
    def seconds(self) -> float:
        """Board time in seconds since it started."""

    @abstractmethod
    async def advance(self, seconds: float) -> None:
        """Let board time pass and take in what the board prints."""

    @abstractmethod
    async def write(self, text: str | bytes) -> None:
        """Type a text, or send bytes, to the board."""

    @abstractmethod
    async def set_control(self, part: str, control: str, value: float) -> None:
        """Turn a part's control, or raise NotOnThisBoardError."""

    @abstractmethod
    async def read_pin(self, part: str, pin: str) -> bool:
        """Return a pin's level, or raise NotOnThisBoardError."""

    async def play_trace(self, part: str, control: str | None, path: Path) -> None:
        """Let a trace drive a control, or all that its columns name, or raise NotOnThisBoardError."""
        raise NotOnThisBoardError("only the local simulator plays a trace")

    async def read_screen(self, part: str) -> bytes:
        """Return a display's picture as PNG, or raise NotOnThisBoardError."""
        raise NotOnThisBoardError("a real display cannot be read")

    async def expect_text(self, text: str) -> None:
        """See the board print a text, or raise a LabError, or NotOnThisBoardError."""
        await self.wait_for(text)

    async def wait_for(self, text: str, patience: float = PATIENCE_SECONDS, look: float = SLICE_SECONDS) -> str:
        """Let board time pass until the board has printed a text, looking each `look` seconds.

        Returns:
            All that was printed since the last text waited for, up to the end of this one.

        Raises:
            LabError: The text has not come within `patience` seconds of board time.
        """
        deadline = self.seconds + patience
        while (passed := self.log.find(text)) is None:
            if self.seconds >= deadline:
                raise LabError(
                    f"{self.name} has not printed {text!r} within {patience:g} s; "
                    f"last it printed {self.log.last_lines()}."
                )
            await self.advance(look)
        return passed
