"""Builds contenders: for this computer at -O2, for the ESP32-C3 at -Os as Arduino does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hardware_labs.bench.contender import HARNESS, Contender
from hardware_labs.bench.row import Missing
from hardware_labs.toolchain.find import on_path

C_LIBRARY = ("-specs=picolibc.specs",)
SECTIONS = ("-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections")
CXX = ("-std=c++17", "-fno-rtti", "-fno-exceptions", "-fno-threadsafe-statics")


@dataclass(frozen=True)
class Compilers:
    """The compilers of one target.

    Attributes:
        where: The target, as the table says it.
        c: Its C compiler and what that is told.
        cxx: The same for C++.
        size: Its `size`.
        link: What an image is linked with.
    """

    where: str
    c: tuple[str, ...]
    cxx: tuple[str, ...]
    size: str
    link: tuple[str, ...] = ()


def host() -> Compilers:
    """Return this computer's compilers.

    Raises:
        Missing: There is no C compiler.
    """
    compiler = on_path("gcc", "cc", "clang")
    if compiler is None:
        raise Missing("a C compiler for this computer: `lab setup --with crosscheck`")
    cxx = on_path("g++", "c++", "clang++")
    size = str(on_path("size") or "")
    return Compilers("this computer, -O2", (str(compiler), "-O2"), (str(cxx or compiler), "-O2", *CXX), size)


def c3() -> Compilers:
    """Return the compilers for the ESP32-C3.

    Raises:
        Missing: There are none.
    """
    compiler = on_path("riscv64-unknown-elf-gcc")
    if compiler is None:
        raise Missing("the compiler for the ESP32-C3: `lab setup --with esp`")
    flags = ("-march=rv32imc", "-mabi=ilp32", "-Os")
    start = ("-nostartfiles", "-T", str(HARNESS / "c3.ld"), str(HARNESS / "c3.S"))
    cxx = compiler.with_name("riscv64-unknown-elf-g++")
    size = compiler.with_name("riscv64-unknown-elf-size")
    return Compilers("ESP32-C3, -Os", (str(compiler), *flags), (str(cxx), *flags, *CXX), str(size), start)


@cache
def c_library_headers(compilers: Compilers) -> tuple[str, ...]:
    """Return the flags that lead to picolibc's headers, of a cross compiler that brings no C library.

    Raises:
        Missing: picolibc is not there.
    """
    call = [compilers.c[0], *C_LIBRARY, "-v", "-E", "-x", "c", os.devnull]
    told = subprocess.run(call, capture_output=True, text=True, check=False).stderr
    folders = [line.strip() for line in told.splitlines() if line.startswith(" /") and line.endswith("/include")]
    found = [folder for folder in folders if (Path(folder) / "math.h").exists()]
    if not found:
        raise Missing("a C library for the ESP32-C3: `apt-get install picolibc-riscv64-unknown-elf`")
    return ("-isystem", found[0])


def build(compilers: Compilers, contender: Contender, main: Path, folder: Path) -> Path:
    """Compile and link; return the image.

    Args:
        compilers: Of the target.
        contender: What to build.
        main: The harness's main program.
        folder: Where sizes.h is, and where objects and image go.

    Raises:
        Missing: Its sources do not compile.
    """
    cross = bool(compilers.link)
    alone = ("-nostdlib",) if cross and not contender.hosted else ()
    headers = [f"-I{path}" for path in (folder, HARNESS, *contender.headers)]
    if cross:
        headers += c_library_headers(compilers) if contender.hosted else ["-ffreestanding"]
    objects = []
    for source in (main, *contender.sources):
        target = folder / f"{source.name}.o"
        plain = source.suffix == ".c"
        command = [*(compilers.c if plain else compilers.cxx), *SECTIONS[:2], "-w", *contender.flags]
        _run([*command, *headers, "-c", str(source), "-o", str(target)], contender)
        objects.append(str(target))
    image = folder / "image"
    # tflm.cc brings what it needs of a C++ library, which a cross compiler may lack
    hosted_cxx = not cross and any(source.suffix != ".c" for source in contender.sources)
    linker = compilers.cxx if hosted_cxx else compilers.c
    ending = ["-lgcc"] if alone else ["-lm"]
    library = C_LIBRARY if cross and contender.hosted else alone
    libraries = [str(path) for path in contender.libraries]
    _run([*linker, SECTIONS[2], *library, *compilers.link, *objects, *libraries, *ending, "-o", str(image)], contender)
    return image


def sections(compilers: Compilers, image: Path) -> tuple[int, int, int]:
    """Return bytes of text with constants, data, bss."""
    printed = subprocess.run([compilers.size, image], check=True, capture_output=True, text=True).stdout
    text, data, bss = (int(size) for size in printed.split("\n")[1].split()[:3])
    return text, data, bss


def _run(command: Sequence[str], contender: Contender) -> None:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        complaint = next((line for line in finished.stderr.splitlines() if "error" in line or "undefined" in line), "")
        raise Missing(f"{contender.who} does not build: {complaint.strip()[:160]}")
