"""What emlearn makes of the same estimators, built by the same compiler and run on the same simulated Mega."""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import m2cgen
import numpy as np
from sklearn.base import BaseEstimator

from hardware_labs.compiler.network import with_included
from hardware_labs.compiler.sklearn import ClassicalModel
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.model import Classifier
from hardware_labs.compiler.sklearn.prediction import Work
from hardware_labs.runtime import RUNTIME_FOLDER
from tests.compiler.sklearn.targets import build, run
from tests.compiler.targets import CACHE, HOST

# emlearn tells NumPy to raise where floats underflow; that is to stay in there
with np.errstate():
    import emlearn


@contextlib.contextmanager
def workplace() -> Iterator[None]:
    """Stay where emlearn's folder `tmp` of compiled models is in nobody's way."""
    folder = CACHE / "emlearn"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(folder):
        yield


def emlearn_answers(estimator: BaseEstimator, x: np.ndarray, **options: str) -> np.ndarray:
    """Return the classes that emlearn's C answers on this computer."""
    with workplace():
        return np.asarray(emlearn.convert(estimator, **options).predict(x))


HEADERS = Path(emlearn.__file__).parent
MODEL_H = """\
#ifndef MODEL_H
#define MODEL_H
#include <stdint.h>
#define MODEL_INPUTS {inputs}
uint8_t model_predict(const int16_t x[MODEL_INPUTS]) __attribute__((noinline));
#endif
"""
MODEL_C = """\
#include "model.h"
#include "emlearn.h"
uint8_t model_predict(const int16_t x[MODEL_INPUTS]) {{ return (uint8_t)peer_predict(x, MODEL_INPUTS); }}
"""


@dataclass(frozen=True, eq=False)
class EmlearnForest(Classifier):
    """A forest as emlearn writes it, in the place of a model of ours.

    Attributes:
        converted: What emlearn.convert returned.
    """

    converted: Any

    def files(self, provenance: object = (), *, probes: bool = False) -> tuple[dict[str, str], list[str], int]:
        code = self.converted.save(name="peer", include_proba=False)
        # as a system header, for its warnings are not ours
        files = {
            "model.h": MODEL_H.format(inputs=self.features.count),
            "model.c": MODEL_C.format(),
            "emlearn.h": f"#pragma GCC system_header\n{code}",
        }
        for name in ("eml_trees.h", "eml_common.h", "eml_log.h"):
            text = (HEADERS / name).read_text()
            files[name] = f"#pragma GCC system_header\n{text}"
        return files, [], 0

    def run(self, x: np.ndarray) -> np.ndarray:
        with workplace():
            return np.asarray(self.converted.predict(x), dtype=np.int64)

    def shares(self, x: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def work(self, x: np.ndarray) -> Work:
        raise NotImplementedError

    def c_body(self, c: object) -> str:
        raise NotImplementedError


def emlearn_forest(estimator: BaseEstimator, method: str) -> EmlearnForest:
    """Convert a forest by one of emlearn's methods, "inline" or "loadable", with its default integers."""
    features = Features(int(estimator.n_features_in_), -1000, 1000)  # emlearn knows int16 only
    with workplace():
        converted = emlearn.convert(estimator, method=method, dtype="int16_t")
    return EmlearnForest(features, tuple(map(str, estimator.classes_)), False, converted)


@dataclass(frozen=True)
class Figures:
    """Of a whole image: flash and static RAM in bytes, mean cycles of an inference on the simulated Mega."""

    flash: int
    ram: int
    cycles: float

    def __str__(self) -> str:
        return f"{self.flash:,} B of flash, {self.ram} B of RAM, {self.cycles:,.0f} cycles"


def mega(model: ClassicalModel, x: np.ndarray) -> Figures:
    """Build and run a model on a Mega, asking it about x."""
    text, data, bss = _sections("avr-size", build("mega", model, x).with_suffix(""))
    samples = x.size * model.features.size
    return Figures(text + data - samples, data + bss, float(np.mean(run("mega", model, x).cycles)))


def object_sizes(files: dict[str, str], headers: list[str], folder: Path) -> tuple[int, int]:
    """Return bytes of flash and static RAM of a model alone, were it built for this computer."""
    for name, text in files.items():
        (folder / name).write_text(text)
    for name in with_included(headers):
        (folder / name).write_text((RUNTIME_FOLDER / name).read_text())
    command = [HOST, "-Os", "-c", "-w", "-I", folder, "-o", folder / "model.o", folder / "model.c"]
    subprocess.run(command, check=True)
    code, data, bss = _sections("size", folder / "model.o")
    return code + data, data + bss


def _sections(command: str, file: Path) -> list[int]:
    """Return bytes of text, data and bss."""
    printed = subprocess.run([command, file], check=True, capture_output=True, text=True).stdout
    return [int(size) for size in printed.split("\n")[1].split()[:3]]


def emlearn_neighbors(estimator: BaseEstimator) -> dict[str, str]:
    """Return the C of emlearn's k-NN, with the array of distances that its caller has to bring."""
    with workplace():
        code = emlearn.convert(estimator).save(name="peer")
    samples = len(estimator._fit_X)
    files = {
        "model.h": MODEL_H.format(inputs=estimator.n_features_in_),
        "model.c": (
            '#include "model.h"\n#include "emlearn.h"\n'
            f"static EmlNeighborsDistanceItem distances[{samples}];\n"
            "uint8_t model_predict(const int16_t x[MODEL_INPUTS])\n{\n    int16_t answer = 0;\n"
            f"    eml_neighbors_predict(&peer, x, MODEL_INPUTS, distances, {samples}, &answer);\n"
            "    return (uint8_t)answer;\n}\n"
        ),
        "emlearn.h": code,
    }
    for name in ("eml_neighbors.h", "eml_common.h", "eml_log.h", "eml_qsort.h"):
        files[name] = (HEADERS / name).read_text()
    return files


def m2cgen_on_avr(estimator: BaseEstimator) -> str:
    """Build what m2cgen makes of an estimator for the Mega; return how large it is, or why there is none."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "model.c"
        source.write_text(m2cgen.export_to_c(estimator))
        command = ["avr-gcc", "-mmcu=atmega2560", "-Os", "-w", "-c", "-o", source.with_suffix(".o"), source]
        built = subprocess.run(command, capture_output=True, text=True, check=False)
        if built.returncode:
            error = next(line for line in built.stderr.splitlines() if "error" in line)
            return f"avr-gcc refuses it: {error.partition('error: ')[2]}"
        code, data, bss = _sections("avr-size", source.with_suffix(".o"))
    return f"{code + data:,} B of flash and {data + bss:,} B of static RAM"
