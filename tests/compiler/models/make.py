"""Train the golden models on scikit-learn's digits and convert them to int8: `python tests/compiler/models/make.py`.

Needs tensorflow 2.21. Seeds are fixed, but another generation of processors trains other weights: the .tflite
files are committed, this script says where they came from.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = Path(__file__).parent
EPOCHS = 60


def dense(inputs: keras.KerasTensor) -> keras.KerasTensor:
    hidden = layers.Dense(16, activation="relu")(layers.Flatten()(inputs))
    return layers.Softmax()(layers.Dense(10)(hidden))


def cnn(inputs: keras.KerasTensor) -> keras.KerasTensor:
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(16, 3, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    return layers.Softmax()(layers.Dense(10)(layers.Flatten()(x)))


def separable(inputs: keras.KerasTensor) -> keras.KerasTensor:
    """Return depthwise-separable blocks with explicit padding, a residual sum, a concatenation, global averages."""
    x = layers.Conv2D(8, 3, padding="same", activation="relu6")(inputs)
    x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    x = layers.DepthwiseConv2D(3, strides=2, activation="relu6")(x)
    x = layers.Conv2D(16, 1, activation="relu6")(x)
    y = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(x)
    y = layers.Conv2D(16, 1)(y)
    x = layers.Add()([x, y])
    x = layers.Concatenate()([layers.AveragePooling2D(2)(x), layers.MaxPooling2D()(x)])
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Softmax()(layers.Dense(10)(x))


def main() -> None:
    x, y = load_digits(return_X_y=True)
    x = (x.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.25, random_state=0, stratify=y)
    for build in (dense, cnn, separable):
        keras.utils.set_random_seed(1)
        inputs = keras.Input((8, 8, 1))
        model = keras.Model(inputs, build(inputs))
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(train_x, train_y, batch_size=32, epochs=EPOCHS, verbose=0)
        print(build.__name__, "accuracy as float:", round(model.evaluate(test_x, test_y, verbose=0)[1], 4))
        # a fixed batch: a dynamic one would emit SHAPE, STRIDED_SLICE and PACK
        one = keras.Input(batch_shape=(1, 8, 8, 1))
        single = keras.Model(one, build(one))
        single.set_weights(model.get_weights())
        converter = tf.lite.TFLiteConverter.from_keras_model(single)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([row[None]] for row in train_x[:200])
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
        (HERE / f"digits-{build.__name__}.tflite").write_bytes(converter.convert())


if __name__ == "__main__":
    main()
