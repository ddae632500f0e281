"""The board in the page runs the lab's image: serial output, slider, alarm LED, pause and restart."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations


@pytest.fixture(scope="module")
def board(reader: Page) -> Locator:
    """The panel, running."""
    panel = reader.locator(".board")
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-drawn", "uno")
    assert panel.locator("svg.board-wires path").count() == 6
    panel.get_by_role("button", name="Run").click()
    expect(panel.get_by_role("button", name="Pause")).to_be_visible()
    return panel


def last_prediction(board: Locator) -> float | None:
    """Return the last printed prediction in degrees Celsius."""
    lines = re.findall(r"^count \d+ +(-?\d+\.\d\d) C$", board.locator(".serial-log").inner_text(), re.MULTILINE)
    return float(lines[-1]) if lines else None


def set_temperature(board: Locator, celsius: float) -> None:
    """Move the slider and wait until the board prints what the sensor now says."""
    slider = board.get_by_role("slider", name="Temperature")
    slider.fill(str(celsius))
    log = board.locator(".serial-log")
    board.page.wait_for_function(
        """([log, celsius]) => {
            const last = log.textContent.trimEnd().split('\\n').at(-1).match(/count \\d+ +(-?[\\d.]+) C/);
            return last && Math.abs(Number(last[1]) - celsius) < 2;
        }""",
        arg=[log.element_handle(), celsius],
        timeout=10_000,
    )


def alarm_is_on(board: Locator) -> bool:
    return bool(board.locator("wokwi-led").evaluate("led => led.value && led.brightness > 0.1"))


def test_the_slider_changes_the_printed_prediction_and_lights_the_led(board: Locator) -> None:
    set_temperature(board, 20)
    assert not alarm_is_on(board)
    set_temperature(board, 35)
    assert alarm_is_on(board)
    set_temperature(board, 15)
    assert not alarm_is_on(board)


def test_the_board_answers_a_line_typed_to_it(board: Locator) -> None:
    board.get_by_label("Line to send to the board").fill("21.5")
    board.get_by_role("button", name="Send").click()
    expect(board.locator(".serial-log")).to_contain_text(re.compile(r"reading,\d+,21\.5"))


def test_pause_holds_and_restart_begins_again(board: Locator) -> None:
    board.get_by_role("button", name="Pause").click()
    expect(board.get_by_role("button", name="Run")).to_be_visible()
    clock = board.locator(".board-clock")
    held = clock.inner_text().split()[0]
    board.page.wait_for_timeout(600)
    assert clock.inner_text().split()[0] == held
    board.get_by_role("button", name="Run").click()
    board.get_by_role("button", name="Restart").click()
    board.page.wait_for_function(
        "([clock, held]) => Number(clock.textContent.split(' ')[0]) < held",
        arg=[clock.element_handle(), float(held)],
        timeout=5_000,
    )


@pytest.mark.parametrize("other", ["mega", "esp32-c3", "esp32"])
def test_another_board_takes_over_with_its_own_circuit_and_image(board: Locator, other: str) -> None:
    board.get_by_role("combobox", name="Board").select_option(other)
    expect(board).to_have_attribute("data-drawn", other)
    set_temperature(board, 35)  # it runs at once, as the one before it did
    assert alarm_is_on(board)
    expect(board.locator(".board-clock")).to_contain_text(re.compile(r", [\d,]+ instructions"))
    assert violations(board.page) == []


def test_a_running_board_meets_wcag(board: Locator) -> None:
    assert violations(board.page) == []
