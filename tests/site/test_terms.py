"""Definitions where a term stands: under the mouse, with keyboard focus, at a tap, and read by screen readers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .accessibility import violations
from .conftest import PHONE, UNIT, enter, visit


def tip_of(link: Locator) -> Locator:
    return link.page.locator(f"[id='{link.get_attribute('aria-describedby')}']")


def term(page: Page, words: str) -> Locator:
    return page.locator("main").get_by_role("link", name=words, exact=True).first


def test_a_definition_shows_under_the_mouse_and_stays_while_the_mouse_is_on_it(reader: Page) -> None:
    link = term(reader, "residual")
    tip = tip_of(link)
    expect(tip).to_be_hidden()
    link.hover()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("minus what was observed")
    assert violations(reader) == []
    tip.hover()
    reader.wait_for_timeout(400)  # twice as long as a text waits for the mouse
    expect(tip).to_be_visible()
    reader.mouse.move(0, 0)
    expect(tip).to_be_hidden()


def test_a_definition_shows_with_focus_until_escape(reader: Page) -> None:
    link = term(reader, "thermistor")
    expect(link).to_have_accessible_description("A resistor whose resistance depends strongly on its temperature.")
    reader.keyboard.press("Tab")  # whoever uses the keyboard sees where the focus is
    link.focus()
    expect(link).to_be_focused()
    expect(tip_of(link)).to_be_visible()
    reader.keyboard.press("Escape")
    expect(tip_of(link)).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_tap_shows_and_the_second_follows(browser: Browser, site: str, scheme: str) -> None:
    with visit(browser, site, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme) as page:
        enter(page, site + UNIT)
        link = page.locator("a.term-link[href$='#term-gradient']").first
        link.tap()
        tip = tip_of(link)
        expect(tip).to_be_visible()
        box = tip.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        assert violations(page) == []
        link.tap()
        page.wait_for_url("**/glossary.html#term-gradient")
        expect(page.locator("#term-gradient")).to_be_in_viewport()


def test_symbols_and_sources_show_what_they_stand_for(reader: Page) -> None:
    symbol = reader.locator("a.term-link[href$='notation.html#term-hat-y']").first
    symbol.hover()
    expect(tip_of(symbol)).to_contain_text("What the model predicts")
    expect(tip_of(symbol).locator("mjx-container")).to_be_visible()
    source = term(reader, "Efron et al., 2004")
    source.hover()
    expect(tip_of(source)).to_contain_text("Least angle regression")
    expect(tip_of(symbol)).to_be_hidden()
    assert (source.get_attribute("href") or "").endswith("sources.html#source-efron2004")
    expect(reader.locator(".sources li", has_text="Least angle regression")).to_have_count(1)


def test_without_javascript_a_term_is_a_link_to_its_definition(browser: Browser, site: str) -> None:
    with visit(browser, site, java_script_enabled=False) as page:
        page.goto(site + UNIT)
        link = term(page, "thermistor")
        expect(tip_of(link)).to_be_hidden()
        link.click()
        expect(page.locator("#term-thermistor")).to_be_in_viewport()
