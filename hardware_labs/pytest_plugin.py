"""Fixture `board` for pytest: a course's own tests put firmware on a simulated board and grade what it does.

Whoever has this package installed has the fixture; nothing needs to be imported:

    def test_it_blinks_once_a_second(board):
        board.start("blink", board="uno")        # the sketch folder blink/, with its diagram.json if it has one
        board.expect("ready")
        assert board.read_pin("led", "A") == 1
        board.run(0.5)
        assert board.read_pin("led", "A") == 0
        assert board.stack_high_water < 200

Everything happens in simulated time, so a test gives the same result on every machine. A test that fails is reported
with the last lines that its boards have printed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import tempfile
from collections.abc import Coroutine, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from hardware_labs.boards import Board
    from hardware_labs.server import LocalServer
    from hardware_labs.simulated import SimulatedBoard
    from hardware_labs.toolchain.build import Firmware

LINES_SHOWN = 20
# simulated time between two looks at what was printed
SLICE_SECONDS = 0.01
PATIENCE_SECONDS = 10.0

Result = TypeVar("Result")
_boards = pytest.StashKey[list["BoardUnderTest"]]()


class BoardUnderTest:
    """A simulated board, standing still between the calls of a test.

    Attributes:
        text: All that the board has printed.
    """

    def __init__(self, server: LocalServer, folder: Path) -> None:
        """Take the simulator to run on and a folder for files; `start` comes next."""
        self._server = server
        self._folder = folder
        self._runner = asyncio.Runner()
        self._stack = contextlib.AsyncExitStack()
        self._link: SimulatedBoard | None = None
        self._built: Firmware | None = None
        self._read = 0

    def start(
        self,
        sketch_or_image: str | Path,
        board: str = "uno",
        diagram: str | Path | dict[str, Any] | None = None,
    ) -> None:
        """Put firmware on a board and stop before its first instruction.

        Args:
            sketch_or_image: A sketch folder or its .ino file, built here where that has not been done yet; or an image:
                .hex for an Arduino, .bin (flash from offset 0) for an ESP board.
            board: The board's id (`lab list` names them).
            diagram: The Wokwi circuit, as file or as its content; without one, `diagram.<board>.json` or `diagram.json`
                beside the firmware, and else the board alone, whose part is called like the board.

        Raises:
            LabError: There is no such board or file, the sketch does not build or fit, or the circuit is wrong.

        Example:
            board.start("solutions/blink", board="nano")
        """
        from hardware_labs.boards import find_board

        chosen = find_board(board)
        source = Path(sketch_or_image).resolve()
        self._close_link()
        image, elf, folder = self._firmware(source, chosen)
        self._link = self._await(self._open(chosen, image, elf, self._circuit(diagram, folder, chosen)))
        self._read = 0

    def run(self, seconds: float) -> None:
        """Let so much simulated time pass."""
        self._await(self._running.advance(seconds))

    def expect(self, pattern: str | re.Pattern[str], timeout: float = PATIENCE_SECONDS) -> re.Match[str]:
        r"""Run until the board has printed a text, or what a compiled regular expression matches, after the last match.

        Args:
            pattern: The text or the regular expression.
            timeout: Simulated seconds after which the test fails.

        Returns:
            The match; of a regular expression, with its groups.

        Raises:
            AssertionError: It has not been printed in time.

        Example:
            count = int(board.expect(re.compile(r"count (\d+)\r\n"), timeout=2)[1])
        """
        __tracebackhide__ = True
        expression = re.compile(re.escape(pattern)) if isinstance(pattern, str) else pattern
        deadline = self.seconds + timeout
        while (match := expression.search(self.text, self._read)) is None:
            if self.seconds >= deadline:
                wanted = repr(pattern if isinstance(pattern, str) else pattern.pattern)
                raise AssertionError(
                    f"the board has not printed {wanted} within {timeout:g} s; last it printed\n{self.last_lines()}"
                )
            self.run(min(SLICE_SECONDS, timeout))
        self._read = match.end()
        return match

    def write(self, text: str | bytes) -> None:
        """Send a text, or bytes, to the board's serial port."""
        self._await(self._running.write(text))

    def set_control(self, part: str, control: str, value: float) -> None:
        """Turn a part's control, such as `board.set_control("ntc", "temperature", 31.5)`.

        Raises:
            LabError: The circuit has no such part, or the part no such control.
        """
        self._await(self._running.set_control(part, control, value))

    def read_pin(self, part: str, pin: str) -> bool:
        """Return the level of a pin of a part or of the board.

        Raises:
            LabError: There is no such part or pin.
        """
        return self._await(self._running.read_pin(part, pin))

    def play_trace(self, part: str, control: str | None, path: str | Path) -> None:
        """Let a recorded signal (CSV: time,value; seconds from now) drive a control from now on.

        Raises:
            LabError: The file cannot be read, or there is no such part or control.
        """
        self._await(self._running.play_trace(part, control, Path(path)))

    def screenshot(self, part: str) -> bytes:
        """Return what a display shows, as PNG."""
        return self._await(self._running.read_screen(part))

    @property
    def text(self) -> str:
        """All that the board has printed."""
        return self._running.log.text

    @property
    def seconds(self) -> float:
        """Simulated time since power-on."""
        return self._running.seconds

    @property
    def cycles(self) -> int:
        """Clock cycles since power-on: exact for Arduino boards, an estimate for ESP boards."""
        return self._counter("cycles")

    @property
    def instructions(self) -> int:
        """Instructions retired since power-on: exact on every board."""
        return self._counter("instructions")

    @property
    def stack_high_water(self) -> int:
        """Most bytes of stack in use at any time since power-on."""
        return self._counter("stackPeak")

    @property
    def flash(self) -> int:
        """Bytes of flash that the sketch takes."""
        return self._size.size.flash

    @property
    def ram(self) -> int:
        """Bytes of RAM that the sketch takes before its first call; the stack comes on top."""
        return self._size.size.ram

    def last_lines(self) -> str:
        """Return the last lines that the board has printed."""
        lines = self._link.log.text.splitlines()[-LINES_SHOWN:] if self._link else []
        return "\n".join(lines) or "(nothing)"

    def close(self) -> None:
        """Let the board go; called at the end of the test."""
        self._close_link()
        self._runner.close()

    @property
    def _running(self) -> SimulatedBoard:
        from hardware_labs.errors import LabError

        if self._link is None:
            raise LabError("The board carries no firmware yet: call board.start(...) first.")
        return self._link

    @property
    def _size(self) -> Firmware:
        from hardware_labs.errors import LabError

        if self._built is None:
            raise LabError("Flash and RAM are known of a sketch that was built, not of an image: start its folder.")
        return self._built

    def _counter(self, name: str) -> int:
        from hardware_labs.errors import LabError

        value = self._await(self._running.counters())[name]
        if value is None:
            raise LabError(f"The simulator does not count {name} on this board.")
        return int(value)

    def _await(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(coroutine)

    def _firmware(self, source: Path, board: Board) -> tuple[Path, Path, Path]:
        """Return image, ELF file and folder of a firmware; the ELF file is the image where there is none."""
        from hardware_labs.errors import LabError
        from hardware_labs.toolchain.build import build
        from hardware_labs.units import find_lab

        if source.suffix in (".hex", ".bin"):
            if not source.is_file():
                raise LabError(f"There is no image {source}: build it first.")
            elf = source.with_suffix(".elf")
            self._built = None
            return source, elf if elf.is_file() else source, source.parent
        lab = find_lab(str(source.parent if source.suffix == ".ino" else source))
        self._built = build(lab, board)
        return lab.firmware(board), lab.elf(board), lab.folder

    def _circuit(self, diagram: str | Path | dict[str, Any] | None, folder: Path, board: Board) -> Path:
        if diagram is None:
            beside = [folder / f"diagram.{board.id}.json", folder / "diagram.json"]
            found = next((path for path in beside if path.is_file()), None)
            if found:
                return found
            parts = [{"type": board.wokwi_type, "id": board.id}]
            diagram = {"version": 1, "parts": parts, "connections": []}
        if isinstance(diagram, dict):
            path = self._folder / "diagram.json"
            path.write_text(json.dumps(diagram), encoding="utf-8")
            return path
        return Path(diagram)

    async def _open(self, board: Board, image: Path, elf: Path, circuit: Path) -> SimulatedBoard:
        from hardware_labs.diagram import load_diagram
        from hardware_labs.simulated import simulated_board

        diagram = load_diagram(circuit, board)
        name = f"the simulated {board.name}"
        opened = simulated_board(self._server.url, self._server.token, name, diagram, image, elf, _print_nothing)
        return await self._stack.enter_async_context(opened)

    def _close_link(self) -> None:
        self._await(self._stack.aclose())
        self._link = None


def _print_nothing(line: str, seconds: float) -> None:
    """Leave a line to the report of a test that fails."""


@pytest.fixture(scope="session")
def board_simulator() -> Iterator[LocalServer]:
    """The local simulator, one for the whole test session."""
    from hardware_labs.server import local_server

    with local_server() as server:
        yield server


@pytest.fixture
def board(request: pytest.FixtureRequest, board_simulator: LocalServer) -> Iterator[BoardUnderTest]:
    """A simulated board for this test alone; `board.start(...)` puts firmware on it.

    Example:
        def test_it_says_hello(board):
            board.start("hello", board="uno")
            board.expect("hello", timeout=1)
    """
    with tempfile.TemporaryDirectory(prefix="board-") as folder:
        under_test = BoardUnderTest(board_simulator, Path(folder))
        request.node.stash.setdefault(_boards, []).append(under_test)
        try:
            yield under_test
        finally:
            under_test.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test what its board has printed last."""
    report = yield
    if report.when == "call" and report.failed:
        for under_test in item.stash.get(_boards, []):
            report.sections.append(("serial output of the board, its last lines", under_test.last_lines()))
    return report
