"""`lab compile MODEL.skops`, as a user calls it."""

import contextlib
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest
import skops.io
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.boards import find_board
from hardware_labs.cli import main
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.program import Options
from hardware_labs.compiler.sklearn.front_end import load as load_skops
from tests.compiler.sklearn.conftest import Data, load
from tests.compiler.test_compile_command import numbers

IRIS = load("iris")
LONGEST = 500  # characters of a sentence


def compile_model(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Call `lab compile` in this process: it imports scikit-learn only once."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main(["compile", *map(str, arguments)])
    return subprocess.CompletedProcess([], code, out.getvalue(), errors.getvalue())


def saved(estimator: BaseEstimator, folder: Path, data: Data = IRIS) -> Path:
    path = folder / "model.skops"
    skops.io.dump(estimator.fit(data.x.astype(float), data.y), path)
    return path


@pytest.mark.parametrize(
    ("board", "estimator"),
    [
        ("uno", make_pipeline(StandardScaler(), GaussianNB())),
        ("mega", KNeighborsClassifier(3, algorithm="kd_tree")),
        ("esp32-c3", RandomForestClassifier(10, random_state=0)),
    ],
)
def test_an_estimator_is_costed_and_the_board_agrees_with_the_reference(
    board: str, estimator: BaseEstimator, tmp_path: Path
) -> None:
    path = saved(estimator, tmp_path)
    made = compile_model(path, "--board", board, "-o", tmp_path / "c", "--range", 0, 100, "--probabilities")
    assert made.returncode == 0, made.stderr
    kind = type(estimator[-1] if hasattr(estimator, "steps") else estimator).__name__
    *_, predicted, simulated = numbers(made.stdout, kind)
    assert predicted == pytest.approx(simulated, rel=0.5)
    assert "outputs on the board equal the reference" in made.stdout
    assert {"model.h", "model.c"} <= {file.name for file in (tmp_path / "c").iterdir()}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_samples_give_the_range_and_scale_a_perceptron(digits: Data, tmp_path: Path) -> None:
    estimator = make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=20, random_state=0))
    path = saved(estimator, tmp_path, digits)
    np.savetxt(tmp_path / "x.csv", digits.x[:200], fmt="%d", delimiter=",", header="pixels" + ",p" * 63, comments="")
    made = compile_model(path, "-o", tmp_path, "--samples", tmp_path / "x.csv")
    assert made.returncode == 0, made.stderr
    assert numbers(made.stdout, "all")[0] == 64 * 8 + 8 * 10
    assert "outputs on the board equal the reference" in made.stdout


def test_tenths(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", IRIS.x / 10)
    estimator = Ridge().fit(IRIS.x / 10, IRIS.y)
    skops.io.dump(estimator, tmp_path / "ridge.skops")
    arguments = [tmp_path / "ridge.skops", "-o", tmp_path, "--samples", tmp_path / "x.npy", "--input-scale", "0.1"]
    assert compile_model(*arguments).returncode == 0
    header = (tmp_path / "model.h").read_text()
    difference = re.search(r"at most (\S+) from scikit-learn's for 150 samples", header)
    assert difference is not None
    assert float(difference[1]) < 0.006  # half a hundredth, and the weights' rounding
    assert re.search(r"MODEL_INPUT_MIN \(1\)\n#define MODEL_INPUT_MAX 79\n#define MODEL_INPUT_SCALE 0.1", header)


def rewritten(path: Path, change: Callable[[str, bytearray], None]) -> Path:
    """Return a copy of an archive with `change` done to each of its files."""
    target = path.with_name("changed.skops")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = bytearray(source.read(name))
            change(name, content)
            archive.writestr(name, bytes(content))
    return target


def shorten_arrays(name: str, content: bytearray) -> None:
    if name.endswith(".npy"):
        del content[-8:]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "estimator", [DecisionTreeClassifier(), KNeighborsClassifier(1), GaussianNB(), Ridge()], ids=str
)
def test_damaged_files_end_in_a_sentence_or_a_model_that_runs(estimator: BaseEstimator, tmp_path: Path) -> None:
    path, random = saved(estimator, tmp_path), Random(0)
    choices = {"input_low": 0, "input_high": 100}
    refused = 0

    def damage(name: str, content: bytearray) -> None:
        for _ in range(random.choice((0, 0, 1, 4))):
            content[random.randrange(len(content))] = random.randrange(256)

    for _ in range(20):
        try:
            load_skops(rewritten(path, damage), Options(find_board("mega"), more={"sklearn": choices})).sample()
        except CompileError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused


def test_mistakes_end_in_one_sentence(tmp_path: Path) -> None:
    text = tmp_path / "text.skops"
    text.write_text("no archive")
    words = tmp_path / "words.csv"
    words.write_text("a,b,c,d\n1,2,3,4\n1,two,3,4\n")
    tree = saved(DecisionTreeClassifier(), tmp_path)
    ridge = tmp_path / "ridge.skops"
    skops.io.dump(Ridge().fit(IRIS.x, IRIS.y), ridge)
    own = tmp_path / "own.skops"
    skops.io.dump(make_pipeline(FunctionTransformer(subprocess.run), GaussianNB()), own)
    for arguments, said in (
        ((tmp_path / "none.skops",), "no such file"),
        ((text,), "no .skops file or a damaged one"),
        ((rewritten(saved(GaussianNB(), tmp_path), shorten_arrays), "--range", 0, 100), "damaged one"),
        ((own, "--range", 0, 100), "subprocess.run, which is not known to be harmless"),
        ((tree,), "does not know which integers the board will give"),
        ((tree, "--samples", tmp_path / "none.csv"), "none.csv cannot be read"),
        ((tree, "--samples", words), "Line 3 of"),
        ((tree, "--samples", text), "holds no samples"),
        ((tree, "--range", 0, 100, "--input-scale", 0), "input scale 0, 0, 0, ... does not suit 4 features"),
        ((ridge, "--range", 0, 100, "--probabilities"), "Ridge answers numbers"),
        (("forest.joblib",), "skops.io.dump"),
    ):
        refused = compile_model(*arguments, "-o", tmp_path / "c")
        assert refused.returncode == 1
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
        assert len(refused.stderr) < LONGEST
    assert not (tmp_path / "c").exists()
