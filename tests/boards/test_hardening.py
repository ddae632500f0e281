"""A thousand hostile messages leave the server up, its memory bounded and other sessions' bytes as they are."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
from collections.abc import AsyncIterator, Iterator

import psutil
import pytest
import websockets
from wokwi_client import WokwiClient

from .conftest import DIAGRAM, TOKEN, Simulator, run_for, start_server

SEED = 20261122
MESSAGES = 1000
# a session's life, so that every kind meets a fresh one and one in any state
MESSAGES_A_CONNECTION = 50
MEGABYTE = 1 << 20
# a session's heap is held to 512 MB, and a worker with its frames takes its share besides
MOST_MEMORY = 1500 * MEGABYTE
MILLISECOND = 1_000_000
SECONDS_FOR_AN_ANSWER = 60

NUMBERS = [-1, -1e308, 1e308, 0, 0.5, 2**53, -(2**63), None, True, "12", [], {}]
TEXTS = ["", "\x00", "__proto__", "constructor", "../../passwd", "x" * 100_000, "\ud800", "station.hex", "uno", "ntc"]
COMMANDS = {
    "file:upload": ["name", "text", "binary"],
    "file:download": ["name"],
    "sim:start": ["firmware", "elf", "pause", "chips", "flashSize"],
    "sim:pause": [],
    "sim:resume": ["pauseAfter"],
    "sim:restart": ["pause"],
    "sim:status": [],
    "serial-monitor:listen": [],
    "serial-monitor:write": ["bytes"],
    "pin:read": ["part", "pin"],
    "pin:listen": ["part", "pin", "listen"],
    "gpio:list": [],
    "control:set": ["part", "control", "value"],
    "pause-point:add": ["id", "type", "nanos", "bytes"],
    "pause-point:remove": ["id"],
    "sim:read-vcd": [],
    "framebuffer:read": ["id"],
    "trace:play": ["part", "control", "file"],
    "sim:teleport": ["where"],
    "__proto__": ["x"],
}


def command(name: str, params: object, identity: object = "1") -> str:
    return json.dumps({"type": "command", "command": name, "params": params, "id": identity})


class Attacker:
    """Makes hostile messages from a seed: the same ones every time."""

    def __init__(self, seed: int, firmware: str) -> None:
        self._random = random.Random(seed)
        self._firmware = firmware
        self._kinds = [
            *(self.noise, self.wrong_frame, self.wrong_types, self.wrong_types, self.any_order, self.any_order),
            *(self.deep, self.binary, self.non_finite, self.firmware, self.diagram, self.storm),
        ]

    def message(self) -> str | bytes:
        return self._random.choice(self._kinds)()

    def big(self) -> list[str]:
        """What is at and above the limits, for one connection each."""
        return [
            command("file:upload", {"name": "bomb", "binary": base64.b64encode(bytes(30 * MEGABYTE)).decode()}),
            command("file:upload", {"name": "n" * 40 * MEGABYTE, "text": ""}),
            "[" * 40 * MEGABYTE,
            '{"a":' * 8 * MEGABYTE,
            command("serial-monitor:write", {"bytes": [65] * 5 * MEGABYTE}),
            "x" * 60 * MEGABYTE,  # longer than any frame may be: this ends the connection
        ]

    def noise(self) -> str:
        return "".join(chr(self._random.randrange(1, 0xD7FF)) for _ in range(self._random.randrange(200)))

    def wrong_frame(self) -> str:
        frame = json.loads(command("sim:status", {}))
        frame[self._random.choice(list(frame))] = self._random.choice([*NUMBERS, *TEXTS])
        del frame[self._random.choice(list(frame))]
        return json.dumps(frame)

    def wrong_types(self) -> str:
        name = self._random.choice(list(COMMANDS))
        params = {key: self._random.choice([*NUMBERS, *TEXTS]) for key in COMMANDS[name]}
        return command(name, self._random.choice([params, params, params, None, [params], "params"]))

    def any_order(self) -> str:
        name = self._random.choice(["sim:pause", "sim:resume", "sim:restart", "pin:read", "serial-monitor:write"])
        sound = {"part": "uno", "pin": "12", "bytes": [10], "pauseAfter": 1, "pause": True}
        return command(name, {key: sound[key] for key in COMMANDS[name]}, self._random.randrange(5))

    def deep(self) -> str:
        depth = self._random.choice([10, 1000, 200_000])
        return self._random.choice(["[" * depth, "[" * depth + "]" * depth, '{"type":' * depth])

    def binary(self) -> bytes:
        return self._random.randbytes(self._random.randrange(100_000))

    def non_finite(self) -> str:
        number = self._random.choice(["1e999", "-1e999", "NaN", "Infinity", "1e-999", "-0", "9" * 5000])
        fields = {"sim:resume": "pauseAfter", "control:set": "value", "pause-point:add": "nanos"}
        name, key = self._random.choice(list(fields.items()))
        sound = {"part": "ntc", "control": "temperature", "id": "p", "type": "time-absolute"}
        return command(name, {key: 0, **sound}).replace(f'"{key}": 0', f'"{key}": {number}')

    def firmware(self) -> str:
        damaged = bytearray(self._firmware.encode())
        damaged[self._random.randrange(len(damaged))] = self._random.randrange(256)
        esp = b"\xe9" + self._random.randbytes(5000)
        image = self._random.choice([bytes(damaged), esp, b"\x7fELF", b"", b":00000001FF"])
        return command("file:upload", {"name": "station.hex", "binary": base64.b64encode(image).decode()})

    def diagram(self) -> str:
        parts = [{"type": self._random.choice(["wokwi-led", "wokwi-arduino-uno", 5]), "id": f"p{n}"} for n in range(50)]
        wrong = json.dumps({"version": 1, "parts": parts, "connections": [["a"]]})
        text = self._random.choice([wrong, "[]", "{", json.dumps(DIAGRAM)])
        return command("file:upload", {"name": "diagram.json", "text": text})

    def storm(self) -> str:
        sections = [{"offset": self._random.choice([0, -4, 2**40, "0"]), "file": "station.hex"}]
        firmware = self._random.choice(["station.hex", "diagram.json", sections, [], [5]])
        return self._random.choice([command("sim:start", {"firmware": firmware}), command("sim:restart", {})])


class Server(Simulator):
    """A server of its own whose memory can be looked at."""

    process: psutil.Process

    @property
    def memory(self) -> int:
        """Resident bytes, of the launcher's child too that is the real Node."""
        return sum(one.memory_info().rss for one in [self.process, *self.process.children()])

    @contextlib.asynccontextmanager
    async def raw(self) -> AsyncIterator[websockets.WebSocketClientProtocol]:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with websockets.connect(self.url, extra_headers=headers, max_size=None) as connection:
            assert json.loads(await connection.recv())["type"] == "hello"
            yield connection


