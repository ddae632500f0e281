"""Speed of the RISC-V cores on the digits network, against unicorn (QEMU's translator) on the same image."""

import json
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from unicorn import UC_ARCH_RISCV, UC_MODE_RISCV32, Uc

ROOT = Path(__file__).resolve().parents[1]
FIRMWARE = ROOT / "tests" / "simulator" / "riscv-firmware"
BUILD = ROOT / "build" / "simulator-tests"
PREFIX = "riscv64-unknown-elf-"
INFERENCES = 20_000
UART0 = 0x60000000
PAGE = 0x1000
# code and data of the programs in riscv-firmware (ram.ld)
MEMORY = ((0x40380000, 0x20000), (0x3FCA0000, 0x2C000))
LOAD_SEGMENT = 1


@dataclass(frozen=True)
class RiscvSpeed:
    """Millions of instructions a second, medians of a few rounds; provenance: measured on the host."""

    instructions: int
    interpreter: float
    translator: float
    unicorn: float


def riscv_speed(rounds: int = 3) -> RiscvSpeed:
    """Run the digits network on our two cores and on unicorn; all three must print the same.

    Raises:
        AssertionError: unicorn and our cores disagree.
    """
    elf = digits_image()
    node = Path(sys.executable).with_name("node")
    script = ROOT / "hardware_labs" / "simulator" / "bench-riscv.ts"
    command = [str(node), str(script), str(elf), "--rounds", str(rounds)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    ours = json.loads(shown.splitlines()[0])
    times = sorted(unicorn_seconds(elf, ours["output"]) for _ in range(rounds))
    return RiscvSpeed(
        instructions=ours["instructions"],
        interpreter=ours["interpreter"]["median"],
        translator=ours["translator"]["median"],
        unicorn=ours["instructions"] / times[rounds // 2] / 1e6,
    )


def digits_image() -> Path:
    """Build the digits network with the cross compiler; returns the ELF file."""
    BUILD.mkdir(parents=True, exist_ok=True)
    elf = BUILD / "digits-speed.elf"
    flags = ["-march=rv32imc", "-mabi=ilp32", "-O2", "-nostdlib", "-nostartfiles", "-ffreestanding"]
    sources = [str(FIRMWARE / "start.S"), str(FIRMWARE / "digits.c")]
    script = ["-T", str(FIRMWARE / "ram.ld")]
    command = [f"{PREFIX}gcc", *flags, f"-DINFERENCES={INFERENCES}", *script, "-o", str(elf), *sources, "-lgcc"]
    subprocess.run(command, check=True)
    return elf


def unicorn_seconds(elf: Path, expected: str) -> float:
    """Run the image from its entry to `finished`, its translation included."""
    printed = bytearray()

    def written(_machine: Uc, _offset: int, _size: int, value: int, _data: object) -> None:
        printed.append(value & 255)

    machine = Uc(UC_ARCH_RISCV, UC_MODE_RISCV32)
    for address, length in MEMORY:
        machine.mem_map(address, length)
    # a hook on stores would slow all of them down
    machine.mmio_map(UART0, PAGE, None, None, written, None)
    image = elf.read_bytes()
    (entry, table) = struct.unpack_from("<II", image, 24)
    (entry_bytes, entries) = struct.unpack_from("<HH", image, 42)
    for n in range(entries):
        kind, offset, address, _, length = struct.unpack_from("<IIIII", image, table + n * entry_bytes)
        if kind == LOAD_SEGMENT:
            machine.mem_write(address, image[offset : offset + length])
    finished = address_of("finished", elf)
    started = time.perf_counter()
    machine.emu_start(entry, finished)
    seconds = time.perf_counter() - started
    assert printed.decode() == expected, f"unicorn prints {printed!r}, our cores {expected!r}"
    return seconds


def address_of(symbol: str, elf: Path) -> int:
    """Return where a label of the program lies."""
    listing = subprocess.run([f"{PREFIX}nm", str(elf)], capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[0], 16) for line in listing.splitlines() if line.endswith(f" {symbol}"))


if __name__ == "__main__":
    print(riscv_speed())
