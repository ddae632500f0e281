"""Explorables: what the reader drags is computed by the live cells of the page, their edits included."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from book.paths import ASSETS, BOOK, ROOT
from tests.browser import serving

from .accessibility import violations
from .conftest import DESKTOP, PHONE, enter, visit
from .typing_code import LOADING, run, type_code

PAGES = Path(__file__).parent / "explorables"

Explore = Callable[[str], Locator]


@pytest.fixture(scope="module")
def explorables(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build a small book of one page for each explorable, with the real book's settings and scripts, and serve it."""
    host = tmp_path_factory.mktemp("host")
    folder = host / "book"
    folder.mkdir()
    names = sorted(page.stem for page in PAGES.glob("*.md"))
    for name in names:
        (folder / f"{name}.md").symlink_to(PAGES / f"{name}.md")
    (folder / "_static").symlink_to(BOOK / "_static")
    (folder / "_templates").symlink_to(BOOK / "_templates")
    chapters = [{"file": name} for name in names[1:]]
    (folder / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": names[0], "chapters": chapters}))
    config = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
    config |= {"bibtex_bibfiles": [str(BOOK / "references.bib")], "execute": {"execute_notebooks": "off"}}
    config["sphinx"]["config"] |= {"html_extra_path": []}
    (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = ["-c", "from jupyter_book.cli.main import main; main()", "build", str(folder), "-W", "--keep-going"]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    built = folder / "_build" / "html"
    (built / "_assets").symlink_to(ASSETS)
    with serving(built) as address:
        yield address


@pytest.fixture
def explore(browser: Browser, explorables: str) -> Iterator[Explore]:
    """Open the page of an explorable, press Start, and give the explorable when it is drawn."""
    with visit(browser, explorables) as page:

        def opened(kind: str) -> Locator:
            enter(page, f"{explorables}{kind}.html")
            root = page.locator(".explore")
            root.get_by_role("button", name="Start").click()
            expect(root.locator(".explore-fallback")).to_be_hidden(timeout=LOADING)
            return root

        yield opened


def line(root: Locator) -> Locator:
    """What the explorable tells that it shows."""
    return root.locator(".explore-line")


def drag(handle: Locator, across: float, down: float) -> None:
    """Drag by mouse, in pixels."""
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = handle.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + across, y + down, steps=4)
    mouse.up()


def look(root: Locator) -> None:
    """Look at what is drawn in the dark on a phone, and in the light at a desk."""
    page = root.page
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    assert violations(page) == []


def edit(page: Page, cell: int, old: str, new: str) -> None:
    """Change the code of a live cell and run it."""
    live = page.locator(".cell.live").nth(cell)
    code = live.locator(".cell_input .highlight pre").text_content() or ""
    assert old in code
    type_code(live, code.replace(old, new))
    run(live)


def test_loss_is_walked_down_from_where_the_reader_drops_the_start(explore: Explore) -> None:
    root = explore("loss")
    expect(line(root)).to_contain_text("Step 0: slope -20, height 5, error 525 °C²")
    start = root.get_by_role("slider", name="Start of the walk")
    drag(start, 60, -40)
    expect(line(root)).not_to_contain_text("slope -20")
    start.press("ArrowRight")
    dropped = line(root).inner_text()
    root.get_by_role("button", name="Step").click()
    expect(line(root)).to_contain_text("Step 1")
    assert line(root).inner_text() != dropped
    root.get_by_label("Learning rate").fill("1.1")
    root.get_by_role("button", name="Step").click()
    expect(line(root)).to_contain_text("This step went up")
    look(root)

    root.get_by_role("button", name="Back to the start").click()
    expect(line(root)).to_contain_text("Step 0")
    at_start = line(root).inner_text()
    edit(root.page, 0, "** 2)\n\n\ndef gradient", "** 4)\n\n\ndef gradient")
    expect(line(root)).not_to_have_text(at_start)
    edit(root.page, 0, "return np.mean(", "return np.mean_of(")
    expect(root.locator(".toolbar-status")).to_contain_text("AttributeError")


def test_neighbours_are_dragged_added_relabelled_and_removed(explore: Explore) -> None:
    root = explore("neighbours")
    expect(line(root)).to_contain_text("of 10 points none stands")
    border = root.locator(".explore-border")
    first = root.get_by_role("slider", name="Point 1", exact=True)
    before = border.get_attribute("d")
    drag(first, 150, -120)
    expect(border).not_to_have_attribute("d", before or "")
    value = first.get_attribute("aria-valuetext")
    first.press("ArrowLeft")
    assert first.get_attribute("aria-valuetext") != value
    first.press("Enter")
    expect(first).to_have_attribute("aria-valuetext", value_of_class("ripe"))
    root.get_by_role("button", name="Add a point").click()
    expect(line(root)).to_contain_text("of 11 points")
    root.page.keyboard.press("Delete")
    expect(line(root)).to_contain_text("of 10 points")
    root.get_by_label("Neighbours k").fill("9")
    expect(line(root)).to_contain_text("k = 9")
    look(root)
    edit(root.page, 1, "return classes[votes.argmax(axis=1)]", "return np.full(len(queries), 'ripe')")
    expect(line(root)).to_contain_text("green 0 %, ripe 100 %")


def value_of_class(name: str) -> re.Pattern[str]:
    return re.compile(f"^{name}, redness ")


def test_a_quantizer_clips_with_a_small_step_and_follows_the_page_s_code(explore: Explore) -> None:
    root = explore("quantizer")
    expect(line(root)).to_contain_text("covers -2.56 to 2.54. None of 200 values clipped")
    zero = root.get_by_role("slider", name="Zero point")
    zero.press("ArrowRight")
    expect(line(root)).to_contain_text("zero point 1: covers -2.58 to 2.52")
    step = root.get_by_role("slider", name="Step (scale)")
    step.fill(step.get_attribute("min") or "")
    expect(line(root)).not_to_contain_text("None of")
    expect(root.locator(".explore-clipped")).not_to_have_attribute("d", "")
    look(root)
    edit(root.page, 0, "-128, 127", "0, 127")
    expect(line(root)).not_to_contain_text("256 of 256")


def test_a_tree_grows_by_mouse_and_keyboard_until_nothing_is_to_gain(explore: Explore) -> None:
    root = explore("tree")
    expect(line(root)).to_contain_text("1 leaf")
    root.get_by_role("button", name=re.compile("^Leaf of 40")).press("Enter")
    expect(line(root)).to_contain_text("2 leaves")
    root.get_by_role("button", name="Split the worst leaf").click()
    expect(line(root)).to_contain_text("3 leaves, mean gini 0, 0 of 40 points answered wrongly")
    expect(root.get_by_role("button", name="Split the worst leaf")).to_be_disabled()
    expect(root.get_by_role("img", name=re.compile("^If current"))).to_be_visible()
    root.get_by_role("button", name="Take the last split back").click()
    expect(line(root)).to_contain_text("2 leaves")
    look(root)
    edit(root.page, 0, "best, gain = None, 1e-12", "return None")
    expect(line(root)).to_contain_text("1 leaf")


def test_a_kernel_moves_by_mouse_and_keyboard_and_can_be_changed(explore: Explore) -> None:
    root = explore("convolution")
    expect(line(root)).to_contain_text("Row 1, column 1: 5 + 13 + 15, sum 33. 1 of 36")
    place = root.get_by_role("slider", name="Place of the kernel")
    place.press("ArrowDown")
    expect(line(root)).to_contain_text("Row 2, column 1")
    place.hover(position={"x": 100, "y": 100})
    expect(line(root)).to_contain_text("Row 3, column 3")
    root.get_by_label("Kernel, row 1, column 1").fill("2")
    root.get_by_role("button", name="Fill the whole map").click()
    expect(line(root)).to_contain_text("36 of 36")
    look(root)
    edit(root.page, 0, "* kernel)", "* 0 * kernel)")
    expect(line(root)).to_contain_text("all products are 0, sum 0")


def test_a_pulse_fades_with_the_gate_open_and_stays_with_it_closed(explore: Explore) -> None:
    root = explore("recurrence")
    gone = "less than one hundredth is left after 7 steps."
    expect(line(root)).to_have_text(f"Of the state {gone} Of the slope {gone}")
    root.get_by_role("slider", name="Update gate").press("End")
    expect(line(root)).to_have_text("The state is 0.5 after 40 steps. The slope is 1 after 40 steps.")
    look(root)
    edit(root.page, 0, "h = gate * h", "h = 0 * h")
    expect(line(root)).to_contain_text("Of the state less than one hundredth is left after 1 step.")


def test_nothing_of_python_is_loaded_before_start(browser: Browser, explorables: str) -> None:
    with visit(browser, explorables) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        enter(page, f"{explorables}loss.html")
        expect(page.locator(".explore-fallback")).to_contain_text("The rings are levels of equal error")
        assert not [url for url in asked if "pyodide" in url or "stage" in url or "python-worker" in url]
