"""Train the golden recurrent models and save what Keras answers: `python tests/compiler/keras/models/make.py`.

Needs tensorflow 2.21. Seeds are fixed, but another generation of processors trains other weights: the .keras files are
committed, this script says where they came from. Optimizers are left out of them.

digits-rnn, digits-gru, digits-lstm: scikit-learn's digits, read as eight time steps of eight pixels.
temperature-gru: the next hour's temperature from 24 hours (synthetic; `weather` in tests/compiler/keras/data.py).
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers

from tests.compiler.keras.data import digits, weather

HERE = Path(__file__).parent
UNITS, EPOCHS = 20, 60
CELLS = {"rnn": layers.SimpleRNN, "gru": layers.GRU, "lstm": layers.LSTM}


def save(model: keras.Model, name: str, x: np.ndarray) -> None:
    model.save(HERE / f"{name}.keras")
    np.save(HERE / f"{name}.npy", model.predict(x, verbose=0).astype(np.float32))


def main() -> None:
    train, test = digits()
    for name, cell in CELLS.items():
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((8, 8)), cell(UNITS), layers.Dense(10, activation="softmax")])
        trained = keras.Sequential([model])  # the saved model has no optimizer
        trained.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        trained.fit(train.x, train.y, epochs=EPOCHS, batch_size=32, verbose=0)
        print(name, model.count_params(), "parameters", trained.evaluate(test.x, test.y, verbose=0)[1])
        save(model, f"digits-{name}", test.x)
    train, test = weather()
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((24, 3)), layers.GRU(12), layers.Dense(1)])
    trained = keras.Sequential([model])
    trained.compile(keras.optimizers.Adam(0.005), "mse")
    trained.fit(train.x, train.y, epochs=15, batch_size=32, verbose=0)
    print("temperature", model.count_params(), "parameters", trained.evaluate(test.x, test.y, verbose=0) ** 0.5)
    save(model, "temperature-gru", test.x)


if __name__ == "__main__":
    main()
