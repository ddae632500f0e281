"""A recorded signal that drives a part's control: an ECG, a vibration, a day of soil moisture.

The file is CSV with the header `time,value`, times in seconds from the start of its playing; each value holds until the
next point's time. The local simulator plays it itself, to the instruction, so that the same firmware and the same trace
give the same bytes. Wokwi's cloud has no such command.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wokwi_client import WokwiClient

from hardware_labs.errors import LabError


@dataclass(frozen=True)
class Playing:
    """A trace that has begun to play.

    Attributes:
        points: How many values it has.
        seconds: When it reaches the last of them, in simulated time from now.
    """

    points: int
    seconds: float


async def play_trace(client: WokwiClient, part: str, control: str, path: Path) -> Playing:
    """Let a trace drive a control from now on, on a started simulation.

    The trace lasts until its end, until the control is set by hand or another trace takes over, or until a restart.

    Raises:
        LabError: The file cannot be read.
        WokwiError: There is no such part or control, or the file is no trace; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabError(f"{path} cannot be read as a trace ({error}): write lines of time,value there.") from error
    await client.upload_text(path.name, text)
    answer = await client._transport.request("trace:play", {"part": part, "control": control, "file": path.name})
    return Playing(int(answer["result"]["points"]), float(answer["result"]["seconds"]))
