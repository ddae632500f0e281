"""Spelling, in British English: pages, README.md and what exercises say. Terms of our own are in words.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from spylls.hunspell import Dictionary

from book.paths import BOOK, NODE_MODULES, ROOT, SOLUTIONS

from .prose import Word, headwords, markdown_cells, words

OWN = Path(__file__).with_name("words.txt")
PAGES = [path for path in sorted(BOOK.rglob("*.md")) if "_build" not in path.parts]
TEXTS = [ROOT / "README.md", *PAGES, *sorted(SOLUTIONS.glob("*/*.py"))]


@cache
def british() -> Dictionary:
    return Dictionary.from_files(str(NODE_MODULES / "dictionary-en-gb" / "index"))


@cache
def own_words() -> frozenset[str]:
    return frozenset(OWN.read_text(encoding="utf-8").split())


@cache
def allowed() -> set[str]:
    """What the dictionary lacks, in lower case: our own words, and those that the glossary explains."""
    return {word.lower() for word in own_words() | headwords(BOOK / "glossary.md")}


@cache
def known(word: str) -> bool:
    """Say whether a word is British, or one of ours, with or without a capital or an `s` of possession."""
    stem = word.removesuffix("'s")
    return stem.lower() in allowed() or british().lookup(word) or british().lookup(stem)


def unknown(text: str) -> list[Word]:
    return [word for word in words(text) if not known(word.text)]


@cache
def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return markdown_cells(text) if path.suffix == ".py" else text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_text_is_spelled_right(path: Path) -> None:
    problems = [
        f"{path.relative_to(ROOT)}:{word.line}: {word.text!r} is in no British dictionary: "
        f"correct it, set it as `code`, or add it to {OWN.relative_to(ROOT)}"
        for word in unknown(text_of(path))
    ]
    assert not problems, "\n" + "\n".join(problems)


def test_our_own_words_are_sorted_needed_and_in_no_dictionary() -> None:
    listed = OWN.read_text(encoding="utf-8").splitlines()
    assert listed == sorted(set(listed), key=str.lower)
    assert [word for word in listed if british().lookup(word)] == []
    written = {word.text.removesuffix("'s").lower() for path in TEXTS for word in words(text_of(path))}
    assert [word for word in listed if word.lower() not in written] == []


SAMPLE = """---
unit:
  question: Whose tomatos are these?
---

# A colorful title

Right here, and recieved `wrng` on the second
line with $wrnng$ and [a lnik](wrong-nmae.md) <https://exmaple.org>.

```python
wrnog = 1
```

```{quiz} three
:optoin: 3
question: Which neighbor?
choices:
  - text: The `naerest`.
    explain: It's JupyterLab's thermistor, the CSV's centre.
```
"""


def test_prose_is_checked_with_its_line_and_code_is_not() -> None:
    assert unknown(SAMPLE) == [("tomatos", 3), ("colorful", 6), ("recieved", 8), ("lnik", 9), ("neighbor", 17)]


def test_a_notebooks_prose_keeps_its_lines() -> None:
    source = "# %% [markdown]\n# A fisrt line.\n\n# %%\nx = 1  # not checekd\n# %% [markdown]\n# # The lsat\n"
    assert unknown(markdown_cells(source)) == [("fisrt", 2), ("lsat", 7)]