@pytest.fixture
def server(station_firmware: str) -> Iterator[Server]:
    process = start_server("--port", "0")
    assert process.stdout is not None
    server = Server(process.stdout.readline().strip(), station_firmware)
    server.process = psutil.Process(process.pid)
    yield server
    process.communicate(timeout=20)
    assert process.returncode == 0, "the server has lived until its parent let it go"


async def serial_output(client: WokwiClient, meanwhile: asyncio.Event | None = None) -> list[tuple[float, bytes]]:
    """Play a session; where something else goes on meanwhile, wait for it in the middle."""
    events: list[tuple[float, bytes]] = []
    client._transport.add_event_listener(
        "serial-monitor:data", lambda event: events.append((event["nanos"], bytes(event["payload"]["bytes"])))
    )
    await client._transport.request("serial-monitor:listen", {})
    for step in range(100):
        await client.set_control("ntc", "temperature", 10 + step % 40)
        await run_for(client, 20 * MILLISECOND)
        if meanwhile is not None and step == 50:
            await meanwhile.wait()
    return events


async def drain(connection: websockets.WebSocketClientProtocol) -> None:
    """Read until the session answers a status command: it is alive, and has seen all that came before."""
    await connection.send(command("sim:pause", {}, "pause"))
    await connection.send(command("sim:status", {}, "alive"))
    while True:
        answer = json.loads(await asyncio.wait_for(connection.recv(), SECONDS_FOR_AN_ANSWER))
        assert answer["type"] in ("response", "error", "event")
        if answer.get("id") == "alive":
            return


async def attack(server: Server, attacker: Attacker) -> int:
    """Send a thousand messages; return the most memory that the server took."""
    most = 0
    for _ in range(MESSAGES // MESSAGES_A_CONNECTION):
        async with server.raw() as connection:
            await connection.send(command("file:upload", {"name": "diagram.json", "text": json.dumps(DIAGRAM)}))
            await connection.send(command("file:upload", {"name": "station.hex", "text": server.firmware}))
            for _ in range(MESSAGES_A_CONNECTION):
                await connection.send(attacker.message())
                most = max(most, server.memory)
            await drain(connection)
    return most


def test_a_thousand_hostile_messages(server: Server) -> None:
    async def scenario() -> None:
        async with server.board() as client:
            undisturbed = await serial_output(client)
        assert len(undisturbed) > 15
        done = asyncio.Event()

        async def attack_and_tell() -> int:
            try:
                return await attack(server, Attacker(SEED, server.firmware))
            finally:
                done.set()

        async with server.board() as client:
            disturbed, most = await asyncio.gather(serial_output(client, done), attack_and_tell())
        assert disturbed == undisturbed
        assert most < MOST_MEMORY

    asyncio.run(scenario())


def test_what_is_too_large_ends_at_most_its_own_session(server: Server) -> None:
    async def scenario() -> None:
        most = 0
        async with server.board() as bystander:
            for bomb in Attacker(SEED, server.firmware).big():
                with contextlib.suppress(websockets.ConnectionClosed):
                    async with server.raw() as connection:
                        await connection.send(bomb)
                        await drain(connection)
                most = max(most, server.memory)
            await run_for(bystander, MILLISECOND)
        assert most < MOST_MEMORY

    asyncio.run(scenario())


def test_files_of_one_session_are_held_to_a_limit(server: Server) -> None:
    async def scenario() -> None:
        async with server.raw() as connection:
            answers = []
            for number in range(2):
                content = base64.b64encode(bytes(20 * MEGABYTE)).decode()
                await connection.send(command("file:upload", {"name": f"{number}.bin", "binary": content}))
                answers.append(json.loads(await connection.recv()))
            assert [answer["error"] for answer in answers] == [False, True]
            assert "a session holds 32 MB of files" in answers[1]["result"]["message"]
            await connection.send(command("file:download", {"name": "0.bin"}))
            assert len(base64.b64decode(json.loads(await connection.recv())["result"]["binary"])) == 20 * MEGABYTE

    asyncio.run(scenario())


def test_so_many_sessions_and_no_more(server: Server) -> None:
    async def scenario() -> None:
        async with contextlib.AsyncExitStack() as stack:
            with pytest.raises(websockets.InvalidStatusCode) as caught:
                for _ in range(33):
                    await stack.enter_async_context(server.raw())
            assert caught.value.status_code == 503
        async with server.raw():
            pass

    asyncio.run(scenario())
