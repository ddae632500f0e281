"""Draws tracebacks as IPython does, without colours and fifty times as fast: most submissions fail something."""

import linecache
from types import TracebackType
from typing import Any

HEAD, TAIL = 10, 10  # frames of a long traceback that are shown
AROUND = 2  # lines before and after the one that runs
CAUSE = "The above exception was the direct cause of the following exception:"
DURING = "During handling of the above exception, another exception occurred:"


def draw(error: BaseException, shell: Any, skip: str) -> list[str]:
    """Return the parts of a traceback: a line, a title, each frame, and the error itself last.

    Args:
        error: what was raised.
        shell: IPython's shell, which knows the numbers of cells.
        skip: frames of files whose names begin like this are left out.
    """
    parts: list[str] = []
    for number, one in enumerate(chain(error)):
        if number:
            parts += ["", CAUSE if one.__cause__ is not None else DURING, ""]
        name = type(one).__name__
        parts += ["-" * 75, f"{name}{'Traceback (most recent call last)':>{max(75 - len(name), 34)}}"]
        frames = frames_of(one.__traceback__, shell, skip)
        cut = [f"    [... {len(frames) - HEAD - TAIL} frames left out ...]"] if len(frames) > HEAD + TAIL else []
        parts += [*frames[:HEAD], *cut, *frames[max(HEAD, len(frames) - TAIL) :], f"{name}: {text_of(one)}"]
    return parts


def chain(error: BaseException) -> list[BaseException]:
    """Return an error with those that it came from, the first one first."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found and len(found) < 5:
        found.insert(0, one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def text_of(error: BaseException) -> str:
    """Return the text of an error, whatever its class does."""
    try:
        return str(error)
    except Exception:
        return "<no text>"


def frames_of(traceback: TracebackType | None, shell: Any, skip: str) -> list[str]:
    """Return each frame with a few lines around the one that runs."""
    frames = []
    while traceback is not None:
        code, line = traceback.tb_frame.f_code, traceback.tb_lineno
        if not code.co_filename.startswith(skip) and "IPython/core" not in code.co_filename.replace("\\", "/"):
            frames.append(f"{place(code.co_filename, line, code.co_name, shell)}\n{source(code.co_filename, line)}")
        traceback = traceback.tb_next
    return frames


def place(file: str, line: int, function: str, shell: Any) -> str:
    """Return where a frame is, a cell by its number."""
    cell = shell.compile.format_code_name(file)
    where = f"{' '.join(cell)}, line {line}" if cell else f"File {file}:{line}"
    return where if function == "<module>" else f"{where}, in {function}"


def source(file: str, line: int) -> str:
    """Return the lines around one, with an arrow."""
    lines = linecache.getlines(file)
    first, last = max(line - AROUND, 1), min(line + AROUND, len(lines))
    return "\n".join(
        f"{'---->' if number == line else '     '} {number:>3} {lines[number - 1].rstrip()}"
        for number in range(first, last + 1)
    )
