"""Labs of any model: trained, compiled, asked on two boards, measured."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware_labs.boards import find_board
from hardware_labs.cli import main
from hardware_labs.units import find_lab

from .model_labs import digits_lab, recurrent_lab, tree_lab

# how a lab is made, what is measured, and how far the prediction may be off: a tree's path is not always the longest
KINDS = {
    "tree": (tree_lab, "an inference", 4.0),
    "network": (digits_lab, "an inference", 0.3),
    "recurrent": (recurrent_lab, "a time step", 0.3),
}

Lab = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lab(capsys: pytest.CaptureFixture[str]) -> Lab:
    """The command in this process, where scikit-learn is imported once: exit code, output, complaint."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.mark.parametrize(("make", "unit", "off"), KINDS.values(), ids=KINDS)
def test_a_model_answers_on_both_boards_as_the_reference_does(
    tmp_path: Path, lab: Lab, make: Callable[[Path], Path], unit: str, off: float
) -> None:
    folder = make(tmp_path)
    assert lab("train", folder)[0] == 0
    accuracies = set()
    for board in (find_board("uno"), find_board("esp32-c3")):
        code, said, complaint = lab("run", folder, "--board", board.id, "--simulator", "local")
        assert code == 0, complaint
        assert re.search(r"All .* of the board for \d+ samples equal the NumPy reference\.", said)
        rows = {row["quantity"]: row for row in json.loads(find_lab(str(folder)).budget(board).read_text())["rows"]}
        cost = rows["instructions" if board.toolchain == "esp" else "cycles"]
        assert cost["label"].endswith(unit)
        assert cost["predicted"]["value"] == pytest.approx(cost["measured"]["value"], rel=off)
        if constants := rows.get("model_constants"):
            # the structs that tell kernels where a layer's constants lie come on top
            assert constants["measured"]["value"] == pytest.approx(constants["predicted"]["value"], rel=0.02)
        assert rows["model_flash"]["measured"]["value"] < rows["flash"]["measured"]["value"]
        assert rows["model_ram"]["measured"]["value"] <= rows["model_ram"]["predicted"]["value"]
        accuracies.add(rows["accuracy"]["measured"]["value"])
    assert len(accuracies) == 1
    assert accuracies.pop() > 75


def test_the_same_c_comes_from_the_committed_model(tmp_path: Path, lab: Lab) -> None:
    folder = tree_lab(tmp_path)
    assert lab("train", folder)[0] == 0
    generated = {path.name: path.read_bytes() for path in [*folder.glob("model*.[ch]"), *folder.glob("tree*.h")]}
    assert set(generated) >= {"model.c", "model.h", "model_serial.h"}
    (folder / "train.py").write_text("raise SystemExit('not called')")
    for name in generated:
        (folder / name).unlink()
    (folder / "pooling.h").write_text("/* the kernel of an earlier model */")
    assert lab("train", folder, "--compile-only")[0] == 0
    assert {name: (folder / name).read_bytes() for name in generated} == generated
    assert not (folder / "pooling.h").exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("boards = ['abacus']", "boards is ['abacus'] and must be a list of ids of boards.toml"),
        ("[model]\nrange = [5, 5]", "model.range is [5, 5] and must be two whole numbers, the smaller one first"),
        ("[model]\nscale = 2", "model.scale, which is not known: there are range, input_scale"),
        ("[panel]\ndraw = [8, 8]", "panel.draw and panel.levels belong together"),
        ("[panel]\ndraw = [0, 8]\nlevels = [0, 16]", "panel.draw is [0, 8] and must be a width and a height from 1"),
        ("boards = [", "is not TOML"),
    ],
)
def test_a_mistake_in_lab_toml_is_one_sentence(tmp_path: Path, lab: Lab, wrong: str, sentence: str) -> None:
    folder = tree_lab(tmp_path)
    (folder / "lab.toml").write_text(wrong)
    code, _, complaint = lab("train", folder, "--compile-only")
    assert code == 1
    assert complaint.startswith(f"lab: {folder / 'lab.toml'}")
    assert sentence in complaint
    assert complaint.count("\n") == 1


def test_what_a_lab_lacks_is_named(tmp_path: Path, lab: Lab) -> None:
    folder = tree_lab(tmp_path)
    assert "has no trained model: let train.py write one of" in lab("train", folder, "--compile-only")[2]
    assert lab("train", folder)[0] == 0
    (folder / "samples.npz").unlink()
    assert "samples.npz is missing: let train.py write it by save_samples" in lab("verify", folder)[2]
    (folder / "samples.npz").write_bytes(b"no archive")
    assert "is not what save_samples of hardware_labs.samples writes" in lab("verify", folder)[2]
