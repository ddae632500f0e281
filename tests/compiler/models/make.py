"""Train the golden models and convert them to int8: `python tests/compiler/models/make.py [NAME ...]`.

Needs tensorflow 2.21, and espeak-ng for the keywords. Seeds are fixed, but another generation of processors trains
other weights: the .tflite files are committed, this script says where they came from.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.compiler.models.keywords import TESTED, TRAINED, spoken
from tests.compiler.models.scenes import scenes

HERE = Path(__file__).parent
CALIBRATION = 200
KEPT_KEYWORDS = 100
Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # train x, train y, test x, test y


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


def block(x: keras.KerasTensor, channels: int, strides: int = 1) -> keras.KerasTensor:
    """Return a depthwise-separable block of MobileNet v1 (Howard et al., 2017)."""
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(channels, 1, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def keywords(inputs: keras.KerasTensor) -> keras.KerasTensor:
    """Return a DS-CNN in the manner of Zhang et al., "Hello Edge" (2017), narrow enough for 2 KB of RAM."""
    x = layers.Conv2D(8, (10, 4), strides=(4, 2), padding="same", use_bias=False)(inputs)
    x = block(layers.ReLU()(layers.BatchNormalization()(x)), 24, strides=2)
    for _ in range(3):
        x = block(x, 24)
    return layers.Softmax()(layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))


def mobilenet(inputs: keras.KerasTensor) -> keras.KerasTensor:
    """Return MobileNet v1 0.25 (Howard et al., 2017) without its last six blocks, for pictures of 48 x 48."""
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False)(inputs)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    for channels, strides in ((16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1)):
        x = block(x, channels, strides)
    return layers.Softmax()(layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))


def small_digits() -> Data:
    x, y = load_digits(return_X_y=True)
    x = (x.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.25, random_state=0, stratify=y)
    return train_x, train_y, test_x, test_y


def digit_scenes() -> Data:
    train_x, train_y, test_x, test_y = small_digits()
    shown = [scenes(train_x[..., 0] * 16, seed) for seed in range(1, 7)]
    return np.concatenate(shown), np.tile(train_y, len(shown)), scenes(test_x[..., 0] * 16, 0), test_y


def words() -> Data:
    train, test = spoken(TRAINED, takes=4, seed=0), spoken(TESTED, takes=1, seed=1)
    return train.x, train.y, test.x, test.y


@dataclass(frozen=True)
class Recipe:
    """A golden model.

    Attributes:
        build: Its layers.
        data: What it learns.
        epochs: How often it sees that.
        as_float: Whether the file holds floats.
    """

    build: Callable[[keras.KerasTensor], keras.KerasTensor]
    data: Callable[[], Data]
    epochs: int
    as_float: bool = False


RECIPES = {
    "digits-dense": Recipe(dense, small_digits, 60),
    "digits-cnn": Recipe(cnn, small_digits, 60),
    "digits-separable": Recipe(separable, small_digits, 60),
    "digits-dense-float": Recipe(dense, small_digits, 60, as_float=True),
    "keywords": Recipe(keywords, words, 30),
    "digit-scenes": Recipe(mobilenet, digit_scenes, 12),
}


def make(name: str) -> None:
    """Train a model, tell how well it does, write its file."""
    recipe = RECIPES[name]
    train_x, train_y, test_x, test_y = recipe.data()
    keras.utils.set_random_seed(1)
    inputs = keras.Input(train_x.shape[1:])
    model = keras.Model(inputs, recipe.build(inputs))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train_x, train_y, batch_size=32, epochs=recipe.epochs, verbose=0)
    print(name, "accuracy as float:", round(model.evaluate(test_x, test_y, verbose=0)[1], 4), flush=True)
    # a fixed batch: a dynamic one would emit SHAPE, STRIDED_SLICE and PACK
    one = keras.Input(batch_shape=(1, *train_x.shape[1:]))
    single = keras.Model(one, recipe.build(one))
    single.set_weights(model.get_weights())
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    if not recipe.as_float:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([row[None]] for row in train_x[:: -(-len(train_x) // CALIBRATION)])
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
    (HERE / f"{name}.tflite").write_bytes(converter.convert())
    if name == "keywords":
        keep_keywords(test_x, test_y)


def keep_keywords(x: np.ndarray, y: np.ndarray) -> None:
    """Write some of the tested utterances, as the model takes them, for who has no espeak-ng."""
    details = tf.lite.Interpreter(str(HERE / "keywords.tflite")).get_input_details()[0]
    scale, zero = details["quantization"]
    chosen = np.random.default_rng(0).choice(len(x), KEPT_KEYWORDS, replace=False)
    quantized = np.clip(np.round(x[chosen] / scale) + zero, -128, 127).astype(np.int8)
    np.savez_compressed(HERE / "keywords.npz", x=quantized, y=y[chosen].astype(np.uint8))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or RECIPES:
        make(chosen)
