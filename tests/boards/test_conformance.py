"""Every command and event of the protocol, through wokwi-client's asynchronous and synchronous API alike.

Each row of the table is a function that is given a connected client; the client is the unmodified one, and what it
has no method for goes through its transport's `request`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from wokwi_client import WokwiClient, WokwiClientSync
from wokwi_client.file_ops import FlashSection

from hardware_labs.boards import find_board
from hardware_labs.toolchain.build import build
from hardware_labs.toolchain.find import find_node
from hardware_labs.units import find_lab

from .conftest import DIAGRAM, ROOT, TOKEN, Simulator

MILLISECOND = 1_000_000
WITH_INSTRUMENTS = {
    **DIAGRAM,
    "parts": [
        *DIAGRAM["parts"],
        {"type": "wokwi-logic-analyzer", "id": "logic"},
        {"type": "board-ssd1306", "id": "oled"},
    ],
    "connections": [*DIAGRAM["connections"], ["logic:D0", "uno:12", "", []]],
}
Result = TypeVar("Result")
Event = dict[str, Any]


class Api:
    """One way to call a client; `events` keeps what it was told."""

    def __init__(self, client: WokwiClient, simulator: Simulator) -> None:
        self.client = client
        self.simulator = simulator
        self.events: list[Event] = []
        for name in ("serial-monitor:data", "pin:change", "sim:pause"):
            client._transport.add_event_listener(name, self.events.append)

    def wait(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        raise NotImplementedError

    def monitor(self, take: Callable[[bytes], Any]) -> None:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A method of the client."""
        return lambda *arguments, **named: self.wait(getattr(self.client, name)(*arguments, **named))

    def request(self, command: str, **params: object) -> dict[str, Any]:
        return dict(self.wait(self.client._transport.request(command, params))["result"])

    def start(self, **options: object) -> None:
        """Put the station on the Uno, paused."""
        self.upload_text("diagram.json", json.dumps(WITH_INSTRUMENTS))
        self.upload("station.hex", self.simulator.firmware.encode())
        self.start_simulation(firmware="station.hex", **{"pause": True, **options})

    def run(self, nanos: int) -> None:
        before = self.last_pause()
        self.wait_until_simulation_time((before + nanos) / 1e9)

    def last_pause(self) -> int:
        return self.client.last_pause_nanos

    def of(self, name: str) -> list[Event]:
        self.request("sim:status")  # all that was sent before has come when this is answered
        return [event for event in self.events if event["event"] == name]


