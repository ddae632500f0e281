"""Learn the lamp's threshold from evenings.csv, the model that the board starts with.

`lab train what-learning-is` calls this and compiles the model; `python train.py` only trains.
"""

from pathlib import Path

import numpy as np
import skops.io
from sklearn.tree import DecisionTreeClassifier

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent


def main() -> None:
    """Train, save, and say what came out."""
    evenings = np.loadtxt(HERE / "evenings.csv", delimiter=",", skiprows=1)
    count, wanted = evenings[:, 1:2], evenings[:, 3].astype(int)
    stump = DecisionTreeClassifier(max_depth=1).fit(count, wanted)
    skops.io.dump(stump, HERE / "model.skops")
    save_samples(HERE, count, wanted, stump.predict(count))
    wrong = int(np.sum(stump.predict(count) != wanted))
    print(f"lamp on above {stump.tree_.threshold[0]:g} counts; {wrong} of the {len(count)} readings say otherwise")


if __name__ == "__main__":
    main()
