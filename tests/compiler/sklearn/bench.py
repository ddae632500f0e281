"""Forest and neighbours against emlearn, in one run: `python -m tests.compiler.sklearn.bench`.

Sizes are measured, cycles simulated, accuracy and agreement measured on held-out digits, over five splits.
"""

import tempfile
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier

from hardware_labs.compiler.sklearn import compile_model
from tests.compiler.sklearn.conftest import Data, load
from tests.compiler.sklearn.peers import emlearn_answers, emlearn_forest, emlearn_neighbors, mega, object_sizes

TREES, K, SAMPLES = 50, 5, 2000
ASKED = 20


def accuracy(data: Data, estimator: RandomForestClassifier | KNeighborsClassifier) -> None:
    """Print accuracy of scikit-learn, ours and emlearn's, and how often each answers as scikit-learn."""
    rows = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(data.x, data.y):
        estimator.fit(data.x[train].astype(float), data.y[train])
        expected = estimator.predict(data.x[test].astype(float))
        ours = compile_model(estimator, **data.span, board="mega").run(data.x[test])
        options = {} if hasattr(estimator, "n_neighbors") else {"dtype": "int16_t"}
        theirs = emlearn_answers(estimator, data.x[test].astype(float), **options)
        truth = data.y[test]
        rows.append([np.mean(a == b) for a, b in ((expected, truth), (ours, truth), (theirs, truth))])
        rows[-1] += [np.mean(ours == expected), np.mean(theirs == expected)]
    names = ("scikit-learn", "ours", "emlearn", "ours as scikit-learn", "emlearn as scikit-learn")
    means = zip(names, np.mean(rows, axis=0), strict=True)
    print("  accuracy:", ", ".join(f"{name} {value:.4f}" for name, value in means))


def forest(data: Data) -> None:
    """Print what a forest takes on the Mega."""
    print(f"forest of {TREES} trees, digits, whole image on the Mega:")
    estimator = RandomForestClassifier(TREES, random_state=0).fit(data.x, data.y)
    x = data.x[::90][:ASKED]
    models = {
        "table": compile_model(estimator, **data.span, board="mega", trees="table"),
        "code": compile_model(estimator, **data.span, board="mega", trees="code"),
        "emlearn inline": emlearn_forest(estimator, "inline"),
    }
    for name, model in models.items():
        print(f"  {name}: {mega(model, x)}", flush=True)
    accuracy(data, RandomForestClassifier(TREES, random_state=0))


def neighbors(data: Data) -> None:
    """Print what samples take on the Mega, and beside emlearn's where its arrays can be built."""
    repeated = np.arange(SAMPLES) % len(data.x)
    estimator = KNeighborsClassifier(K, algorithm="brute").fit(data.x[repeated].astype(float), data.y[repeated])
    model = compile_model(estimator, **data.span, board="mega")
    print(f"{SAMPLES} samples of digits (203 of them twice), {K} neighbours:")
    print(f"  Mega: {mega(model, np.minimum(data.x[::90][:ASKED] + 1, 16))}")
    sources = {"ours": model.files()[:2], "emlearn": (emlearn_neighbors(estimator), [])}
    for name, (files, headers) in sources.items():
        with tempfile.TemporaryDirectory() as folder:
            flash, ram = object_sizes(files, headers, Path(folder))
        print(f"  {name}, model alone, built for this computer: {flash:,} B of flash, {ram:,} B of static RAM")
    accuracy(data, KNeighborsClassifier(K, algorithm="brute"))


if __name__ == "__main__":
    digits = load("digits")
    forest(digits)
    neighbors(digits)
