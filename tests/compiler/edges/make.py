"""Writes the models of this folder anew: python -m tests.compiler.edges.make"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np


def main() -> None:
    import keras
    import tensorflow as tf
    from keras import layers

    keras.utils.set_random_seed(0)
    image, numbers = layers.Input(batch_shape=(1, 6, 6, 2)), layers.Input(batch_shape=(1, 3))
    features = layers.Conv2D(4, 3, activation="relu")(image)
    gate = layers.Dense(4, activation="sigmoid")(layers.GlobalAveragePooling2D()(features))
    gated = layers.Flatten()(layers.Multiply()([features, layers.Reshape((1, 1, 4))(gate)]))
    second = layers.Dense(4)(numbers)
    classes = layers.Dense(5, activation="softmax")(layers.Concatenate()([gated, second]))
    model = keras.Model([image, numbers], [classes, layers.Dense(1)(second)])
    rng = np.random.default_rng(0)

    def samples() -> Iterator[list[np.ndarray]]:
        for _ in range(50):
            yield [rng.normal(size=shape).astype(np.float32) for shape in ((1, 3), (1, 6, 6, 2))]

    for name in ("uint8", "float16"):
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if name == "uint8":
            converter.representative_dataset = samples
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.uint8
        else:
            converter.target_spec.supported_types = [tf.float16]
        (Path(__file__).parent / f"two-inputs-{name}.tflite").write_bytes(converter.convert())


if __name__ == "__main__":
    main()
