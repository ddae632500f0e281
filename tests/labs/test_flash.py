"""`lab flash` and `lab run --port`: the real avrdude against real bootloaders in simavr, behind a pseudo-terminal."""

import contextlib
import os
import pty
import random
import re
import shutil
import subprocess
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serial

from hardware_labs.boards import find_board, load_boards
from hardware_labs.errors import LabError
from hardware_labs.flash import UPLOADS, upload
from hardware_labs.ports import open_port
from hardware_labs.toolchain.find import DEBIAN_HARDWARE

from .conftest import UNIT, Lab
from .esp_rom import esp_rom

SOURCE = Path(__file__).with_name("board_at_port.c")
BOOTLOADERS = DEBIAN_HARDWARE / "arduino/avr/bootloaders"
# what the Nano was sold with until 2018, at 57600 baud
ATMEGABOOT = BOOTLOADERS / "atmega/ATmegaBOOT_168_atmega328.hex"
STK500V2 = BOOTLOADERS / "stk500v2/stk500boot_v2_mega2560.hex"
# the NTC's voltage at 25 °C
MILLIVOLTS = 2500
NOBODY = 65534


class PluggedIn:
    """A board at a port.

    Attributes:
        port: Name of its serial port.
        flash: What is in its flash, once it is unplugged.
    """

    def __init__(self, process: subprocess.Popen[str], flash: Path) -> None:
        assert process.stdout is not None
        self.port = process.stdout.readline().strip()
        self._process = process
        self._flash = flash

    @property
    def flash(self) -> bytes:
        self.unplug()
        return self._flash.read_bytes()

    def unplug(self) -> None:
        self._process.communicate(timeout=10)
        assert self._process.returncode == 0


PlugIn = Callable[..., PluggedIn]


@pytest.fixture(scope="session")
def simavr_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("board") / "board_at_port"
    subprocess.run(["cc", "-O2", "-o", program, SOURCE, "-lsimavr"], check=True)
    return program


@pytest.fixture(scope="session")
def optiboot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Optiboot as the Uno has it, from its source.

    Debian's own build of it is 20 bytes longer than the 512 of its boot section and runs over the end of the flash, so
    this one begins at the next larger boot section, of 1 KB (ATmega328P datasheet, table 27-7).
    """
    elf = tmp_path_factory.mktemp("optiboot") / "optiboot.elf"
    places = ["-Wl,--section-start=.text=0x7c00", "-Wl,--section-start=.version=0x7ffe", "-Wl,--relax"]
    options = ["-Os", "-mrelax", "-fno-inline-small-functions", "-fno-split-wide-types", "-mmcu=atmega328p"]
    defines = ["-DF_CPU=16000000L", "-DLED_START_FLASHES=3", "-DBAUD_RATE=115200"]
    source = BOOTLOADERS / "optiboot/optiboot.c"
    subprocess.run(["avr-gcc", *options, *defines, *places, "-nostartfiles", "-o", elf, source], check=True)
    image = elf.with_suffix(".hex")
    subprocess.run(["avr-objcopy", "-j", ".text", "-j", ".version", "-O", "ihex", elf, image], check=True)
    return image


@pytest.fixture
def plug_in(simavr_board: Path, tmp_path: Path) -> Iterator[PlugIn]:
    with contextlib.ExitStack() as stack:

        def start(bootloader: Path, mcu: str = "atmega328p") -> PluggedIn:
            process = subprocess.Popen(
                [simavr_board, mcu, bootloader, tmp_path / "flash.bin", str(MILLIVOLTS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            stack.callback(lambda: process.poll() is None and process.communicate(timeout=10))
            return PluggedIn(process, tmp_path / "flash.bin")

        yield start


def content(image: Path) -> bytes:
    """What an Intel HEX file puts into flash from address 0."""
    binary = image.with_suffix(".bin")
    subprocess.run(["avr-objcopy", "-I", "ihex", "-O", "binary", image, binary], check=True)
    return binary.read_bytes()


def test_an_uno_takes_the_sketch_and_plays_the_scenario(built: Path, lab: Lab, plug_in: PlugIn, optiboot: Path) -> None:
    uno = plug_in(optiboot)
    ran = lab("run", UNIT, "--port", uno.port)
    assert ran.returncode == 0, ran.stderr
    assert f"Uploading linear-regression.ino.hex to Arduino Uno at {uno.port} with avrdude ..." in ran.stdout
    assert re.search(r"  50 % written\n(.*\n)*  read back and found equal\n(.*\n)*.*step 1/", ran.stdout)
    assert re.search(r"s  \| count 51\d  25\.\d\d C", ran.stdout)
    assert "All answers of the board for 1024 samples" in ran.stdout
    again = lab("run", UNIT, "--port", uno.port, "--no-upload")
    assert again.returncode == 0, again.stderr
    assert "Uploading" not in again.stdout
    image = content(built / "build/arduino.avr.uno" / f"{UNIT}.ino.hex")
    assert uno.flash[: len(image)] == image


def test_a_nano_with_its_older_bootloader_is_reached_at_the_second_try(built: Path, lab: Lab, plug_in: PlugIn) -> None:
    nano = plug_in(ATMEGABOOT)
    flashed = lab("flash", UNIT, "--board", "nano", "--port", nano.port)
    assert flashed.returncode == 0, flashed.stderr
    assert "no answer: trying the baud rate of its older bootloader" in flashed.stdout
    image = content(built / "build/arduino.avr.nano" / f"{UNIT}.ino.hex")
    assert nano.flash[: len(image)] == image


@pytest.fixture
def dead_port() -> Iterator[str]:
    """A serial port at whose other end nobody answers."""
    master, slave = pty.openpty()
    tty.setraw(slave)

    def swallow() -> None:
        with contextlib.suppress(OSError):
            while os.read(master, 1024):
                pass

    reader = threading.Thread(target=swallow)
    reader.start()
    yield os.ttyname(slave)
    os.close(slave)
    reader.join()
    os.close(master)


def one_sentence(stderr: str) -> str:
    assert stderr.count("\n") == 1
    return stderr


def test_a_board_that_does_not_answer(built: Path, lab: Lab, dead_port: str) -> None:
    flashed = lab("flash", UNIT, "--port", dead_port)
    assert flashed.returncode == 1
    assert one_sentence(flashed.stderr) == (
        f"lab: Arduino Uno at {dead_port} does not answer: check the cable, --port and --board, "
        "press its reset button once, and call the command again.\n"
    )


def test_without_a_port_those_that_are_here_are_named(built: Path, lab: Lab) -> None:
    flashed = lab("flash", UNIT)
    assert flashed.returncode == 1
    assert re.match(
        r"lab: No serial port was given: (ports here are .+|no port is there, .+); give one with --port\.",
        one_sentence(flashed.stderr),
    )


def test_a_port_that_another_program_has(built: Path, lab: Lab, dead_port: str) -> None:
    with serial.Serial(dead_port, exclusive=True):
        flashed = lab("flash", UNIT, "--port", dead_port)
    assert flashed.returncode == 1
    assert one_sentence(flashed.stderr) == (
        f"lab: The serial port {dead_port} is in use by another program: "
        "close the serial monitor or IDE that has it open.\n"
    )


@contextlib.contextmanager
def not_as_root() -> Iterator[None]:
    """Be somebody whose access is checked."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_port_that_this_user_may_not_open(dead_port: str) -> None:
    Path(dead_port).chmod(0)
    if os.geteuid() == 0:
        shutil.chown(dead_port, group="dialout")
    group = Path(dead_port).group()
    advice = rf"join the group {group} \(`sudo usermod -a -G {group} \$USER`\) and log in again"
    with not_as_root(), pytest.raises(LabError, match=advice), open_port(dead_port):
        pass


