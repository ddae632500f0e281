"""Compiles a sketch folder on the project's own Arduino layer, for the ESP32-C3 and the ESP32."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.arduino_esp import LAYER_FOLDER
from hardware_labs.boards import Board
from hardware_labs.digest import files_digest
from hardware_labs.errors import LabError
from hardware_labs.toolchain.chips import Chip
from hardware_labs.toolchain.esp_image import write_image
from hardware_labs.toolchain.find import EspCompiler
from hardware_labs.toolchain.sketch_source import cpp_source

# lines of compiler output repeated to the user: enough for the first error
ERROR_LINES = 12
# optimized for size, as Arduino's cores are
FLAGS = ("-Os", "-g", "-ffunction-sections", "-fdata-sections", "-fno-common")
C_FLAGS = ("-std=gnu17",)
CPP_FLAGS = (
    *("-std=gnu++17", "-fno-exceptions", "-fno-rtti"),
    # there is one thread, and nobody to call destructors
    *("-fno-threadsafe-statics", "-fno-use-cxa-atexit"),
)
# its loops must not become calls of the functions they are the body of
LAYER_FLAGS = ("-Wall", "-Wextra", "-fno-tree-loop-distribute-patterns")
SOURCES = (".c", ".cpp", ".S")
FLOAT_FUNCTION = re.compile(r"undefined reference to `(__\w*[sd]f\w*|f?(?:sin|cos|sqrt|exp|log|pow)\w*)'")
OVERFLOW = re.compile(r"region `(\w+)' overflowed by (\d+) bytes")


class CompilationError(Exception):
    """A compiler's complaints."""


@dataclass(frozen=True)
class Compiler:
    """The cross compiler of a chip, on its layer."""

    tools: EspCompiler

    @property
    def chip(self) -> Chip:
        """What it compiles for."""
        return self.tools.chip

    def include_folders(self) -> list[Path]:
        """Return where a sketch finds headers."""
        return [LAYER_FOLDER / name for name in ("api", self.chip.name, "libc")]

    def compile(self, source: Path, to: Path, *flags: str) -> Path:
        """Compile one file into an object beside the others in `to`."""
        # two folders may hold files of one name
        place = hashlib.sha256(str(source.parent).encode()).hexdigest()[:8]
        target = to / f"{place}-{source.name}.o"
        language = CPP_FLAGS if source.suffix == ".cpp" else C_FLAGS
        folders = [f"-I{folder}" for folder in self.include_folders()]
        command = [*self.chip.flags, *FLAGS, *language, *flags, *folders]
        self.run("gcc", *command, "-c", str(source), "-o", str(target))
        return target

    def run(self, tool: str, *arguments: str) -> str:
        """Call one of the compiler's programs; return what it printed."""
        finished = subprocess.run(
            [str(self.tools.program(tool)), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            # messages in English, quotes in ASCII: they are searched
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
        if finished.returncode != 0:
            raise CompilationError(finished.stderr.strip() or finished.stdout.strip())
        return finished.stdout


def compile_esp_sketch(tools: EspCompiler, sketch: Path, board: Board, work: Path, cache: Path) -> None:
    """Compile a sketch folder; write `<sketch>.elf` and `<sketch>.merged.bin` into `work`.

    Args:
        tools: The cross compiler.
        sketch: The .ino file.
        board: The board to build for.
        work: Folder for everything that is written.
        cache: Folder that keeps the compiled layer between sketches.

    Raises:
        LabError: The sketch does not compile or does not fit into the memory.
    """
    compiler = Compiler(tools)
    main = work / f"{sketch.name}.cpp"
    main.write_text(cpp_source(sketch), encoding="utf-8")
    # Arduino's rules: the folder itself, and everything in `src`
    found = [*sketch.parent.iterdir(), *(sketch.parent / "src").rglob("*")]
    others = sorted(path for path in found if path.suffix in SOURCES)
    elf = work / f"{sketch.name}.elf"
    try:
        layer = compiled_layer(compiler, cache)
        objects = _compile_all(compiler, [main, *others], work, "-Wall", f"-I{sketch.parent}")
        _link(compiler, [*objects, layer], elf)
    except CompilationError as error:
        raise _explained(str(error), sketch, board, tools) from error
    write_image(elf, work / f"{sketch.name}.merged.bin", compiler.chip)


def layer_sources(chip: Chip) -> list[Path]:
    """Return the files that make up the layer of a chip, headers included."""
    folders = (LAYER_FOLDER / name for name in ("api", "core", "libc", chip.name))
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".h", ".ld", *SOURCES)]


def layer_digest(tools: EspCompiler) -> str:
    """Return a hash of the layer and of the compiler and flags it is compiled with."""
    executable = tools.executable
    return files_digest(
        layer_sources(tools.chip),
        str(executable),
        str(executable.stat().st_mtime_ns),
        *tools.chip.flags,
        *FLAGS,
        *C_FLAGS,
        *CPP_FLAGS,
        *LAYER_FLAGS,
    )


def compiled_layer(compiler: Compiler, cache: Path) -> Path:
    """Return the layer as an archive, compiled now unless it has been."""
    folder = cache / f"{compiler.chip.name}-{layer_digest(compiler.tools)[:16]}"
    archive = folder / "layer.a"
    if archive.exists():
        return archive
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{compiler.chip.name}-", dir=cache) as temporary:
        work = Path(temporary)
        sources = [path for path in layer_sources(compiler.chip) if path.suffix in SOURCES]
        objects = _compile_all(compiler, sources, work, *LAYER_FLAGS, f"-I{LAYER_FOLDER / 'core'}")
        compiler.run("ar", "rcs", str(work / "layer.a"), *map(str, objects))
        folder.mkdir(exist_ok=True)
        # at once, so that another build never sees half of it
        (work / "layer.a").replace(archive)
    return archive


def _compile_all(compiler: Compiler, sources: Sequence[Path], to: Path, *flags: str) -> list[Path]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda source: compiler.compile(source, to, *flags), sources))


def _link(compiler: Compiler, objects: Sequence[Path], elf: Path) -> None:
    script = LAYER_FOLDER / compiler.chip.name / "link.ld"
    compiler.run(
        "gcc",
        *compiler.chip.flags,
        *("-nostdlib", "-Wl,--gc-sections", "-Wl,-u,_start", f"-T{script}"),
        *("-Wl,--start-group", *map(str, objects), "-lgcc", "-Wl,--end-group"),
        *("-o", str(elf)),
    )


def _explained(complaints: str, sketch: Path, board: Board, tools: EspCompiler) -> LabError:
    overflow = OVERFLOW.search(complaints)
    if overflow:
        return LabError(
            f"{sketch.name} needs {overflow[2]} B more RAM than {board.name} has for it "
            f"({board.ram.value} B for code, data and stack): make the model or its arrays smaller."
        )
    floats = FLOAT_FUNCTION.search(complaints)
    if floats and not tools.chip.floats:
        return LabError(
            f"{sketch.name} calculates with numbers of type double ({floats[1]}), which the compiler of {board.name} "
            "has no functions for: use float or integers, or build with --toolchain arduino-cli."
        )
    output = "\n".join(complaints.splitlines()[:ERROR_LINES])
    compiler = tools.executable.name
    return LabError(f"{sketch.name} does not build for {board.name} with {compiler}, which says:\n{output}")
