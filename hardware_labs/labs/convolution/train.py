"""Train a small convolutional network on handwritten digits, each also moved by one pixel, and convert it to int8.

`lab train convolution` calls this and compiles the model; `python train.py` only trains. The writers of the last third
are held back. It takes about ten seconds.
"""

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from keras import layers
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent
TRAINED_ON = 1200  # of 1,797 digits, in the order of their writers
ASKED = 4  # the board is asked every fourth digit that was held back
CALIBRATION = 6  # so many digits a picture that the int8 ranges are taken from
FULL_INK = 16
FILTERS, EPOCHS, BATCH, RATE = 12, 20, 64, 0.01
STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))


def network(batch: int | None) -> Any:  # noqa: ANN401  (Keras has no types)
    """Return twelve windows of 3 x 3, the largest answer in each square of 3 x 3, and a weighted sum for each digit."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 1), batch_size=batch),
            layers.Conv2D(FILTERS, 3, activation="relu"),
            layers.MaxPooling2D(3),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def moved(pictures: NDArray[np.float32], down: int, right: int) -> NDArray[np.float32]:
    """Return the pictures moved; what leaves is lost and what comes is empty."""
    wide = np.pad(pictures, ((0, 0), (1, 1), (1, 1), (0, 0)))
    return wide[:, 1 - down : 9 - down, 1 - right : 9 - right]


def trained(x: NDArray[np.float32], y: NDArray[np.int64]) -> Any:  # noqa: ANN401
    """Return a network that has seen each picture where it is, and one pixel to each side."""
    pictures = np.concatenate([x, *(moved(x, *step) for step in STEPS)])
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * -(-len(pictures) // BATCH))
    model = network(None)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    model.fit(pictures, np.tile(y, 1 + len(STEPS)), batch_size=BATCH, epochs=EPOCHS, verbose=0)
    return model


def as_int8(model: Any, pictures: NDArray[np.float32]) -> bytes:  # noqa: ANN401
    """Return the .tflite file, its ranges taken from some pictures."""
    single = network(1)  # a dynamic batch would emit SHAPE, STRIDED_SLICE and PACK
    single.set_weights(model.get_weights())
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([picture[None]] for picture in pictures)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    content: bytes = converter.convert()
    return content


def main() -> None:
    """Train, convert, and say how it does on digits of writers it has not seen."""
    keras.utils.set_random_seed(1)
    digits = load_digits()
    x, y = (digits.images[..., None] / FULL_INK).astype(np.float32), digits.target
    new = np.arange(len(x)) >= TRAINED_ON
    model = trained(x[~new], y[~new])
    (HERE / "model.tflite").write_bytes(as_int8(model, x[~new][::CALIBRATION]))
    weights = dict(zip(("kernels", "bias", "dense", "dense_bias"), model.get_weights(), strict=True))
    np.savez_compressed(HERE / "weights.npz", **weights)  # for the page

    def answers(pictures: NDArray[np.float32]) -> NDArray[np.int64]:
        chosen: NDArray[np.int64] = model.predict(pictures, verbose=0).argmax(axis=1)
        return chosen

    save_samples(HERE, x[new][::ASKED], y[new][::ASKED], answers(x[new][::ASKED]))
    right = np.mean(answers(x[new]) == y[new])
    right_moved = np.mean([answers(moved(x[new], *step)) == y[new] for step in STEPS])
    print(f"right for {right:.1%} of {new.sum()} digits by others, {right_moved:.1%} where they are moved by a pixel")


if __name__ == "__main__":
    main()
