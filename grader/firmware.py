"""Firmware that students hand in: built in one box, run on a simulated board in another, before the checks look at it.

A unit says in `firmware.toml` beside its source which files may be handed in, for which board, and brings the sketch
around them. A model that is handed in (.tflite, .keras, .skops) is compiled to C first. Compilers read what students
write, so only the linked program leaves their box; another box measures it and runs it. What the board did is written
by the grader into `firmware.json` beside the checks, where no answer can reach it; the checks are ordinary nbgrader
cells, so their points enter the gradebook as all others do.
"""

import base64
import json
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.bubblewrap import bubblewrap, bubblewrap_command, guest_identity
from grader.container import NoContainer, find_engine
from grader.errors import UserError
from grader.sandbox import NoSandbox, SandboxFailure, advice
from grader.walls import python_inside, system_walls

RESULT = "firmware.json"
ROOT = Path(__file__).resolve().parents[1]
CORES = ROOT / "build" / "arduino-cores"
LARGEST = 2**18  # bytes of one file that is handed in
DISK = 256  # megabytes of a box's /tmp
LONGEST = 2**24  # bytes that a box may answer
WALL = 120.0  # seconds; processor time and the simulated time are bounded inside
TEXT = 100_000  # characters of the serial line that are kept
SKETCH = "sketch.ino"


@dataclass(frozen=True)
class Firmware:
    """How a unit's firmware is graded.

    Attributes:
        board: id of the board, such as `uno`.
        seconds: of the board's time that it runs.
        files: names that a student hands in beside the notebook.
        sketch: the unit's own files, by name.
        solution: what a right answer hands in, by name.
        model: options of `lab compile` for a model that is handed in.
    """

    board: str
    seconds: float
    files: tuple[str, ...]
    sketch: Mapping[str, str]
    solution: Mapping[str, bytes]
    model: Mapping[str, Any] = field(default_factory=dict)


def firmware_in(path: Path) -> Firmware | None:
    """Read how firmware is graded; None where there is no such file.

    Raises:
        UserError: it is not TOML, or something is missing.
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
            {name: solution_file(path, text) for name, text in content["solution"].items()},
            content.get("model", {}),
        )
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not TOML: {error}.") from error
    except KeyError as error:
        needs = "it needs board, seconds, files, and tables sketch and solution"
        raise UserError(f"{path} has no {error}: {needs}.") from error
    if SKETCH not in {*own.sketch, *own.files} or set(own.files) & set(own.sketch):
        raise UserError(f"{path}: {SKETCH} belongs into the table sketch or among the files, and no name into both.")
    return own


def firmware_files(path: Path) -> dict[str, bytes]:
    """Return `firmware.toml` and the files of the solution that it names, by name; none where there is none.

    Raises:
        UserError: it cannot be used.
    """
    firmware = firmware_in(path)
    if firmware is None:
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))["solution"]
    named = [entry["file"] for entry in table.values() if not isinstance(entry, str)]
    return {path.name: path.read_bytes()} | {name: (path.parent / name).read_bytes() for name in named}


def solution_file(path: Path, text: str | Mapping[str, str]) -> bytes:
    """Return a file of the solution: written out, or `{ file = "model.tflite" }` beside firmware.toml."""
    return text.encode() if isinstance(text, str) else (path.parent / text["file"]).read_bytes()


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
    packed = {name: base64.b64encode(content).decode("ascii") for name, content in sources.items()}
    built = in_box("build", {"board": firmware.board, "files": packed, "model": dict(firmware.model)})
    program = built.get("elf")
    if not isinstance(program, str):
        return {"built": False, "message": str(built.get("message", "Nothing was built."))[:3000]}
    ran = in_box("run", {"board": firmware.board, "seconds": firmware.seconds, "elf": program})
    if "message" in ran:
        return {"built": False, "message": str(ran["message"])[:3000]}
    sizes = {name: int(ran[name]) for name in ("flash", "ram")}
    gaps = [int(gap) for gap in ran["gaps"]]
    return {"built": True, "message": "", **sizes, "serial": str(ran["serial"])[:TEXT], "gaps": gaps}


def in_box(step: str, order: Mapping[str, Any]) -> dict[str, Any]:
    """Do one step in a new box.

    Raises:
        SandboxFailure: the box was lost, or what it answered is no answer.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            ended = subprocess.run(
                [*command(), step],
                input=json.dumps(order).encode(),
                stdout=output,
                stderr=errors,
                timeout=WALL,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SandboxFailure(f"building and running firmware took longer than {WALL:g} seconds") from error
        output.seek(0)
        errors.seek(0)
        if ended.returncode:
            said = errors.read(10_000).decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise SandboxFailure(f"the firmware's box failed ({said[-1]})")
        try:
            answer = json.loads(output.read(LONGEST))
        except ValueError as error:
            raise SandboxFailure("the firmware's box did not answer") from error
        if not isinstance(answer, dict):
            raise SandboxFailure("the firmware's box did not answer")
        return answer


def command() -> list[str]:
    """Return the command of a box: tools and simulator read-only, no lab's own model, no network.

    Raises:
        NoSandbox: there is nothing to make a box with.
    """
    shown = {f"/lab/{name}": ROOT / name for name in ("hardware_labs", "node_modules", "package.json")}
    shown |= {f"/lab/{name}": Path(__file__).parent / name for name in ("box", "firmware_inside.py")}
    more = {"/lab/build/arduino-cores": CORES, "/etc/arduino": Path("/etc/arduino"), "/etc/avr": Path("/etc/avr")}
    shown |= {place: source for place, source in more.items() if source.exists()}
    own = {"HOME": "/tmp", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "/lab"}
    walls = system_walls(shown, own, hidden=("/lab/hardware_labs/labs",))
    inside = [python_inside(), "-s", "/lab/firmware_inside.py"]
    found = bubblewrap()
    if found:
        return [*bubblewrap_command(found, walls, guest_identity(), DISK), *inside]
    try:
        engine = find_engine()
        if not engine.native:
            raise NoContainer(f"the image of {engine.name} holds no compilers")
        engine.prepare()
    except NoContainer as error:
        raise NoSandbox(
            f"Firmware is not built without a box; bubblewrap is missing, and {error}: {advice()}"
        ) from error
    return [*engine.command(walls, DISK, makes_boxes=False), *inside]
