"""Parts in the page: Wokwi's pictures and our own drawings, a display, and each kind of control, by hand and by key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hardware_labs.boards import load_boards
from hardware_labs.parts import PINS
from tests.firmware import avr_firmware

from .accessibility import violations
from .conftest import PHONE, UNIT, enter, visit

UNO = {"type": "wokwi-arduino-uno", "id": "uno", "left": 0, "top": 130}
PARTS = [
    UNO,
    {"type": "board-ssd1306", "id": "oled", "left": 330, "top": 20},
    {"type": "wokwi-logic-analyzer", "id": "logic", "left": 330, "top": 150},
    {"type": "wokwi-pushbutton", "id": "button", "left": 20, "top": 30},
    {"type": "wokwi-slide-switch", "id": "switch", "left": 150, "top": 40},
]
WIRES = [
    ["oled:VCC", "uno:5V", "red", []],
    ["oled:GND", "uno:GND.1", "black", []],
    ["oled:SDA", "uno:A4", "green", []],
    ["oled:SCL", "uno:A5", "gold", []],
    ["logic:D0", "uno:2", "blue", []],
    ["logic:GND", "uno:GND.2", "black", []],
    ["button:1.l", "uno:2", "blue", []],
    ["button:2.l", "uno:GND.3", "black", []],
    ["switch:2", "uno:3", "purple", []],
    ["uno:1", "$serialMonitor:RX", "", []],
]


def show(page: Page, parts: list[dict[str, object]], wires: list[list[object]], firmware: str) -> Locator:
    """Put another circuit and firmware onto the unit's board."""
    circuit = json.dumps({"version": 1, "parts": parts, "connections": wires})
    page.route("**/diagram*.json", lambda route: route.fulfill(body=circuit, content_type="application/json"))
    page.route("**/*.hex", lambda route: route.fulfill(body=firmware, content_type="text/plain"))
    return page.locator(".board")


def draw(page: Page, site: str) -> Locator:
    enter(page, site + UNIT)
    panel = page.locator(".board")
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-drawn", "uno")
    return panel


@pytest.fixture(scope="module")
def board(browser: Browser, site: str) -> Iterator[Locator]:
    """A running Uno that draws on a display and has a button and a switch."""
    with visit(browser, site) as page:
        show(page, PARTS, WIRES, avr_firmware("oled"))
        panel = draw(page, site)
        panel.get_by_role("button", name="Run").click()
        expect(panel.locator(".serial-log")).to_contain_text("drawn")
        yield panel


def lit_pixels(board: Locator) -> list[int]:
    """Indices of the display's pixels that are not black."""
    found: list[int] = board.locator(".drawn-part canvas").evaluate(
        """canvas => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return Array.from({ length: data.length / 4 }, (_, index) => index).filter((index) => data[4 * index] > 0);
        }"""
    )
    return found


def test_every_wire_meets_its_pins(board: Locator) -> None:
    assert board.locator("svg.board-wires path").count() == len(WIRES) - 1, "the serial monitor needs no wire"
    ends = board.locator("svg.board-wires path").evaluate_all(
        """paths => paths.map((path) => [0, path.getTotalLength()].map((at) => {
            const { x, y } = path.getPointAtLength(at).matrixTransform(path.getScreenCTM());
            return { x, y };
        }))"""
    )
    pads = board.locator(".drawn-part .part-pin").evaluate_all(
        "pins => pins.map((pin) => pin.getBoundingClientRect().toJSON())"
    )
    assert len(pads) == 4 + 9
    for start, _ in ends[:6]:  # those that begin at a drawn part
        assert any(
            pad["x"] - 1 <= start["x"] <= pad["x"] + pad["width"] + 1
            and pad["y"] - 1 <= start["y"] <= pad["y"] + pad["height"] + 1
            for pad in pads
        ), start


def test_wokwi_s_pictures_have_the_pins_that_diagrams_may_wire(board: Locator) -> None:
    boards = {known.wokwi_type: known.pins for known in load_boards().values()}
    pictures = board.page.evaluate(
        """types => Object.fromEntries(types.filter((type) => customElements.get(type)).map((type) =>
            [type, document.createElement(type).pinInfo.map(({ name }) => name)]))""",
        [*PINS, *boards],
    )
    assert {"wokwi-arduino-uno", "wokwi-mpu6050", "wokwi-led"} <= set(pictures)
    missing = {kind: set({**PINS, **boards}[kind]) - set(names) for kind, names in pictures.items()}
    assert not any(missing.values()), missing


