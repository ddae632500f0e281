"""Beside the serial monitor: plotter, pin waveforms, traces; single steps and the speed. By hand and by key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .accessibility import violations
from .conftest import PHONE, UNIT, enter, visit

PROBE = "uno:4"  # the lab's sketch raises it while its model runs
TABS = ["Serial", "Plotter", "Pins", "Trace"]


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        yield page


@pytest.fixture(scope="module")
def board(page: Page) -> Locator:
    """The panel, running as fast as it goes, so that nobody waits."""
    panel = page.locator(".board")
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-drawn", "uno")
    panel.get_by_text("Step and speed").click()
    panel.get_by_label("Speed").select_option("Infinity")
    panel.get_by_role("button", name="Run").click()
    expect(panel.locator(".serial-log")).to_contain_text("count")
    return panel


def open_tab(board: Locator, name: str) -> Locator:
    board.get_by_role("tab", name=name).click()
    panel = board.get_by_role("tabpanel", name=name)
    expect(panel).to_be_visible()
    return panel


def wait_painted(canvas: Locator) -> None:
    """Wait until the chart has the first series' colour in it."""
    canvas.page.wait_for_function(
        """canvas => {
            const hex = getComputedStyle(canvas).getPropertyValue('--series-1').trim();
            const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
            if (canvas.width === 0) return false;
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let at = 0; at < data.length; at += 4) {
                if (data[at + 3] === 255 && wanted.every((part, index) => data[at + index] === part)) return true;
            }
            return false;
        }""",
        arg=canvas.element_handle(),
    )


def saved(page: Page, button: Locator) -> str:
    """Press a button that hands out a file; return the file's text."""
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def count(board: Locator) -> int:
    """Return the instructions that the status line shows."""
    shown = re.search(r"([\d,]+) instructions", board.locator(".board-clock").inner_text())
    assert shown
    return int(shown[1].replace(",", ""))


def pause(board: Locator) -> None:
    board.get_by_role("button", name="Pause").click()
    expect(board.get_by_role("button", name="Run")).to_be_visible()


def run(board: Locator) -> None:
    board.get_by_role("button", name="Run").click()
    expect(board.get_by_role("button", name="Pause")).to_be_visible()


def test_tabs_are_walked_by_arrow_keys(board: Locator) -> None:
    board.get_by_role("tab", name="Serial").focus()
    for key, shown in [("ArrowRight", 1), ("End", 3), ("ArrowRight", 0), ("ArrowLeft", 3), ("Home", 0)]:
        board.page.keyboard.press(key)
        tab = board.get_by_role("tab", name=TABS[shown])
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(board.get_by_role("tabpanel")).to_have_count(1)


def test_the_plotter_draws_the_printed_numbers_over_simulated_time(board: Locator, page: Page) -> None:
    panel = open_tab(board, "Plotter")
    expect(panel.get_by_role("listitem")).to_have_count(2)
    expect(panel.get_by_role("img", name="Plot of value 1, value 2 over the last 10 s")).to_be_visible()
    wait_painted(panel.locator("canvas"))
    header, *rows = saved(page, panel.get_by_role("button", name="Download CSV")).splitlines()
    assert header == "time,value 1,value 2"
    moments = [float(row.split(",")[0]) for row in rows]
    assert moments == sorted(moments)
    assert all(abs(after - before - 0.5) < 0.02 for before, after in pairwise(moments)), "every 0.5 s"
    panel.get_by_label("Show the last").select_option("60")
    expect(panel.get_by_role("img")).to_have_attribute("aria-label", re.compile("over the last 60 s"))


