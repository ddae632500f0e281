"""A running simulator, and a small station with its firmware to put into it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from wokwi_client import WokwiClient
from wokwi_client.event_queue import EventQueue
from wokwi_client.exceptions import WokwiError

from hardware_labs.toolchain.find import find_node
from tests.firmware import avr_firmware

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "hardware_labs" / "simulator" / "server.ts"
TOKEN = "open sesame"

DIAGRAM = {
    "version": 1,
    "parts": [
        {"type": "wokwi-arduino-uno", "id": "uno"},
        {"type": "wokwi-ntc-temperature-sensor", "id": "ntc"},
        {"type": "wokwi-led", "id": "led"},
    ],
    "connections": [
        ["ntc:VCC", "uno:5V", "red", []],
        ["ntc:GND", "uno:GND.1", "black", []],
        ["ntc:OUT", "uno:A0", "green", []],
        ["uno:12", "led:A", "green", []],
        ["led:C", "uno:GND.2", "black", []],
    ],
}


def start_server(*arguments: str, token: str | None = TOKEN) -> subprocess.Popen[str]:
    """Start the server; its first line is its address."""
    environment = {name: value for name, value in os.environ.items() if name != "LAB_SIMULATOR_TOKEN"}
    if token is not None:
        environment["LAB_SIMULATOR_TOKEN"] = token
    return subprocess.Popen(
        [str(find_node()), str(SERVER), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@dataclass
class Simulator:
    """A listening server and the firmware `station` (tests/simulator/firmware/station.c) as Intel HEX."""

    url: str
    firmware: str

    @contextlib.asynccontextmanager
    async def client(self) -> AsyncIterator[WokwiClient]:
        client = WokwiClient(TOKEN, self.url)
        await client.connect()
        try:
            yield client
        finally:
            # a client that was refused something, or lost its server, says so once more when it leaves
            with contextlib.suppress(WokwiError, ConnectionClosed):
                await client.disconnect()

    @contextlib.asynccontextmanager
    async def board(self, paused: bool = True) -> AsyncIterator[WokwiClient]:
        """A client whose station has been started."""
        async with self.client() as client:
            await client.upload_text("diagram.json", json.dumps(DIAGRAM))
            await client.upload("station.hex", self.firmware.encode())
            await client.start_simulation(firmware="station.hex", pause=paused)
            yield client


async def run_for(client: WokwiClient, nanos: int) -> None:
    """Run a paused simulation so long, and return when it is paused again."""
    with EventQueue(client._transport, "sim:pause") as pauses:
        await client.resume_simulation(nanos)
        await asyncio.wait_for(pauses.get(), 20)


@pytest.fixture(scope="session")
def station_firmware() -> str:
    return avr_firmware("station")


@pytest.fixture(scope="session")
def simulator(station_firmware: str) -> Iterator[Simulator]:
    process = start_server("--port", "0")
    assert process.stdout is not None
    yield Simulator(process.stdout.readline().strip(), station_firmware)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert errors == "", "no session may have failed"