class Asynchronous(Api):
    def __init__(self, client: WokwiClient, simulator: Simulator, runner: asyncio.Runner) -> None:
        super().__init__(client, simulator)
        self._runner = runner

    def wait(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(coroutine)

    def monitor(self, take: Callable[[bytes], Any]) -> None:
        async def start() -> None:
            self.client.serial_monitor(take)

        self._runner.run(start())


class Synchronous(Api):
    def __init__(self, client: WokwiClientSync, simulator: Simulator) -> None:
        super().__init__(client._async_client, simulator)
        self._sync = client

    def wait(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._sync._call(coroutine)

    def monitor(self, take: Callable[[bytes], Any]) -> None:
        self._sync.serial_monitor(take)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return getattr(self._sync, name)  # its own wrappers, as a user calls them


@pytest.fixture(params=["async", "sync"])
def api(request: pytest.FixtureRequest, simulator: Simulator) -> Iterator[Api]:
    if request.param == "sync":
        with WokwiClientSync(TOKEN, simulator.url) as client:
            yield Synchronous(client, simulator)
        return
    with asyncio.Runner() as runner, contextlib.ExitStack() as stack:

        async def connect() -> WokwiClient:
            client = WokwiClient(TOKEN, simulator.url)
            await client.connect()
            return client

        client = runner.run(connect())
        stack.callback(lambda: runner.run(client.disconnect()))
        yield Asynchronous(client, simulator, runner)


def upload_and_download_text(api: Api) -> None:
    api.upload_text("notes.txt", "Grüße\n")
    assert api.download("notes.txt") == "Grüße\n".encode()
    assert api.request("file:download", name="notes.txt") == {"text": "Grüße\n"}


def upload_and_download_binary(api: Api) -> None:
    content = bytes(range(256)) * 300
    api.upload("all.bin", content)
    assert api.download("all.bin") == content
    assert set(api.request("file:download", name="all.bin")) == {"binary"}


def start_by_name(api: Api) -> None:
    api.start(elf="station.elf")
    assert api.of("sim:pause")[0]["nanos"] == 0


def start_running(api: Api) -> None:
    api.start(pause=False)
    assert api.request("sim:status")["running"] is True
    assert api.of("sim:pause") == []


def start_from_flash_sections(api: Api) -> None:
    lab, board = find_lab("linear-regression"), find_board("esp32-c3")
    build(lab, board)
    api.upload_text("diagram.json", lab.diagram_for(board).read_text())
    content = lab.firmware(board).read_bytes()
    half = len(content) // 2
    api.upload("low.bin", content[:half])
    api.upload("high.bin", content[half:])
    sections = [FlashSection(offset=0, file="low.bin"), FlashSection(offset=half, file="high.bin")]
    api.start_simulation(firmware=sections, flash_size=4, pause=True)
    api.request("serial-monitor:listen")
    api.wait_until_simulation_time(0.6)
    printed = b"".join(bytes(event["payload"]["bytes"]) for event in api.of("serial-monitor:data"))
    assert b"count " in printed


def pause(api: Api) -> None:
    api.start(pause=False)
    api.pause_simulation()
    (event,) = api.of("sim:pause")
    assert event["paused"] is True
    assert event["nanos"] == api.request("sim:status")["nanos"]


def resume_and_pause_after(api: Api) -> None:
    api.start()
    for _ in range(3):
        before = api.last_pause()
        api.run(MILLISECOND)
        assert MILLISECOND <= api.last_pause() - before < MILLISECOND + 250
    api.resume_simulation()
    assert api.request("sim:status")["running"] is True


def restart(api: Api) -> None:
    api.start()
    api.run(5 * MILLISECOND)
    api.restart_simulation(pause=True)
    assert api.last_pause() == 0
    assert api.request("sim:status")["running"] is False
    api.restart_simulation()
    assert api.request("sim:status")["running"] is True


def status(api: Api) -> None:
    assert api.request("sim:status")["running"] is False
    api.start()
    api.run(2 * MILLISECOND)
    found = api.request("sim:status")
    assert found["cycles"] * 62.5 == found["nanos"]
    assert 0 < found["instructions"] <= found["cycles"]
    assert 0 < found["stackPeak"] < 2048
    assert "sleepCycles" in found


def listen_to_serial(api: Api) -> None:
    api.start()
    received = bytearray()
    api.monitor(received.extend)
    api.run(10 * MILLISECOND)
    api.request("sim:status")
    assert bytes(received) == b"hello\ncount 523\n"
    first = api.of("serial-monitor:data")[0]
    assert bytes(first["payload"]["bytes"]) == b"hello\n"
    assert 0 < first["nanos"] < MILLISECOND


def write_serial(api: Api) -> None:
    api.start()
    api.request("serial-monitor:listen")
    api.run(10 * MILLISECOND)
    for data in ("a", b"b", [99]):
        api.serial_write(data)
    api.run(30 * MILLISECOND)
    printed = b"".join(bytes(event["payload"]["bytes"]) for event in api.of("serial-monitor:data"))
    assert printed.endswith(b"<a>\n<b>\n<c>\n")


def read_pin(api: Api) -> None:
    api.start()
    api.run(MILLISECOND)
    state = api.read_pin("uno", "12")
    assert state["pin"] == "12" and state["direction"] == "out" and state["value"] is False
    assert set(state) == {"pin", "direction", "value", "pullUp", "pullDown", "voltage"}


def listen_to_pin(api: Api) -> None:
    api.start()
    api.listen_pin("uno", "12")
    api.set_control("ntc", "temperature", 40)
    api.run(200 * MILLISECOND)
    seen = api.of("pin:change")  # the first of them, that the sketch made it an output
    change = seen[-1]
    assert (change["payload"]["part"], change["payload"]["pin"], change["payload"]["value"]) == ("uno", "12", True)
    assert change["paused"] is False
    api.listen_pin("uno", "12", listen=False)
    api.set_control("ntc", "temperature", 20)
    api.run(200 * MILLISECOND)
    assert api.of("pin:change") == seen


def list_gpio(api: Api) -> None:
    api.start()
    pins = api.gpio_list()
    assert {"uno:0", "uno:13", "uno:A5"} <= set(pins)


def set_control(api: Api) -> None:
    api.start()
    api.request("serial-monitor:listen")
    api.set_control("ntc", "temperature", 40)
    api.run(10 * MILLISECOND)
    assert b"count 354\n" in [bytes(event["payload"]["bytes"]) for event in api.of("serial-monitor:data")]


def reach(api: Api, **point: object) -> Event:
    """Add a pause point and run to it."""
    api.request("pause-point:add", **point)
    seen = len(api.of("sim:pause"))
    api.resume_simulation()
    while len(found := api.of("sim:pause")) == seen:
        pass
    return found[-1]


def pause_point_in_time(api: Api) -> None:
    api.start()
    event = reach(api, id="then", type="time-absolute", nanos=3 * MILLISECOND)
    assert event["payload"]["pausePoint"] == "then"
    assert 0 <= event["nanos"] - 3 * MILLISECOND < 250
    later = reach(api, id="later", type="time-relative", nanos=MILLISECOND)
    assert 0 <= later["nanos"] - event["nanos"] - MILLISECOND < 250


def pause_point_at_serial_bytes(api: Api) -> None:
    api.start()
    api.request("serial-monitor:listen")
    event = reach(api, id="count", type="serial-bytes", bytes=list(b"count"))
    assert event["payload"]["pausePoint"] == "count"
    printed = b"".join(bytes(each["payload"]["bytes"]) for each in api.of("serial-monitor:data"))
    assert printed == b"hello\ncount"


def remove_pause_point(api: Api) -> None:
    api.start()
    api.request("pause-point:add", id="gone", type="time-relative", nanos=1000)
    api.request("pause-point:remove", id="gone")
    api.run(MILLISECOND)
    assert api.last_pause() >= MILLISECOND


def read_vcd(api: Api) -> None:
    api.start()
    api.set_control("ntc", "temperature", 40)
    api.run(200 * MILLISECOND)
    recording = api.read_vcd()
    assert recording["channel_count"] == 8
    assert recording["sample_count"] > 0
    assert re.search(r"\$var wire 1 \S+ D0 \$end", recording["vcd"])


def read_framebuffer(api: Api) -> None:
    api.start()
    assert api.read_framebuffer_png_bytes("oled").startswith(b"\x89PNG\r\n\x1a\n")


def play_trace(api: Api) -> None:
    api.start()
    api.upload_text("warm.csv", "time,value\n0,20\n0.05,40\n")
    answer = api.request("trace:play", part="ntc", control="temperature", file="warm.csv")
    assert answer == {"points": 2, "seconds": 0.05}
    api.run(300 * MILLISECOND)
    assert api.read_pin("uno", "12")["value"] is True


# what each row calls besides the start of a simulation, and the event that it waits for
TABLE: list[tuple[Callable[[Api], None], set[str]]] = [
    (upload_and_download_text, {"file:upload", "file:download"}),
    (upload_and_download_binary, {"file:upload", "file:download"}),
    (start_by_name, {"sim:start"}),
    (start_running, {"sim:start"}),
    (start_from_flash_sections, {"sim:start"}),
    (pause, {"sim:pause"}),
    (resume_and_pause_after, {"sim:resume"}),
    (restart, {"sim:restart"}),
    (status, {"sim:status"}),
    (listen_to_serial, {"serial-monitor:listen"}),
    (write_serial, {"serial-monitor:write"}),
    (read_pin, {"pin:read"}),
    (listen_to_pin, {"pin:listen"}),
    (list_gpio, {"gpio:list"}),
    (set_control, {"control:set"}),
    (pause_point_in_time, {"pause-point:add"}),
    (pause_point_at_serial_bytes, {"pause-point:add"}),
    (remove_pause_point, {"pause-point:remove"}),
    (read_vcd, {"sim:read-vcd"}),
    (read_framebuffer, {"framebuffer:read"}),
    (play_trace, {"trace:play"}),
]


@pytest.mark.parametrize("row", [row for row, _ in TABLE], ids=lambda row: row.__name__)
def test_row(api: Api, row: Callable[[Api], None]) -> None:
    row(api)


def test_the_table_has_every_command_of_the_server() -> None:
    module = json.dumps((ROOT / "hardware_labs" / "simulator" / "commands.ts").as_uri())
    script = f"import({module}).then((m) => process.stdout.write(JSON.stringify(Object.keys(m.commands))))"
    answer = subprocess.run(
        [str(find_node()), "--input-type=module", "--eval", script], check=True, capture_output=True, text=True
    ).stdout
    assert set(json.loads(answer)) == set().union(*(commands for _, commands in TABLE))
