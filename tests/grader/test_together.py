"""Those who write at the same moment share a transaction, and nothing else."""

import threading
import time

import pytest

from grader.ledger.together import Together


class Disk:
    """Writes a group at a time, and only when it is let."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.ready = threading.Event()

    def write(self, items: list[str]) -> None:
        if "broken" in items:
            raise ValueError(f"cannot write {len(items)}")
        self.groups.append(items)
        self.ready.wait()


def hand_in_while_busy(disk: Disk, items: list[str]) -> dict[str, str]:
    """Let the first be written, and all others come meanwhile; return what went wrong for each."""
    together, failed = Together(disk.write), dict[str, str]()

    def add(item: str) -> None:
        try:
            together.add(item)
        except ValueError as error:
            failed[item] = str(error)

    threads = [threading.Thread(target=add, args=(item,)) for item in items]
    threads[0].start()
    while not disk.groups:
        time.sleep(0.001)
    for thread in threads[1:]:
        thread.start()
    while len(together.queue) < len(items) - 1:
        time.sleep(0.001)
    disk.ready.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return failed


def test_all_who_come_while_the_disk_is_busy_are_written_at_once() -> None:
    disk = Disk()
    assert hand_in_while_busy(disk, ["ada", "bob", "eve", "kim"]) == {}
    assert [sorted(group) for group in disk.groups] == [["ada"], ["bob", "eve", "kim"]]


def test_nobody_fails_for_anothers_item() -> None:
    disk = Disk()
    assert hand_in_while_busy(disk, ["ada", "bob", "broken", "kim"]) == {"broken": "cannot write 1"}
    assert sorted(item for group in disk.groups for item in group) == ["ada", "bob", "kim"]


def test_after_a_failure_the_next_is_written() -> None:
    disk = Disk()
    disk.ready.set()
    together = Together(disk.write)
    with pytest.raises(ValueError, match="cannot write 1"):
        together.add("broken")
    together.add("ada")
    assert disk.groups == [["ada"]]
