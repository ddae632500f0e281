"""A recorded signal that drives a part's controls: an ECG, a vibration, a day of soil moisture.

The file is CSV with the header `time,value`, or `time` and the names of controls, such as
`time,accelX,accelY,accelZ`; times are in seconds from the start of its playing. Each value is held until
the next point's time (sample and hold): nothing is interpolated. The local simulator plays it itself, to the
instruction, so that the same firmware and the same trace give the same bytes. Wokwi's cloud has no such
command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardware_labs.diagram import Diagram
from hardware_labs.errors import LabError

if TYPE_CHECKING:
    # it takes longer to import than the rest
    from wokwi_client import WokwiClient

# the column that drives whatever control it is played to
VALUE = "value"


@dataclass(frozen=True)
class PlayTrace:
    """Let a trace drive a part's control, or without one all the controls that its columns name."""

    part: str
    control: str | None
    path: Path

    def __str__(self) -> str:
        control = f".{self.control}" if self.control else ""
        return f"play-trace {self.part}{control} = {self.path.name}"


@dataclass(frozen=True)
class Playing:
    """A trace that has begun to play.

    Attributes:
        points: How many values of a control it has.
        seconds: When it reaches the last of them, in simulated time from now.
    """

    points: int
    seconds: float


def checked_trace(diagram: Diagram, part: str, control: str | None, path: Path) -> PlayTrace:
    """Return the trace to play, once the circuit has what it drives.

    Raises:
        LabError: The file cannot be read, or there is no such part or control.
    """
    diagram.check_part(part)
    columns = [cell.strip() for cell in read_trace(path).partition("\n")[0].split(",")][1:]
    if control is None and VALUE in columns:
        raise LabError(
            f"{path} has the column {VALUE!r}: say which control of {part!r} it drives, as in {part}.CONTROL."
        )
    for name in columns if control is None else [control]:
        diagram.check_control(part, name)
    return PlayTrace(part, control, path)


def parse_traces(arguments: Sequence[str], diagram: Diagram) -> list[PlayTrace]:
    """Read arguments of the form PART.CONTROL=FILE.csv, or PART=FILE.csv where its columns name controls.

    Raises:
        LabError: An argument has another form, or names what is not there.
    """
    traces = []
    for argument in arguments:
        target, sign, file = argument.partition("=")
        if not (target and sign and file):
            raise LabError(f"--trace {argument} must be PART.CONTROL=FILE.csv, such as ntc.temperature=day.csv.")
        part, _, control = (target, "", "") if target in diagram.parts else target.rpartition(".")
        traces.append(checked_trace(diagram, part or target, control if part and control else None, Path(file)))
    return traces


def read_trace(path: Path) -> str:
    """Return a trace's text.

    Raises:
        LabError: The file cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LabError(f"{path} cannot be read as a trace ({error}): write lines of time,value there.") from error


async def play_trace(client: WokwiClient, part: str, control: str | None, path: Path) -> Playing:
    """Let a trace drive a control from now on, or all that its columns name, on a started simulation.

    The trace lasts until its end, until the control is set by hand or another trace takes over, or until a restart.

    Raises:
        LabError: The file cannot be read.
        WokwiError: There is no such part or control, or the file is no trace; the message names the line.
    """
    await client.upload_text(path.name, read_trace(path))
    target = {"part": part, "control": control} if control else {"part": part}
    answer = await client._transport.request("trace:play", {**target, "file": path.name})
    return Playing(int(answer["result"]["points"]), float(answer["result"]["seconds"]))
