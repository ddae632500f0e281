"""A real board at a serial port: whoever holds its sensor and sees its LED is asked about them."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

import serial

from hardware_labs.errors import LabError
from hardware_labs.link import BoardLink, NotOnThisBoardError, OnLine
from hardware_labs.ports import open_port

# opening the port resets an Uno; its bootloader waits this long before it starts the sketch
BOOT_SECONDS = 2.0
RESET_SECONDS = 0.1

Ask = Callable[[str], str]


class AttachedBoard(BoardLink):
    """A board at an open serial port."""

    def __init__(self, port: serial.Serial, on_line: OnLine, ask: Ask | None) -> None:
        """Take `ask` to put a question to a person, or nothing where there is nobody to answer."""
        super().__init__(f"The board at {port.port}", on_line)
        self._port = port
        self._ask = ask
        self._start = time.monotonic()
        self._moved = False

    @property
    def seconds(self) -> float:
        """Time since the port was opened."""
        return time.monotonic() - self._start

    async def advance(self, seconds: float) -> None:
        """Listen for this long."""
        end = time.monotonic() + seconds
        try:
            while (left := end - time.monotonic()) > 0:
                self._port.timeout = left
                self.log.add(self._port.read(self._port.in_waiting or 1), self.seconds)
        except (serial.SerialException, OSError) as error:
            raise LabError(f"{self.name} has gone ({error}): plug it in again and start over.") from error

    async def write(self, text: str | bytes) -> None:
        """Type a text, or send bytes, to the serial line."""
        try:
            self._port.write(text.encode() if isinstance(text, str) else text)
        except (serial.SerialException, OSError) as error:
            raise LabError(f"{self.name} has gone ({error}): plug it in again and start over.") from error

    async def set_control(self, part: str, control: str, value: float) -> None:
        """Ask the person to do it."""
        self._moved = True
        self._question(f"Bring the {control} of {part} to about {value:g}, wait until it is steady, press Enter: ")

    async def expect_text(self, text: str) -> None:
        """Wait for a text; once a sensor was moved by hand, ask whether the board prints about that."""
        if not self._moved:
            await super().expect_text(text)
            return
        if self._ask is None:
            raise NotOnThisBoardError("it depends on a sensor nobody is here to move")
        await self.advance(1.0)
        question = f"The board prints: {self.log.last_lines()}\nIs that close to {text!r}? [y/n] "
        if not self._question(question).strip().lower().startswith("y"):
            raise LabError(f"expected about {text!r}; last it printed {self.log.last_lines()}.")

    async def read_pin(self, part: str, pin: str) -> bool:
        """Ask the person what they see."""
        return self._question(f"Is pin {pin} of {part} on (its LED lit)? [y/n] ").strip().lower().startswith("y")

    def _question(self, question: str) -> str:
        if self._ask is None:
            raise NotOnThisBoardError("nobody is here to do it")
        return self._ask(question)


@contextlib.contextmanager
def attached_board(port: str, on_line: OnLine, ask: Ask | None, *, reset_by_rts: bool) -> Iterator[AttachedBoard]:
    """Open a serial port with a board that carries the lab's sketch, and let the sketch begin anew.

    Args:
        port: Name of the port.
        on_line: Called with each line the board prints and the time since the port was opened.
        ask: Puts a question to a person.
        reset_by_rts: The board is reset by the line RTS (ESP boards), not by the port's opening (Arduino boards).

    Raises:
        LabError: The port does not open.
    """
    with open_port(port) as opened:
        if reset_by_rts:
            _pulse_rts(opened)
        yield AttachedBoard(opened, on_line, ask)


def _pulse_rts(port: serial.Serial) -> None:
    """Pull EN low for a moment, with DTR off so that the chip starts from flash."""
    # the ESP32-C3's own USB port, and a pseudo-terminal, may have no such lines
    with contextlib.suppress(OSError):
        port.dtr = False
        port.rts = True
        time.sleep(RESET_SECONDS)
        port.rts = False


def ask_person() -> Ask | None:
    """Return how to ask the person at this terminal, or nothing without a terminal."""
    return input if sys.stdin.isatty() else None
