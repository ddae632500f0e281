"""Write digits.npz, the digits that scikit-learn brings along, so that page, lab and browser read the same file.

`python generate.py` writes it: pixels from 0 to 16 of shape (1797, 64) and the digits that were meant. See
book/data/digits.md for where they come from.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

FILE = Path(__file__).with_name("digits.npz")


def main() -> None:
    """Write the file."""
    digits = load_digits()
    np.savez_compressed(FILE, pixels=digits.data.astype(np.uint8), written=digits.target.astype(np.uint8))


if __name__ == "__main__":
    main()
