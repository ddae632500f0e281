"""One hash over the files that something is made from: while it stays the same, nothing has to be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def files_digest(paths: Iterable[Path], *settings: str) -> str:
    """Return a hash of the settings and of each file's name and content; the order of the files does not matter."""
    whole = hashlib.sha256(repr(settings).encode())
    for path in sorted(paths):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
