"""A display's picture against one that was saved: pixels count, not how a PNG file packs them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from hardware_labs.errors import LabError


def check_picture(png: bytes, save_to: Path | None, compare_with: Path | None) -> None:
    """Save a picture, compare it with a saved one, or both.

    Raises:
        LabError: The file cannot be written or read, or a pixel differs; the first such pixel is named.
    """
    if save_to:
        try:
            save_to.parent.mkdir(parents=True, exist_ok=True)
            save_to.write_bytes(png)
        except OSError as error:
            raise LabError(
                f"{save_to} cannot be written ({error.strerror}): choose another place for save-to."
            ) from error
    if compare_with:
        _compare(png, compare_with)


def _compare(png: bytes, path: Path) -> None:
    try:
        saved = np.asarray(Image.open(path).convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise LabError(f"{path} cannot be read as a picture: take it again with `save-to`.") from error
    seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    if seen.shape != saved.shape:
        raise LabError(f"the display has {_size(seen)} pixels, and {path.name} has {_size(saved)}.")
    rows, columns = np.nonzero((seen != saved).any(axis=2))
    if rows.size:
        raise LabError(
            f"the display differs from {path.name} in {rows.size} of {seen[..., 0].size} pixels, "
            f"the first at x = {columns[0]}, y = {rows[0]}."
        )


def _size(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    return f"{picture.shape[1]} by {picture.shape[0]}"
