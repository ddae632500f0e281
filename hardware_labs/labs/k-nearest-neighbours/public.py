"""Windows of the uWave gesture library, real gestures of eight people (Liu et al., 2009), in the form of gestures.npz.

The library may be used for education and research but not passed on: fetch it from its authors, and unpack each archive
into a folder of its archive's name, `U1 (1)` to `U8 (7)`: person and day. In there `A_Template_Acceleration3-7.txt` is
the seventh repetition of gesture 3, one reading a line, x, y and z in g. The gestures are drawn in the air with a game
controller in the hand: see the paper for their shapes.

    python public.py ~/uwave
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SAMPLES = 32
COUNTS_PER_G, HIGHEST = 4096, 32767
FOLDER = re.compile(r"U(\d+) ?\((\d+)\)")
FILE = re.compile(r"(\d+)-(\d+)\.txt$")


class Gestures(NamedTuple):
    """Windows of shape (n, 32, 3), and of each the person's number and the gesture's."""

    window: NDArray[np.int16]
    person: NDArray[np.int16]
    gesture: NDArray[np.str_]


class LibraryError(Exception):
    """What is wrong with the library's files; the message says what to do."""


def window(readings: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return a gesture of any length as 32 readings in counts, evenly over its time."""
    at = np.linspace(0, len(readings) - 1, SAMPLES)
    axes = [np.interp(at, np.arange(len(readings)), axis) for axis in readings.T]
    counts = np.clip(np.rint(np.stack(axes, axis=1) * COUNTS_PER_G), -HIGHEST - 1, HIGHEST)
    return np.asarray(counts, dtype=np.int16)


def load(library: Path) -> Gestures:
    """Return all gestures of an unpacked library.

    Raises:
        LibraryError: There are no gestures, or a file holds something else than three columns of numbers.
    """
    windows, people, gestures = [], [], []
    for path in sorted(library.glob("U*/**/*.txt")):
        folder, file = FOLDER.fullmatch(path.relative_to(library).parts[0]), FILE.search(path.name)
        if not folder or not file:
            continue
        try:
            readings = np.loadtxt(path, ndmin=2)
        except ValueError as error:
            raise LibraryError(f"{path} is not a gesture ({error}): unpack its archive again.") from error
        if readings.shape[0] < 2 or readings.shape[1] != 3:
            raise LibraryError(f"{path} has the shape {readings.shape}, not lines of x, y and z: unpack it again.")
        windows.append(window(readings))
        people.append(int(folder[1]))
        gestures.append(file[1])
    if not windows:
        raise LibraryError(f"{library} holds no folder such as 'U1 (1)' with gestures: unpack the archives there.")
    return Gestures(np.array(windows), np.array(people, dtype=np.int16), np.array(gestures))


def main(arguments: list[str]) -> None:
    """Write gestures.npz into the library's folder."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit(__doc__)
    library = Path(arguments[0])
    try:
        gestures = load(library)
    except LibraryError as error:
        sys.exit(str(error))
    file = library / "gestures.npz"
    np.savez(file, **gestures._asdict())
    print(f"{file}: {len(gestures.person)} gestures of {len(np.unique(gestures.person))} people")


if __name__ == "__main__":
    main(sys.argv[1:])
