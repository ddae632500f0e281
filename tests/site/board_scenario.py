"""A lab's scenario, played by the hands of a reader on the page's board."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from hardware_labs.boards import find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.scenario import Delay, ExpectPin, SetControl, Step, WaitSerial, WriteSerial, load_scenario
from hardware_labs.trace import PlayTrace
from hardware_labs.units import find_lab

from .typing_code import LOADING

# what was printed before the last lines is not waited for again
PRINTED = "([log, text]) => log.textContent.slice(-4000).includes(text)"
CLOCK = "([clock, seconds]) => parseFloat(clock.textContent) >= seconds"


def drive(board: Locator, lab: str) -> None:
    """Start the page's board and play every step of the lab's scenario; pause it."""
    played, on = find_lab(lab), find_board(board.get_attribute("data-drawn") or "")
    steps = load_scenario(played.required("scenario.yaml"), load_diagram(played.diagram_for(on), on)).steps
    # a sketch in a dialogue waits two of its seconds for the next line; hands are slower than that on a fast board
    slowly = any(isinstance(step, WriteSerial) for step in steps)
    board.scroll_into_view_if_needed()
    more = board.locator(".board-more")
    if more.get_attribute("open") is None:
        more.locator("summary").click()
    board.get_by_label("Speed").select_option("0.1" if slowly else "10")
    board.get_by_role("button", name="Run").click()
    expect(board.get_by_role("button", name="Pause")).to_be_visible(timeout=LOADING)
    open_tab(board, "Pins")  # levels are known from here on
    for step in steps:
        take(board, step)
    board.get_by_role("button", name="Pause").click()


def take(board: Locator, step: Step) -> None:
    """Do what a step says."""
    page = board.page
    match step:
        case SetControl(part, control, value):
            slider_or_switch = board.locator(f"#board-{part}-{control}")
            if slider_or_switch.count():
                turn(slider_or_switch, value)
            else:
                hold(board.locator(".board-part", has_text=re.compile(f"^{part} ")).get_by_role("button"), value)
        case WaitSerial(text):
            log = board.locator(".serial-log").element_handle()
            page.wait_for_function(PRINTED, arg=[log, text.strip()], timeout=LOADING)
        case WriteSerial(str(text)):
            open_tab(board, "Serial")
            board.get_by_label("Line to send to the board").fill(text.rstrip("\n"))
            board.get_by_role("button", name="Send").click()
        case Delay(nanoseconds):
            clock = board.locator(".board-clock")
            seconds = float(clock.inner_text().split()[0]) + nanoseconds / 1e9
            page.wait_for_function(CLOCK, arg=[clock.element_handle(), seconds], timeout=LOADING)
        case ExpectPin(part, pin, value):
            open_tab(board, "Pins")
            row = board.locator(f"[data-pin='{part}:{pin}'] td")
            if not row.count():
                board.get_by_label("Another pin").select_option(f"{part}:{pin}")
            expect(row.first).to_have_text("high" if value else "low")
        case PlayTrace(part, control, path):
            open_tab(board, "Trace")
            panel = board.get_by_role("tabpanel", name="Trace")
            if control:
                panel.get_by_label("Drives").select_option(f"{part}:{control}")
            panel.get_by_label("CSV file").set_input_files(path)
            panel.get_by_role("button", name="Play").click()
        case _:
            raise AssertionError(f"No reader can do this on the page: {step}")


def open_tab(board: Locator, name: str) -> None:
    board.get_by_role("tab", name=name).click()


def turn(control: Locator, value: float) -> None:
    """Move a slider, or flip a switch."""
    if control.get_attribute("role") == "switch":
        control.set_checked(value == 1)
    else:
        control.fill(f"{value:g}")


def hold(button: Locator, value: float) -> None:
    """Press a button and keep it down, or let it go; a look at another tab meanwhile does not let it go."""
    button.dispatch_event("keydown" if value == 1 else "keyup", {"key": " "})
    expect(button).to_have_attribute("aria-pressed", "true" if value == 1 else "false")
