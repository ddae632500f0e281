"""Addresses of headings and terms, which stay as long as the book: ``book/permalinks.txt`` lists all there ever were.

A heading that is worded anew keeps its old address by a MyST label above it: ``(how-wrong-is-a-line)=``.
"""

from __future__ import annotations

import re
from pathlib import Path

from book.offline import own_pages
from book.paths import BOOK

LISTED = BOOK / "permalinks.txt"
HEAD = "# Others may link to these. `python -m book permalinks` adds those of the built site; none is ever taken out.\n"
# Sphinx numbers headings without letters, so that their ids change when others are added
ANCHOR = re.compile(r'<(?:section|dt)\b[^>]*\bid="(?!id\d+")([^"]+)"')
ID = re.compile(r'<[^>]*\bid="([^"]+)"')


def published(site: Path) -> list[str]:
    """Return the address of each heading and term of a built site, such as ``notation.html#symbols``."""
    return [f"{name}#{anchor}" for name, text in _pages(site) for anchor in ANCHOR.findall(text)]


def lost(site: Path) -> list[str]:
    """Return the addresses that are listed and lead nowhere in a built site."""
    there = {f"{name}#{anchor}" for name, text in _pages(site) for anchor in ID.findall(text)}
    return [address for address in listed() if address not in there]


def listed() -> list[str]:
    """Return the addresses that were ever published."""
    lines = LISTED.read_text(encoding="utf-8").splitlines() if LISTED.is_file() else []
    return [line for line in lines if not line.startswith("#")]


def accept(site: Path) -> int:
    """List the addresses of a built site that are not listed yet; return how many there were."""
    before = listed()
    new = sorted(set(published(site)) - set(before))
    LISTED.write_text(HEAD + "".join(f"{address}\n" for address in sorted([*before, *new])), encoding="utf-8")
    return len(new)


def _pages(site: Path) -> list[tuple[str, str]]:
    return [(path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")) for path in own_pages(site)]
