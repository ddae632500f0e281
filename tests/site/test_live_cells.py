"""Live cells: run, edited, remembered, stopped, reset, with shared variables and plots."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .conftest import enter
from .typing_code import LOADING, run, type_code


@pytest.fixture
def cell(reader: Page) -> Locator:
    return reader.locator(".cell.live").first


def status(cell: Locator) -> Locator:
    return cell.locator(".toolbar-status")


def test_run_gives_the_output_of_the_build(cell: Locator) -> None:
    built = cell.locator(".cell_output").inner_text()
    assert run(cell).inner_text().split() == built.split()
    expect(cell.locator(".cell_output")).to_be_hidden()


def test_cells_share_variables_and_run_what_is_missing_above(reader: Page) -> None:
    cells = reader.locator(".cell.live")
    built = cells.nth(2).locator(".cell_output").inner_text()
    assert run(cells.nth(2)).inner_text().split() == built.split()
    expect(status(cells.nth(2))).to_contain_text("above")
    expect(cells.nth(1).locator(".live-output")).not_to_be_empty()


TELL_ALL = """cell => {
    const [status, bar] = [cell.querySelector('.toolbar-status'), cell.querySelector('.toolbar progress')];
    cell.told = [];
    new MutationObserver(() => cell.told.push([status.textContent, bar.hidden ? null : bar.value])).observe(
        status, { childList: true, characterData: true, subtree: true });
}"""


def test_a_plot_shows_with_a_white_ground_and_tells_how_far_its_packages_are(reader: Page) -> None:
    plotting = next(cell for cell in reader.locator(".cell.live").all() if cell.locator("img").count())
    plotting.evaluate(TELL_ALL)
    figure = run(plotting).locator("img")
    told = plotting.evaluate("cell => cell.told")
    steps = [(re.fullmatch(r"Loading \S+, (\d+) of (\d+)…", text), part) for text, part in told]
    loading = [(int(found[1]), int(found[2]), part) for found, part in steps if found]
    assert [number for number, _, _ in loading] == list(range(1, len(loading) + 1)) and len(loading) > 5
    assert all(part == (number - 1) / whole for number, whole, part in loading)
    assert told[-1][0].startswith("Ran in") and told[-1][1] is None
    expect(figure).to_be_visible(timeout=LOADING)
    assert figure.evaluate("image => image.naturalWidth") > 200
    corner = """image => {
        const canvas = document.createElement('canvas');
        canvas.getContext('2d').drawImage(image, 0, 0);
        return [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data];
    }"""
    assert figure.evaluate(corner) == [255, 255, 255, 255]


def test_all_cells_run_in_order_until_one_fails(reader: Page) -> None:
    cells, page = reader.locator(".cell.live"), reader.get_by_role("group", name="All live cells of this page")
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_role("status")).to_have_text("All cells ran.", timeout=LOADING)
    expect(reader.locator(".live-output:not(:empty)")).to_have_count(cells.count())
    type_code(cells.nth(1), "1 / 0")
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_role("status")).to_have_text("Ended with an error in cell 2.", timeout=LOADING)
    page.get_by_role("button", name="Reset all").click()


RICH = """
class Red:
    def _repr_html_(self): return "<p id='red' style='color:red'>Red</p><script>parent.tampered = 1</script>"

class Circle:
    def _repr_svg_(self): return "<svg width='40' height='20'><circle r='9' cx='20' cy='10'/></svg>"

class Dot:
    def _repr_png_(self):
        import base64
        return base64.b64decode("%s")

class Both:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "plain", "text/html": "<table><tr><td>1<td onclick='parent.tampered = 1'>2</table>"}, {}

