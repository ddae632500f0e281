"""Speed of a built lab on our AVR engine, against simavr on the same image in the same run."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import find_board
from hardware_labs.units import Lab

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path(__file__).with_name("simavr_speed.c")
BUILD = ROOT / "build" / "simulator-tests"
BENCH = ROOT / "hardware_labs" / "simulator" / "bench.ts"


@dataclass(frozen=True)
class AvrSpeed:
    """Simulated MHz, medians of a few rounds; provenance: measured on the host."""

    ours: float
    simavr: float
    real: float


def avr_speed(lab: Lab, board_id: str, seconds: float = 5, rounds: int = 3) -> AvrSpeed:
    """Run a lab's image, which must be built, on both simulators in turn.

    Raises:
        subprocess.CalledProcessError: One of them refuses the image, or simavr's library is missing.
    """
    board = find_board(board_id)
    diagram = lab.diagram_for(board)
    program = _simavr()
    ours, theirs = [], []
    node = Path(sys.executable).with_name("node")
    for _ in range(rounds):
        command: list[str | Path] = [node, BENCH, lab.firmware(board), "--diagram", diagram, "--seconds", str(seconds)]
        ours.append(json.loads(_printed(command).splitlines()[0])["megahertz"])
        cycles, real = _printed([program, lab.elf(board), board.mcu.lower(), str(seconds)]).splitlines()[-1].split()
        theirs.append(float(cycles) / float(real) / 1e6)
    return AvrSpeed(sorted(ours)[rounds // 2], sorted(theirs)[rounds // 2], board.clock.value / 1e6)


def _simavr() -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    program = BUILD / "simavr_speed"
    if not program.exists() or program.stat().st_mtime < SOURCE.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-o", program, SOURCE, "-lsimavr"], check=True)
    return program


def _printed(command: list[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
