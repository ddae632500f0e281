"""`lab setup`: find which tools are missing, and install them where the system can."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hardware_labs.errors import LabError
from hardware_labs.progress import say
from hardware_labs.toolchain.chips import CHIPS
from hardware_labs.toolchain.find import find_chromium, find_esp_compiler, missing_avr_packages, on_path

PARTS = ("avr", "esp", "browser", "crosscheck", "sandbox")
ARDUINO_CORE = "arduino:avr"
SIMAVR_HEADER = Path("/usr/include/simavr/sim_avr.h")
POSTGRESQL = Path("/usr/lib/postgresql")
WHERE = {
    "avr": "the AVR toolchain (put arduino-cli from https://arduino.github.io/arduino-cli on the PATH)",
    "esp": "cross compilers for ESP boards (put riscv64-unknown-elf-gcc and xtensa-lx106-elf-gcc on the PATH)",
    "browser": "a browser for the tests (install Chromium, Chrome or Edge)",
    "sandbox": "the box that students' code is graded in (bubblewrap, on Linux)",
    "crosscheck": "what the tests compare with or run on (cc, qemu-system-xtensa, valgrind, PostgreSQL, "
    "and simavr from https://github.com/buserror/simavr)",
}


def set_up(parts: Sequence[str]) -> None:
    """Bring the machine to where labs build ("avr", "esp"), tests run ("browser", "crosscheck"), "sandbox" grades.

    Raises:
        LabError: Something is missing and cannot be installed from here, or its installation failed.
    """
    packages: dict[str, list[str]] = {}
    if "avr" in parts:
        packages["avr"] = _avr_packages()
    if "esp" in parts:
        packages["esp"] = [chip.package for chip in CHIPS.values() if find_esp_compiler(chip) is None]
    if "browser" in parts:
        packages["browser"] = [] if find_chromium() else ["chromium"]
    if "crosscheck" in parts:
        packages["crosscheck"] = _crosscheck_packages()
    if "sandbox" in parts:
        packages["sandbox"] = ["bubblewrap"] if sys.platform == "linux" and not on_path("bwrap") else []
    missing = {part: names for part, names in packages.items() if names}
    if not missing:
        say("Board tools and browser: all there." if len(parts) > 1 else f"{parts[0]}: all there.")
        return
    apt = on_path("apt-get")
    as_root = _as_root()
    names = [name for part in missing.values() for name in part]
    if apt is None or as_root is None:
        raise LabError(_advice(list(missing), names, apt))
    _install(apt, as_root, names)


def _avr_packages() -> list[str]:
    """Return the packages still needed to build for AVR boards and upload: none where arduino-cli has its core."""
    cli = on_path("arduino-cli")
    if cli is None:
        return missing_avr_packages() + ([] if on_path("avrdude") else ["avrdude"])
    listed = subprocess.run([str(cli), "core", "list"], capture_output=True, encoding="utf-8", check=False)
    if ARDUINO_CORE not in listed.stdout:
        say(f"Installing the Arduino core {ARDUINO_CORE} with arduino-cli (about 200 MB, once) ...")
        for step in (["core", "update-index"], ["core", "install", ARDUINO_CORE]):
            if subprocess.run([str(cli), *step], check=False).returncode != 0:
                raise LabError(
                    f"arduino-cli could not install the core {ARDUINO_CORE}: "
                    f"call `arduino-cli {' '.join(step)}` to see why."
                )
    return []


def _crosscheck_packages() -> list[str]:
    """Return what the tests still need: the host's own C compiler, other simulators, a counter, a database."""
    present = {
        "gcc": on_path("cc") is not None,
        "libc6-dev": on_path("cc") is not None,
        "simavr": on_path("simavr") is not None,
        "libsimavr-dev": SIMAVR_HEADER.exists(),
        "qemu-system-misc": on_path("qemu-system-xtensa") is not None,
        "valgrind": on_path("valgrind") is not None,
        "postgresql": any(POSTGRESQL.glob("*/bin/postgres")),
    }
    return [package for package, is_present in present.items() if not is_present]


def _as_root() -> list[str] | None:
    """Return what to put before a command to run it as root, or nothing where there is no way."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = on_path("sudo")
    if sudo is None:
        return None
    if sys.stdin.isatty():
        return [str(sudo)]
    allowed = subprocess.run([str(sudo), "-n", "true"], capture_output=True, check=False).returncode == 0
    return [str(sudo), "-n"] if allowed else None


def _advice(parts: Sequence[str], names: Sequence[str], apt: Path | None) -> str:
    if apt is not None:
        return f"Missing and only to be installed by root: call `sudo apt-get install {' '.join(names)}`."
    return "Missing: " + " and ".join(WHERE[part] for part in parts) + "."


def _install(apt: Path, as_root: Sequence[str], names: Sequence[str]) -> None:
    say(f"Installing {', '.join(names)} with apt-get ...")
    for step in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *names]):
        say(f"  apt-get {' '.join(step)}")
        # sudo drops the environment, so the variable is set on its far side
        command = [*as_root, "/usr/bin/env", "DEBIAN_FRONTEND=noninteractive", str(apt), *step]
        complaint = "no reason given"
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
        ) as process:
            for line in process.stdout or ():
                if line.startswith("Setting up "):
                    say(f"  {line.split(' (')[0]}")
                elif line.startswith("E: "):
                    complaint = line.removeprefix("E: ").strip()
        if process.returncode != 0:
            raise LabError(
                f"apt-get {step[0]} failed ({complaint}): "
                f"call `sudo apt-get update` and `sudo apt-get install {' '.join(names)}` to see all of it."
            )
