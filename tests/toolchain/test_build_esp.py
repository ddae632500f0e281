"""`lab build` for the boards that have a cross compiler and the project's own Arduino layer."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware_labs.boards import Board, find_board
from hardware_labs.errors import LabError
from hardware_labs.toolchain.build import build
from hardware_labs.toolchain.chips import CHIPS
from hardware_labs.toolchain.esp import LAYER_FLAGS, Compiler, compiled_layer
from hardware_labs.toolchain.find import EspCompiler, find_toolchain
from hardware_labs.units import Lab, find_lab

C3, ESP32 = find_board("esp32-c3"), find_board("esp32")
both = pytest.mark.parametrize("board", [C3, ESP32], ids=lambda board: board.id)

BLINK = """
void setup() { pinMode(5, OUTPUT); Serial.begin(115200); }
void loop() { digitalWrite(5, !digitalRead(5)); Serial.println(average(3, millis())); delay(500); }
long average(long a, long b) { return (a + b) / 2; }
"""
ARRAY_IN_RAM = """
volatile uint8_t samples[SIZE];
void setup() {}
void loop() { samples[millis() % SIZE]++; }
"""


def sketch(folder: Path, text: str) -> Lab:
    (folder / "node").mkdir(exist_ok=True)
    (folder / "node" / "node.ino").write_text(text)
    return find_lab(str(folder / "node"))


@both
def test_builds_flash_content_and_elf_where_arduino_cli_would_put_them(tmp_path: Path, board: Board) -> None:
    firmware = build(sketch(tmp_path, BLINK), board)
    output = tmp_path / "node/build" / board.fqbn.replace(":", ".")
    assert firmware.image == output / "node.ino.merged.bin"
    content, offset = firmware.image.read_bytes(), CHIPS[board.engine].image_offset
    assert content[:offset] == b"\xff" * offset
    assert content[offset] == 0xE9, "the mask ROM looks for esptool's magic number here"
    assert firmware.elf.read_bytes()[:4] == b"\x7fELF"
    assert 2000 < firmware.size.flash < len(content) - offset < 10_000
    assert firmware.size.flash < firmware.size.ram
    assert {"setup", "loop"} <= {symbol.name for symbol in firmware.symbols}


@both
def test_the_layer_is_compiled_once_and_without_a_warning(tmp_path: Path, board: Board) -> None:
    tools = find_toolchain(board)
    assert isinstance(tools, EspCompiler)
    compiler = Compiler(tools)
    first = compiled_layer(compiler, tmp_path)
    stamp = first.stat().st_mtime_ns
    assert compiled_layer(compiler, tmp_path) == first
    assert first.stat().st_mtime_ns == stamp
    assert [path.name for path in tmp_path.iterdir()] == [first.parent.name]
    for source in sorted(Path(compiler.include_folders()[0].parent).rglob("*.c*")):
        if source.parent.name in ("core", "libc", board.engine):
            compiler.compile(source, tmp_path, *LAYER_FLAGS, "-Werror", f"-I{source.parents[1] / 'core'}")


@both
def test_other_sources_of_the_folder_are_compiled_too(tmp_path: Path, board: Board) -> None:
    lab = sketch(tmp_path, '#include "twice.h"\nvoid setup() { Serial.println(twice(thrice(4))); }\nvoid loop() {}\n')
    (lab.folder / "twice.h").write_text('#pragma once\nint thrice(int x);\nextern "C" int twice(int x);\n')
    (lab.folder / "twice.c").write_text("int twice(int x) { return 2 * x; }\n")
    (lab.folder / "src/deep").mkdir(parents=True)
    deep = lab.folder / "src/deep/twice.c"
    deep.write_text("int once(int x) { return x; }\n")
    (lab.folder / "thrice.cpp").write_text(
        '#include "twice.h"\nextern "C" int once(int x);\nint thrice(int x) { return 3 * once(x); }\n'
    )
    assert {"once", "twice", "_Z6thricei"} <= {symbol.name for symbol in build(lab, board).symbols}
    deep.write_text("int once(int x) { return x + (1 - 1 }\n")
    with pytest.raises(LabError, match=r"deep/twice\.c:1:\d+: error: "):
        build(lab, board)


@both
def test_compiler_errors_point_into_the_sketch(tmp_path: Path, board: Board) -> None:
    lab = sketch(tmp_path, BLINK.replace("delay(500)", "wait(500)"))
    with pytest.raises(LabError) as error:
        build(lab, board)
    first, *lines = str(error.value).splitlines()
    assert re.fullmatch(rf"node\.ino does not build for {board.name} with \S+-gcc, which says:", first)
    assert any(re.search(r"node\.ino:3:\d+: error: 'wait' was not declared", line) for line in lines)
    assert not lab.firmware(board).exists()


@both
def test_variables_larger_than_ram_are_refused(tmp_path: Path, board: Board) -> None:
    with pytest.raises(LabError) as error:
        build(sketch(tmp_path, ARRAY_IN_RAM.replace("SIZE", "400000")), board)
    assert re.fullmatch(
        rf"node\.ino needs \d+ B more RAM than {board.name} has for it "
        rf"\({board.ram.value} B for code, data and stack\): make the model or its arrays smaller\.",
        str(error.value),
    )


def test_floats_work_on_the_esp32_c3(tmp_path: Path) -> None:
    text = "void setup() { Serial.println(analogRead(A0) * 3.3 / 4095); }\nvoid loop() {}\n"
    assert build(sketch(tmp_path, text), C3).size.flash > 0


def test_single_precision_works_on_the_esp32(tmp_path: Path) -> None:
    text = "void setup() { volatile float x = millis(); x = x * x - 1 / x; Serial.println(int(x)); }\nvoid loop() {}\n"
    assert build(sketch(tmp_path, text), ESP32).size.flash > 0


@pytest.mark.parametrize("statement", ["Serial.println(1.5);", "volatile double x = 1.5; x = x * millis();"])
def test_double_precision_is_refused_in_one_sentence_on_the_esp32(tmp_path: Path, statement: str) -> None:
    with pytest.raises(LabError, match=r"no floating-point numbers: print integers|use float or integers"):
        build(sketch(tmp_path, f"void setup() {{ {statement} }}\nvoid loop() {{}}\n"), ESP32)


@both
def test_no_toolchain_is_one_sentence(tmp_path: Path, only_tools: Path, board: Board) -> None:
    with pytest.raises(LabError) as error:
        build(sketch(tmp_path, BLINK), board)
    assert str(error.value) == (
        f"There is no toolchain for {board.name}: call `lab setup --with esp` on Debian or Ubuntu, or install "
        "arduino-cli (https://arduino.github.io/arduino-cli) and put it on the PATH."
    )


def test_arduino_cli_builds_on_the_vendors_core_when_it_is_asked_for(
    tmp_path: Path,
    record: Callable[..., Path],
    tools: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A stand-in for arduino-cli that answers with an image built beforehand: the call is what is tested."""
    lab = sketch(tmp_path, BLINK)
    built = build(lab, C3)
    for file in (built.elf, built.image):
        shutil.copyfile(file, tmp_path / file.name)
    compiler = shutil.which("riscv64-unknown-elf-gcc")
    assert compiler
    calls = record(
        "arduino-cli",
        f"""
case "$4" in
  --show-properties=expanded)
    echo compiler.path={Path(compiler).parent}/; echo compiler.prefix=riscv64-unknown-elf- ;;
  --build-path) /bin/cp {tmp_path}/node.ino.* "$5" ;;
esac""",
    )
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", f"{tools}:{path}")
    capsys.readouterr()
    assert build(lab, C3) == built, "without being asked for, our own layer comes first"
    assert not calls.exists()
    build(lab, C3, "arduino-cli")
    assert "compiling with arduino-cli on Espressif's core, for real boards only" in capsys.readouterr().out
    compiled, asked = calls.read_text().splitlines()
    assert re.fullmatch(rf"compile --fqbn esp32:esp32:esp32c3 --build-path \S+ {lab.folder}", compiled)
    assert asked == f"compile --fqbn esp32:esp32:esp32c3 --show-properties=expanded {lab.folder}"
    build(lab, C3)
    assert "compiling with riscv64-unknown-elf-gcc on our Arduino layer" in capsys.readouterr().out
