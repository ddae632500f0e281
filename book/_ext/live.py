"""Live cells: code cells tagged ``live`` run at build, and again in the reader's browser.

.. code-block:: markdown

    ```{code-cell} ipython3
    :tags: [live]

    text = open("../../hardware_labs/labs/linear-regression/readings.csv").read()
    ```

Live cells share their variables down the page. Only cells with the tag run in the browser, so a live cell may
use names from live cells only. Files that live cells open are named in the page's front matter, relative to
the page:

.. code-block:: yaml

    live_files:
      - ../../hardware_labs/labs/linear-regression/readings.csv

Without JavaScript the reader sees the code and the output of the build.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from book._ext import front_matter
from book._ext.site_files import ROOT, publish

LIVE_CLASS = "tag_live"  # MyST-NB writes it on the container of a cell tagged `live`


def publish_live_files(app: Sphinx, doctree: nodes.document) -> None:
    """Copy the page's data files into the site and note where the script finds them."""
    env = app.env
    page = Path(env.doc2path(env.docname))
    env.metadata[env.docname]["live-file-urls"] = [
        {
            "path": (page.parent / name).resolve().relative_to(ROOT).as_posix(),
            "url": publish(env, page.parent / name, "make it, or correct the page's `live_files`"),
        }
        for name in front_matter.read(page).get("live_files", [])
    ]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", publish_live_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
