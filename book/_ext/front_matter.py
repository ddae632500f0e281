"""The YAML front matter of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read(page: Path) -> dict[str, Any]:
    """Return the mapping between the first two ``---`` lines of a page, or an empty one."""
    text = page.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        return {}
    matter = yaml.safe_load(text[4:].split("\n---", 1)[0])
    return matter if isinstance(matter, dict) else {}
