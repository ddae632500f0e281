"""The units of the book, read from their pages: what each takes, what it needs, what there is to do in it.

A page is a unit if its front matter has a ``unit`` mapping (see ``unit_header``). A prerequisite is the id of another
unit, or any words: ``what a derivative is``. What is written like an id, in lower case with a hyphen and no space, has
to be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.osutil import relative_uri
from sphinx_external_toc.api import SiteMap

from book._ext import front_matter
from book._ext.exercise import Task, read_exercise
from book._ext.site_files import ROOT

TITLE = re.compile(r"^# +(?P<title>.+?)\s*$", re.MULTILINE)
QUIZ = re.compile(r"^(?P<fence>`{3,})\{quiz\} +(?P<id>\S+)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
BOARD = re.compile(r"^`{3,}\{board\}", re.MULTILINE)
LIKE_AN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


class UnitError(ExtensionError):
    """The units do not fit together."""


class Quiz(NamedTuple):
    """A quiz of a unit, and which of its choices is right."""

    id: str
    right: int


@dataclass(frozen=True)
class Unit:
    """One unit of the book."""

    id: str
    page: str
    title: str
    minutes: int
    prerequisites: tuple[str, ...]
    exercise: str | None
    quizzes: tuple[Quiz, ...]
    has_board: bool

    def facts(self, page: str) -> dict[str, Any]:
        """Return what the scripts of a page need to know to say how far a reader is."""
        return {
            "id": self.id,
            "page": self.page,
            "title": plain(self.title),
            "url": relative_uri(f"{page}.html", f"{self.page}.html"),
            "minutes": self.minutes,
            "before": list(self.prerequisites),
            "tasks": [
                {"id": task.id, "title": plain(task.title), "points": task.points, "checks": task.digest}
                for task in self.tasks()
            ],
            "quizzes": [quiz._asdict() for quiz in self.quizzes],
            "board": self.has_board,
        }

    def tasks(self) -> list[Task]:
        """Return the tasks of the unit's exercise."""
        if self.exercise is None:
            return []
        path = ROOT / "exercises" / self.exercise / f"{self.exercise}.ipynb"
        if not path.is_file():
            raise UnitError(
                f"{path.relative_to(ROOT)} is missing, which the unit {self.id} needs: run `make exercises`"
            )
        return read_exercise(path)[1]


