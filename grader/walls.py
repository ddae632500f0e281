"""What a box shows of this machine, whoever builds it: bubblewrap or a container."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime")
PYTHON_INSIDE = "/grader-python"
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp",
    "NBGRADER_EXECUTION": "autograde",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


@dataclass(frozen=True)
class Walls:
    """What can be seen from inside, read-only, besides a /tmp, a /proc and a /dev of the box's own.

    Attributes:
        folders: files and folders of this machine by their place inside.
        links: symbolic links: where they point, by their place.
        environment: all variables.
        hidden: folders inside that are shown empty.
    """

    folders: Mapping[str, Path]
    links: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)
    hidden: tuple[str, ...] = ()


def python_inside() -> str:
    """Return where this Python lies in a box that shows this machine's system."""
    return str(place_inside(Path(sys.executable)))


def place_inside(path: Path) -> Path:
    """Return where a path of Python lies in the box: elsewhere if it would be below the box's own /tmp."""
    prefix = Path(sys.prefix)
    if prefix.is_relative_to("/tmp") and path.is_relative_to(prefix):
        return PYTHON_INSIDE / path.relative_to(prefix)
    return path


def system_walls(own: Mapping[str, Path], environment: Mapping[str, str], hidden: tuple[str, ...] = ()) -> Walls:
    """Return walls with the system and Python in them.

    Args:
        own: what else is shown.
        environment: variables besides those of every box.
        hidden: see `Walls`.
    """
    folders, links = {"/usr": Path("/usr")}, {}
    for folder in map(Path, SYSTEM_FOLDERS):
        if folder.is_symlink():
            links[str(folder)] = str(folder.readlink())
        elif folder.is_dir():
            folders[str(folder)] = folder
    folders |= {name: Path(name) for name in SYSTEM_FILES if Path(name).exists()}
    for prefix in map(Path, [sys.base_prefix, sys.prefix]):
        if not prefix.is_relative_to("/usr"):
            folders[str(place_inside(prefix))] = prefix
    path = f"{Path(python_inside()).parent}:/usr/bin:/bin"
    return Walls({**folders, **own}, links, {**ENVIRONMENT, "PATH": path, **environment}, hidden)
