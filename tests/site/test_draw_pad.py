"""A digit drawn on the page, by mouse and by keys, and what the network on the simulated board makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from hardware_labs.boards import find_board
from hardware_labs.cli import main
from hardware_labs.units import find_lab
from tests.labs.model_labs import digits_lab

from .accessibility import violations
from .conftest import PHONE, UNIT, enter, visit

PANEL = '{"width": 8, "height": 8, "low": -128, "high": 127}'
ZERO = ["00111100", "01111110", "01100110", "01100110", "01100110", "01100110", "01111110", "00111100"]


@pytest.fixture(scope="module")
def firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = digits_lab(tmp_path_factory.mktemp("labs"))
    assert main(["train", str(folder)]) == main(["build", str(folder)]) == 0
    return find_lab(str(folder)).firmware(find_board("uno"))


@pytest.fixture(scope="module")
def page(browser: Browser, site: str, firmware: Path) -> Iterator[Page]:
    """The thermistor's page, with the digits' sketch on its board and their size in its data."""

    def with_pad(route: Route) -> None:
        drawing = f'data-drawing="{PANEL.replace(chr(34), "&quot;")}" data-traces='
        route.fulfill(body=route.fetch().text().replace("data-traces=", drawing), content_type="text/html")

    with visit(browser, site) as page:
        page.route("**/linear-regression.html", with_pad)
        page.route("**/arduino.avr.uno/*.hex", lambda route: route.fulfill(body=firmware.read_text()))
        enter(page, site + UNIT)
        yield page


@pytest.fixture(scope="module")
def board(page: Page) -> Locator:
    panel = page.locator(".board")
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-drawn", "uno")
    return panel


def pixel(board: Locator, row: int, column: int) -> Locator:
    return board.get_by_role("gridcell", name=f"row {row}, column {column},")


def test_before_the_board_runs_nothing_can_be_sent(board: Locator) -> None:
    expect(board.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")
    expect(board.get_by_role("button", name="Send to the board")).to_be_disabled()
    expect(board.locator(".draw-pad").get_by_role("status")).to_have_text("Run the board first.")
    board.get_by_text("Step and speed").click()
    board.get_by_label("Speed").select_option("Infinity")
    board.get_by_role("button", name="Run").click()
    expect(board.get_by_role("button", name="Send to the board")).to_be_enabled()


def test_a_zero_set_pixel_by_pixel_is_a_zero(board: Locator) -> None:
    keys = board.page.keyboard
    pixel(board, 1, 1).focus()
    for row, line in enumerate(ZERO):
        for ink in line if row % 2 == 0 else reversed(line):
            if ink == "1":
                keys.press("Space")
            keys.press("ArrowRight" if row % 2 == 0 else "ArrowLeft")
        keys.press("ArrowDown")
    expect(pixel(board, 1, 3)).to_have_accessible_name("row 1, column 3, ink 16 of 16")
    expect(pixel(board, 1, 1)).to_have_accessible_name("row 1, column 1, ink 0 of 16")
    keys.press("Enter")
    expect(board.locator(".draw-pad").get_by_role("status")).to_have_text("The board says: class 0")
    board.get_by_role("tab", name="Serial").click()
    expect(board.locator(".serial-log")).to_contain_text(re.compile(r"verify 64 10\ny( -?\d+){10}\nverified\nclass 0"))
    board.get_by_role("tab", name="Draw").click()


def test_a_stroke_of_the_mouse_is_a_one(board: Locator) -> None:
    board.get_by_role("button", name="Clear").click()
    expect(pixel(board, 1, 3)).to_have_accessible_name("row 1, column 3, ink 0 of 16")
    grid = board.get_by_role("grid")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    mouse, side = board.page.mouse, box["width"] / 8
    mouse.move(box["x"] + 4 * side, box["y"] + 0.3 * side)
    mouse.down()
    mouse.move(box["x"] + 4 * side, box["y"] + 7.7 * side, steps=5)
    mouse.up()
    board.get_by_role("button", name="Send to the board").click()
    expect(board.locator(".draw-pad").get_by_role("status")).to_have_text("The board says: class 1")


def test_the_pad_is_accessible_in_light_and_dark(board: Locator) -> None:
    for theme in ("light", "dark"):
        board.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert violations(board.page) == []


def test_the_pad_fits_a_phone(board: Locator) -> None:
    board.page.set_viewport_size(PHONE)
    assert board.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
