"""Train a network of 64, 16 and 10 neurons on handwritten digits; the writers of the last third are held back.

`lab train neural-networks` calls this and compiles the model; `python train.py` only trains.
"""

import zipfile
from pathlib import Path

import numpy as np
import skops.io
from sklearn.neural_network import MLPClassifier

from hardware_labs.samples import save_samples

HERE = Path(__file__).parent
TRAINED_ON = 1200  # of 1,797 digits, in the order of their writers
ASKED = 4  # the board is asked every fourth digit that was held back


def main() -> None:
    """Train, save, and say how it does on digits of writers it has not seen."""
    digits = np.load(HERE / "digits.npz")
    pixels, written = digits["pixels"].astype(int), digits["written"].astype(int)
    new = np.arange(len(pixels)) >= TRAINED_ON
    network = MLPClassifier(hidden_layer_sizes=(16,), alpha=1.0, max_iter=1000, random_state=0)
    network.fit(pixels[~new], written[~new])
    skops.io.dump(network, HERE / "model.skops", compression=zipfile.ZIP_DEFLATED)
    np.save(HERE / "calibration.npy", pixels[~new][::6].astype(np.uint8))
    asked = pixels[new][::ASKED]
    save_samples(HERE, asked, written[new][::ASKED], network.predict(asked))
    old_share, new_share = (network.score(pixels[rows], written[rows]) for rows in (~new, new))
    print(f"right for {old_share:.1%} of the digits it learned from, {new_share:.1%} of {new.sum()} others")


if __name__ == "__main__":
    main()
