"""Read the original files of the digits: one digit a line, 64 numbers from 0 to 16 and the digit itself.

Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998: `optdigits.tra`
by 30 writers and `optdigits.tes` by 13 others. scikit-learn's `load_digits` holds the second one.

`python public.py optdigits.tra optdigits.tes` says how the lab's recipe does on them.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

PIXELS = 64
FULL_INK = 16


def load_optdigits(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return pixels from 0 to 16 of shape (digits, 64) and the digits that were meant, of shape (digits,).

    Raises:
        ValueError: the file is not in the format of UCI's optdigits.
    """
    try:
        table = np.loadtxt(path, delimiter=",", dtype=int, ndmin=2)
    except ValueError as error:
        raise ValueError(
            f"{path} is no table of whole numbers ({error}): give optdigits.tra or optdigits.tes."
        ) from error
    if table.shape[1] != PIXELS + 1:
        raise ValueError(f"{path} has {table.shape[1]} numbers a line, not 65: give optdigits.tra or optdigits.tes.")
    pixels, written = table[:, :PIXELS], table[:, PIXELS]
    if pixels.min() < 0 or pixels.max() > FULL_INK or written.min() < 0 or written.max() > 9:
        raise ValueError(f"{path} has pixels outside 0 to 16 or digits outside 0 to 9: give UCI's file unchanged.")
    return pixels.astype(np.uint8), written.astype(np.uint8)


def main() -> None:
    """Train on the one file, test on the other."""
    if len(sys.argv) != 3:
        sys.exit("Give two files: python public.py optdigits.tra optdigits.tes")
    try:
        (pixels, written), (new_pixels, new_written) = (load_optdigits(Path(name)) for name in sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    network = MLPClassifier(hidden_layer_sizes=(16,), alpha=1.0, max_iter=1000, random_state=0).fit(pixels, written)
    print(f"right for {network.score(new_pixels, new_written):.1%} of {len(new_written)} digits by other writers")


if __name__ == "__main__":
    main()
