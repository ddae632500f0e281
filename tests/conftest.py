"""How the tests are spread over two processes: `make test` runs `pytest -n 2 --dist loadgroup`."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# these build firmware and the book in the tree, so they run one after the other, in this order
IN_THE_TREE = ("toolchain", "labs", "boards", "site", "project")


def lane(item: pytest.Item) -> str:
    """Return the name of what must stay in one process: all that writes into the tree, or else a file."""
    folder, *_ = item.path.relative_to(HERE).parts
    return "tree" if folder in IN_THE_TREE else item.path.stem


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name each test's lane; the longest is begun first, so that both processes end at about the same time."""
    if config.getoption("numprocesses", None):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(lane(item)))
        items.sort(key=lambda item: lane(item) != "tree")
