"""A recorded trace on the simulated board, through wokwi-client."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path

import pytest
from wokwi_client.exceptions import WokwiError

from hardware_labs.errors import LabError
from hardware_labs.trace import Playing, play_trace

from .conftest import Simulator

# the client warns and raises the same refusal
pytestmark = pytest.mark.filterwarnings("ignore:Background recv error:RuntimeWarning")


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Two seconds of a temperature that goes up and down, a value every 10 ms."""
    rows = [f"{step / 100},{20 + 15 * math.sin(step / 30):.2f}" for step in range(200)]
    path = tmp_path / "day.csv"
    path.write_text("\n".join(["time,value", *rows]) + "\n")
    return path


def test_the_same_trace_gives_the_same_bytes(simulator: Simulator, day: Path) -> None:
    async def record() -> bytes:
        async with simulator.board() as client:
            received = bytearray()
            client.serial_monitor(received.extend)
            await client.wait_until_simulation_time(0.05)
            assert await play_trace(client, "ntc", "temperature", day) == Playing(200, 1.99)
            await client.wait_until_simulation_time(2.2)
            return bytes(received)

    first = asyncio.run(record())
    counts = [int(line.split()[1]) for line in first.splitlines() if line.startswith(b"count")]
    assert len(counts) >= 20
    assert max(counts) - min(counts) > 300, "warm and cold"
    assert [asyncio.run(record()) for _ in range(4)] == 4 * [first]


@pytest.mark.parametrize(
    ("part", "text", "message"),
    [
        ("oven", "time,value\n0,1\n", 'no part "oven"'),
        ("ntc", "time,value\n0,1\n0,2\n", "bad.csv, line 3 has the time 0"),
        ("ntc", "time,value\n0,1\n1,500\n", "takes -24 to 80, not 500"),
    ],
)
def test_what_cannot_be_played_is_refused(
    simulator: Simulator, tmp_path: Path, part: str, text: str, message: str
) -> None:
    async def scenario() -> str:
        bad = tmp_path / "bad.csv"
        bad.write_text(text)
        async with simulator.board() as client:
            with pytest.raises(WokwiError) as caught:
                await play_trace(client, part, "temperature", bad)
            return str(caught.value)

    assert message in asyncio.run(scenario())


def test_a_missing_file_is_told(simulator: Simulator, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with simulator.board() as client:
            with pytest.raises(LabError, match=r"gone\.csv cannot be read as a trace"):
                await play_trace(client, "ntc", "temperature", tmp_path / "gone.csv")

    asyncio.run(scenario())
