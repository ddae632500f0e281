"""Sources and addresses: what is cited is listed, what is listed is cited, and every address has the form of one.

Sphinx itself refuses a page that cites an unknown key, and tests/site follows every link inside the site.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pybtex.database import Entry, parse_file

from book.paths import BOOK, ROOT

from .test_spelling import PAGES

CITE = re.compile(r"(?<!`)\{cite(?::\w+)?\}`([^`]+)`")
HTTP = re.compile(r"https?:[^\s)>`\"'\]}]*")
DOI = re.compile(r"10\.\d{4,9}/\S+")
WORKS: dict[str, Entry] = dict(parse_file(str(BOOK / "references.bib")).entries)
TEXT = {path: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *PAGES]}


def cited(text: str) -> set[str]:
    return {key.strip() for keys in CITE.findall(text) for key in keys.split(",")}


def test_every_source_is_cited_on_some_page() -> None:
    everywhere = set().union(*map(cited, TEXT.values()))
    unused = sorted(set(WORKS) - everywhere)
    assert not unused, f"cite them on a page, or take them out of book/references.bib: {', '.join(unused)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(BOOK).as_posix())
def test_a_page_that_computes_or_cites_ends_with_its_sources(page: Path) -> None:
    text = TEXT[page]
    if "{code-cell}" in text or cited(text):
        assert text.rstrip().endswith("## Sources\n\n```{sources}\n```")
        assert cited(text), f"{page.name} computes, and names no source"
        assert cited(text) <= set(WORKS)


def test_no_work_is_listed_twice_and_each_names_author_title_and_year() -> None:
    for entry in WORKS.values():
        assert entry.persons and {"title", "year"} <= set(entry.fields), entry.key
        assert re.fullmatch(r"\d{4}", entry.fields["year"]), entry.key
        assert DOI.fullmatch(entry.fields.get("doi", "10.1000/x")), entry.key
    titles = Counter(re.sub(r"\W", "", entry.fields["title"]).lower() for entry in WORKS.values())
    names = Counter(
        entry.fields[name].lower() for entry in WORKS.values() for name in ("doi", "url") if name in entry.fields
    )
    assert [name for name, count in (titles + names).items() if count > 1] == []


def test_addresses_elsewhere_are_https_and_have_the_form_of_one() -> None:
    texts = {**TEXT, BOOK / "references.bib": (BOOK / "references.bib").read_text(encoding="utf-8")}
    wrong = [
        f"{path.relative_to(ROOT)}: {address}"
        for path, text in texts.items()
        for address in HTTP.findall(text)
        if not well_formed(address)
    ]
    assert wrong == []


def well_formed(address: str) -> bool:
    """Say whether an address is https to a host with a name; of this machine and of examples, http will do."""
    parts = urlsplit(address.rstrip(".,;:"))
    host = parts.hostname or ""
    if host in ("localhost", "127.0.0.1") or host.endswith(("example.org", "example.edu", ".example")):
        return True
    return parts.scheme == "https" and re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", host) is not None


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://docs.wokwi.com/parts", True),
        ("http://docs.wokwi.com/parts", False),
        ("https://docs", False),
        ("https:/docs.wokwi.com", False),
        ("http://localhost:8000", True),
    ],
)
def test_a_wrong_address_is_told_from_a_right_one(address: str, right: bool) -> None:
    assert well_formed(address) is right
