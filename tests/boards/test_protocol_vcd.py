"""`sim:read-vcd` through the unmodified wokwi-client, asynchronous and synchronous."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from wokwi_client import WokwiClientSync
from wokwi_client.exceptions import WokwiError

from .conftest import DIAGRAM, TOKEN, Simulator

# the client warns and raises the same refusal
pytestmark = pytest.mark.filterwarnings("ignore:Background recv error:RuntimeWarning")

# channel D0 sees the LED's pin
RECORDED = {
    **DIAGRAM,
    "parts": [*DIAGRAM["parts"], {"type": "wokwi-logic-analyzer", "id": "logic"}],
    "connections": [*DIAGRAM["connections"], ["logic:D0", "uno:12", "", []], ["logic:GND", "uno:GND.3", "", []]],
}
MILLISECOND = 1_000_000


def changes(vcd: str, identifier: str) -> list[tuple[int, str]]:
    """Moments (ns) and levels of one channel."""
    found, nanos = [], 0
    for line in vcd.splitlines():
        if line.startswith("#"):
            nanos = int(line[1:])
        elif re.fullmatch(rf"[01z]{re.escape(identifier)}", line):
            found.append((nanos, line[0]))
    return found


def test_the_led_is_in_the_recording(simulator: Simulator, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with simulator.client() as client:
            await client.upload_text("diagram.json", json.dumps(RECORDED))
            await client.upload("station.hex", simulator.firmware.encode())
            await client.start_simulation(firmware="station.hex", pause=True)
            await client.wait_until_simulation_time(0.2)
            await client.set_control("ntc", "temperature", 40)
            await client.wait_until_simulation_time(0.4)
            data = await client.read_vcd()
            assert data["channel_count"] == 8
            name = re.search(r"\$var wire 1 (\S+) D0 \$end", data["vcd"])
            assert name is not None
            recorded = changes(data["vcd"], name[1])
            (lit,) = [nanos for nanos, level in recorded if level == "1"]
            assert 200 * MILLISECOND < lit < 400 * MILLISECOND
            saved = await client.save_vcd(tmp_path / "logic.vcd")
            assert (tmp_path / "logic.vcd").read_text() == saved["vcd"] == data["vcd"]
            assert data["sample_count"] == len(recorded) - 1  # its first entry is the level at the start

    asyncio.run(scenario())


def test_the_synchronous_client_reads_it_too(simulator: Simulator) -> None:
    with WokwiClientSync(TOKEN, simulator.url) as client:
        client.upload_text("diagram.json", json.dumps(RECORDED))
        client.upload("station.hex", simulator.firmware.encode())
        client.start_simulation(firmware="station.hex", pause=True)
        assert client.read_vcd()["sample_count"] == 0
        client.wait_until_simulation_time(0.01)
        assert client.read_vcd()["vcd"].startswith("$version")


def test_a_diagram_without_an_analyzer_is_refused(simulator: Simulator) -> None:
    async def scenario() -> str:
        async with simulator.board() as client:
            with pytest.raises(WokwiError) as caught:
                await client.read_vcd()
            return str(caught.value)

    assert "no wokwi-logic-analyzer" in asyncio.run(scenario())
