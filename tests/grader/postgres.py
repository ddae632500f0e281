"""A PostgreSQL server of one's own, for as long as a test runs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server that listens on a socket in its own folder only; yield its address."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("postgres")
    programs += [Path(found).resolve().parent] if found else []
    assert programs, "PostgreSQL is missing: `make test-setup` installs it, or `sudo apt install postgresql`."
    initdb, server = programs[-1] / "initdb", programs[-1] / "postgres"
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short name: a socket's may have 107 characters
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    try:
        made = [initdb, "-D", folder / "data", "-U", "grader", "-A", "trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(made, user=user, check=True, capture_output=True, cwd=folder)
        command = [server, "-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
        process = subprocess.Popen(
            command, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        try:
            for line in process.stderr or []:
                if "ready to accept connections" in line:
                    break
            yield f"postgresql+psycopg://grader@/postgres?host={folder}"
        finally:
            process.terminate()
            process.communicate(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
