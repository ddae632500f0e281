"""Damaged `.tflite` files, made from good ones."""

from collections.abc import Iterator, Sequence

import numpy as np


def mutations(files: Sequence[bytes], seed: int, count: int) -> Iterator[bytes]:
    """Yield files with bytes flipped, words replaced, ends cut off, or parts of another file spliced in."""
    rng = np.random.default_rng(seed)
    words = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
    for _ in range(count):
        data = bytearray(files[rng.integers(len(files))])
        kind = rng.integers(4)
        if kind == 0:
            for place in rng.integers(len(data), size=rng.integers(1, 6)):
                data[place] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            for place in rng.integers(len(data) - 4, size=rng.integers(1, 4)):
                data[place : place + 4] = int(rng.choice(words)).to_bytes(4, "little")
        elif kind == 2:
            del data[int(rng.integers(len(data))) :]
        else:
            other = files[rng.integers(len(files))]
            start, length = int(rng.integers(len(other))), int(rng.integers(1, 200))
            place = int(rng.integers(len(data)))
            data[place : place + length] = other[start : start + length]
        yield bytes(data)
