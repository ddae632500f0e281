"""How the tests are spread over two processes: `make test` runs `pytest -n 2 --no-loadscope-reorder`."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# these build firmware and the book in the tree, so they run one after the other, in this order
IN_THE_TREE = (
    "tests/toolchain/",
    "tests/labs/",
    "tests/boards/test_lab_",
    "tests/boards/test_repeated_runs.py",
    "tests/site/",
    "tests/project/",
)
# these only read the site that the others have built by then, and take long
READERS = ("tests/site/test_explorables.py", "tests/site/test_whole_unit.py")


def lane(nodeid: str) -> str:
    """Return the name of what must stay in one process: all that writes into the tree, its readers, or else a file."""
    file = nodeid.partition("::")[0]
    if file in READERS:
        return "readers"
    return "tree" if file.startswith(IN_THE_TREE) else file


class Lanes(LoadScopeScheduling):
    """Hands out whole lanes."""

    def _split_scope(self, nodeid: str) -> str:
        return lane(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Lanes:
    """Spread lanes instead of single tests."""
    return Lanes(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin the longest lane first, so that both processes end at about the same time."""
    order = {"tree": 0, "readers": 2}
    items.sort(key=lambda item: order.get(lane(item.nodeid), 1))
