"""Writes the plots that the pages drew with a palette, at a third of their size."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

# a plot has one or two dozen colours and their blends at the edges of lines; a photograph or a heat map has more
COLOURS_OF_A_PLOT = 4096
PALETTE = 256


def cut_pictures(site: Path) -> None:
    """Give each opaque PNG of few colours a palette; the others stay as they are."""
    for path in (site / "_images").glob("*.png"):
        with Image.open(path) as picture:
            if picture.mode == "P":
                continue
            whole = picture.convert("RGBA")
        opaque = whole.getchannel("A").getextrema() == (255, 255)
        if opaque and whole.getcolors(COLOURS_OF_A_PLOT):
            drawn = whole.convert("RGB").quantize(PALETTE, dither=Image.Dither.NONE)
            drawn.save(path, "PNG", optimize=True)
