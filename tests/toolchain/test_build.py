"""`lab build` with the machine's real compiler."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware_labs.boards import find_board
from hardware_labs.errors import LabError
from hardware_labs.toolchain.build import build
from hardware_labs.toolchain.find import ArduinoCli, find_toolchain
from hardware_labs.units import Lab, find_lab

UNO = find_board("uno")
BLINK = """
void setup() { pinMode(13, OUTPUT); }
void loop() { digitalWrite(13, !digitalRead(13)); delay(500); }
"""
TWO_ARRAYS_IN_FLASH = """
const uint8_t first[20000] PROGMEM = {1};
const uint8_t second[SIZE] PROGMEM = {2};
void setup() { Serial.begin(9600); }
uint16_t index() { return millis() % SIZE; }
void loop() { Serial.println(pgm_read_byte(&first[index()]) + pgm_read_byte(&second[index()])); }
"""
ARRAY_IN_RAM = """
volatile uint8_t samples[SIZE];
void setup() {}
void loop() { samples[millis() % SIZE]++; }
"""


def sketch(folder: Path, text: str) -> Lab:
    (folder / "node").mkdir()
    (folder / "node" / "node.ino").write_text(text)
    return find_lab(str(folder / "node"))


def test_builds_hex_and_elf_where_arduino_cli_would_put_them(tmp_path: Path) -> None:
    lab = sketch(tmp_path, BLINK)
    firmware = build(lab, UNO)
    output = tmp_path / "node/build/arduino.avr.uno"
    assert firmware.image == output / "node.ino.hex"
    assert firmware.image.read_text().endswith(":00000001FF\n") or firmware.image.read_bytes().endswith(b"01FF\r\n")
    assert firmware.elf.read_bytes()[:4] == b"\x7fELF"
    assert 0 < firmware.size.flash < 2000
    assert 0 < firmware.size.ram < 50


def test_unchanged_inputs_are_not_built_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab = sketch(tmp_path, BLINK)
    first = build(lab, UNO)
    assert "compiling" in capsys.readouterr().out
    assert build(lab, UNO) == first
    assert "up to date" in capsys.readouterr().out
    (lab.folder / "notes.h").write_text("// new")
    build(lab, UNO)
    assert "compiling" in capsys.readouterr().out


# just over what a sketch may fill, and beyond what the linker itself lets pass
@pytest.mark.parametrize("size", [10700, 20000])
def test_image_larger_than_flash_is_refused(tmp_path: Path, size: int) -> None:
    lab = sketch(tmp_path, TWO_ARRAYS_IN_FLASH.replace("SIZE", str(size)))
    with pytest.raises(LabError) as error:
        build(lab, UNO)
    assert re.match(r"node\.ino needs (more|\d+ B of) flash .* 32256 B", str(error.value))
    assert "\n" not in str(error.value)
    assert not lab.firmware(UNO).exists()


@pytest.mark.parametrize("size", [2042, 4000])
def test_variables_larger_than_ram_are_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(LabError) as error:
        build(sketch(tmp_path, ARRAY_IN_RAM.replace("SIZE", str(size))), UNO)
    assert re.match(r"node\.ino needs (more|\d+ B of) RAM .* 2048 B", str(error.value))
    assert "\n" not in str(error.value)


def test_a_sketch_that_became_too_large_is_refused_every_time(tmp_path: Path) -> None:
    lab = sketch(tmp_path, BLINK)
    build(lab, UNO)
    lab.sketch.write_text(TWO_ARRAYS_IN_FLASH.replace("SIZE", "10700"))
    for _ in range(2):
        with pytest.raises(LabError, match=r"needs 32\d\d\d B of flash and Arduino Uno has 32256 B: take \d+ B out"):
            build(lab, UNO)


def test_compiler_errors_are_repeated(tmp_path: Path) -> None:
    lab = sketch(tmp_path, BLINK.replace("delay(500)", "wait(500)"))
    with pytest.raises(LabError) as error:
        build(lab, UNO)
    assert re.match(r"node\.ino does not build for Arduino Uno with \S+, which says:\n", str(error.value))
    assert re.search(r"wait\W was not declared", str(error.value))


def test_no_toolchain_is_one_sentence(tmp_path: Path, only_tools: Path) -> None:
    with pytest.raises(LabError) as error:
        build(sketch(tmp_path, BLINK), UNO)
    assert str(error.value).startswith("There is no toolchain for Arduino Uno: call `lab setup --with avr`")


def test_arduino_cli_is_preferred_and_called_as_documented(
    tmp_path: Path, record: Callable[..., Path], only_tools: Path
) -> None:
    """A stand-in for arduino-cli that answers with an image built beforehand: the call is what is tested."""
    elf, avr = tmp_path / "built.elf", shutil.which("avr-size", path="/usr/bin:/usr/local/bin")
    assert avr
    (tmp_path / "first").mkdir()
    with pytest.MonkeyPatch.context() as real:
        real.setenv("PATH", "/usr/bin:/bin")
        firmware = build(sketch(tmp_path / "first", BLINK), UNO)
    shutil.copyfile(firmware.elf, elf)
    shutil.copyfile(firmware.image, tmp_path / "built.hex")
    calls = record(
        "arduino-cli",
        f"""
case "$4" in
  --show-properties=expanded) echo compiler.path={Path(avr).parent}/ ;;
  --build-path) /bin/cp {elf} "$5/node.ino.elf"; /bin/cp {tmp_path}/built.hex "$5/node.ino.hex" ;;
esac""",
    )
    lab = sketch(tmp_path, BLINK)
    assert isinstance(find_toolchain(UNO), ArduinoCli)
    assert build(lab, UNO).size == firmware.size
    compiled, asked = calls.read_text().splitlines()
    assert re.fullmatch(rf"compile --fqbn arduino:avr:uno --build-path \S+ {lab.folder}", compiled)
    assert asked == f"compile --fqbn arduino:avr:uno --show-properties=expanded {lab.folder}"


def test_arduino_cli_without_its_core_names_the_command(
    tmp_path: Path, record: Callable[..., Path], only_tools: Path
) -> None:
    record("arduino-cli", "echo 'Error during build: Platform arduino:avr not found' >&2; exit 1")
    with pytest.raises(LabError, match="with arduino-cli, which says:\nError during build: Platform"):
        build(sketch(tmp_path, BLINK), UNO)
