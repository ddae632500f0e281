"""`lab flash`: put a firmware image into a real board, with the tool that its bootloader understands."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.errors import LabError
from hardware_labs.ports import open_port, require_port
from hardware_labs.progress import say
from hardware_labs.toolchain.build import build
from hardware_labs.toolchain.find import on_path
from hardware_labs.units import Lab

PERCENT_SHOWN = 25


@dataclass(frozen=True)
class Avrdude:
    """How avrdude talks to an Arduino's bootloader: `upload.*` of the board in Arduino's boards.txt.

    Attributes:
        part: The microcontroller, as avrdude calls it.
        programmer: The bootloader's protocol (`arduino` is STK500 version 1, `wiring` version 2).
        bauds: Baud rates of the bootloaders that the board was sold with, latest first.
    """

    part: str
    programmer: str
    bauds: tuple[int, ...]


@dataclass(frozen=True)
class Esptool:
    """How esptool talks to the mask ROM of an ESP chip; images are written from flash offset 0."""

    chip: str


UPLOADS: dict[str, Avrdude | Esptool] = {
    "uno": Avrdude("atmega328p", "arduino", (115200,)),
    "nano": Avrdude("atmega328p", "arduino", (115200, 57600)),
    "mega": Avrdude("atmega2560", "wiring", (115200,)),
    "esp32-c3": Esptool("esp32c3"),
    "esp32": Esptool("esp32"),
}

# attempts of avrdude, and timeouts of its `wiring`, after which nobody is there: it would go on for a minute
ATTEMPTS = 2
SILENT = re.compile(
    rf"attempt {ATTEMPTS} of 10: not in sync|(?:error: timeout.*){{{ATTEMPTS}}}|timeout communicating with programmer"
    r"|No serial data received|Failed to connect",
    re.DOTALL,
)
# enough where another baud rate is left to try
FIRST_ATTEMPT = re.compile("attempt 1 of 10: not in sync")
OTHER_CHIP = re.compile(r"Expected signature|Wrong chip|This chip is|chip mode detected", re.IGNORECASE)
NOT_VERIFIED = re.compile(r"verification (?:error|mismatch)|MD5 of file does not match|verify.*fail", re.IGNORECASE)


class SilentBoardError(LabError):
    """Nothing at the port has answered."""


def flash(lab: Lab, board: Board, port: str | None, route: str | None = None) -> None:
    """Build a lab's firmware, with the tools of the route (see `build`), and upload it.

    Raises:
        LabError: The build or the upload fails; the message says what to do.
    """
    port = require_port(port)
    build(lab, board, route)
    upload(lab.firmware(board), board, port)


def upload(image: Path, board: Board, port: str) -> None:
    """Upload an image: Intel HEX for an Arduino, flash content from offset 0 for an ESP board.

    Raises:
        LabError: The port does not open, the tool is missing, or the board does not take the image.
    """
    attempts = upload_commands(image, board, port)
    with open_port(port):
        pass  # what keeps us out of the port is told better by us than by the tools
    tool = Path(attempts[0][0]).name if isinstance(UPLOADS[board.id], Avrdude) else "esptool"
    say(f"Uploading {image.name} to {board.name} at {port} with {tool} ...")
    for number, command in enumerate(attempts, start=1):
        try:
            _run(command, board, port, silent=SILENT if number == len(attempts) else FIRST_ATTEMPT)
        except SilentBoardError:
            if number == len(attempts):
                raise
            say("  no answer: trying the baud rate of its older bootloader ...")
        else:
            return


def upload_commands(image: Path, board: Board, port: str) -> list[list[str]]:
    """Return the commands that upload an image, each to be tried when the one before got no answer.

    Raises:
        LabError: There is no tool for it.
    """
    way = UPLOADS[board.id]
    if isinstance(way, Esptool):
        # as a module of this very environment, where the lock file has put it
        base = [sys.executable, "-m", "esptool", "--chip", way.chip, "--port", port]
        return [[*base, "write-flash", "0x0", str(image)]]
    avrdude = on_path("avrdude")
    if avrdude:
        base = [str(avrdude), "-p", way.part, "-c", way.programmer, "-P", port]
        # -D: these bootloaders cannot erase the whole chip, they erase page by page
        return [[*base, "-b", str(baud), "-D", "-U", f"flash:w:{image}:i"] for baud in way.bauds]
    cli = on_path("arduino-cli")
    if cli:
        return [[str(cli), "upload", "--fqbn", board.fqbn, "--port", port, "--input-file", str(image)]]
    raise LabError(
        f"There is no avrdude to upload to {board.name} with: call `lab setup --with avr` on Debian or Ubuntu, or "
        "install arduino-cli (https://arduino.github.io/arduino-cli) and put it on the PATH."
    )


def _run(command: Sequence[str], board: Board, port: str, silent: re.Pattern[str]) -> None:
    """Run an uploading tool and show how far it is; end it when its output says that nobody answers."""
    output, shown = "", 0
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        while process.stdout and (chunk := process.stdout.read1(1024)):  # type: ignore[attr-defined]
            output += chunk.decode("utf-8", errors="replace")
            if silent.search(output):
                process.kill()
                raise SilentBoardError(f"{board.name} at {port} does not answer: {_how_to_wake(board)}.")
            percent = _percent_written(output)
            if percent >= shown + PERCENT_SHOWN:
                shown = percent - percent % PERCENT_SHOWN
                say(f"  {shown} % written")
    if process.returncode != 0:
        raise _problem(output, board, port)
    say("  read back and found equal")


def _percent_written(output: str) -> int:
    """Return how much is written, from avrdude's bar of fifty # or esptool's figure."""
    bar = re.search(r"Writing \| (#*)", output)
    if bar:
        return 2 * len(bar[1])
    figures = re.findall(r"Writing at 0x[0-9a-f]+.*?(\d+)(?:\.\d+)?\s*%", output)
    return int(figures[-1]) if figures else 0


def _problem(output: str, board: Board, port: str) -> LabError:
    if OTHER_CHIP.search(output):
        return LabError(f"The board at {port} is no {board.name}, its chip says: name the right one with --board.")
    if NOT_VERIFIED.search(output):
        return LabError(
            f"What was read back from {board.name} at {port} is not what was written: try again with another cable."
        )
    lines = [line.strip() for line in output.splitlines() if re.search(r"error|fatal|fail", line, re.IGNORECASE)]
    # a pseudo-terminal and some USB chips have no modem lines, which does no harm
    told = [line for line in lines if "TIOCM" not in line]
    reason = told[-1].rstrip(".") if told else "it gives no reason"
    return LabError(f"The upload to {board.name} at {port} failed ({reason}): plug the board in again and repeat it.")


def _how_to_wake(board: Board) -> str:
    if isinstance(UPLOADS[board.id], Esptool):
        return "hold its button BOOT, press RESET (EN), let go of BOOT, and call the command again"
    return "check the cable, --port and --board, press its reset button once, and call the command again"
