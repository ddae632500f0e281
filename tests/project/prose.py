"""The words of a MyST text that a reader reads as prose: no code, no formulas, no addresses, no names in CamelCase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

LETTER = "[A-Za-zÀ-ÖØ-öø-ÿ]"
WORD = re.compile(rf"{LETTER}{{2,}}(?:['’]{LETTER}+)*")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\S+\.(?:py|md|toml|json|csv|h|c)\b")
DIRECTIVE = re.compile(r"\{(?P<name>[a-z-]+)\}")
OPTION = re.compile(r"^:[\w-]+:.*$|^ *(?:- )?(?:text|explain|question|answer|right|choices):", re.MULTILINE)
CODE = {"code-cell", "code-block", "literalinclude", "include"}
MYST = MdParserConfig(enable_extensions={"attrs_inline", "colon_fence", "deflist", "dollarmath"})


class Word(NamedTuple):
    """A word and the line it is on."""

    text: str
    line: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text, in its order."""
    for token in create_md_parser(MYST, RendererHTML).parse(text):
        first = token.map[0] + 1 if token.map else 1
        if token.type == "inline":
            shown = "".join(child.content if child.type == "text" else "\n" for child in token.children or ())
            yield from found(shown, text.splitlines(), first)
        elif token.type == "front_matter":
            unit = yaml.safe_load(token.content).get("unit") or {}
            shown = "\n".join([unit.get("question", ""), *unit.get("objectives", ())])
            yield from found(shown, text.splitlines(), first)
        elif token.type in ("fence", "colon_fence"):
            directive = DIRECTIVE.match(token.info)
            if directive and directive["name"] not in CODE:
                inner = OPTION.sub("", token.content)
                yield from (Word(word.text, first + word.line) for word in words(inner))


def found(shown: str, lines: list[str], first: int) -> Iterator[Word]:
    """Yield the words of what is shown of the lines from the first one on."""
    line = first
    for match in WORD.finditer(ADDRESS.sub(" ", shown)):
        word = match[0].replace("’", "'")
        line = next((number for number in range(line, len(lines) + 1) if match[0] in lines[number - 1]), line)
        if not any(letter.isupper() for letter in word[1:]):
            yield Word(word, line)


def markdown_cells(source: str) -> str:
    """Return the Markdown cells of a notebook in jupytext's percent format, each line where it stands in the file."""
    kept, prose = [], False
    for line in source.splitlines():
        if line.startswith("# %%"):
            prose = "[markdown]" in line
            line = ""
        kept.append(line.removeprefix("#").removeprefix(" ") if prose else "")
    return "\n".join(kept)


def headwords(glossary: Path) -> set[str]:
    """Return the words of the terms that the glossary explains."""
    listed = glossary.read_text(encoding="utf-8").split("```{glossary}\n", 1)[1].split("```", 1)[0]
    return {word for line in listed.splitlines() if not line.startswith(" ") for word in WORD.findall(line)}