def test_pins_are_recorded_once_they_are_chosen(board: Locator, page: Page) -> None:
    panel = open_tab(board, "Pins")
    expect(panel.get_by_role("checkbox", name="5 to")).to_be_checked()
    expect(panel.get_by_role("checkbox", name="A0 to ntc")).not_to_be_checked()
    panel.get_by_label("Another pin").select_option(PROBE)
    row = panel.locator(f"[data-pin='{PROBE}'] td")
    expect(row.nth(2)).to_have_text(re.compile(r"^\d+(\.\d+)? µs$"))
    pause(board)
    panel.get_by_label("Show", exact=True).select_option("1000000")
    wait_painted(panel.locator("canvas"))
    recorded = saved(page, panel.get_by_role("button", name="Download VCD"))
    symbol = re.search(r"\$var wire 1 (\S) uno_4 \$end", recorded)
    assert symbol
    moments, level = [], {}
    for line in recorded.splitlines():
        if line.startswith("#"):
            now = int(line[1:])
        elif line[1:] == symbol[1] and line[0] in "01":
            moments.append(now)
            level[now] = line[0]
    changes = int(row.nth(1).inner_text().replace(",", ""))
    assert len(moments) == changes + 1, "where the recording begins, and each change"
    last_fall = max(moment for moment in moments if level[moment] == "0")
    pulse = last_fall - max(moment for moment in moments if moment < last_fall)
    assert float(row.nth(2).inner_text().split()[0]) == pytest.approx(pulse / 1000, abs=0.002)
    panel.get_by_role("button", name="Change before").click()
    expect(panel.get_by_role("status")).to_have_text(f"at {sorted(moments)[-2] / 1e9:.6f} s")
    panel.get_by_role("button", name="Change after").click()
    expect(panel.get_by_role("status")).to_be_empty()
    run(board)
    panel.get_by_role("checkbox", name="4", exact=True).uncheck()
    expect(panel.locator(f"[data-pin='{PROBE}']")).to_have_count(0)


def test_steps_go_a_millisecond_or_to_the_next_loop(board: Locator) -> None:
    pause(board)
    clock = board.locator(".board-clock")
    before = float(clock.inner_text().split()[0])
    board.get_by_role("button", name="Step 1 ms").click()
    expect(clock).to_contain_text("in this step")
    assert float(clock.inner_text().split()[0]) == pytest.approx(before + 0.001, abs=2e-6)
    step_loops(board)
    run(board)


def step_loops(board: Locator) -> None:
    """Step from turn to turn of loop(): those that only look at the clock and the serial port are short."""
    lengths = []
    for _ in range(5):
        before = count(board)
        board.get_by_role("button", name="Step to the next loop()").click()
        expect(board.locator(".board-clock")).not_to_contain_text(f"{before:,} instructions")
        expect(board.get_by_role("button", name="Run")).to_be_visible()
        lengths.append(count(board) - before)
    short = sorted(lengths[1:])[:2]  # the first one began within a turn
    assert 10 < short[0] <= short[1] < 500, lengths


def set_points(panel: Locator, text: str) -> None:
    field = panel.get_by_label("Points: time in seconds and value")
    field.fill(text)
    field.blur()


def test_a_trace_typed_by_keyboard_drives_the_sensor(board: Locator) -> None:
    panel = open_tab(board, "Trace")
    expect(panel.get_by_label("Drives").locator("option")).to_have_text(["ntc: Temperature (°C)"])
    panel.get_by_text("Points by keyboard or from a file").click()
    set_points(panel, "time,value\n0,20\nwarm,30\n")
    expect(panel.get_by_role("status")).to_contain_text('The trace, line 3 is "warm,30"')
    set_points(panel, "time,value\n0,20\n1,99\n")
    expect(panel.get_by_role("status")).to_contain_text("at 1 s: Temperature takes -24 to 80 °C, not 99")
    set_points(panel, "time,value\n0,20\n2,37.5\n")
    expect(panel.get_by_role("img", name="2 points in 10 s, from 20 to 37.5 °C")).to_be_visible()
    wait_painted(panel.locator("canvas"))
    panel.get_by_role("button", name="Play").click()
    expect(panel.get_by_role("status")).to_have_text("Played to its end.")
    expect(board.get_by_role("slider", name="Temperature")).to_have_value("37.5")
    page = board.page
    page.wait_for_function("led => led.value", arg=board.locator("wokwi-led").element_handle())


def test_a_trace_is_drawn_by_hand(board: Locator) -> None:
    panel = open_tab(board, "Trace")
    canvas = panel.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    mouse = board.page.mouse
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
    mouse.down()
    mouse.move(box["x"] + box["width"], box["y"] + 1, steps=8)
    mouse.up()
    points = panel.get_by_label("Points: time in seconds and value").input_value().splitlines()[1:]
    values = [float(point.split(",")[1]) for point in points]
    assert len(values) == 100
    assert values[:10] == [20] * 10, "not drawn over"
    assert values[60:] == sorted(values[60:])
    assert values[-1] > 75


