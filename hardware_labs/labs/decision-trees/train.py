"""Grow a tree on most of the pumps of pumps.csv and prune it; the last pumps are held back to test it.

`lab train decision-trees` calls this and compiles the model; `python train.py` only trains.
"""

from pathlib import Path

import numpy as np
import skops.io
from sklearn.model_selection import GridSearchCV, LeaveOneGroupOut
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent
HELD_BACK = 4  # pumps


def main() -> None:
    """Choose by pumps held out in turn how much a leaf has to earn, and say how the tree does with new pumps."""
    readings = np.loadtxt(HERE / "pumps.csv", delimiter=",", skiprows=1, usecols=(0, 3, 4))
    state = np.loadtxt(HERE / "pumps.csv", delimiter=",", skiprows=1, usecols=5, dtype=str)
    pump, x = readings[:, 0], readings[:, 1:]
    new = pump > pump.max() - HELD_BACK
    full = DecisionTreeClassifier(random_state=0)
    prices = full.cost_complexity_pruning_path(x[~new], state[~new]).ccp_alphas
    search = GridSearchCV(full, {"ccp_alpha": prices}, cv=LeaveOneGroupOut())
    search.fit(x[~new], state[~new], groups=pump[~new])
    tree = search.best_estimator_
    skops.io.dump(tree, HERE / "model.skops")
    save_samples(HERE, x[new], state[new], tree.predict(x[new]))
    print(
        f"{tree.get_n_leaves()} leaves: right for {search.best_score_:.1%} of the windows of pumps held out in turn, "
        f"{tree.score(x[new], state[new]):.1%} of those of {HELD_BACK} new pumps"
    )


if __name__ == "__main__":
    main()
