"""A reader's hands on a code cell."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

LOADING = 60_000  # milliseconds that Python and a package may take to load


def type_code(cell: Locator, code: str) -> None:
    """Replace the cell's code."""
    cell.get_by_role("button", name="Edit").click()
    editor = cell.get_by_role("textbox")
    expect(editor).to_be_focused()
    editor.press("ControlOrMeta+a")
    editor.page.keyboard.insert_text(code)


def run(cell: Locator) -> Locator:
    """Press Run, wait until the cell has ended, and return its output."""
    cell.get_by_role("button", name="Run").click()
    expect(cell.get_by_role("button", name="Stop")).to_be_disabled(timeout=LOADING)
    return cell.locator(".live-output")
