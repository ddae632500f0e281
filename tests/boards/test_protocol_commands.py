"""What the protocol's commands promise in detail, through the unmodified wokwi-client; all are in test_conformance."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

import pytest
from wokwi_client import WokwiClient
from wokwi_client.event_queue import EventQueue
from wokwi_client.exceptions import WokwiError

from .conftest import DIAGRAM, TOKEN, Simulator, run_for

# the client warns and raises the same refusal
pytestmark = pytest.mark.filterwarnings("ignore:Background recv error:RuntimeWarning")

MILLISECOND = 1_000_000
CYCLE = 62.5
# no instruction takes longer than an interrupt's entry, four cycles
LONGEST_INSTRUCTION = 4 * CYCLE


def collect(client: WokwiClient) -> bytearray:
    """Monitor the serial port, as a user does."""
    received = bytearray()
    client.serial_monitor(received.extend)
    return received


def test_hello_names_the_server(simulator: Simulator) -> None:
    async def scenario() -> dict[str, Any]:
        client = WokwiClient(TOKEN, simulator.url)
        answer = await client.connect()
        await client.disconnect()
        return answer

    assert re.fullmatch(r"\d+\.\d+\.\d+", asyncio.run(scenario())["version"])


def test_files_come_back_as_they_went(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.client() as client:
            await client.upload_text("diagram.json", '{"text": "ä"}')
            await client.upload("all.bin", bytes(range(256)))
            assert await client.download("diagram.json") == '{"text": "ä"}'.encode()
            assert await client.download("all.bin") == bytes(range(256))

    asyncio.run(scenario())


def test_pauses_are_exact_and_time_adds_up(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board() as client:
            assert client.last_pause_nanos == 0
            with EventQueue(client._transport, "sim:pause") as pauses:
                before = 0.0
                for nanos in (1, 1000, 123_457, 5 * MILLISECOND):
                    await client.resume_simulation(nanos)
                    event = await pauses.get()
                    assert event["paused"] is True
                    assert nanos <= event["nanos"] - before < nanos + LONGEST_INSTRUCTION
                    assert event["nanos"] % CYCLE == 0
                    before = event["nanos"]
            await client.wait_until_simulation_time(0.25)
            assert 0 <= client.last_pause_nanos - 250 * MILLISECOND < LONGEST_INSTRUCTION

    asyncio.run(scenario())


def test_pause_and_status_while_running_free(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board(paused=False) as client:
            running = (await client._transport.request("sim:status", {}))["result"]
            assert running["running"] is True
            await client.pause_simulation()
            paused = (await client._transport.request("sim:status", {}))["result"]
            assert paused["running"] is False
            assert paused["nanos"] == pytest.approx(client.last_pause_nanos, abs=1)
            assert paused["nanos"] > running["nanos"]
            # a pause of what is paused already is answered like any other
            client.last_pause_nanos = -1
            await client.pause_simulation()
            assert client.last_pause_nanos == int(paused["nanos"])

    asyncio.run(scenario())


def test_serial_both_ways(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board() as client:
            received = collect(client)
            await client.wait_until_simulation_time(0.01)
            assert bytes(received) == b"hello\ncount 523\n"
            await client.serial_write("x")
            await client.serial_write([121])
            await client.wait_until_simulation_time(0.05)
            assert bytes(received) == b"hello\ncount 523\n<x>\n<y>\n"

    asyncio.run(scenario())


def test_a_line_carries_the_time_of_its_last_byte(simulator: Simulator) -> None:
    async def scenario(slices: list[int]) -> list[tuple[float, bytes]]:
        async with simulator.board() as client:
            with EventQueue(client._transport, "serial-monitor:data") as data:
                await client._transport.request("serial-monitor:listen", {})
                for nanos in slices:
                    await run_for(client, nanos)
                events = []
                while not data._queue.empty():
                    event = data.get_nowait()
                    events.append((event["nanos"], bytes(event["payload"]["bytes"])))
                return events

    lines = asyncio.run(scenario([250 * MILLISECOND]))
    assert [text for _, text in lines] == [b"hello\n"] + 3 * [b"count 523\n"]
    # hello's six bytes of ten bits take 0.51 ms at 115200 baud (117647 with the 16 MHz clock)
    assert 0.5 * MILLISECOND < lines[0][0] < 0.53 * MILLISECOND
    sliced = asyncio.run(scenario([7 * MILLISECOND] * 36))
    assert [nanos for nanos, text in sliced if text.endswith(b"\n")][:4] == [nanos for nanos, _ in lines]


@pytest.mark.parametrize("paused", [True, False], ids=["from a pause", "while running"])
def test_no_byte_is_lost_to_a_late_monitor(simulator: Simulator, paused: bool) -> None:
    """wokwi-client registers for serial data only after the answer to serial-monitor:listen: 50 tries."""

    async def one() -> bytes:
        async with simulator.board(paused=paused) as client:
            if paused:
                await run_for(client, 2 * MILLISECOND)
            received = collect(client)
            deadline = time.monotonic() + 3
            while not received and time.monotonic() < deadline:
                await asyncio.sleep(0.001)
            return bytes(received)

    async def scenario() -> list[bytes]:
        return [await one() for _ in range(20)] + await asyncio.gather(*(one() for _ in range(5)))

    for received in asyncio.run(scenario()):
        assert received.startswith(b"hello\n")


def test_controls_and_pins(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board() as client:
            await client.wait_until_simulation_time(0.2)
            assert (await client.read_pin("uno", "12"))["value"] is False
            with EventQueue(client._transport, "pin:change") as changes:
                await client.listen_pin("uno", "12")
                await client.set_control("ntc", "temperature", 40)
                await client.wait_until_simulation_time(0.4)
                change = changes.get_nowait()
                assert (change["payload"]["part"], change["payload"]["pin"]) == ("uno", "12")
                assert change["payload"]["value"] is True
                assert 200 * MILLISECOND < change["nanos"] < 400 * MILLISECOND
                assert change["nanos"] % CYCLE == 0
                await client.listen_pin("uno", "12", listen=False)
                await client.set_control("ntc", "temperature", 20)
                await client.wait_until_simulation_time(0.6)
                assert changes._queue.empty()
            pin = await client.read_pin("uno", "12")
            assert pin == {
                **{"pin": "12", "direction": "out", "value": False},
                **{"pullUp": False, "pullDown": False, "voltage": 0},
            }
            pins = await client.gpio_list()
            assert {"uno:0", "uno:13", "uno:A0", "uno:A5"} <= set(pins)

    asyncio.run(scenario())


def test_restart_begins_anew(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board() as client:
            received = collect(client)
            await client.wait_until_simulation_time(0.01)
            await client.restart_simulation(pause=True)
            assert client.last_pause_nanos == 0
            await client.wait_until_simulation_time(0.01)
            assert bytes(received) == 2 * b"hello\ncount 523\n"

    asyncio.run(scenario())


def test_pause_points(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board() as client:
            request = client._transport.request
            received = collect(client)
            with EventQueue(client._transport, "sim:pause") as pauses:

                async def pause_point(**params: object) -> tuple[float, dict[str, Any]]:
                    await request("pause-point:add", params)
                    await client.resume_simulation()
                    event = await asyncio.wait_for(pauses.get(), 20)
                    return event["nanos"], event["payload"]

                nanos, payload = await pause_point(id="a", type="serial-bytes", bytes=list(b"count"))
                assert payload["pausePoint"] == "a"
                assert bytes(received) == b"hello\ncount"
                nanos, payload = await pause_point(id="b", type="time-absolute", nanos=50 * MILLISECOND)
                assert payload["pausePoint"] == "b"
                assert 0 <= nanos - 50 * MILLISECOND < LONGEST_INSTRUCTION
                later, payload = await pause_point(id="c", type="time-relative", nanos=MILLISECOND)
                assert 0 <= later - nanos - MILLISECOND < LONGEST_INSTRUCTION
                await request("pause-point:add", {"id": "d", "type": "time-relative", "nanos": 1000})
                await request("pause-point:remove", {"id": "d"})
                await run_for(client, MILLISECOND)

    asyncio.run(scenario())


def test_the_same_stimuli_give_the_same_bytes(simulator: Simulator) -> None:
    async def scenario() -> list[tuple[float, bytes]]:
        async with simulator.board() as client:
            events = []
            client._transport.add_event_listener(
                "serial-monitor:data",
                lambda event: events.append((event["nanos"], bytes(event["payload"]["bytes"]))),
            )
            await client._transport.request("serial-monitor:listen", {})
            for celsius in (10, 25, 40):
                await client.set_control("ntc", "temperature", celsius)
                await client.serial_write("?")
                await run_for(client, 130 * MILLISECOND)
            return events

    first = asyncio.run(scenario())
    assert len(first) > 6
    assert [asyncio.run(scenario()) for _ in range(4)] == 4 * [first]


def request_errors() -> list[tuple[str, dict[str, Any], str]]:
    """Commands that must be refused once a board is running: command, parameters, what the message says."""
    return [
        ("sim:teleport", {}, 'no command "sim:teleport"'),
        ("constructor", {}, 'no command "constructor"'),
        ("framebuffer:read", {"id": "led"}, "has no screen"),
        ("file:download", {"name": "nothing.bin"}, 'no file "nothing.bin"'),
        ("file:upload", {"name": "x"}, 'needs "text", or "binary"'),
        ("file:upload", {"name": "x", "binary": "%%%"}, "not base64"),
        ("sim:start", {"firmware": "nothing.hex"}, 'no file "nothing.hex"'),
        ("sim:start", {}, '"firmware" must be a text'),
        ("sim:start", {"firmware": [{"offset": 0, "file": "a.bin"}]}, 'no file "a.bin"'),
        ("sim:start", {"firmware": [{"offset": 4096, "file": "station.hex"}]}, "one firmware file"),
        ("sim:start", {"firmware": [{"offset": -1, "file": "station.hex"}]}, "a whole number from 0"),
        ("sim:start", {"firmware": "station.hex", "chips": ["inverter"]}, "no chips"),
        ("sim:resume", {"pauseAfter": -1}, '"pauseAfter" must be a number of nanoseconds'),
        ("control:set", {"part": "oven", "control": "temperature", "value": 1}, 'no part "oven"'),
        ("control:set", {"part": "ntc", "control": "heat", "value": 1}, 'no control "heat"'),
        ("control:set", {"part": "ntc", "control": "temperature", "value": 500}, "takes -24 to 80, not 500"),
        ("control:set", {"part": "ntc", "control": "heat", "value": "hot"}, '"value" must be a number'),
        ("pin:read", {"part": "uno", "pin": "99"}, 'no pin "99"'),
        ("pin:listen", {"part": "lamp", "pin": "A"}, 'no part "lamp"'),
        ("serial-monitor:write", {"bytes": [256]}, "must be a list of bytes"),
        ("pause-point:add", {"id": "a", "type": "sunrise"}, "A pause point has the"),
        ("pause-point:remove", {"id": "gone"}, 'no pause point "gone"'),
    ]


@pytest.mark.parametrize(("command", "params", "message"), request_errors())
def test_what_cannot_be_done_is_refused_in_a_sentence(
    simulator: Simulator, command: str, params: dict[str, Any], message: str
) -> None:
    async def scenario() -> str:
        async with simulator.board() as client:
            with pytest.raises(WokwiError) as caught:
                await client._transport.request(command, params)
            return str(caught.value)

    assert message in asyncio.run(scenario())


@pytest.mark.parametrize(
    ("diagram", "firmware", "message"),
    [
        ("{", None, "diagram.json is not JSON"),
        (json.dumps({**DIAGRAM, "connections": [["uno:12", "lamp:A", "", []]]}), None, "connections[0]"),
        (None, "hello", "not a sound Intel HEX file: line 1"),
        (None, ":0400100001020304E3\n:00000001FF\n", "line 1 has a wrong checksum"),
        (None, ":0200000400F00A\n:0100000007F8\n:00000001FF\n", "does not fit"),
    ],
)
def test_a_wrong_diagram_or_firmware_is_refused_with_its_place(
    simulator: Simulator, diagram: str | None, firmware: str | None, message: str
) -> None:
    async def scenario() -> str:
        async with simulator.client() as client:
            await client.upload_text("diagram.json", diagram or json.dumps(DIAGRAM))
            await client.upload("station.hex", (firmware or simulator.firmware).encode())
            with pytest.raises(WokwiError) as caught:
                await client.start_simulation(firmware="station.hex")
            return str(caught.value)

    assert message in asyncio.run(scenario())


def test_commands_before_the_start_are_refused(simulator: Simulator) -> None:
    async def scenario() -> str:
        async with simulator.client() as client:
            status = await client._transport.request("sim:status", {})
            assert status["result"] == {
                "running": False,
                "nanos": 0,
                "cycles": 0,
                "instructions": None,
                "stackPeak": None,
                "sleepCycles": None,
            }
            with pytest.raises(WokwiError) as caught:
                await client.read_pin("uno", "12")
            return str(caught.value)

    assert "send sim:start first" in asyncio.run(scenario())
