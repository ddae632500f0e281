"""Cuts fonts down to the characters that the site shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from book.paths import NODE_MODULES

ICON_FONT = "_static/vendor/fontawesome/webfonts/fa-solid-900.woff2"
ICON_CODE = re.compile(r'"\\([ef][0-9a-f]{3})"')
FORMULA_FONTS = NODE_MODULES / "@mathjax" / "mathjax-newcm-font" / "chtml" / "woff2"
FORMULA_CHARACTERS = re.compile(r"<mjx-(?:c|utext)\b[^>]*>([^<]+)<")
# fonts that MathJax names for every character: one without width, one of lines that break
ALWAYS = ("mjx-ncm-zero.woff2", "mjx-ncm-brk.woff2")


def cut_icon_font(site: Path) -> None:
    """Keep the icons that the style sheets still name."""
    font = site / ICON_FONT
    sheets = (path.read_text(encoding="utf-8") for path in (site / "_static").rglob("*.css"))
    codes = {int(code, 16) for text in sheets for code in ICON_CODE.findall(text)}
    if font.is_file():
        cut(font, codes, font)


def write_formula_fonts(site: Path) -> None:
    """Write MathJax's fonts, each with the characters of the site's formulas."""
    own = (path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "lite")
    pages = (path.read_text(encoding="utf-8") for path in own)
    glyphs = (unescape(letters) for text in pages for letters in FORMULA_CHARACTERS.findall(text))
    used = {ord(letter) for letters in glyphs for letter in letters}
    folder = site / "_assets" / "formulas"
    folder.mkdir(parents=True, exist_ok=True)
    for font in sorted(FORMULA_FONTS.glob("*.woff2")):
        with TTFont(font) as opened:
            there = set(opened.getBestCmap())
        if font.name in ALWAYS:
            cut(font, there, folder / font.name)
        elif there & used:
            cut(font, used, folder / font.name)


def cut(font: Path, characters: Iterable[int], target: Path) -> None:
    """Write a font with only these characters, without layout features, which icons and formulas do without."""
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True, ignore_missing_unicodes=True)
    options.drop_tables += ["ltag"]  # languages; fontTools says on stderr that it cannot cut it
    loaded = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(characters))
    subsetter.subset(loaded)
    subset.save_font(loaded, str(target), options)
