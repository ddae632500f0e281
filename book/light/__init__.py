"""Makes the built pages light: formulas typeset beforehand, styles and fonts cut to what the site uses.

Sphinx and its theme give each page 2.3 MB, most of which it does not use. All steps work on the built site, so that the
pages stay plain MyST; what they change is kept aside and put back before the next build, so that each build begins with
what the theme ships.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from book.light.fonts import ICON_FONT, cut_icon_font, write_formula_fonts
from book.light.pictures import cut_pictures
from book.light.scripts import run_script
from book.paths import OUTPUT

ORIGINALS = OUTPUT / "originals"


def restore(site: Path) -> None:
    """Put back what `lighten` has cut, so that a new build finds the theme's own files."""
    if ORIGINALS.is_dir() and site.is_dir():
        shutil.copytree(ORIGINALS, site, dirs_exist_ok=True)


def lighten(site: Path) -> None:
    """Cut a built site down to what its pages use.

    Args:
        site: The folder of the built site, as Sphinx left it or with pages that are typeset already.

    Raises:
        BookError: A step failed; the message says which.
    """
    shutil.rmtree(ORIGINALS, ignore_errors=True)
    for path in [*(site / "_static").rglob("*.css"), site / ICON_FONT]:
        kept = ORIGINALS / path.relative_to(site)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept)
    run_script("formulas.mjs", site, "the formulas cannot be typeset")
    run_script("styles.mjs", site, "the styles cannot be cut")
    write_formula_fonts(site)
    cut_icon_font(site)
    cut_pictures(site)
