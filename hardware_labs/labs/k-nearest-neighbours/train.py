"""Remember the gestures of the first people in gestures.npz; the last ones are held back to test it.

`lab train k-nearest-neighbours` calls this and compiles the model; `python train.py` only trains.
"""

from pathlib import Path

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.model_selection import GridSearchCV, LeaveOneGroupOut
from sklearn.neighbors import KNeighborsClassifier

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent
HELD_BACK = 4  # people
K_TRIED = (1, 3, 5, 7, 9, 11, 15, 21)
HIGHEST = 255  # of a byte


def movement(windows: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return what movement.h makes of windows of shape (n, 32, 3): three bytes each."""
    window = windows.astype(np.int64)
    from_mean = window - (window.sum(axis=1, keepdims=True) >> 5)
    spread = np.abs(from_mean).sum(axis=1) >> 5
    busiest = spread.argmax(axis=1)
    above = from_mean[np.arange(len(window)), :, busiest] >= 0
    crossings = (above[:, 1:] != above[:, :-1]).sum(axis=1)
    features = np.column_stack([spread[:, 0] >> 5, (spread[:, 1] + spread[:, 2]) >> 6, crossings << 4])
    return np.asarray(np.minimum(features, HIGHEST), dtype=np.int64)


def main() -> None:
    """Choose k by people held out in turn, keep all training windows, and say how it does with new people."""
    with np.load(HERE / "gestures.npz") as data:
        x, gesture, person = movement(data["window"]), data["gesture"], data["person"]
    new = person > person.max() - HELD_BACK
    # the compiler's order among equal distances is that of `brute` on floats
    search = GridSearchCV(
        KNeighborsClassifier(algorithm="brute"), {"n_neighbors": list(K_TRIED)}, cv=LeaveOneGroupOut()
    ).fit(x[~new].astype(float), gesture[~new], groups=person[~new])
    model = search.best_estimator_
    skops.io.dump(model, HERE / "model.skops")
    save_samples(HERE, x[new], gesture[new], model.predict(x[new].astype(float)))
    share = np.mean(model.predict(x[new].astype(float)) == gesture[new])
    print(
        f"k = {model.n_neighbors}, {np.count_nonzero(~new)} windows remembered: right for {search.best_score_:.1%} of "
        f"the windows of people held out in turn, {share:.1%} of those of {HELD_BACK} new people"
    )


if __name__ == "__main__":
    main()
