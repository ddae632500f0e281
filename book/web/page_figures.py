"""Matplotlib's backend in the page: draws with Agg, and `plt.show()` shows in the cell's output."""

import kernel
from matplotlib.backend_bases import FigureManagerBase as FigureManager  # noqa: F401  pyplot asks a backend for it
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas  # noqa: F401  and for this


def show(*args: object, **kwargs: object) -> None:
    """Show the open figures now, in the order of the cell's other output."""
    kernel.show_figures()
