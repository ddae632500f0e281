"""Packages from elsewhere: a site may leave them to a CDN, and a package that is not the one in its list is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from book.__main__ import main
from book.packages_url import NAME
from book.paths import PYODIDE
from tests.browser import serving

from .conftest import UNIT, enter
from .typing_code import run

ELSEWHERE = "https://cdn.test/python/"


def test_packages_come_from_elsewhere_and_a_changed_one_is_refused(
    browser: Browser, built_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, ELSEWHERE)
    came: list[str] = []
    changed = b""

    def page_of_such_a_build(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"packages": ""', f'"packages": "{ELSEWHERE}"'))

    def package(route: Route) -> None:
        name = route.request.url.removeprefix(ELSEWHERE)
        came.append(name)
        body = (PYODIDE / name).read_bytes() + changed
        route.fulfill(body=body, headers={"Access-Control-Allow-Origin": "*"})

    with serving(built_site) as address:
        context = browser.new_context()
        context.route(f"{address}{UNIT}", page_of_such_a_build)
        context.route(f"{ELSEWHERE}*", package)
        page = context.new_page()
        cell = page.locator(".cell.live").first
        enter(page, address + UNIT)
        expect(run(cell)).to_contain_text("°C")
        assert [name.split("-")[0] for name in came] == ["numpy"]
        changed = b"changed"
        enter(page, address + UNIT)
        expect(run(cell).locator(".output-error > p")).to_contain_text("No module named 'numpy'")
        context.close()


def test_an_address_that_is_no_folder_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, "cdn.test/python")
    assert main(["build"]) == 1
    sentence = "set it to a folder's address that ends in a slash, or leave it out."
    assert capsys.readouterr().err == f"{NAME} is 'cdn.test/python': {sentence}\n"
