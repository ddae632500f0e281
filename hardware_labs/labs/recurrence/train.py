"""Train the forecast on the first days of days.csv, and hold it to the last ones.

The network learns at every step of a day, not only at its end. It is trained on standardized temperatures; then the
standardization goes into its weights, so that the model that is saved takes degrees and answers degrees. It learns from
42 days in half a minute.
"""

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from numpy.typing import NDArray

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent
STEPS_A_DAY, AHEAD = 96, 4  # readings; the forecast is for an hour later
TRAINING_DAYS = 42  # of 60: the node will meet later days than those it has learned from
LISTENING = 4  # steps at the beginning of a sequence that don't count: its state is still empty
STRIDE, UNITS, EPOCHS, BATCH, RATE = 12, 8, 120, 32, 0.02
SAMPLES = 20
CALIBRATION_STRIDE = 35  # so that the last steps, whose answers set the output's scale, come at all hours
SPREAD = 2.0  # what the changes of an hour are divided by, kelvin


def network(whole_sequence: bool) -> Any:  # noqa: ANN401  (Keras has no types)
    """Return a GRU and a weighted sum of its state: an answer for each step, or for the last one."""
    layers = [keras.Input((STEPS_A_DAY, 1)), keras.layers.GRU(UNITS, return_sequences=whole_sequence)]
    return keras.Sequential([*layers, keras.layers.Dense(1)])


def sequences(celsius: NDArray[np.float64], stride: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return days that begin each `stride` steps, and of each step the change within the next hour."""
    starts = np.arange(0, len(celsius) - STEPS_A_DAY - AHEAD + 1, stride)[:, None] + np.arange(STEPS_A_DAY)
    return celsius[starts], celsius[starts + AHEAD] - celsius[starts]


def trained(x: NDArray[np.float64], y: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Return a network trained on standardized numbers."""
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * -(-len(x) // BATCH))
    counts = np.ones_like(y)
    counts[:, :LISTENING] = 0
    model = network(whole_sequence=True)
    model.compile(keras.optimizers.Adam(rate, clipnorm=1.0), "mse")
    model.fit(x[..., None], y[..., None], sample_weight=counts, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    return model


def in_degrees(model: Any, mean: float, spread: float) -> Any:  # noqa: ANN401
    """Return the same network for degrees: the standardization goes into its weights."""
    w, u, bias, out, offset = (np.array(weights) for weights in model.get_weights())
    bias[0] -= w[0] * mean / spread
    plain = network(whole_sequence=False)
    plain.set_weights([w / spread, u, bias, out * SPREAD, offset * SPREAD])
    return plain


def main() -> None:
    """Train, save, and say how it does on days it has not seen."""
    keras.utils.set_random_seed(1)
    celsius = np.loadtxt(HERE / "days.csv", delimiter=",", skiprows=1, usecols=2)
    old, new = np.split(celsius, [TRAINING_DAYS * STEPS_A_DAY])
    mean, spread = float(old.mean()), float(old.std())
    x, y = sequences(old, STRIDE)
    model = in_degrees(trained((x - mean) / spread, y / SPREAD), mean, spread)
    model.save(HERE / "model.keras")
    np.save(HERE / "weights.npy", np.concatenate([w.ravel() for w in model.get_weights()]))  # for the page
    np.save(HERE / "calibration.npy", sequences(old, CALIBRATION_STRIDE)[0][..., None].astype(np.float32))

    x, y = sequences(new, 1)
    answers = model.predict(x[..., None].astype(np.float32), verbose=0)[:, 0]
    few = np.linspace(0, len(x) - 1, SAMPLES).astype(int)
    save_samples(HERE, x[few][..., None].astype(np.float32), y[few, -1], answers[few])
    change = y[:, -1]
    wrong, still = np.abs(answers - change).mean(), np.abs(change).mean()
    later = len(new) // STEPS_A_DAY
    print(f"wrong by {wrong:.2f} C on {later} later days; who says that nothing changes, by {still:.2f} C")


if __name__ == "__main__":
    main()
