"""`python -m book`: what it says when something is missing, wrong or taken."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from book import pyodide
from book.__main__ import main
from book.errors import BookError
from book.paths import NODE_MODULES, PYODIDE, ROOT
from book.serve import listen


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "python -m book serve --port 8080" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["print"], ["serve", "--port", "none"], ["serve", "--port", "70000"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_taken_port_is_said_and_the_default_gives_way(built_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
        assert capsys.readouterr().err == f"Port {port} is taken: choose another with `--port`.\n"
        with listen(None, default=port) as found:
            other = found.getsockname()[1]
        assert other > port
        assert capsys.readouterr().out == f"Port {port} is taken; taking {other}.\n"


def test_serve_prints_its_address_serves_modules_and_ends_quietly(built_site: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "book", "serve"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout and server.stderr
    lines = iter(server.stdout.readline, "")
    address = next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
    with urllib.request.urlopen(f"{address}_assets/pyodide/pyodide.asm.wasm") as answer:
        assert answer.headers["Content-Type"] == "application/wasm"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        stamp = answer.headers["Last-Modified"]
    with urllib.request.urlopen(f"{address}_assets/page.js") as answer:
        assert answer.headers["Content-Type"].startswith("text/javascript")
    again = urllib.request.Request(f"{address}_assets/pyodide/pyodide.asm.wasm", headers={"If-Modified-Since": stamp})
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(again)
    server.send_signal(signal.SIGINT)
    assert server.wait(10) == 0
    assert server.stderr.read() == ""


def test_a_site_ready_for_github_pages(built_site: Path) -> None:
    assert (built_site / ".nojekyll").is_file()


def test_building_again_does_nothing(built_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 0
    assert capsys.readouterr().out == "==> nothing has changed\n"


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    lock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    wheel = lock["packages"]["six"]
    carrier = tmp_path / "carrier.whl"
    shutil.make_archive(str(tmp_path / "carrier"), "zip", PYODIDE, wheel["file_name"])
    (tmp_path / "carrier.zip").rename(carrier)
    pyodide.extract(carrier, [wheel], tmp_path)
    assert (tmp_path / wheel["file_name"]).read_bytes() == (PYODIDE / wheel["file_name"]).read_bytes()
    with pytest.raises(BookError, match=f"{re.escape(wheel['file_name'])} out of carrier.whl has the SHA-256"):
        pyodide.extract(carrier, [{**wheel, "sha256": "0" * 64}], tmp_path)