display(Red(), Circle(), None)
print("between")
display(Dot())
Both()
"""
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_rich_values_show_in_order_and_their_scripts_never_run(cell: Locator) -> None:
    type_code(cell, RICH % DOT)
    output = run(cell)
    kinds = output.locator("> *").evaluate_all("nodes => nodes.map(node => node.localName)")
    assert kinds == ["iframe", "img", "pre", "pre", "img", "iframe"]
    assert output.locator("pre").all_inner_texts() == ["None", "between\n"]
    for picture, width in zip(output.locator("img").all(), (40, 1), strict=True):
        expect(picture).to_have_js_property("naturalWidth", width)
    red, table = (frame.content_frame for frame in output.locator("iframe").all())
    expect(red.locator("#red")).to_have_css("color", "rgb(255, 0, 0)")
    table.locator("td").last.click()
    assert cell.page.evaluate("window.tampered") is None
    heights = output.locator("iframe").evaluate_all("frames => frames.map(frame => frame.offsetHeight)")
    assert all(20 < height < 100 for height in heights), heights
    assert violations(cell.page) == []


def test_an_error_says_what_happened_first_and_where_on_demand(cell: Locator) -> None:
    type_code(cell, "def half(x):\n    return x / 0\n\nhalf(1)")
    output = run(cell)
    expect(output.locator(".output-error > p")).to_have_text("ZeroDivisionError: division by zero")
    expect(output.locator("pre")).to_be_hidden()
    output.locator("summary").click()
    trace = output.locator("pre").inner_text()
    assert '"<cell 1>", line 2, in half' in trace and "return x / 0" in trace and "kernel.py" not in trace
    assert violations(cell.page) == []


def test_shift_enter_runs_and_escape_leaves_the_editor(cell: Locator) -> None:
    type_code(cell, "6 * 7")
    editor = cell.get_by_role("textbox")
    editor.press("Shift+Enter")
    expect(cell.locator(".live-output")).to_have_text("42", timeout=LOADING)
    editor.press("Escape")
    expect(cell.get_by_role("button", name="Run")).to_be_focused()


def test_an_endless_loop_prints_on_stops_and_python_starts_anew(cell: Locator) -> None:
    type_code(cell, "lost = 1\nn = 0\nwhile True:\n    n += 1\n    if n % 1_000_000 == 0: print('still here', n)")
    cell.get_by_role("button", name="Run").click()
    expect(cell.locator(".live-output")).to_contain_text("still here", timeout=LOADING)
    cell.get_by_role("button", name="Stop").click()
    expect(status(cell)).to_contain_text("all its variables")
    type_code(cell, "print('lost' in globals())")
    expect(run(cell)).to_have_text("False")


def test_a_loop_that_prints_for_ever_does_not_fill_the_page(cell: Locator) -> None:
    type_code(cell, "while True: print('x' * 1000)")
    cell.get_by_role("button", name="Run").click()
    expect(cell.locator(".live-output")).to_contain_text("the rest of the output is left out", timeout=LOADING)
    cell.get_by_role("button", name="Stop").click()
    assert len(cell.locator(".live-output").inner_text()) < 300_000


def test_an_edit_survives_a_reload_until_reset(reader: Page, cell: Locator) -> None:
    code = cell.locator(".cell_input .highlight pre")
    original = code.text_content()
    type_code(cell, "print('mine')")
    enter(reader, reader.url)
    expect(cell.get_by_role("textbox")).to_have_text("print('mine')")
    cell.get_by_role("button", name="Reset").click()
    expect(code).to_be_visible()
    expect(cell.locator(".cell_output")).to_be_visible()
    enter(reader, reader.url)
    expect(code).to_be_visible()
    assert code.text_content() == original


def test_a_reset_can_be_taken_back(reader: Page, cell: Locator) -> None:
    type_code(cell, "print('mine')")
    cell.get_by_role("button", name="Reset").press("Enter")
    expect(cell.locator(".cell_input .highlight pre")).to_be_visible()
    cell.get_by_role("button", name="Undo").press("Enter")
    expect(cell.get_by_role("textbox")).to_have_text("print('mine')")
    expect(cell.get_by_role("button", name="Run")).to_be_focused()
    expect(cell.get_by_role("button", name="Undo")).to_have_count(0)

    page = reader.get_by_role("group", name="All live cells of this page")
    type_code(reader.locator(".cell.live").nth(1), "print('mine too')")
    page.get_by_role("button", name="Reset all").press("Enter")
    expect(reader.locator(".live-editor")).to_have_count(0)
    undo_all = page.get_by_role("button", name="Undo")
    assert violations(reader) == []
    undo_all.press("Enter")
    expect(reader.get_by_role("textbox").filter(has_text="mine")).to_have_count(2)
    enter(reader, reader.url)
    expect(reader.get_by_role("textbox").filter(has_text="mine")).to_have_count(2)
    page.get_by_role("button", name="Reset all").click()
    enter(reader, reader.url)
    expect(reader.locator(".live-editor")).to_have_count(0)


def test_the_page_is_a_notebook_with_the_readers_edits(reader: Page, tmp_path: Path) -> None:
    type_code(reader.locator(".cell.live").nth(1), "print(len(readings), 'readings')")
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download this page as a notebook").click()
    download.value.save_as(tmp_path / download.value.suggested_filename)
    notebook = nbformat.read(tmp_path / "linear-regression-page.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.id for cell in code] == ["files", *(f"live-{number}" for number in range(1, len(code)))]
    assert len(code) - 1 == reader.locator(".cell.live").count() and not any(cell.outputs for cell in code)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for part in (
        "## How wrong is a line?",
        "$$\n\\hat y = w x + b .\n$$",
        "```c\n/* Generated by `lab train",
        "the exercise, a",
    ):
        assert part in text
    for button in ("Run", "Check", "Commit"):
        assert f"\n{button}" not in text
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert code[2].outputs[0].text == "13 readings\n"
