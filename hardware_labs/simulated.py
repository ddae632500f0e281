"""A board on a Wokwi API server, local or in Wokwi's cloud, through the unmodified wokwi-client.

The simulation stands still whenever nobody waits for it, so a scenario plays the same way every time.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from wokwi_client import WokwiClient
from wokwi_client.event_queue import EventQueue
from wokwi_client.exceptions import WokwiError

from hardware_labs.diagram import Diagram
from hardware_labs.errors import LabError
from hardware_labs.link import BoardLink, OnLine
from hardware_labs.pulses import PROBE_PIN, Edge
from hardware_labs.trace import play_trace


class SimulatedBoard(BoardLink):
    """A simulated board.

    Attributes:
        edges: Level changes of the probe pin so far.
    """

    def __init__(self, client: WokwiClient, diagram: Diagram, name: str, on_line: OnLine) -> None:
        """Call `start` before anything else."""
        super().__init__(name, on_line)
        self.edges: list[Edge] = []
        self._client = client
        self._diagram = diagram
        # the queues stand before anything is asked for, so that no event is lost
        self._serial = EventQueue(client._transport, "serial-monitor:data")
        self._pins = EventQueue(client._transport, "pin:change")
        self._pauses = EventQueue(client._transport, "sim:pause")

    async def start(self, firmware: Path, elf: Path) -> None:
        """Upload circuit and firmware and stop before the first instruction."""
        await self._client.upload_file("diagram.json", self._diagram.path)
        for file in (firmware, elf):
            await self._client.upload_file(file.name, file)
        await self._client.start_simulation(firmware=firmware.name, elf=elf.name, pause=True)
        await self._client._transport.request("serial-monitor:listen", {})
        await self._client.listen_pin(self._diagram.board_part, PROBE_PIN)

    @property
    def seconds(self) -> float:
        """Simulated time at which the simulation stands."""
        return float(self._client.last_pause_nanos) / 1e9

    async def advance(self, seconds: float) -> None:
        """Run for this much simulated time and stand still again."""
        self._pauses.flush()
        await self._client.resume_simulation(pause_after=round(seconds * 1e9))
        try:
            await self._paused()
        finally:
            self._take_in()

    def _take_in(self) -> None:
        for event in _drain(self._serial):
            self.log.add(bytes(event["payload"]["bytes"]), event["nanos"] / 1e9)
        for event in _drain(self._pins):
            if str(event["payload"]["pin"]) == PROBE_PIN:
                self.edges.append(Edge(event["nanos"], bool(event["payload"]["value"])))

    async def write(self, text: str | bytes) -> None:
        """Type a text, or send bytes, to the serial line."""
        await self._client.serial_write(text)

    async def set_control(self, part: str, control: str, value: float) -> None:
        """Turn a part's control."""
        self._diagram.check_control(part, control)
        await self._client.set_control(part, control, value)

    async def read_pin(self, part: str, pin: str) -> bool:
        """Return a pin's level."""
        self._diagram.check_pin(part, pin)
        return bool((await self._client.read_pin(part, pin))["value"])

    async def play_trace(self, part: str, control: str | None, path: Path) -> None:
        """Let a recorded trace drive a control from now on, or all that its columns name."""
        await play_trace(self._client, part, control, path)

    async def read_screen(self, part: str) -> bytes:
        """Return a display's picture as PNG."""
        return bytes(await self._client.read_framebuffer_png_bytes(part))

    async def counters(self) -> dict[str, Any]:
        """Return cycles, instructions, stackPeak and sleepCycles since power-on, those that the simulator knows."""
        status = (await self._client._transport.request("sim:status", {}))["result"]
        return {name: status.get(name) for name in ("cycles", "instructions", "stackPeak", "sleepCycles")}

    async def _paused(self) -> None:
        """Wait for the pause; a connection that ends meanwhile would otherwise keep us waiting for ever."""
        pause = asyncio.ensure_future(self._pauses.get())
        receiving = self._client._transport._recv_task
        await asyncio.wait([task for task in (pause, receiving) if task], return_when=asyncio.FIRST_COMPLETED)
        if not pause.done():
            pause.cancel()
            failure = None if receiving is None or receiving.cancelled() else receiving.exception()
            raise WokwiError(str(failure or "the connection ended"))


@contextlib.asynccontextmanager
async def simulated_board(
    url: str | None, token: str, name: str, diagram: Diagram, firmware: Path, elf: Path, on_line: OnLine
) -> AsyncIterator[SimulatedBoard]:
    """Start a board on a Wokwi API server and leave it paused before its first instruction.

    Args:
        url: The server; without one, WOKWI_CLI_SERVER or Wokwi's cloud.
        token: What lets us in.
        name: What to call the board in messages.
        diagram: The circuit.
        firmware: Intel HEX image.
        elf: The same as ELF file.
        on_line: Called with each line the board prints and its simulated time.

    Raises:
        LabError: The server cannot be reached, refuses the token, or reports an error.
    """
    # the client warns and raises the same error; one of them is enough
    warnings.filterwarnings("ignore", "Background recv error", RuntimeWarning)
    client = WokwiClient(token, url)
    try:
        await client.connect()
    except (OSError, InvalidHandshake, InvalidURI, ConnectionClosed, WokwiError) as error:
        where = url or "the server of WOKWI_CLI_SERVER or, without it, wokwi.com"
        raise LabError(f"No simulator answers at {where} ({error}): check the address and the token.") from error
    try:
        board = SimulatedBoard(client, diagram, name, on_line)
        await board.start(firmware, elf)
        yield board
    except (WokwiError, ConnectionClosed) as error:
        raise LabError(f"The simulator gave up on {name}: {_sentence(error)}") from error
    finally:
        # a connection that has failed raises its failure once more
        with contextlib.suppress(WokwiError, ConnectionClosed):
            await client.disconnect()


def _sentence(error: Exception) -> str:
    """Return what the server said, without the words that wokwi-client puts before it."""
    return re.sub(r"^Server error( \d+)?: ", "", str(error)).rstrip(".") + "."


def _drain(queue: EventQueue) -> list[dict[str, Any]]:
    events = []
    with contextlib.suppress(asyncio.QueueEmpty):
        while True:
            events.append(queue.get_nowait())
    return events
