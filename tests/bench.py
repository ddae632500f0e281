"""Speeds of the whole product, measured in one run: `make bench`.

Every figure is a ratio to something in the same run or to a stated bar, so that it means the same on another machine.
Provenance of all figures: measured on the host.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser import chromium, serving

ROOT = Path(__file__).resolve().parents[1]
UNIT = "linear-regression"
IMAGE = ROOT / "hardware_labs" / "labs" / UNIT / "build" / "arduino.avr.uno" / f"{UNIT}.ino.hex"
RESULT = ROOT / "build" / "bench.json"
PAGE = f"learn/{UNIT}.html"


@dataclass
class Figure:
    """One measured figure and the bar it is held against."""

    what: str
    value: float
    unit: str
    bar: float
    more_is_better: bool

    @property
    def met(self) -> bool:
        """Say whether the bar is met."""
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    def __str__(self) -> str:
        sign = "at least" if self.more_is_better else "at most"
        verdict = "met" if self.met else "MISSED"
        return f"{self.what:48} {self.value:7.2f} {self.unit:12} bar: {sign} {self.bar:g}, {verdict}"


def simulator_in_node() -> Figure:
    """Simulated seconds a real second in Node, running the lab's own image."""
    node = Path(sys.executable).with_name("node")
    script = ROOT / "hardware_labs" / "simulator" / "bench.ts"
    shown = subprocess.run([node, script, IMAGE], capture_output=True, text=True, check=True).stdout
    return Figure("Simulated Uno in Node", json.loads(shown.splitlines()[0])["speed"], "x real time", 1.0, True)


def scenario() -> Figure:
    """Seconds from a built image to a finished scenario, the command's own start included."""
    command = [sys.executable, "-m", "hardware_labs", "run", UNIT, "--board", "uno", "--simulator", "local"]
    subprocess.run(command, capture_output=True, check=True)
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return Figure("`lab run` from built image to finished scenario", time.perf_counter() - started, "s", 5.0, False)


def page_figures() -> list[Figure]:
    """Board and live cells in the page, in Chromium."""
    with serving() as address, chromium() as browser:
        page = browser.new_page()
        page.goto(address + PAGE)
        board = page.locator("section.board")
        board.scroll_into_view_if_needed()
        board.get_by_role("button", name="Run").click()
        clock = board.locator(".board-clock")
        page.wait_for_timeout(2000)
        before, started = simulated_seconds(clock.inner_text()), time.perf_counter()
        page.wait_for_timeout(8000)
        speed = (simulated_seconds(clock.inner_text()) - before) / (time.perf_counter() - started)
        page.close()

        page = browser.new_page()
        page.goto(address + PAGE)
        cell = page.locator(".cell.live").first
        first = run_cell(cell)
        later = run_cell(cell)
    return [
        # the page holds the board back to real time; the clock shows tenths of a second
        Figure("Simulated Uno in the page", speed, "x real time", 0.98, True),
        Figure("First live cell: loads Python and NumPy", first, "s", 6.0, False),
        Figure("Later runs of a live cell", later, "s", 0.2, False),
    ]


def simulated_seconds(clock: str) -> float:
    """Read the clock of the board's panel, such as `4.6 s simulated, 100 % of real time`."""
    return float(clock.split(" s simulated")[0])


def run_cell(cell: Locator) -> float:
    """Press Run and return the seconds until Stop is out of reach again, which is when the cell has ended."""
    ended = "toolbar => !toolbar.classList.contains('busy')"
    toolbar = cell.locator(".toolbar").element_handle()
    started = time.perf_counter()
    cell.get_by_role("button", name="Run").click()
    cell.page.wait_for_function(ended, arg=toolbar, polling=5)
    return time.perf_counter() - started


def main() -> None:
    """Measure, print, and keep the figures as JSON."""
    figures = [simulator_in_node(), scenario(), *page_figures()]
    for figure in figures:
        print(figure)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n", encoding="utf-8")
    print(f"Written to {RESULT.relative_to(ROOT)} (provenance: measured on this machine)")


if __name__ == "__main__":
    main()
