"""Invitations, sessions and tokens, and what an attacker tries with them."""

import hashlib
import logging
from pathlib import Path

import pytest

from grader.service.access import SESSION, Access
from grader.service.rates import RateLimit, Rates
from grader.service.tables import open_tables
from tests.grader.conftest import UNIT, grader
from tests.grader.service.conftest import ADDRESS, Classroom, make_service

HAND_IN = f"/api/v1/units/{UNIT}/submissions"


def test_an_invitation_works_once(room: Classroom) -> None:
    key = room.invitation("ada")
    first, second = (room.browser().post("/sign-in", data={"invitation": key}) for _ in range(2))
    assert first.status_code == 303
    assert second.status_code == 403
    assert "This invitation is unknown, used or too old" in second.text
    assert "set-cookie" not in second.headers


def test_a_new_invitation_takes_the_place_of_the_last(room: Classroom) -> None:
    old, new = room.invitation("bob"), room.invitation("bob")
    assert room.browser().post("/sign-in", data={"invitation": old}).status_code == 403
    assert room.browser().post("/sign-in", data={"invitation": new}).status_code == 303


@pytest.mark.parametrize("key", ["", "x", "a" * 200, "\x00", "' OR 1=1 --", "é"])
def test_invitations_that_nobody_wrote(room: Classroom, key: str) -> None:
    assert room.browser().post("/sign-in", data={"invitation": key}).status_code == 403


def test_opening_the_link_uses_nothing_up(room: Classroom) -> None:
    """A mail program looks at links before its reader does; what is behind the # never leaves the browser."""
    key = room.invitation("ada")
    assert room.browser().get("/sign-in").status_code == 200
    assert room.browser().post("/sign-in", data={"invitation": key}).status_code == 303


def test_the_cookie_is_out_of_reach(room: Classroom) -> None:
    answer = room.browser().post("/sign-in", data={"invitation": room.invitation("ada")})
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    flags = {flag.strip().lower() for flag in rest.split(";")[1:]}
    assert name == "__Host-grader"
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)


def test_sessions_and_invitations_end(tmp_path: Path) -> None:
    clock = [1000.0]
    access = Access(open_tables(tmp_path), lambda: clock[0])
    people = tmp_path / "class.csv"
    people.write_text("id,name,email\nada,Ada,a@example.org\n")
    assert grader("roster", "import", people, "--course", tmp_path).returncode == 0
    too_late = access.invite("ada", 10)
    clock[0] += 11
    assert access.redeem(too_late) is None
    session = access.redeem(access.invite("ada"))
    assert session is not None and access.by_session(session) is not None
    clock[0] += SESSION + 1
    assert access.by_session(session) is None


def test_signing_out_ends_the_session_and_not_only_the_cookie(room: Classroom) -> None:
    browser = room.signed_in("bob")
    kept = dict(browser.cookies)
    assert browser.post("/sign-out").status_code == 303
    thief = room.browser()
    thief.cookies.update(kept)
    assert thief.get("/api/v1/me").status_code == 401


def test_tokens(room: Classroom) -> None:
    token = room.bob.post("/api/v1/token").json()["token"]
    terminal = room.browser()
    terminal.headers.clear()
    with_token = {"Authorization": f"Bearer {token}"}
    assert terminal.get("/api/v1/me", headers=with_token).json()["id"] == "bob"
    assert terminal.request("DELETE", "/api/v1/token", headers=with_token).status_code == 204
    assert terminal.get("/api/v1/me", headers=with_token).status_code == 401