def test_a_trace_comes_from_a_file(board: Locator, tmp_path: Path) -> None:
    panel = open_tab(board, "Trace")
    file = tmp_path / "night.csv"
    file.write_text("time,temperature\n0,18\n3,12.5\n", encoding="utf-8")
    panel.get_by_label("CSV file").set_input_files(file)
    expect(panel.get_by_role("img", name="2 points in 3 s, from 12.5 to 18 °C")).to_be_visible()


@pytest.mark.parametrize(("name", "theme"), [("Plotter", "dark"), ("Pins", "light"), ("Trace", "dark")])
def test_the_tabs_meet_wcag(board: Locator, name: str, theme: str) -> None:
    open_tab(board, name)
    board.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert violations(board.page) == []


def test_other_boards_step_by_loop_too(board: Locator) -> None:
    pause(board)
    for other in ("nano", "esp32-c3", "esp32"):
        board.get_by_role("combobox", name="Board").select_option(other)
        expect(board).to_have_attribute("data-drawn", other)
        run(board)
        expect(board.locator(".serial-log")).to_contain_text("count")
        pause(board)
        step_loops(board)
    run(board)


def test_the_speed_is_kept_and_reached(board: Locator) -> None:
    board.get_by_label("Speed").select_option("0.1")
    board.page.wait_for_function(
        "board => Math.abs(Number(board.dataset.speed) - 0.1) < 0.05", arg=board.element_handle()
    )


def test_no_tab_scrolls_sideways_on_a_phone(board: Locator) -> None:
    desktop = board.page.viewport_size
    assert desktop
    board.page.set_viewport_size(PHONE)
    for name in TABS:
        open_tab(board, name)
        assert board.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    board.page.set_viewport_size(desktop)


def test_a_trace_of_the_lab_is_at_hand(browser: Browser, site: str) -> None:
    def with_trace(route: Route) -> None:
        files = [{"name": name, "url": name} for name in ("circle.csv", "morning.csv")]
        listed = json.dumps(files).replace('"', "&quot;")
        page = route.fetch().text().replace('data-traces="[]"', f'data-traces="{listed}"')
        route.fulfill(body=page, content_type="text/html")

    def with_accelerometer(route: Route) -> None:
        circuit = json.loads(route.fetch().text())
        circuit["parts"].append({"type": "wokwi-mpu6050", "id": "wrist", "top": 0, "left": -120})
        route.fulfill(body=json.dumps(circuit), content_type="application/json")

    with visit(browser, site) as page:
        page.route("**/linear-regression.html", with_trace)
        page.route("**/diagram.json", with_accelerometer)
        page.route("**/circle.csv", lambda route: route.fulfill(body="time,accelX,accelY\n0,0.5,-1\n2,1,0\n"))
        page.route("**/morning.csv", lambda route: route.fulfill(body="time,temperature\n0,9\n4,16\n"))
        enter(page, site + UNIT)
        panel = page.locator(".board")
        panel.scroll_into_view_if_needed()
        expect(panel).to_have_attribute("data-drawn", "uno")
        run(panel)
        trace = open_tab(panel, "Trace")
        trace.get_by_label("Recording").select_option("circle.csv")
        expect(trace.get_by_label("Drives")).to_have_value("wrist:accelX")
        trace.get_by_role("button", name="Play").click()
        for axis, value in (("accelX", "0.5"), ("accelY", "-1")):
            expect(panel.locator(f"#board-wrist-{axis}")).to_have_value(value)
        trace.get_by_label("Recording").select_option("morning.csv")
        expect(trace.get_by_label("Drives")).to_have_value("ntc:temperature")
        expect(trace.get_by_role("img", name="2 points in 4 s, from 9 to 16 °C")).to_be_visible()
        trace.get_by_role("button", name="Play").click()
        expect(panel.locator("#board-ntc-temperature")).to_have_value("9")
        trace.get_by_role("button", name="Stop").click()
        expect(trace.get_by_role("status")).to_have_text("Stopped.")
