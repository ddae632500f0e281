"""Addresses of headings and terms that others may link to."""

from __future__ import annotations

from pathlib import Path

import pytest

from book import permalinks

PAGE = '<section id="about"><h1>About</h1><span id="old-name"></span><section id="id1"><h2>1.0</h2></section></section>'


def test_no_address_that_was_published_is_lost(built_site: Path) -> None:
    assert permalinks.lost(built_site) == [], "Put the old name as a label above the heading: (old-name)="


def test_every_heading_is_listed(built_site: Path) -> None:
    missing = set(permalinks.published(built_site)) - set(permalinks.listed())
    assert missing == set(), "Run `python -m book permalinks` and commit book/permalinks.txt"


def test_an_address_is_lost_unless_its_heading_keeps_it_as_a_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permalinks, "LISTED", tmp_path / "permalinks.txt")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "permalinks.txt").write_text("page.html#older-name\npage.html#old-name\n", encoding="utf-8")
    assert permalinks.lost(tmp_path) == ["page.html#older-name"]
    assert permalinks.accept(tmp_path) == 1
    assert permalinks.listed() == ["page.html#about", "page.html#old-name", "page.html#older-name"]
    assert permalinks.accept(tmp_path) == 0
