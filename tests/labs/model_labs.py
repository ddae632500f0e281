"""Labs of other models than the thermistor's line: the smallest sketch that can be asked, beside a train.py."""

import json
from pathlib import Path

from hardware_labs.boards import find_board

MODELS = Path(__file__).resolve().parents[1] / "compiler"
SKETCH = """\
#include "model_serial.h"

void setup() { modelBegin(); }

void loop() {
  if (modelSerial() != MODEL_ANSWERED) return;
  Serial.print(F("class "));
  Serial.println(%s);
}
"""
# of the ten outputs the largest
LARGEST = """\
int largest() {
  int best = 0;
  for (int i = 1; i < 10; i++) if (modelY[i] > modelY[best]) best = i;
  return best;
}
"""
SCENARIO = """\
name: Answers once and is quiet again
version: 1
author: AI from scratch
steps:
  - write-serial: "verify\\n"
  - wait-serial: "verify {inputs} {outputs}"
  - write-serial: "{question}\\n\\n"
  - wait-serial: "{answer}"
"""
TREE = '''\
"""Wine by a tree: classes that have names, features in hundredths, thresholds between them."""

from pathlib import Path

import numpy as np
import skops.io
from sklearn.datasets import load_wine
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.samples import save_samples

wine = load_wine()
x, names = wine.data[:, :4].round(2), np.array(["barolo", "grignolino", "barbera"])[wine.target]
tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(x[::2], names[::2])
here = Path(__file__).parent
skops.io.dump(tree, here / "model.skops")
save_samples(here, x[1::2], names[1::2], tree.predict(x[1::2]))
'''
NETWORK = '''\
"""Digits by a network that was trained before."""

import shutil
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from hardware_labs.samples import save_samples

digits = load_digits()
x = (digits.images / 16).astype(np.float32)
here = Path(__file__).parent
shutil.copyfile({model!r}, here / "model{suffix}")
np.save(here / "calibration.npy", x[:100])
save_samples(here, x[-40:], digits.target[-40:], digits.target[-40:])
'''


def tree_lab(parent: Path) -> Path:
    """A decision tree of scikit-learn."""
    toml = "[model]\nrange = [0, 4000]\ninput_scale = 0.01\n"
    question = SCENARIO.format(inputs=4, outputs=1, question="1423 171 243 1560", answer="class 1")
    return _write(parent / "wine", SKETCH % "modelY", TREE, question, toml)


def digits_lab(parent: Path) -> Path:
    """An int8 network with 64-16-10 neurons, for pictures that a reader draws."""
    train = NETWORK.format(model=str(MODELS / "models/digits-dense.tflite"), suffix=".tflite")
    toml = "[panel]\ndraw = [8, 8]\nlevels = [-128, 127]\n"
    nothing = " ".join(["-128"] * 64)
    question = SCENARIO.format(inputs=64, outputs=10, question=nothing, answer="class ")
    return _write(parent / "digits", SKETCH % "largest()" + LARGEST, train, question, toml)


def recurrent_lab(parent: Path) -> Path:
    """A GRU, which is asked a row of the picture at a time."""
    train = NETWORK.format(model=str(MODELS / "keras/models/digits-gru.keras"), suffix=".keras")
    question = SCENARIO.format(inputs=8, outputs=10, question="0 0 0 0 0 0 0 0", answer="class ")
    return _write(parent / "rows", SKETCH % "largest()" + LARGEST, train, question, "")


def _write(folder: Path, sketch: str, train: str, scenario: str, toml: str) -> Path:
    folder.mkdir()
    files = {f"{folder.name}.ino": sketch, "train.py": train, "scenario.yaml": scenario, "lab.toml": toml}
    for board, suffix in (("uno", ""), ("esp32-c3", ".esp32-c3")):
        parts = [{"type": find_board(board).wokwi_type, "id": "node"}]
        files[f"diagram{suffix}.json"] = json.dumps({"version": 1, "parts": parts, "connections": []})
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
