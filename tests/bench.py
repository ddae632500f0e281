"""Speeds of the whole product, measured in one run: `make bench`.

Every figure is a ratio to something in the same run or to a stated bar, so that it means the same on another machine.
Provenance of all figures: measured on the host.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Locator

from hardware_labs.boards import find_board
from hardware_labs.toolchain.build import build
from hardware_labs.units import find_lab
from tests.avr_speed import avr_speed
from tests.browser import chromium, serving
from tests.compiler.bench import compiler_figures
from tests.figure import Figure
from tests.grader.service.load import figures as class_at_once
from tests.grader.speed import grading_speed, tensorflow_speed
from tests.riscv_speed import riscv_speed
from tests.session_speed import session_speed
from tests.site.board_start import start_milliseconds
from tests.site.build_speed import build_figures
from tests.site.live_cell_start import live_cell_seconds
from tests.site.page_load import load_figures

ROOT = Path(__file__).resolve().parents[1]
UNIT = "linear-regression"
# the ESP32-C3's clock, were every instruction to take one cycle
C3_MIPS = 160
RESULT = ROOT / "build" / "bench.json"
PAGE = f"learn/{UNIT}.html"


def engine_figures() -> list[Figure]:
    """Simulated seconds a real second in Node, and the same images on independent simulators."""
    lab = find_lab(UNIT)
    for board in ("uno", "mega", "esp32-c3", "esp32"):
        build(lab, find_board(board))
    uno, mega, riscv = avr_speed(lab, "uno"), avr_speed(lab, "mega"), riscv_speed()
    return [
        Figure("Uno, the lab's sketch", uno.ours / uno.real, "x real time", 2.5, True),
        Figure("Uno, against simavr, same image", uno.ours / uno.simavr, "x simavr", 1.0, True),
        Figure("Mega, the lab's sketch", mega.ours / mega.real, "x real time", 2.5, True),
        Figure("Mega, against simavr, same image", mega.ours / mega.simavr, "x simavr", 1.0, True),
        Figure("ESP32-C3 core, digits network", riscv.translator / C3_MIPS, "x real time", 1.0, True),
        Figure("ESP32-C3 core, against unicorn, same image", riscv.translator / riscv.unicorn, "x unicorn", 1.0, True),
        Figure("ESP32-C3 core, against its interpreter", riscv.translator / riscv.interpreter, "x", 1.0, True),
        Figure("ESP32-C3, the lab's sketch", lab_speed("esp32-c3"), "x real time", 1.0, True),
        Figure("ESP32, the lab's sketch", lab_speed("esp32"), "x real time", 0.5, True),
    ]


def lab_speed(board_id: str) -> float:
    """Simulated seconds a real second of the lab's sketch."""
    lab, board = find_lab(UNIT), find_board(board_id)
    node = Path(sys.executable).with_name("node")
    script = ROOT / "hardware_labs" / "simulator" / "bench.ts"
    command = [node, script, lab.firmware(board), "--diagram", lab.diagram_for(board), "--seconds", "3"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(json.loads(shown.splitlines()[0])["speed"])


def grading() -> list[Figure]:
    """Submissions a second of `grader autograde`, box and all, against `nbgrader autograde`."""
    speed, tensorflow = grading_speed(UNIT), tensorflow_speed()
    return [
        Figure(
            "40 TensorFlow submissions, against nbgrader",
            tensorflow.ours / tensorflow.nbgraders,
            "x nbgrader",
            15.0,
            True,
        ),
        Figure("40 submissions graded, against nbgrader", speed.ours / speed.nbgraders, "x nbgrader", 20.0, True),
        Figure("The same with feedback pages", speed.with_pages / speed.nbgraders, "x nbgrader", 10.0, True),
    ]


def receipts() -> list[Figure]:
    """Seconds until the last of a hundred students, who all hand in at once, has a receipt."""
    return [Figure("100 students at once: the slowest receipt", class_at_once()["slowest"], "s", 1.0, False)]


def sessions() -> list[Figure]:
    """Slowdown of a session by another one beside it; two cores are enough for both."""
    speed = session_speed(find_lab(UNIT), "uno")
    return [Figure("Two sessions at once, against one", speed.beside_another / speed.alone, "x time", 1.5, False)]


def scenario() -> list[Figure]:
    """Seconds from a built image to a finished scenario, the command's own start included."""
    command = [sys.executable, "-m", "hardware_labs", "run", UNIT, "--board", "uno", "--simulator", "local"]
    subprocess.run(command, capture_output=True, check=True)
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return [Figure("`lab run` from built image to finished scenario", time.perf_counter() - started, "s", 5.0, False)]


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
        before, after = tick(clock), tick(clock, later=15)
        speed = (after[1] - before[1]) / (after[0] - before[0])
        page.close()

        cell = live_cell_seconds(browser, address)
        loads = load_figures(browser, address)
        start = max(start_milliseconds(browser, address, board) for board in ("uno", "esp32")) / 1000
    return [
        # the page holds the board back to real time, and its clock shows tenths of a second, which is 0.7 % here
        Figure("Simulated Uno in the page", speed, "x real time", 0.99, True),
        Figure("Board panel, from the click to the first instructions", start, "s", 1.0, False),
        Figure("First live cell: loads Python and NumPy", cell.first, "s", 6.0, False),
        Figure("Later runs of a live cell, the slowest of ten", cell.later, "s", 0.2, False),
        *loads,
    ]


def tick(clock: Locator, later: int = 0) -> tuple[float, float]:
    """Return the host's seconds and the simulated seconds at the moment at which the panel's clock changes."""
    clock.page.wait_for_timeout(later * 1000)
    changed = """clock => new Promise((resolve) => {
        const seen = () => resolve([performance.now() / 1000, parseFloat(clock.textContent)]);
        new MutationObserver(seen).observe(clock, { childList: true, characterData: true, subtree: true });
    })"""
    host, simulated = clock.evaluate(changed)
    return host, simulated


def main() -> None:
    """Measure, print, and keep the figures as JSON."""
    parts: list[Callable[[], Iterable[Figure]]] = [
        grading,
        receipts,
        engine_figures,
        scenario,
        sessions,
        page_figures,
        build_figures,
        compiler_figures,
    ]
    figures = []
    for part in parts:  # each is printed when it is measured: the whole takes a while
        for figure in part():
            print(figure, flush=True)
            figures.append(figure)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n", encoding="utf-8")
    print(f"Written to {RESULT.relative_to(ROOT)} (provenance: measured on this machine)")


if __name__ == "__main__":
    main()
