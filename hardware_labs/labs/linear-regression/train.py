"""Fit the thermistor's line to readings.csv and write model.skops and samples.npz, which `lab train` compiles.

The line is held to every count that the board's converter can give. What is right is the temperature at the middle of
a count's step, by the sensor's own equation and within the calibrated range; elsewhere nothing is said to be right.
"""

from pathlib import Path

import numpy as np
import skops.io
from sklearn.linear_model import LinearRegression

from hardware_labs.readings import load_readings
from hardware_labs.samples import save_samples
from hardware_labs.thermistor import HIGHEST_COUNT, temperature

HERE = Path(__file__).parent


def main() -> None:
    """Train, and say what came out."""
    count, celsius = load_readings(HERE / "readings.csv")
    x = count.reshape(-1, 1)
    regression = LinearRegression().fit(x, celsius)
    skops.io.dump(regression, HERE / "model.skops")

    every = np.arange(HIGHEST_COUNT + 1)
    truth = temperature(every)
    truth[(truth < celsius.min()) | (truth > celsius.max())] = np.nan
    save_samples(HERE, every.reshape(-1, 1), truth, regression.predict(every.reshape(-1, 1)))

    slope, intercept = float(regression.coef_[0]), float(regression.intercept_)
    worst = float(np.abs(regression.predict(x) - celsius).max())
    print(f"celsius = {slope:.6f} * count + {intercept:.4f} ({len(count)} readings, at most {worst:.2f} C off)")


if __name__ == "__main__":
    main()
