"""Calls of the Arduino tools: a sketch folder in, .hex and .elf out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.errors import LabError
from hardware_labs.toolchain.find import (
    DEBIAN_BUILDER,
    DEBIAN_HARDWARE,
    ArduinoBuilder,
    ArduinoCli,
    EspCompiler,
    Toolchain,
)
from hardware_labs.toolchain.image import AVR_SECTIONS, ESP_CORE_SECTIONS, ESP_LAYER_SECTIONS, Binutils

# lines of compiler output repeated to the user: enough for the first error
ERROR_LINES = 12


def compile_sketch(
    toolchain: ArduinoCli | ArduinoBuilder, sketch: Path, board: Board, build_path: Path, cache: Path
) -> None:
    """Compile a sketch; the tool writes image (`.hex`, for ESP boards `.merged.bin`) and `.elf` into `build_path`.

    An image that was linked and then found too large by the tool is left to our own size gate.

    Args:
        toolchain: What `find_toolchain` found.
        sketch: The .ino file.
        board: The board to build for.
        build_path: Folder for everything the tool writes.
        cache: Folder that keeps the compiled Arduino core between sketches.

    Raises:
        LabError: The sketch does not compile; the message ends in the compiler's first lines.
    """
    for folder in (build_path, cache):
        folder.mkdir(parents=True, exist_ok=True)
    command = compile_command(toolchain, sketch, board, build_path, cache)
    finished = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if finished.returncode != 0 and not (build_path / f"{sketch.name}.elf").exists():
        _refuse_full_memory(finished.stderr, sketch, board)
        output = (finished.stderr.strip() or finished.stdout.strip()).splitlines()[:ERROR_LINES]
        raise LabError(
            f"{sketch.name} does not build for {board.name} with {toolchain.executable.name}, which says:\n"
            + "\n".join(output)
        )


def compile_command(
    toolchain: ArduinoCli | ArduinoBuilder, sketch: Path, board: Board, build_path: Path, cache: Path
) -> list[str]:
    """Return the command that compiles a sketch."""
    if isinstance(toolchain, ArduinoCli):
        # arduino-cli keeps its own cache of compiled cores
        return [
            *(str(toolchain.executable), "compile", "--fqbn", board.fqbn),
            *("--build-path", str(build_path), str(sketch.parent)),
        ]
    return [
        *(str(toolchain.executable), "-compile", "-fqbn", board.fqbn),
        *("-hardware", str(DEBIAN_HARDWARE), "-hardware", str(DEBIAN_BUILDER)),
        *("-tools", str(toolchain.compiler.parent)),
        *("-build-path", str(build_path), "-build-cache", str(cache)),
        # Debian's WString.cpp uses a macro that its avr-libc only defines under the compiler's own name
        "-prefs=compiler.cpp.extra_flags=-DDECIMAL_DIG=__DECIMAL_DIG__",
        str(sketch),
    ]


def _refuse_full_memory(complaints: str, sketch: Path, board: Board) -> None:
    """Turn the linker's words for a full memory into ours."""
    limits = {
        "data": f"RAM than the {board.ram.value} B that {board.name} has: keep constants in flash (PROGMEM)",
        "text": f"flash than the {board.flash.value} B that {board.name} has: make the model smaller",
    }
    for region, limit in limits.items():
        if re.search(f"not within region `{region}'|region `{region}' overflowed", complaints):
            raise LabError(f"{sketch.name} needs more {limit} or make its arrays smaller.")


def binutils_of(toolchain: Toolchain, board: Board, sketch: Path) -> Binutils:
    """Return the programs that look into the ELF files of a toolchain.

    Raises:
        LabError: arduino-cli does not say where its compiler is.
    """
    if isinstance(toolchain, EspCompiler):
        return Binutils(toolchain.executable.parent, toolchain.chip.prefix, ESP_LAYER_SECTIONS)
    if isinstance(toolchain, ArduinoBuilder):
        return Binutils(toolchain.compiler.parent, "avr-", AVR_SECTIONS)
    properties = _properties(toolchain, board, sketch)
    folder = properties.get("compiler.path")
    if not folder:
        raise LabError(
            f"arduino-cli does not say where the compiler of {board.fqbn} is: "
            f"call `arduino-cli core install {':'.join(board.fqbn.split(':')[:2])}`."
        )
    if board.toolchain == "esp":
        return Binutils(Path(folder), properties.get("compiler.prefix", ""), ESP_CORE_SECTIONS)
    return Binutils(Path(folder), "avr-", AVR_SECTIONS)


def _properties(cli: ArduinoCli, board: Board, sketch: Path) -> dict[str, str]:
    """Return arduino-cli's build properties of a sketch."""
    finished = subprocess.run(
        [
            *(str(cli.executable), "compile", "--fqbn", board.fqbn),
            *("--show-properties=expanded", str(sketch.parent)),
        ],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return {key: value for key, _, value in (line.partition("=") for line in finished.stdout.splitlines())}
