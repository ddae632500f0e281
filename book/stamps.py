"""Skipping a step whose inputs have not changed since it last succeeded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from book.paths import ROOT, STAMPS

IGNORED = {"_build", "__pycache__", "node_modules", ".ipynb_checkpoints"}


def digest(*inputs: Path) -> str:
    """Return a hash over the names and contents of files and, recursively, folders."""
    whole = hashlib.sha256()
    for path in sorted(set(files_in(inputs))):
        whole.update(path.relative_to(ROOT).as_posix().encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def files_in(inputs: Iterable[Path]) -> Iterable[Path]:
    """Yield every file of the inputs, without what tools leave behind."""
    for path in inputs:
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from files_in(child for child in path.iterdir() if child.name not in IGNORED)


def unchanged(step: str, inputs: str) -> bool:
    """Say whether a step last succeeded on inputs with this digest."""
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == inputs


def remember(step: str, inputs: str) -> None:
    """Note that a step succeeded on inputs with this digest."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(inputs, encoding="utf-8")
