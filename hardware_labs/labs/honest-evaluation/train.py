"""Fit the frost alarm to the first nights of nights.csv; the last ones are held back to test it.

`lab train honest-evaluation` calls this and compiles the model; `python train.py` only trains.
"""

from pathlib import Path

import numpy as np
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent
HELD_BACK = 15  # nights; the alarm will meet later nights than those it has learned from, so the last ones


def main() -> None:
    """Train, save, and say how it does on nights it has not seen."""
    nights = np.loadtxt(HERE / "nights.csv", delimiter=",", skiprows=1)
    night, weather, frost = nights[:, 0], nights[:, 2:4], nights[:, 4].astype(int)
    new = night > night.max() - HELD_BACK
    alarm = make_pipeline(StandardScaler(), LogisticRegression()).fit(weather[~new], frost[~new])
    skops.io.dump(alarm, HERE / "model.skops")
    save_samples(HERE, weather[new], frost[new], alarm.predict(weather[new]))
    old_share, new_share = (alarm.score(weather[rows], frost[rows]) for rows in (~new, new))
    print(f"right for {old_share:.1%} of the readings it learned from, {new_share:.1%} of {HELD_BACK} later nights")


if __name__ == "__main__":
    main()
