"""Opens the board a command asks for: simulated here or in Wokwi's cloud, or real at a serial port."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware_labs.boards import Board
from hardware_labs.diagram import Diagram
from hardware_labs.errors import LabError
from hardware_labs.link import BoardLink, OnLine
from hardware_labs.progress import say
from hardware_labs.units import Lab

CLOUD_TOKEN = "WOKWI_CLI_TOKEN"


@dataclass(frozen=True)
class Where:
    """Where to run: a serial port, or a simulator (`local`, `cloud`, or by the environment)."""

    port: str | None = None
    simulator: str | None = None

    @property
    def in_cloud(self) -> bool:
        """Whether to use Wokwi's cloud: asked for, or a token is set and nothing else asked for."""
        return self.simulator == "cloud" or (self.simulator is None and bool(os.environ.get(CLOUD_TOKEN)))

    @property
    def simulator_name(self) -> str:
        """What to call the simulator where a figure's origin is told; empty on a real board."""
        if self.port:
            return ""
        return "Wokwi's cloud simulator" if self.in_cloud else "the local simulator"


def print_line(line: str, seconds: float) -> None:
    """Print a line of the board with the board time at which it was complete."""
    say(f"{seconds:8.3f} s  | {line}")


@contextlib.asynccontextmanager
async def open_board(
    lab: Lab, board: Board, diagram: Diagram, where: Where, on_line: OnLine = print_line
) -> AsyncIterator[BoardLink]:
    """Start a lab's firmware and leave it to the caller until the block ends.

    Raises:
        LabError: The board cannot be reached or fails on the way.
    """
    # imported where used: each takes longer to import than the rest of the command
    if where.port:
        from hardware_labs.attached import BOOT_SECONDS, ask_person, attached_board

        say(f"Listening at {where.port} to the firmware of {lab.unit} ...")
        by_rts = board.fqbn.startswith("esp32:")
        with attached_board(where.port, on_line, ask_person(), reset_by_rts=by_rts) as attached:
            await attached.advance(BOOT_SECONDS)
            yield attached
        return

    from hardware_labs.simulated import simulated_board

    name = f"the simulated {board.name}"
    async with contextlib.AsyncExitStack() as stack:
        if where.in_cloud:
            token = os.environ.get(CLOUD_TOKEN)
            if not token:
                raise LabError(
                    f"Wokwi's cloud needs a token: set {CLOUD_TOKEN} to one from "
                    "https://wokwi.com/dashboard/ci, or use --simulator local."
                )
            url = None
            say(f"Starting {board.name} in Wokwi's cloud ...")
        else:
            from hardware_labs.server import local_server

            say(f"Starting {board.name} in the local simulator ...")
            server = stack.enter_context(local_server())
            url, token = server.url, server.token
        yield await stack.enter_async_context(
            simulated_board(url, token, name, diagram, lab.firmware(board), lab.elf(board), on_line)
        )