@dataclass(frozen=True)
class Units:
    """All units, in the order of the book, by id."""

    by_id: dict[str, Unit]

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def on(self, page: str) -> Unit | None:
        """Return the unit that a page is, if it is one."""
        return next((unit for unit in self if unit.page == page), None)

    def before(self, unit: Unit) -> list[Unit]:
        """Return the units among the prerequisites of a unit."""
        return [self.by_id[name] for name in unit.prerequisites if name in self.by_id]

    def nearest(self, unit: Unit) -> list[Unit]:
        """Return the units that a unit comes right after: those it needs that none of the others it needs needs."""
        needed = self.before(unit)
        farther = {earlier.id for near in needed for earlier in self.all_before(near)}
        return [near for near in needed if near.id not in farther]

    def all_before(self, unit: Unit) -> set[Unit]:
        """Return the units that a unit needs, and those that these need, and so on."""
        found: set[Unit] = set()
        waiting = self.before(unit)
        while waiting:
            earlier = waiting.pop()
            if earlier not in found:
                found.add(earlier)
                waiting += self.before(earlier)
        return found

    def levels(self) -> list[list[Unit]]:
        """Return the units in rows: each stands below everything that it needs."""
        depths: dict[str, int] = {}

        def depth(unit: Unit) -> int:
            if unit.id not in depths:
                depths[unit.id] = 1 + max(map(depth, self.before(unit)), default=-1)
            return depths[unit.id]

        for unit in self:
            depth(unit)
        rows: list[list[Unit]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
        for unit in self:
            rows[depths[unit.id]].append(unit)
        return rows


def plain(title: str) -> str:
    """Return a title in MyST as plain text, for scripts."""
    return re.sub(r"[`*$]", "", title)


def notebook(exercise: str) -> Path:
    """Return where an exercise's notebook is."""
    return ROOT / "exercises" / exercise / f"{exercise}.ipynb"


def arrange(found: Iterable[Unit]) -> Units:
    """Return the units of a book once it is sure that they fit together.

    Raises:
        UnitError: Two units share an id, a prerequisite is no unit, or units need each other in a circle; the
            message names the page.
    """
    units: dict[str, Unit] = {}
    for unit in found:
        if unit.id in units:
            raise UnitError(
                f"{unit.page}.md: the unit id {unit.id!r} is taken by {units[unit.id].page}.md: choose another"
            )
        units[unit.id] = unit
    for unit in units.values():
        for name in unit.prerequisites:
            if name not in units and LIKE_AN_ID.fullmatch(name):
                raise UnitError(
                    f"{unit.page}.md: the prerequisite {name!r} is no unit of the book: "
                    f"correct the id, or write it in words ({', '.join(sorted(units))})"
                )
    arranged = Units(units)
    refuse_circles(arranged)
    return arranged


def refuse_circles(units: Units) -> None:
    """Raise an error that names the pages of the first circle of prerequisites, if there is one."""
    done: set[str] = set()

    def follow(unit: Unit, path: list[str]) -> None:
        if unit.id in path:
            circle = " -> ".join([*path[path.index(unit.id) :], unit.id])
            raise UnitError(f"{unit.page}.md: its prerequisites lead back to itself ({circle}): take one of them away")
        if unit.id in done:
            return
        for earlier in units.before(unit):
            follow(earlier, [*path, unit.id])
        done.add(unit.id)

    for unit in units:
        follow(unit, [])


@lru_cache(maxsize=1000)
def read_unit(path: Path, page: str, changed: int) -> Unit | None:
    """Return the unit that a page is, or None for a page without a `unit` mapping.

    Args:
        path: The page's source.
        page: Its name, without suffix.
        changed: When the source last changed.
    """
    matter: dict[str, Any] = front_matter.read(path).get("unit") or {}
    if not matter:
        return None
    missing = [key for key in ("id", "minutes") if key not in matter]
    if missing:
        raise UnitError(f"{page}.md: the front matter's `unit` mapping lacks {', '.join(missing)}")
    text = path.read_text(encoding="utf-8")
    title = TITLE.search(text.split("\n---", 1)[-1])
    return Unit(
        id=str(matter["id"]),
        page=page,
        title=title["title"] if title else str(matter["id"]),
        minutes=int(matter["minutes"]),
        prerequisites=tuple(str(name) for name in matter.get("prerequisites") or ()),
        exercise=matter.get("exercise"),
        quizzes=tuple(Quiz(found["id"], right_choice(found["body"])) for found in QUIZ.finditer(text)),
        has_board=BOARD.search(text) is not None,
    )


def right_choice(body: str) -> int:
    """Return which choice of a quiz is right; of one that is written wrong, on which its own page fails, none."""
    try:
        choices = yaml.safe_load(body)["choices"]
        return next(index for index, choice in enumerate(choices) if choice.get("right"))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, StopIteration):
        return -1


def load(env: BuildEnvironment) -> Units:
    """Return the units of the book being built, in the order of its table of contents."""
    sources = [(page, Path(env.doc2path(page))) for page in in_order(env)]
    found = (read_unit(path, page, path.stat().st_mtime_ns) for page, path in sources if path.suffix == ".md")
    return arrange(unit for unit in found if unit)


def depend(env: BuildEnvironment, units: Iterable[Unit]) -> None:
    """Have the page being read read again when one of these units changes, or its exercise."""
    for unit in units:
        env.note_dependency(env.doc2path(unit.page))
        if unit.exercise is not None:
            env.note_dependency(str(notebook(unit.exercise)))


def in_order(env: BuildEnvironment) -> list[str]:
    """Return the pages as the table of contents lists them."""
    site_map: SiteMap = env.app.config.external_site_map
    order: list[str] = []

    def add(name: str) -> None:
        order.append(name.removesuffix(".md"))
        for tree in site_map[name].subtrees:
            for item in tree.items:
                if str(item) in site_map:
                    add(str(item))

    add(site_map.root.docname)
    return [name for name in order if name in env.found_docs]
