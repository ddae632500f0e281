"""A forest and neighbours that fit a Mega, against emlearn and m2cgen, in one run.

`python -m tests.compiler.sklearn.bench` prints the rows that `figures` returns.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier

from hardware_labs.compiler.sklearn import compile_model
from tests.compiler.sklearn.conftest import Data, load
from tests.compiler.sklearn.peers import (
    emlearn_answers,
    emlearn_forest,
    emlearn_neighbors,
    m2cgen_on_avr,
    mega,
    object_sizes,
)

TREES, K, SAMPLES = 50, 5, 2000
FEW_TREES = 8
ASKED = 20
MEGA, HERE = "simulated Mega, whole image", "model alone, built for this computer"
Estimator = RandomForestClassifier | KNeighborsClassifier


@dataclass(frozen=True)
class Row:
    """One model by one tool; None where nothing was measured.

    Attributes:
        model: What was compiled.
        who: By whom.
        where: What the sizes are of.
        flash: Bytes.
        ram: Bytes of static RAM.
        cycles: Mean clock cycles of an inference, simulated.
        accuracy: Share of held-out digits that are answered right, over five splits.
        agreement: Share of them that are answered as scikit-learn does.
        note: Why there are no figures.
    """

    model: str
    who: str
    where: str
    flash: int | None = None
    ram: int | None = None
    cycles: float | None = None
    accuracy: float | None = None
    agreement: float | None = None
    note: str = ""


def figures() -> list[Row]:
    """Return all rows; takes about two minutes."""
    digits = load("digits")
    return [*forest(digits), *neighbors(digits)]


def forest(data: Data) -> list[Row]:
    """Return a forest's rows: ours in both forms, emlearn's, m2cgen's."""
    name = f"forest of {TREES} trees, digits"
    estimator = RandomForestClassifier(TREES, random_state=0).fit(data.x, data.y)
    x = data.x[::90][:ASKED]
    ours, theirs = accuracies(data, RandomForestClassifier(TREES, random_state=0))
    models = {
        "ours (table)": (compile_model(estimator, **data.span, board="mega", trees="table"), ours),
        "ours (if and else)": (compile_model(estimator, **data.span, board="mega", trees="code"), ours),
        "emlearn (inline)": (emlearn_forest(estimator, "inline"), theirs),
    }
    rows = []
    for who, (model, (accuracy, agreement)) in models.items():
        size = mega(model, x)
        rows.append(Row(name, who, MEGA, size.flash, size.ram, size.cycles, accuracy, agreement))
    few = RandomForestClassifier(FEW_TREES, random_state=0).fit(data.x, data.y)
    return [
        *rows,
        Row(f"forest of {FEW_TREES} trees, digits", "m2cgen", "avr-gcc for the Mega", note=m2cgen_on_avr(few)),
    ]


def neighbors(data: Data) -> list[Row]:
    """Return the neighbours' rows: ours on the Mega, and beside emlearn's where its arrays can be built."""
    name = f"{K} neighbours of {SAMPLES} samples, digits"
    repeated = np.arange(SAMPLES) % len(data.x)
    estimator = KNeighborsClassifier(K, algorithm="brute").fit(data.x[repeated].astype(float), data.y[repeated])
    model = compile_model(estimator, **data.span, board="mega")
    ours, theirs = accuracies(data, KNeighborsClassifier(K, algorithm="brute"))
    size = mega(model, np.minimum(data.x[::90][:ASKED] + 1, 16))
    rows = [Row(name, "ours", MEGA, size.flash, size.ram, size.cycles, *ours)]
    sources = {"ours": (model.files()[:2], ours), "emlearn": ((emlearn_neighbors(estimator), []), theirs)}
    for who, ((files, headers), right) in sources.items():
        with tempfile.TemporaryDirectory() as folder:
            flash, ram = object_sizes(files, headers, Path(folder))
        rows.append(Row(name, who, HERE, flash, ram, None, *right))
    return rows


def accuracies(data: Data, estimator: Estimator) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return accuracy and agreement with scikit-learn, of ours and of emlearn's."""
    rows = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(data.x, data.y):
        estimator.fit(data.x[train].astype(float), data.y[train])
        expected = estimator.predict(data.x[test].astype(float))
        ours = compile_model(estimator, **data.span, board="mega").run(data.x[test])
        options = {} if hasattr(estimator, "n_neighbors") else {"dtype": "int16_t"}
        theirs = emlearn_answers(estimator, data.x[test].astype(float), **options)
        rows.append([np.mean(a == b) for a in (ours, theirs) for b in (data.y[test], expected)])
    first, second, third, fourth = np.mean(rows, axis=0).tolist()
    return (first, second), (third, fourth)


def text(row: Row) -> str:
    """Return a row for people."""
    if row.note:
        return f"{row.model}: {row.who}, {row.where}: {row.note}"
    cycles = f", {row.cycles:,.0f} cycles" if row.cycles is not None else ""
    return (
        f"{row.model}: {row.who}, {row.where}: {row.flash:,} B flash, {row.ram:,} B RAM{cycles}, "
        f"accuracy {row.accuracy:.4f}, as scikit-learn {row.agreement:.4f}"
    )


if __name__ == "__main__":
    for line in figures():
        print(text(line))