def test_revoking_ends_all_keys(room: Classroom) -> None:
    browser = room.signed_in("bob")
    token = {"Authorization": f"Bearer {browser.post('/api/v1/token').json()['token']}"}
    invitation = room.invitation("bob")
    assert grader("roster", "revoke", "bob", "--course", room.root).returncode == 0
    assert browser.get("/api/v1/me").status_code == 401
    assert room.browser().get("/api/v1/me", headers=token).status_code == 401
    assert room.browser().post("/sign-in", data={"invitation": invitation}).status_code == 403
    room.clients["bob"] = room.signed_in("bob")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://course.example.org"},
        {"Origin": f"{ADDRESS}.evil.example"},
        {"Origin": f"{ADDRESS}:8443"},
        {"Origin": "https://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_a_page_elsewhere_cannot_act_for_a_student(room: Classroom, headers: dict[str, str]) -> None:
    victim = room.browser()
    victim.cookies.update(room.ada.cookies)
    victim.headers.pop("Origin")
    for method, path in (
        ("POST", HAND_IN),
        ("POST", "/api/v1/token"),
        ("POST", "/account/token"),
        ("POST", "/sign-out"),
        ("POST", "/sign-in"),
        ("DELETE", "/api/v1/token"),
    ):
        answer = victim.request(method, path, headers=headers)
        assert answer.status_code == 403, path
        assert "page of another site" in answer.json()["detail"]
    assert room.ada.get("/api/v1/me").status_code == 200


def test_a_server_of_ones_own_listens_to_nobody_else(tmp_path: Path) -> None:
    room = Classroom(tmp_path, make_service(tmp_path, local=True), {}, {})
    mine = room.browser()
    mine.base_url = "http://127.0.0.1:8000"
    mine.headers["Origin"] = "http://127.0.0.1:8000"
    assert mine.get("/api/v1/me").json()["local"] is True
    body = {"content": b'{"cells": [], "nbformat": 4}', "headers": {"Content-Type": "application/json"}}
    assert mine.post(HAND_IN, **body).status_code == 201
    mine.headers["Origin"] = "https://evil.example"
    assert mine.post(HAND_IN, **body).status_code == 403
    mine.base_url = "http://rebound.evil.example:8000"  # a name whose address has become this machine's
    mine.headers["Origin"] = "http://rebound.evil.example:8000"
    assert mine.get("/api/v1/me").status_code == 400


def test_limits_on_signing_in_on_wrong_keys_and_on_submissions(tmp_path: Path, room: Classroom) -> None:
    rates = Rates(RateLimit(3, 60), RateLimit(3, 60), RateLimit(3, 60))
    few = Classroom(room.root, make_service(room.root, rates=rates), {}, {})
    browser = few.signed_in("ada")
    notebook = b'{"cells": 1}'
    codes = [browser.post(HAND_IN, content=notebook, headers={"Content-Type": "application/json"}) for _ in range(4)]
    assert [answer.status_code for answer in codes] == [422, 422, 422, 429]
    assert 0 < int(codes[-1].headers["Retry-After"]) <= 60
    assert [few.browser().post("/sign-in", data={"invitation": "x"}).status_code for _ in range(3)] == [403, 403, 429]
    wrong = {"Authorization": "Bearer grader_wrong"}
    assert [few.browser().get("/api/v1/me", headers=wrong).status_code for _ in range(4)] == [401, 401, 401, 429]


def test_a_limit_ends_with_its_window() -> None:
    clock = [0.0]
    limit = RateLimit(2, 60, lambda: clock[0])
    assert [limit.wait("ada") for _ in range(3)] == [0, 0, 60]
    assert limit.wait("bob") == 0
    clock[0] = 61
    assert limit.wait("ada") == 0


def test_keys_are_nowhere_at_rest_or_in_logs(room: Classroom, caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    room.service.say, before = said.append, room.service.say
    with caplog.at_level(logging.DEBUG):
        invitation = room.invitation("ada")
        browser = room.browser()
        browser.post("/sign-in", data={"invitation": invitation})
        token = browser.post("/api/v1/token").json()["token"]
        browser.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    room.service.say = before
    keys = [token, next(iter(browser.cookies.values())), invitation]
    at_rest = b"".join(path.read_bytes() for path in room.root.glob("ledger.db*"))
    assert hashlib.sha256(token.encode()).hexdigest().encode() in at_rest
    for key in keys:
        assert key.encode() not in at_rest
        assert key not in caplog.text + "".join(said)


def test_invitations_are_for_their_reader_only(room: Classroom) -> None:
    room.invitation("ada")
    assert (room.root.parent / "links.csv").stat().st_mode & 0o077 == 0


def test_every_answer_forbids_guessing_and_keeping(room: Classroom) -> None:
    for path in ("/sign-in", "/account", "/class", "/api/v1/me", "/api/v1/units", "/nowhere"):
        headers = room.prof.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in room.prof.get("/account").headers["Content-Security-Policy"]


def test_names_are_shown_as_text(tmp_path: Path) -> None:
    people = tmp_path / "class.csv"
    people.write_text("id,name,email\neve,<script>alert(1)</script>,e@example.org\n")
    assert grader("roster", "import", people, "--course", tmp_path / "course").returncode == 0
    room = Classroom(tmp_path / "course", make_service(tmp_path / "course"), {}, {})
    shown = room.signed_in("eve").get("/account").text
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
