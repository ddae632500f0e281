"""Firmware that students hand in: built and run on a simulated board, in a box, before the checks look at it.

A unit says in `firmware.toml` beside its source which files may be handed in, for which board, and brings the sketch
around them. What the board did stands in `firmware.json` beside the checks, where no answer can reach it; the checks
are ordinary nbgrader cells, so their points enter the gradebook as all others do.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UserError
from grader.sandbox import ENVIRONMENT, SYSTEM_FILES, SYSTEM_FOLDERS, NoSandbox, SandboxFailure

RESULT = "firmware.json"
ROOT = Path(__file__).resolve().parents[1]
CORES = ROOT / "build" / "arduino-cores"
LARGEST = 2**18  # bytes of one file that is handed in
DISK = 256 * 2**20  # bytes of the box's /tmp
WALL = 120.0  # seconds; the compiler's processor time and the simulated time are bounded inside


@dataclass(frozen=True)
class Firmware:
    """How a unit's firmware is graded.

    Attributes:
        board: id of the board, such as `uno`.
        seconds: of the board's time that it runs.
        files: names that a student hands in beside the notebook.
        sketch: the unit's own files, by name; the sketch is `sketch.ino`.
        solution: what a right answer hands in, by name.
    """

    board: str
    seconds: float
    files: tuple[str, ...]
    sketch: Mapping[str, str]
    solution: Mapping[str, str]


def firmware_in(path: Path) -> Firmware | None:
    """Read how firmware is graded; None where there is no such file.

    Raises:
        UserError: it is not TOML, or a key is missing.
    """
    if not path.is_file():
        return None
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        own = Firmware(
            str(content["board"]),
            float(content["seconds"]),
            tuple(content["files"]),
            content["sketch"],
            content["solution"],
        )
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not TOML: {error}.") from error
    except KeyError as error:
        needs = "it needs board, seconds, files, and tables sketch and solution"
        raise UserError(f"{path} has no {error}: {needs}.") from error
    if "sketch.ino" not in own.sketch or set(own.files) & set(own.sketch):
        raise UserError(f"{path}: the table sketch needs sketch.ino, and none of the files that are handed in.")
    return own


def run_firmware(firmware: Firmware, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Build and run what a student handed in.

    Args:
        files: everything handed in; only what the unit asks for is taken.

    Returns:
        built, message, and where it was built flash and ram in bytes, serial (what the board printed), and gaps: the
        cycles between each two pulses on the probe pin, as simulated.

    Raises:
        SandboxFailure: no fault of what was handed in is known.
    """
    given = {name: files[name] for name in firmware.files if name in files}
    missing = [name for name in firmware.files if name not in given]
    large = [name for name, content in given.items() if len(content) > LARGEST]
    if missing or large:
        why = f"{missing[0]} was not handed in" if missing else f"{large[0]} has more than {LARGEST} bytes"
        return {"built": False, "message": f"Nothing was built: {why}."}
    sources = {name: text.encode() for name, text in firmware.sketch.items()} | given
    order = {
        "board": firmware.board,
        "seconds": firmware.seconds,
        "files": {name: base64.b64encode(content).decode("ascii") for name, content in sources.items()},
    }
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            ended = subprocess.run(
                command(), input=json.dumps(order).encode(), stdout=output, stderr=errors, timeout=WALL, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise SandboxFailure(f"building and running firmware took longer than {WALL:g} seconds") from error
        output.seek(0)
        errors.seek(0)
        if ended.returncode:
            said = errors.read(10_000).decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise SandboxFailure(f"the firmware's box failed ({said[-1]})")
        result: dict[str, Any] = json.loads(output.read(2**22))
        return result


def command() -> list[str]:
    """Return the command of the box: tools and simulator read-only, no lab's own model, no network.

    Raises:
        NoSandbox: there is no bubblewrap.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise NoSandbox("Firmware is not built without a box around the compiler: install bubblewrap.")
    box = [found, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    box += ["--uid", "1000", "--gid", "1000"]
    for name, value in {**ENVIRONMENT, "HOME": "/tmp", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}.items():
        box += ["--setenv", name, value]
    box += ["--ro-bind", "/usr", "/usr"]
    for folder in map(Path, SYSTEM_FOLDERS):
        if folder.is_symlink():
            box += ["--symlink", os.fspath(folder.readlink()), str(folder)]
        elif folder.is_dir():
            box += ["--ro-bind", str(folder), str(folder)]
    for name in (*SYSTEM_FILES, "/etc/arduino", "/etc/avr"):
        box += ["--ro-bind-try", name, name]
    for prefix in dict.fromkeys([sys.base_prefix, sys.prefix]):
        if not prefix.startswith("/usr"):
            box += ["--ro-bind", prefix, prefix]
    box += ["--dev", "/dev", "--proc", "/proc", "--size", str(DISK), "--tmpfs", "/tmp"]
    box += ["--ro-bind", str(ROOT / "hardware_labs"), "/lab/hardware_labs", "--tmpfs", "/lab/hardware_labs/labs"]
    box += ["--ro-bind", str(ROOT / "node_modules"), "/lab/node_modules"]
    box += ["--ro-bind", str(ROOT / "package.json"), "/lab/package.json"]
    box += ["--ro-bind", str(Path(__file__).with_name("firmware_inside.py")), "/lab/firmware_inside.py"]
    box += ["--ro-bind-try", str(CORES), "/lab/build/arduino-cores"]
    box += ["--setenv", "PYTHONPATH", "/lab", "--remount-ro", "/", "--chdir", "/tmp", "--"]
    return [*box, sys.executable, "-s", "/lab/firmware_inside.py"]
