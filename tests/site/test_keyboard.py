"""A unit by keyboard and by ear: every control is reached, seen, left and named, and what it does is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from .conftest import UNIT, enter, visit
from .typing_code import LOADING

# What has the focus: whether it looks different with it, and whether any of it can be seen.
STEP = """() => {
    const look = (control) => [control, ...control.children].map((part) => {
        const style = getComputedStyle(part);
        const shown = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'stroke', 'strokeWidth',
            'borderColor', 'backgroundColor', 'textDecoration'];
        return shown.map((name) => style[name]);
    }).join();
    const settle = () => document.getAnimations().forEach((animation) => {
        if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
    });
    const here = document.activeElement;
    window.walk ??= { reached: [], unmarked: [], hidden: [] };
    settle();
    if (walk.before && look(walk.before) === walk.look) walk.unmarked.push(walk.before.outerHTML.slice(0, 120));
    walk.before = undefined;
    if (here === document.body) return false;
    walk.before = here;
    walk.look = look(here);
    walk.reached.push(here);
    const { x, y, width, height } = here.getBoundingClientRect();
    const shares = [0.5, 0.02, 0.98];
    const points = shares.flatMap((across) => shares.map((down) => [x + across * width, y + down * height]));
    const isThere = ([across, down]) => {
        const found = document.elementFromPoint(across, down);
        return found && (here.contains(found) || found.contains(here));
    };
    if (!points.some(isThere)) walk.hidden.push(here.outerHTML.slice(0, 120));
    return true;
}"""
# What a mouse could use, and Tab does not reach; of radio buttons and tabs, arrow keys reach the others.
MISSED = """() => {
    const all = 'a[href], button, input, select, textarea, summary, [contenteditable=true], [tabindex], [role=slider]';
    const grouped = (control) => control.type === 'radio' || control.role === 'tab';
    return [...document.querySelectorAll(all)]
        .filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.getClientRects().length)
        .filter((control) => !control.disabled && !grouped(control) && control.getAttribute('tabindex') !== '-1')
        .filter((control) => !walk.reached.includes(control))
        .map((control) => control.outerHTML.slice(0, 120));
}"""
# Collects what screen readers say by themselves: texts that change in live regions that were there before.
LISTEN = """() => {
    window.said = [];
    const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
    new MutationObserver((changes) => {
        for (const { target } of changes) {
            const region = (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest(live);
            if (region && region.checkVisibility()) said.push(region.textContent);
        }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
NAMED = {
    *(
        "button",
        "checkbox",
        "combobox",
        "link",
        "radio",
        "searchbox",
        "slider",
        "spinbutton",
        "switch",
        "tab",
        "textbox",
    ),
    *("group", "image", "log", "navigation", "progressbar", "radiogroup", "region", "tablist", "tabpanel"),
}
# as when the page has just been opened
TO_THE_TOP = """() => {
    scrollTo(0, 0);
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    """The unit with everything on it started."""
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        board = page.locator(".board")
        board.scroll_into_view_if_needed()
        page.locator(".board[data-drawn]").wait_for()
        board.get_by_role("button", name="Run").click()
        board.get_by_role("slider").wait_for()
        board.get_by_role("button", name="Pause").click()
        explorable = page.locator(".explore")
        explorable.get_by_role("button", name="Start").click()
        expect(explorable.locator(".explore-fallback")).to_be_hidden(timeout=LOADING)
        yield page


def press(control: Locator, key: str = "Enter") -> None:
    control.focus()
    control.page.keyboard.press(key)


def hears(page: Page, text: str) -> None:
    """Wait until a live region says this."""
    page.wait_for_function("text => said.some((one) => one.includes(text))", arg=text, timeout=LOADING)


def test_tab_reaches_every_control_which_is_seen_and_ends(page: Page) -> None:
    page.mouse.move(0, 0)
    page.evaluate(TO_THE_TOP)
    steps = 0
    page.keyboard.press("Tab")
    while page.evaluate(STEP):
        page.keyboard.press("Tab")
        steps += 1
        assert steps < 1000, "the focus never leaves the page"
    walked: dict[str, Any] = page.evaluate("({ unmarked: walk.unmarked, hidden: walk.hidden })")
    assert walked == {"unmarked": [], "hidden": []}
    assert page.evaluate(MISSED) == []


def test_every_control_and_group_has_a_name(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    nodes = [node for node in session.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    roles = {node["role"]["value"] for node in nodes}
    assert roles >= {"button", "link", "radio", "slider", "tab", "combobox", "group", "radiogroup", "image", "log"}
    nameless = [node for node in nodes if node["role"]["value"] in NAMED and not node["name"]["value"].strip()]
    # the summary of what is folded is its name
    assert [html for node in nameless if not (html := begin(session, node)).startswith("<details")] == []


def begin(session: CDPSession, node: dict[str, Any]) -> str:
    """Return the beginning of an element's HTML."""
    return str(session.send("DOM.getOuterHTML", {"backendNodeId": node["backendDOMNodeId"]})["outerHTML"])[:150]


def test_an_editor_is_left_by_escape_and_says_so(page: Page) -> None:
    cell = page.locator(".cell.live").first
    press(cell.get_by_role("button", name="Edit"))
    editor = cell.get_by_role("textbox")
    expect(editor).to_be_focused()
    expect(cell.get_by_text("Escape leaves")).to_be_visible()
    before = editor.inner_text()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    expect(cell.get_by_text("Escape leaves")).to_be_hidden()
    assert "Escape leaves the editor" in (editor.get_attribute("aria-label") or "")
    press(cell.get_by_role("button", name="Reset"))
    assert cell.locator(".cell_input .highlight pre").inner_text().split() == before.split()


def test_what_comes_of_a_key_is_said(page: Page) -> None:
    page.evaluate(LISTEN)
    press(page.locator(".predict").first.get_by_role("button", name="Commit"))
    hears(page, "Type a number first")
    quiz = page.locator(".quiz").first
    press(quiz.get_by_role("button", name="Check"))
    hears(page, "Choose an answer first")
    press(quiz.get_by_role("radio").first, "Space")
    press(quiz.get_by_role("button", name="Check"))
    hears(page, "Right.")
    cell = page.locator(".cell.live").first
    press(cell.get_by_role("button", name="Run"))
    hears(page, "Ran in")
    task = page.locator(".task").first
    press(task.get_by_role("button", name="Check"))
    hears(page, "0 of 4 points")
    press(page.locator(".explore").get_by_role("button", name="Step"))
    hears(page, "Step 1")
