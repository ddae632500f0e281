"""The server's process: who may come in, what cannot bring it down, how it ends."""

from __future__ import annotations

import asyncio
import json
import socket
from urllib.parse import urlsplit

import pytest
import websockets
from wokwi_client import WokwiClient

from .conftest import TOKEN, Simulator, run_for, start_server

MILLISECOND = 1_000_000


def test_it_prints_its_address_and_ends_with_its_standard_input() -> None:
    process = start_server("--port", "0")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ws://127.0.0.1:")
    rest, errors = process.communicate(timeout=10)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_it_ends_with_its_standard_input_even_while_a_simulation_runs(station_firmware: str) -> None:
    process = start_server("--port", "0")
    assert process.stdout is not None
    simulator = Simulator(process.stdout.readline().strip(), station_firmware)

    async def scenario() -> None:
        async with simulator.board(paused=False):
            process.communicate(timeout=10)

    asyncio.run(scenario())
    assert process.returncode == 0


def test_the_token_may_be_an_argument() -> None:
    process = start_server("--port", "0", "--token", "from the command line", token=None)
    assert process.stdout is not None
    url = process.stdout.readline().strip()

    async def scenario() -> None:
        client = WokwiClient("from the command line", url)
        await client.connect()
        await client.disconnect()

    asyncio.run(scenario())
    process.communicate(timeout=10)


@pytest.mark.parametrize(
    ("arguments", "token", "message"),
    [
        (["--port", "0"], None, "a token is missing: give --token, or set LAB_SIMULATOR_TOKEN"),
        (["--port", "north"], TOKEN, '--port must be a number from 0 to 65535, not "north"'),
        ([], TOKEN, "--port must be a number"),
        (["--port", "0", "--speed", "9"], TOKEN, "Unknown option '--speed'"),
    ],
)
def test_wrong_options_get_one_sentence(arguments: list[str], token: str | None, message: str) -> None:
    process = start_server(*arguments, token=token)
    output, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert output == ""
    assert message in errors
    assert len(errors.splitlines()) == 1


def test_a_port_in_use_gets_one_sentence(simulator: Simulator) -> None:
    process = start_server("--port", str(urlsplit(simulator.url).port))
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output) == (1, "")
    assert "cannot listen on 127.0.0.1:" in errors
    assert len(errors.splitlines()) == 1


def test_help_shows_an_example() -> None:
    process = start_server("--help")
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    assert "Example" in output


def test_it_listens_on_loopback_only(simulator: Simulator) -> None:
    address = urlsplit(simulator.url)
    assert address.hostname == "127.0.0.1"
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", address.port), timeout=2)


@pytest.mark.parametrize("header", [None, "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN} and more"])
def test_without_the_token_nobody_comes_in(simulator: Simulator, header: str | None) -> None:
    async def scenario() -> None:
        headers = {} if header is None else {"Authorization": header}
        async with websockets.connect(simulator.url, extra_headers=headers):
            pass

    with pytest.raises(websockets.InvalidStatusCode) as caught:
        asyncio.run(scenario())
    assert caught.value.status_code == 401


MALFORMED: list[str | bytes] = [
    "",
    "not json",
    "[]",
    "null",
    "17",
    '{"type": "event"}',
    '{"type": "command"}',
    '{"type": "command", "command": 5}',
    '{"type": "command", "command": "sim:status", "id": {}}',
    '{"type": "command", "command": "sim:status", "params": []}',
    "[" * 100_000,
    b"\x00\xff",
]


def test_malformed_messages_are_answered_and_the_session_goes_on(simulator: Simulator) -> None:
    async def scenario() -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with websockets.connect(simulator.url, extra_headers=headers) as connection:
            assert json.loads(await connection.recv())["type"] == "hello"
            for message in MALFORMED:
                await connection.send(message)
                answer = json.loads(await connection.recv())
                assert answer["type"] == "error"
                assert answer["message"].endswith(".")
            await connection.send('{"type": "command", "command": "sim:status", "id": "1"}')
            answer = json.loads(await connection.recv())
            assert (answer["type"], answer["id"], answer["error"]) == ("response", "1", False)

    asyncio.run(scenario())


def test_broken_connections_leave_other_sessions_alone(simulator: Simulator) -> None:
    async def scenario() -> None:
        address = urlsplit(simulator.url)
        async with simulator.board() as bystander:
            for garbage in (b"\x16\x03\x01\x00", b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\n"):
                with socket.create_connection((address.hostname, address.port), timeout=5) as raw:
                    raw.sendall(garbage)
            headers = {"Authorization": f"Bearer {TOKEN}"}
            rude = await websockets.connect(simulator.url, extra_headers=headers)
            await rude.recv()
            rude.transport.write(b"\xff\xff\xff\xff")  # no WebSocket frame looks like this
            with pytest.raises(websockets.ConnectionClosed):
                await asyncio.wait_for(rude.recv(), 10)
            async with simulator.board(paused=False) as vanishing:
                vanishing._transport._ws.transport.abort()
            await run_for(bystander, MILLISECOND)
            assert bystander.last_pause_nanos >= MILLISECOND

    asyncio.run(scenario())


def test_sessions_do_not_see_one_another(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board() as one, simulator.board() as other:
            outputs = [bytearray(), bytearray()]
            for client, output in zip((one, other), outputs, strict=True):
                client.serial_monitor(output.extend)
            await one.set_control("ntc", "temperature", 40)
            await asyncio.gather(one.wait_until_simulation_time(0.05), other.wait_until_simulation_time(0.05))
            assert bytes(outputs[0]) == b"hello\ncount 354\n"
            assert bytes(outputs[1]) == b"hello\ncount 523\n"

    asyncio.run(scenario())


def test_a_running_simulation_does_not_keep_another_client_waiting(simulator: Simulator) -> None:
    async def scenario() -> None:
        async with simulator.board(paused=False) as busy, simulator.board() as other:
            await busy._transport.request("serial-monitor:listen", {})
            for _ in range(20):
                await run_for(other, MILLISECOND)
            await busy.pause_simulation()

    asyncio.run(asyncio.wait_for(scenario(), 20))
