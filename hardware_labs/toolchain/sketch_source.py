"""A sketch's .ino files as one C++ source, by Arduino's rules.

https://arduino.github.io/arduino-cli/latest/sketch-build-process/: the main file first, the others by name; `Arduino.h`
is included, and a prototype of every function stands before the first function, so that their order does not matter.
`#line` makes the compiler's messages point into the .ino files.
"""

from __future__ import annotations

import re
from pathlib import Path

COMMENTS_AND_TEXTS = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"(?P<fence>[^()\s\\]{0,16})\(.*?\)(?P=fence)"
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.VERBOSE | re.DOTALL,
)
# `#define` and its kind, with the lines they go on
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|endif)\b", re.MULTILINE)
# a head that ends where a body begins: return type, name, parameters
FUNCTION = re.compile(r"(?P<type>[A-Za-z_][\w\s<>,*&:]*?[\s*&])[A-Za-z_]\w*\s*\([^(){};=]*\)\s*\Z")
# heads that look like functions' and are none, or whose prototype would be wrong
NO_PROTOTYPE = re.compile(r"\b(?:template|class|union|enum|namespace|operator|return|else|typedef|extern|using)\b")


def cpp_source(sketch: Path) -> str:
    """Return the C++ that a sketch's .ino files are compiled as.

    Args:
        sketch: The main .ino file; the others lie beside it.
    """
    files = [sketch, *sorted(path for path in sketch.parent.glob("*.ino") if path != sketch)]
    prototypes: list[str] = []
    texts: list[tuple[Path, str]] = []
    first: tuple[int, int] | None = None
    for number, path in enumerate(files):
        text = path.read_text(encoding="utf-8", errors="replace")
        texts.append((path, text))
        for start, prototype in _functions(text):
            first = first or (number, start)
            prototypes.append(prototype)

    parts = ["#include <Arduino.h>\n"]
    for number, (path, text) in enumerate(texts):
        parts.append(_line(1, path))
        if first and first[0] == number:
            at = text.rfind("\n", 0, first[1]) + 1
            line = text.count("\n", 0, at) + 1
            parts += [text[:at], "\n".join(prototypes), "\n", _line(line, path), text[at:], "\n"]
        else:
            parts += [text, "\n"]
    return "".join(parts)


def _line(number: int, path: Path) -> str:
    name = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'#line {number} "{name}"\n'


def _functions(text: str) -> list[tuple[int, str]]:
    """Return where each function defined outside all braces begins, and its prototype."""
    code = DIRECTIVE.sub(_blank, COMMENTS_AND_TEXTS.sub(_blank, text))
    conditions = _conditional_spans(COMMENTS_AND_TEXTS.sub(_blank, text))
    found: list[tuple[int, str]] = []
    depth = 0
    head = 0
    for match in re.finditer(r"[{};]", code):
        if match[0] == "{":
            if depth == 0:
                function = FUNCTION.search(code, head, match.start())
                start = function.start() if function else 0
                if function and not _is_excluded(function) and not any(a <= start < b for a, b in conditions):
                    found.append((start, f"{' '.join(function[0].split())};"))
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        if depth == 0:
            head = match.end()
    return found


def _is_excluded(function: re.Match[str]) -> bool:
    # Class::method has its prototype in the class
    return bool(NO_PROTOTYPE.search(function["type"])) or function["type"].rstrip().endswith("::")


def _conditional_spans(text: str) -> list[tuple[int, int]]:
    """Return the parts that a preprocessor's condition may leave out: their functions get no prototype."""
    spans, depth, start = [], 0, 0
    for match in CONDITIONAL.finditer(text):
        if match[1] == "endif":
            depth -= 1
            if depth == 0:
                spans.append((start, match.end()))
        else:
            start = match.start() if depth == 0 else start
            depth += 1
    return spans


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
