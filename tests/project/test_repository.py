"""The checkout itself: what it names, what it keeps out, what its documents promise."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "book").glob("*.md")), *sorted((ROOT / "book").glob("*/*.md"))]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def test_lock_files_and_configuration_name_no_registry_and_no_local_path() -> None:
    names = {"requirements.lock", "package-lock.json", "package.json", "pyproject.toml", ".npmrc", "Makefile"}
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        found = re.findall(r"registry\.npmjs|pypi\.org|pythonhosted|--index-url|\"resolved|/(?:root|home|work)/", text)
        assert not found, f"{name} names {found}"


def test_every_locked_python_package_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.M)[1:]
    without = [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry]
    assert packages and not without


def test_no_build_output_and_no_large_file_is_committed() -> None:
    for path in tracked_files():
        relative = path.relative_to(ROOT).as_posix()
        assert not re.search(r"(^|/)(_build|node_modules|__pycache__|\.venv)/", relative), relative
        assert not path.exists() or path.stat().st_size < 1_000_000, relative


def documented_commands() -> list[tuple[str, str]]:
    """Each `lab …`, `grader …` and `make …` that a document shows, with the document's name."""
    found = set()
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for command in re.findall(r"(?:`|^|\n)((?:lab|grader|make) [a-z][^`\n#]*)", text):
            found.add((document.name, " ".join(command.split()[:2])))
    return sorted(found)


@pytest.mark.parametrize(("document", "command"), documented_commands())
def test_documented_commands_exist(document: str, command: str) -> None:
    program, subcommand = command.split()
    if program == "make":
        assert re.search(rf"^{subcommand}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M), document
        return
    module = {"lab": "hardware_labs", "grader": "grader"}[program]
    shown = subprocess.run(
        [sys.executable, "-m", module, subcommand, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert shown.returncode == 0, f"{document} shows `{command}`: {shown.stderr}"


def test_relative_links_of_the_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.M)
    assert phony
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in phony[1].split():
        assert f"make {target}" in shown
