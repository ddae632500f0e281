"""The settings that an instructor gives nbgrader."""

from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader


def instructor_config(root: Path) -> Config:
    """Return the settings of the course's `nbgrader_config.py`, such as a plugin for late penalties."""
    if not (root / "nbgrader_config.py").is_file():
        return Config()
    loaded: Any = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    return Config(loaded)
