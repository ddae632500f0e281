"""`lab setup`: what it finds, what it would install, what it says where it cannot."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware_labs.errors import LabError
from hardware_labs.toolchain import system
from hardware_labs.toolchain.find import AVR_LIBC, DEBIAN_HARDWARE, find_chromium, find_node
from hardware_labs.toolchain.system import SIMAVR_HEADER, set_up

Record = Callable[..., Path]


def missing_packages() -> str:
    """What this machine lacks once its PATH is empty: libraries and the core are found by their files."""
    return " ".join(
        ["gcc-avr", "binutils-avr"]
        + ([] if AVR_LIBC.exists() else ["avr-libc"])
        + ([] if DEBIAN_HARDWARE.exists() else ["arduino-core-avr"])
        + ["arduino-builder", "avrdude"]
    )


def test_a_complete_machine_needs_nothing(record: Record, only_tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record("arduino-cli", "echo 'arduino:avr 1.8.7 1.8.7 Arduino AVR Boards'")
    record("chromium")
    calls = record("apt-get")
    set_up(["avr", "browser"])
    assert capsys.readouterr().out == "Board tools and browser: all there.\n"
    assert not calls.exists()


def test_root_installs_only_what_is_missing(
    record: Record, only_tools: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    record("chromium")
    calls = record("apt-get", "echo 'Setting up gcc-avr (1:5.4.0) ...'; echo Unpacking more")
    set_up(["avr", "browser"])
    assert calls.read_text().splitlines() == [
        "update -q",
        f"install -y -q --no-install-recommends {missing_packages()}",
    ]
    assert "  Setting up gcc-avr\n" in capsys.readouterr().out


def test_one_part_can_be_chosen(record: Record, only_tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    calls = record("apt-get")
    set_up(["browser"])
    assert calls.read_text().splitlines()[1] == "install -y -q --no-install-recommends chromium"


def test_the_second_simulator_is_a_part_of_its_own(
    record: Record, only_tools: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    calls = record("apt-get")
    set_up(["crosscheck"])
    header = [] if SIMAVR_HEADER.exists() else ["libsimavr-dev"]
    database = [] if any(system.POSTGRESQL.glob("*/bin/postgres")) else ["postgresql"]
    wanted = " ".join(["gcc", "libc6-dev", "simavr", *header, "qemu-system-misc", "valgrind", *database])
    assert calls.read_text().splitlines()[1] == f"install -y -q --no-install-recommends {wanted}"
    record("simavr")
    record("cc")
    record("qemu-system-xtensa")
    record("valgrind")
    monkeypatch.setattr(system, "SIMAVR_HEADER", only_tools / "simavr")
    server = only_tools / "15" / "bin" / "postgres"
    server.parent.mkdir(parents=True)
    server.touch()
    monkeypatch.setattr(system, "POSTGRESQL", only_tools)
    set_up(["crosscheck"])
    assert capsys.readouterr().out.endswith("crosscheck: all there.\n")
    assert len(calls.read_text().splitlines()) == 2


def test_the_compilers_of_esp_boards_are_a_part_of_their_own(
    record: Record, only_tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    calls = record("apt-get")
    set_up(["esp"])
    compilers = "gcc-riscv64-unknown-elf gcc-xtensa-lx106"
    assert calls.read_text().splitlines()[1] == f"install -y -q --no-install-recommends {compilers}"
    record("riscv64-unknown-elf-gcc")
    record("xtensa-lx106-elf-gcc")
    set_up(["esp"])
    assert len(calls.read_text().splitlines()) == 2


def test_a_user_with_sudo_goes_through_it(record: Record, only_tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    record("apt-get")
    apt = only_tools / "apt-get"
    calls = record("sudo", 'test "$2" = true || exec "$2" "$3" "$4" "$5"')
    set_up(["browser"])
    through = f"-n /usr/bin/env DEBIAN_FRONTEND=noninteractive {apt}"
    assert calls.read_text().splitlines() == [
        "-n true",
        f"{through} update -q",
        f"{through} install -y -q --no-install-recommends chromium",
    ]


def test_without_root_the_command_to_call_is_named(
    record: Record, only_tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    calls = record("apt-get")
    with pytest.raises(LabError) as error:
        set_up(["avr", "browser"])
    command = f"sudo apt-get install {missing_packages()} chromium"
    assert str(error.value) == f"Missing and only to be installed by root: call `{command}`."
    assert not calls.exists()


def test_without_apt_it_says_what_to_get(only_tools: Path) -> None:
    with pytest.raises(LabError) as error:
        set_up(["avr", "browser"])
    assert str(error.value).startswith("Missing: the AVR toolchain (put arduino-cli from https://")
    assert "and a browser for the tests (install Chromium, Chrome or Edge)." in str(error.value)


def test_apt_failing_is_one_sentence_with_its_reason(
    record: Record, only_tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    record("apt-get", "echo 'E: Unable to locate package chromium'; exit 100")
    with pytest.raises(LabError, match=r"apt-get update failed \(Unable to locate package chromium\): call"):
        set_up(["browser"])


def test_arduino_cli_gets_its_core(record: Record, only_tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = record("arduino-cli")
    set_up(["avr"])
    assert calls.read_text().splitlines() == ["core list", "core update-index", "core install arduino:avr"]
    assert "Installing the Arduino core arduino:avr" in capsys.readouterr().out


def test_arduino_cli_failing_to_get_its_core_is_one_sentence(record: Record, only_tools: Path) -> None:
    record("arduino-cli", 'test "$2" = list')
    with pytest.raises(LabError, match="arduino-cli could not install the core arduino:avr"):
        set_up(["avr"])


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "msedge"])
def test_browsers_of_several_names_are_found(record: Record, only_tools: Path, name: str) -> None:
    record(name)
    assert find_chromium() == only_tools / name


def test_chrome_is_found_under_program_files(only_tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chrome = tmp_path / "Google/Chrome/Application/chrome.exe"
    chrome.parent.mkdir(parents=True)
    chrome.touch()
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert find_chromium() == chrome


def test_node_of_this_environment_comes_first(record: Record, only_tools: Path) -> None:
    record("node")
    assert find_node() != only_tools / "node"


def test_node_missing_is_one_sentence(tmp_path: Path, only_tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(LabError, match="needs Node 24 and there is none"):
        find_node()
