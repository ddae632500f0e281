"""The map of the units and the questions that come back, on a book of sixty; what does not fit stops the build."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from book._ext.units import Unit, UnitError, Units, arrange
from book.paths import BOOK, ROOT, WEB
from tests.browser import serving

from .accessibility import violations
from .conftest import DESKTOP, PHONE, enter, visit

CONFIG = f"""
only_build_toc_files: true
execute: {{execute_notebooks: "off"}}
parse: {{myst_enable_extensions: [dollarmath]}}
sphinx:
  config:
    html_static_path: [{BOOK / "_static"}]
    html_css_files: [custom.css, predict.css, progress.css]
    templates_path: [{BOOK / "_templates"}]
    html_context: {{default_mode: auto}}
    html_theme_options: {{navbar_persistent: []}}
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, sphinx_book_theme, book._ext]
"""
UNIT = """---
unit:
  id: {id}
  question: What is {id}?
  objectives: [Know {id}.]
  minutes: 60
  prerequisites: {needs}
---

# Unit {id}

```{{unit-header}}
```

```{{predict}} way
:choices: It rises; It *falls*; It stays
:answer: It *falls*

What does {id} do?
---
It conducts better.
```

```{{predict}} why
:words:

Why does it?
---
More carriers are free.
```

```{{recall-due}}
```

```{{recall}} first
question: What is *{id}*?
answer: It is `{id}`.
```
"""
MAP = "# Map\n\n```{unit-map}\n```\n\n## As a list\n\n```{unit-map}\n:compact:\n```\n"


def build(folder: Path, needs: dict[str, list[str]]) -> subprocess.CompletedProcess[str]:
    """Build a book of units that need each other as told, and a page with their map."""
    for name, needed in needs.items():
        (folder / f"{name}.md").write_text(UNIT.format(id=name, needs=json.dumps(needed)), encoding="utf-8")
    (folder / "map.md").write_text(MAP, encoding="utf-8")
    chapters = "".join(f"  - file: {name}\n" for name in needs)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: map\nchapters:\n{chapters}", encoding="utf-8")
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    command = ["-c", "from jupyter_book.cli.main import main; main()", "build", str(folder), "-W", "--keep-going"]
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)


def unit(name: str, *needs: str) -> Unit:
    return Unit(name, f"learn/{name}", name.title(), 60, needs, None, (), has_board=False)


def rows(units: Units) -> list[list[str]]:
    return [[unit.id for unit in row] for row in units.levels()]


def test_only_units_right_before_get_a_line() -> None:
    units = arrange([unit("a"), unit("b", "a"), unit("c", "a", "b"), unit("d", "a", "NumPy", "c")])
    assert [[near.id for near in units.nearest(one)] for one in units] == [[], ["a"], ["b"], ["c"]]


def test_a_unit_stands_below_everything_it_needs() -> None:
    assert rows(arrange([unit("a")])) == [["a"]]
    assert rows(arrange([])) == []
    assert rows(arrange([unit("d", "b", "c"), unit("a"), unit("c", "a"), unit("b", "c")])) == [
        ["a"],
        ["c"],
        ["b"],
        ["d"],
    ]
    assert rows(arrange([unit("a", "NumPy"), unit("b", "a"), unit("c", "a", "what a sum is")])) == [["a"], ["b", "c"]]


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ([unit("a"), unit("a")], "learn/a.md: the unit id 'a' is taken by learn/a.md"),
        ([unit("a", "no-such-unit")], "learn/a.md: the prerequisite 'no-such-unit' is no unit of the book"),
        ([unit("a", "a")], "learn/a.md: its prerequisites lead back to itself (a -> a)"),
        (
            [unit("z"), unit("a", "c"), unit("b", "a", "z"), unit("c", "b")],
            "learn/a.md: its prerequisites lead back to itself (a -> c -> b -> a)",
        ),
    ],
)
def test_units_that_do_not_fit_together_are_refused_by_page(units: list[Unit], message: str) -> None:
    with pytest.raises(UnitError) as refused:
        arrange(units)
    assert message in str(refused.value)


def test_a_circle_stops_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, {"a": ["b"], "b": ["a"]})
    assert done.returncode != 0
    assert "map.md:3: ERROR: a.md: its prerequisites lead back to itself (a -> b -> a)" in done.stdout + done.stderr


SIXTY = {
    f"u{number}": [f"u{earlier}" for earlier in sorted({number // 2, number - 3}) if earlier > 0]
    for number in range(1, 61)
}


@pytest.fixture(scope="module")
def sixty(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a book of sixty units with the scripts of the real one."""
    folder = tmp_path_factory.mktemp("sixty")
    done = build(folder, SIXTY)
    assert done.returncode == 0, done.stdout + done.stderr
    html = folder / "_build" / "html"
    (html / "_assets").mkdir()
    for script in (WEB / "_assets").glob("*.js"):
        shutil.copy(script, html / "_assets")
    with serving(html) as address:
        yield address


