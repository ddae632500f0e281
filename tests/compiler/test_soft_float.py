"""The ESP32's routines for float32 give what this computer's float unit gives, bit for bit."""

import ctypes
import subprocess
from collections.abc import Callable

import numpy as np
import pytest

from tests.compiler.targets import HOST, ROOT, WARNINGS

ROUTINES = ROOT / "hardware_labs" / "arduino_esp" / "esp32" / "soft_float.c"
COUNT = 20_000
# zeros, subnormals, neighbours of one, the largest, infinity, no number
EDGES = (0, 1, 2, 0x7FFFFF, 0x800000, 0x800001, 0x33800000, 0x3F7FFFFF, 0x3F800000, 0x3F800001, 0x7F7FFFFF, 0x7F800000)
NOT_A_NUMBER = 0x7FC00000
PAIRS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "__addsf3": np.add,
    "__subsf3": np.subtract,
    "__mulsf3": np.multiply,
}


@pytest.fixture(scope="module")
def routines(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    library = tmp_path_factory.mktemp("soft-float") / "routines.so"
    # renamed, for here the compiler's own library has them too
    names = ("__addsf3", "__subsf3", "__mulsf3", "__floatsisf", "__floatunsisf", "__fixunssfsi")
    renamed = [f"-D{name}=ours{name}" for name in names]
    subprocess.run([HOST, *WARNINGS, "-O1", "-shared", "-fPIC", *renamed, ROUTINES, "-o", library], check=True)
    return ctypes.CDLL(str(library))


def numbers() -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of bits: any, of nearly the same exponent, subnormal, and every pair of edges of both signs."""
    rng = np.random.default_rng(7)
    a, b = rng.integers(0, 2**32, size=(2, COUNT), dtype=np.uint64).astype(np.uint32)
    third = COUNT // 3
    b[:third] = (b[:third] & 0x81FFFFFF) | (a[:third] & 0x7E000000)
    a[third : 2 * third] &= 0x80FFFFFF
    edges = np.array([*EDGES, NOT_A_NUMBER], dtype=np.uint32)
    edges = np.concatenate([edges, edges | np.uint32(1 << 31)])
    pairs = np.stack(np.meshgrid(edges, edges)).reshape(2, -1)
    return np.concatenate([a, pairs[0]]), np.concatenate([b, pairs[1]])


def called(routines: ctypes.CDLL, name: str, *columns: np.ndarray, signed: bool = False) -> np.ndarray:
    routine = getattr(routines, f"ours{name}")
    routine.restype = ctypes.c_uint32
    routine.argtypes = [ctypes.c_int32 if signed else ctypes.c_uint32] * len(columns)
    return np.array([routine(*row) for row in zip(*(column.tolist() for column in columns), strict=True)], np.uint32)


@pytest.mark.parametrize("name", PAIRS)
def test_of_two_floats(routines: ctypes.CDLL, name: str) -> None:
    a, b = numbers()
    with np.errstate(all="ignore"):
        expected = PAIRS[name](a.view(np.float32), b.view(np.float32))
    answer = called(routines, name, a, b).view(np.float32)
    np.testing.assert_array_equal(np.isnan(answer), np.isnan(expected))
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(answer[number].view(np.uint32), expected[number].view(np.uint32))


def test_of_integers(routines: ctypes.CDLL) -> None:
    bits, shifts = numbers()
    x = (bits >> (shifts & 31)).astype(np.uint32)
    unsigned = x.astype(np.float32).view(np.uint32)
    np.testing.assert_array_equal(called(routines, "__floatunsisf", x), unsigned)
    with_sign = bits.view(np.int32) >> (shifts & 31).astype(np.int32)
    signed = with_sign.astype(np.float32).view(np.uint32)
    np.testing.assert_array_equal(called(routines, "__floatsisf", with_sign, signed=True), signed)


def test_to_unsigned_integers(routines: ctypes.CDLL) -> None:
    bits = np.random.default_rng(8).integers(0, 0x4F800000, size=COUNT).astype(np.uint32)  # from 0 to below 2^32
    expected = bits.view(np.float32).astype(np.float64).astype(np.uint32)
    np.testing.assert_array_equal(called(routines, "__fixunssfsi", bits), expected)
    assert called(routines, "__fixunssfsi", np.array([0xBF800000, 0x4F800000], np.uint32)).tolist() == [0, 2**32 - 1]