def test_without_avrdude_the_setup_that_brings_it_is_named(
    tmp_path: Path, dead_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LabError, match=r"There is no avrdude .* `lab setup --with avr`"):
        upload(tmp_path / "x.hex", find_board("uno"), dead_port)


def test_a_mega_takes_an_image(tmp_path: Path, lab: Lab, plug_in: PlugIn) -> None:
    mega = plug_in(STK500V2, "atmega2560")
    sketch = tmp_path / "hello"
    sketch.mkdir()
    setup = 'void setup() { Serial.begin(115200); Serial.println("hello"); }'
    (sketch / "hello.ino").write_text(f"{setup}\nvoid loop() {{}}\n")
    flashed = lab("flash", sketch, "--board", "mega", "--port", mega.port)
    assert flashed.returncode == 0, flashed.stderr
    image = content(sketch / "build/arduino.avr.mega/hello.ino.hex")
    with open_port(mega.port) as port:
        port.timeout = 20
        assert port.read_until(b"hello").endswith(b"hello")
    assert mega.flash[: len(image)] == image


@pytest.mark.parametrize(("board", "chip"), [("esp32-c3", "esp32c3"), ("esp32", "esp32")])
def test_an_esp_chip_takes_an_image(tmp_path: Path, capsys: pytest.CaptureFixture[str], board: str, chip: str) -> None:
    image = tmp_path / "sketch.ino.merged.bin"
    image.write_bytes(b"\xe9" + random.Random(3).randbytes(40_000))
    with esp_rom(chip) as rom:
        upload(image, find_board(board), rom.port)
    assert rom.flash[: image.stat().st_size] == image.read_bytes()
    assert re.search(r"with esptool \.\.\.\n(.*\n)*  read back and found equal\n", capsys.readouterr().out)


def test_another_chip_than_the_named_one(tmp_path: Path) -> None:
    image = tmp_path / "sketch.ino.merged.bin"
    image.write_bytes(b"\xe9" + bytes(100))
    with esp_rom("esp32") as rom, pytest.raises(LabError, match=r"is no ESP32-C3-DevKitM-1, its chip says"):
        upload(image, find_board("esp32-c3"), rom.port)
    assert set(rom.flash) == {0xFF}


def test_arduino_cli_uploads_where_there_is_no_avrdude(
    tmp_path: Path, dead_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recorded call: arduino-cli cannot be had here, and its own avrdude would do the rest."""
    calls = tmp_path / "calls"
    cli = tmp_path / "arduino-cli"
    cli.write_text(f'#!/bin/sh\necho "$*" > "{calls}"\n')
    cli.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    upload(tmp_path / "x.hex", find_board("mega"), dead_port)
    assert calls.read_text() == (
        f"upload --fqbn {find_board('mega').fqbn} --port {dead_port} --input-file {tmp_path}/x.hex\n"
    )


def test_every_board_can_be_flashed() -> None:
    assert set(load_boards()) <= set(UPLOADS)