def test_the_display_shows_what_the_firmware_draws(board: Locator) -> None:
    lit = set(lit_pixels(board))
    assert {0, 127, 63 * 128, 64 * 128 - 1} <= lit, "the frame's corners"
    assert 4 * 128 + 120 in lit and 4 * 128 + 60 not in lit, "the ramp, at the right on top"
    assert len(lit) == 2 * 128 + 2 * 62 + 8 * 128 - 46, "the frame and the ramp, which share 46 pixels"


def held(board: Locator) -> bool:
    return bool(board.locator("wokwi-pushbutton").evaluate("button => button.pressed"))


def wait_held(board: Locator, pressed: bool) -> None:
    board.page.wait_for_function(
        "([button, pressed]) => button.pressed === pressed",
        arg=[board.locator("wokwi-pushbutton").element_handle(), pressed],
    )


def test_a_button_is_pressed_for_as_long_as_it_is_held(board: Locator) -> None:
    press = board.get_by_role("group", name="button").get_by_role("button")
    wait_held(board, False)
    press.hover()
    board.page.mouse.down()
    wait_held(board, True)
    expect(press).to_have_attribute("aria-pressed", "true")
    board.page.mouse.move(0, 0)
    assert held(board), "a finger may slide off"
    board.page.mouse.up()
    wait_held(board, False)
    for key in (" ", "Enter"):
        press.focus()
        board.page.keyboard.down(key)
        wait_held(board, True)
        board.page.keyboard.up(key)
        wait_held(board, False)
    press.focus()
    board.page.keyboard.down(" ")
    wait_held(board, True)
    press.blur()
    wait_held(board, False)
    board.page.keyboard.up(" ")


def test_a_switch_is_flipped(board: Locator) -> None:
    switch = board.get_by_role("group", name="switch").get_by_role("switch", name="Handle to the right")
    expect(switch).not_to_be_checked()
    for value in (1, 0):
        switch.press(" ")
        board.page.wait_for_function(
            "([element, value]) => Number(element.value) === value",
            arg=[board.locator("wokwi-slide-switch").element_handle(), value],
        )


def test_the_logic_analyzer_s_recording_is_downloaded(board: Locator) -> None:
    board.get_by_role("tab", name="Pins").click()
    with board.page.expect_download() as download:
        board.get_by_role("button", name="Download the logic analyzer").click()
    assert "$var wire 1 ! D0 $end" in Path(download.value.path()).read_text(encoding="utf-8")


def test_the_status_line_tells_time_speed_and_work(board: Locator) -> None:
    facts = [
        r"\d+\.\d s simulated",
        r"\d+ % of real time",
        r"[\d,]+ (cycles|instructions)",
        r"asleep \d+ %",
        r"most stack [\d,]+ bytes",
    ]
    expect(board.locator(".board-clock")).to_have_text(re.compile(f"^{', '.join(facts)}$"))


def test_controls_and_drawings_meet_wcag(board: Locator) -> None:
    assert violations(board.page) == []


def test_an_esp32_board_and_a_part_of_wokwi_s_own_are_drawn_on_a_phone(browser: Browser, site: str) -> None:
    parts: list[dict[str, object]] = [
        {"type": "board-esp32-c3-devkitm-1", "id": "c3", "left": 0, "top": 0},
        {"type": "board-esp32-devkit-c-v4", "id": "esp", "left": 130, "top": 0},
        {"type": "wokwi-teapot", "id": "pot", "left": 270, "top": 40},
    ]
    wires: list[list[object]] = [
        ["pot:spout", "c3:5", "green", ["h-20", "v60", "*", "h10"]],
        ["pot:lid", "esp:GND.1", "black", []],
    ]
    with visit(browser, site, viewport=PHONE) as page:
        show(page, parts, wires, "")
        panel = draw(page, site)
        assert panel.locator(".drawn-part").count() == 3
        assert panel.locator(".drawn-part .part-pin").count() == 30 + 38 + 2
        assert panel.locator("svg.board-wires path").count() == 2
        expect(panel.locator(".drawn-part").first.locator("text", has_text="GND.10")).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []
