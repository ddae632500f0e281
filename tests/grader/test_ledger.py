"""The ledger on its own: what it has acknowledged it keeps, and it hands nothing out twice."""

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete

from grader.errors import UserError
from grader.ledger import Graded, Ledger, State
from grader.ledger import work as module
from grader.ledger.models import ResultRow, SubmissionRow
from tests.grader.postgres import postgres

UNIT = "a-unit"
FILES = {f"{UNIT}.ipynb": b"{}", "data/points.csv": b"1,2\n"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url = request.getfixturevalue("server") if request.param == "postgresql" else None
    with Ledger(tmp_path, url) as opened:
        with opened.writing() as session:  # the server is shared by all tests
            session.execute(delete(ResultRow))
            session.execute(delete(SubmissionRow))
        yield opened


def test_a_receipt_says_what_was_handed_in_and_when(ledger: Ledger) -> None:
    before = datetime.now(UTC)
    receipt = ledger.take_in(UNIT, "ada", FILES)
    assert before <= receipt.received <= datetime.now(UTC)
    assert ledger.store.get(receipt.sha256) == FILES
    state = ledger.state(receipt.id)
    assert state and (state.state, state.received, state.attempts) == (State.RECEIVED, receipt.received, 0)


def test_times_of_other_zones_are_kept_as_the_same_moment(ledger: Ledger) -> None:
    due = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=-5)))
    state = ledger.state(ledger.take_in(UNIT, "ada", FILES, handed_in=due).id)
    assert state and state.handed_in == due


def test_handing_in_the_same_again_gives_another_receipt_for_the_same_content(ledger: Ledger) -> None:
    first, second = (ledger.take_in(UNIT, "ada", FILES) for _ in range(2))
    assert first.id != second.id and first.sha256 == second.sha256
    assert ledger.latest(UNIT)["ada"].id == second.id
    assert ledger.take_in(UNIT, "ada", {**FILES, "data/points.csv": b"1,3\n"}).sha256 != first.sha256


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a//b", "", ".", "a/../b", "a\\b", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with Ledger(tmp_path / "course") as ledger, pytest.raises(UserError, match="cannot be handed in"):
        ledger.take_in(UNIT, "ada", {name: b""})
    assert not list((tmp_path / "course").glob("received/*"))


def test_many_hand_in_at_once(ledger: Ledger) -> None:
    def hand_in(number: int) -> None:
        for attempt in range(5):
            ledger.take_in(UNIT, f"student-{number}", {"notebook.ipynb": b"%d" % attempt})

    threads = [threading.Thread(target=hand_in, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(one.student for one in ledger.submissions(UNIT)) == {f"student-{n}": 5 for n in range(8)}
    assert len(list(ledger.store.folder.iterdir())) == 5


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from grader.ledger import Ledger
ledger = Ledger(Path({str(tmp_path)!r}))
for number in range(10**6):
    print(ledger.take_in("u", f"s{{number}}", {{"u.ipynb": b"%d" % number}}).id, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = [process.stdout.readline().strip() for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    told += [line for line in process.communicate()[0].splitlines() if len(line) == len(told[0])]  # the last may be cut
    with Ledger(tmp_path) as ledger:
        for number, receipt in enumerate(told):
            state = ledger.state(receipt)
            assert state and ledger.store.get(state.sha256) == {"u.ipynb": b"%d" % number}


def test_two_graders_never_lease_the_same(ledger: Ledger) -> None:
    receipts = [ledger.take_in(UNIT, f"student-{number}", FILES).id for number in range(40)]
    leased: list[str] = []

    def grade(owner: str) -> None:
        for start in range(0, 40, 5):
            leased.extend(lease.id for lease in ledger.lease(receipts[start : start + 5], owner))

    threads = [threading.Thread(target=grade, args=(f"host:{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(leased) == sorted(receipts)


def test_a_lease_that_runs_out_is_taken_over(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = ledger.take_in(UNIT, "ada", FILES).id
    assert ledger.lease([receipt], "one") and not ledger.lease([receipt], "two")
    assert not ledger.waiting(UNIT)
    later = datetime.now(UTC) + module.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(module, "now", lambda: later)
    assert [one.id for one in ledger.waiting(UNIT)] == [receipt]
    assert ledger.lease([receipt], "two")


def test_a_lease_that_is_renewed_is_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = ledger.take_in(UNIT, "ada", FILES).id
    ledger.lease([receipt], "one")
    soon = datetime.now(UTC) + module.LEASE / 2
    monkeypatch.setattr(module, "now", lambda: soon)
    ledger.renew("one")
    later = soon + module.LEASE / 2 + timedelta(seconds=1)
    monkeypatch.setattr(module, "now", lambda: later)
    assert not ledger.waiting(UNIT)


def test_a_result_is_kept_once_and_whole(ledger: Ledger) -> None:
    receipt = ledger.take_in(UNIT, "ada", FILES).id
    ledger.lease([receipt], "one")
    for text in ("first \N{SNOWMAN}", "second"):
        ledger.keep([Graded(receipt, "key", UNIT, "ada", text)], [receipt])
    assert ledger.text("key") == "first \N{SNOWMAN}"
    assert ledger.counts() == {UNIT: {State.GRADED: 1}}


def test_only_what_failed_is_retried(ledger: Ledger) -> None:
    failed, refused = (ledger.take_in(UNIT, student, FILES).id for student in ("ada", "bob"))
    ledger.give_up(failed, State.FAILED, "the disk was full")
    ledger.give_up(refused, State.REFUSED, "no notebook")
    assert ledger.retry(UNIT) == 1
    assert [one.student for one in ledger.waiting(UNIT)] == ["ada"]
