"""Translations: catalogues hold the texts of directives as well, and a translated page shows them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from book.paths import ROOT

from .test_directives import CONFIG

PAGE = """---
unit:
  id: sums
  question: How much is it?
  objectives: [Add two *numbers*.]
  minutes: 5
---

# Sums

```{unit-header}
```

Count your fingers.

```{quiz} sum
question: What is $1 + 1$?
choices:
  - text: Two fingers
    explain: Right, *two*.
    right: true
  - text: Three fingers
    explain: Count again.
```
"""
GERMAN = {
    "Count your fingers.": "Zähle deine Finger.",
    "How much is it?": "Wie viel ist es?",
    "Add two *numbers*.": "Zwei *Zahlen* addieren.",
    "After this unit you can": "Nach dieser Einheit kannst du",
    "About this unit": "Über diese Einheit",
    "What is $1 + 1$?": "Was ist $1 + 1$?",
    "Two fingers": "Zwei Finger",
    "Right, *two*.": "Richtig, *zwei*.",
    "Answers": "Antworten",
}
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n'


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a book of one page in German; return the page's article."""
    folder = tmp_path_factory.mktemp("book")
    messages = folder / "locales" / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    entries = [f'msgid "{english}"\nmsgstr "{translated}"\n' for english, translated in GERMAN.items()]
    (messages / "sums.po").write_text("\n".join([HEADER, *entries]), encoding="utf-8")
    (folder / "sums.md").write_text(PAGE, encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: sums\n", encoding="utf-8")
    (folder / "_config.yml").write_text(f"{CONFIG}    language: de\n", encoding="utf-8")
    command = ["-c", "from jupyter_book.cli.main import main; main()", "build", str(folder)]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "_build" / "html" / "sums.html").read_text(encoding="utf-8")


def test_a_translated_page_shows_texts_of_paragraphs_and_of_directives(german: str) -> None:
    article = german[german.index("<article") : german.index("</article>")]
    plain = re.sub(r"\s+", " ", re.sub(r"</?(p|em)>", "", article))
    for english, translated in GERMAN.items():
        assert translated.split("$")[0].replace("*", "") in plain, plain
        assert english.split("$")[0].replace("*", "") not in plain, plain
    assert "<em>Zahlen</em>" in article and 'aria-label="Über diese Einheit"' in article


def test_the_catalogues_hold_every_page_with_what_its_directives_say(built_site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "book", "gettext", "-o", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = {path.relative_to(built_site).with_suffix("") for path in (built_site / "_sources").rglob("*.md")}
    names = {Path(*page.parts[1:]) for page in pages}
    assert {path.relative_to(tmp_path).with_suffix("") for path in tmp_path.rglob("*.pot")} >= names > set()
    unit = (tmp_path / "learn" / "linear-regression.pot").read_text(encoding="utf-8")
    for text in (
        "is a bead of metal oxide that costs a few cents",
        "A sensor gives a number between 0 and 1023. How warm is it?",
        "Why do we square the residuals",
        "Show the answer",
        "Parts and connections",
    ):
        assert text in re.sub(r'"\n"', "", unit)