def test_sixty_units_stand_in_rows_with_lines_between_them(browser: Browser, sixty: str) -> None:
    units = arrange(unit(name, *needs) for name, needs in SIXTY.items())
    with visit(browser, sixty, viewport=DESKTOP) as page:
        enter(page, f"{sixty}map.html")
        cards = page.locator(".unit-rows .unit-card")
        expect(cards).to_have_count(60)
        expect(page.locator(".unit-list .unit-card")).to_have_count(60)
        expect(page.locator(".unit-total").first).to_have_text("60 units, 3600 minutes (60.0 hours), 0 points.")
        expect(page.locator(".unit-lines path")).to_have_count(sum(len(units.nearest(one)) for one in units))
        place = {card.get_attribute("data-unit"): card.bounding_box() for card in cards.all()}
        assert all(
            place[need]["y"] + place[need]["height"] < place[name]["y"] for name in SIXTY for need in SIXTY[name]
        )
        cards.filter(has_text="Unit u1").first.get_by_role("link").focus()
        marked = [one for one in units if units.by_id["u1"] in units.nearest(one)]
        expect(page.locator(".unit-lines path.near")).to_have_count(len(marked))
        assert violations(page) == []


def test_sixty_units_are_a_list_on_a_phone(browser: Browser, sixty: str) -> None:
    with visit(browser, sixty, viewport=PHONE) as page:
        enter(page, f"{sixty}map.html")
        expect(page.locator(".unit-rows .unit-card")).to_have_count(60)
        expect(page.locator(".unit-lines path")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def asked(page: Page) -> list[str]:
    return [question.inner_text() for question in page.locator(".recall-question").all()]


def test_a_unit_asks_about_what_it_builds_on_and_then_about_what_the_reader_has_begun(
    browser: Browser, sixty: str
) -> None:
    with visit(browser, sixty) as page:
        enter(page, f"{sixty}u7.html")
        assert page.locator(".unit-header dd a").all_inner_texts() == ["Unit u3", "Unit u4"]
        assert asked(page) == ["What is u3?", "What is u4?"]
        page.evaluate("localStorage.setItem('ai-from-scratch/1/u9', JSON.stringify({quiz: {q: 1}}))")
        page.reload()
        expect(page.locator(".recall-question")).to_have_text(["What is u9?"])


def test_without_javascript_a_unit_shows_folded_questions_of_what_it_builds_on(browser: Browser, sixty: str) -> None:
    with visit(browser, sixty, java_script_enabled=False) as page:
        page.goto(f"{sixty}u7.html")
        assert page.locator(".recall summary").all_inner_texts() == ["What is u3?", "What is u4?"]
        page.locator(".recall summary").first.click()
        expect(page.locator(".recall details code").first).to_have_text("u3")
        assert "It is u7" not in page.locator(".bd-article").inner_text()
        page.goto(f"{sixty}map.html")
        assert "Needs Unit u3, Unit u4" in page.locator(".unit-rows [data-unit=u7]").inner_text()


def test_a_choice_and_words_are_committed_before_the_answer_shows(browser: Browser, sixty: str) -> None:
    with visit(browser, sixty) as page:
        enter(page, f"{sixty}u1.html")
        choice, words = page.locator(".predict").all()
        for widget, missing in ((choice, "Choose one first"), (words, "Write a sentence first")):
            expect(widget.locator(".predict-answer")).to_be_hidden()
            widget.get_by_role("button", name="Commit").click()
            expect(widget.locator(".predict-verdict")).to_contain_text(missing)
            expect(widget.locator(".predict-answer")).to_be_hidden()
        assert violations(page) == []

        choice.get_by_label("It rises").check()
        choice.get_by_role("button", name="Commit").click()
        expect(choice.locator(".predict-verdict")).to_have_text("You said “It rises”, it is “It falls”.")
        words.get_by_label("Your prediction").fill("Because it is warm.")
        words.get_by_role("button", name="Commit").click()
        expect(words.locator(".predict-verdict")).to_contain_text("You said: “Because it is warm.”")
        expect(words.locator(".predict-answer")).to_contain_text("More carriers")
        page.reload()
        expect(choice.locator(".predict-verdict")).to_contain_text("You said “It rises”")
        choice.get_by_role("button", name="Predict again").click()
        expect(choice.get_by_label("It rises")).not_to_be_checked()


def test_without_javascript_the_choices_are_a_list(browser: Browser, sixty: str) -> None:
    with visit(browser, sixty, java_script_enabled=False) as page:
        page.goto(f"{sixty}u1.html")
        choice = page.locator(".predict").first
        assert choice.locator("li").all_inner_texts() == ["It rises", "It falls", "It stays"]
        expect(choice.locator(".predict-value")).to_be_hidden()
        choice.locator("summary").click()
        expect(choice.locator(".predict-value")).to_have_text("It falls")
