"""The book's Sphinx directives: one module each, all loaded by the one extension name ``book._ext``."""

from sphinx.application import Sphinx

MODULES = (
    "html",
    "accessible",
    "translate",
    "site_files",
    "repository",
    "version",
    "page_script",
    "light_pages",
    "not_found",
    "live",
    "sources",
    "terms",
    "unit_header",
    "predict",
    "quiz",
    "recall",
    "unit_map",
    "own_data",
    "certificate",
    "solutions",
    "exercise",
    "explore",
    "explore_convolution",
    "explore_loss",
    "explore_neighbours",
    "explore_quantizer",
    "explore_recurrence",
    "explore_tree",
    "board",
    "boards",
    "budget",
    "node_day",
    "node_parts",
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Load every module of this package as an extension of its own."""
    for module in MODULES:
        app.setup_extension(f"{__name__}.{module}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
