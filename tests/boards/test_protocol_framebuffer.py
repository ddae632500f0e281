"""`framebuffer:read` through the unmodified wokwi-client, asynchronous and synchronous, decoded by Pillow."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from wokwi_client import WokwiClientSync
from wokwi_client.exceptions import WokwiError

from tests.firmware import avr_firmware

from .conftest import TOKEN, Simulator

# the client warns and raises the same refusal
pytestmark = pytest.mark.filterwarnings("ignore:Background recv error:RuntimeWarning")

DIAGRAM = {
    "version": 1,
    "parts": [{"type": "wokwi-arduino-uno", "id": "uno"}, {"type": "board-ssd1306", "id": "oled"}],
    "connections": [
        ["oled:VCC", "uno:5V", "red", []],
        ["oled:GND", "uno:GND.1", "black", []],
        ["oled:SDA", "uno:A4", "green", []],
        ["oled:SCL", "uno:A5", "gold", []],
    ],
}


def drawn() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """What tests/simulator/firmware/oled.c draws: a frame, and a ramp of eight steps; shape (64, 128)."""
    picture = np.zeros((64, 128), np.uint8)
    for page in range(8):
        picture[8 * page : 8 * page + 8, 16 * (7 - page) : 16 * (8 - page)] = 255
    picture[[0, -1], :] = picture[:, [0, -1]] = 255
    return picture


@pytest.fixture(scope="module")
def firmware() -> bytes:
    return avr_firmware("oled").encode()


def test_the_picture_is_what_the_firmware_draws(simulator: Simulator, firmware: bytes, tmp_path: Path) -> None:
    async def scenario() -> tuple[bytes, bytes]:
        async with simulator.client() as client:
            await client.upload_text("diagram.json", json.dumps(DIAGRAM))
            await client.upload("oled.hex", firmware)
            await client.start_simulation(firmware="oled.hex", pause=True)
            dark = await client.read_framebuffer_png_bytes("oled")
            await client.wait_until_simulation_time(0.05)
            path = await client.save_framebuffer_png("oled", tmp_path / "oled.png")
            assert path.read_bytes() == await client.read_framebuffer_png_bytes("oled")
            return dark, path.read_bytes()

    dark, png = (np.asarray(Image.open(io.BytesIO(png))) for png in asyncio.run(scenario()))
    assert dark.shape == (64, 128)
    assert not dark.any()
    assert np.array_equal(png, drawn())


def test_the_synchronous_client_reads_it_too(simulator: Simulator, firmware: bytes) -> None:
    with WokwiClientSync(TOKEN, simulator.url) as client:
        client.upload_text("diagram.json", json.dumps(DIAGRAM))
        client.upload("oled.hex", firmware)
        client.start_simulation(firmware="oled.hex", pause=True)
        client.wait_until_simulation_time(0.05)
        png = client.read_framebuffer_png_bytes("oled")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png))), drawn())


@pytest.mark.parametrize(
    ("part", "message"),
    [("led", 'Part "led" is a wokwi-led and has no screen'), ("tv", 'There is no part "tv" in diagram.json')],
)
def test_what_has_no_screen_is_refused(simulator: Simulator, part: str, message: str) -> None:
    async def scenario() -> str:
        async with simulator.board() as client:
            with pytest.raises(WokwiError) as caught:
                await client.read_framebuffer_png_bytes(part)
            return str(caught.value)

    assert message in asyncio.run(scenario())
