"""Set up everything the project needs, from a bare Python: called by make, safe to call again.

Uses the standard library only, and syntax that an old Python can still read, so that the wrong Python gets
a sentence and not a traceback. Each step leaves a stamp in .venv/stamps and is skipped while its inputs stay the same.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMPS = VENV / "stamps"
LOG = ROOT / "build" / "setup.log"
SUPPORTED = ((3, 11), (3, 12))


class SetupError(Exception):
    """One sentence for the user: what is wrong and what to do."""


def supported_python():
    """Return the command of a Python this project runs on: this one, or one found on the PATH."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for major, minor in SUPPORTED:
        found = shutil.which("python%d.%d" % (major, minor))
        if found:
            return found
    raise SetupError(
        "Python 3.11 or 3.12 is needed and this is %d.%d: install one (Debian: apt install python3.11 python3.11-venv; "
        "elsewhere: python.org) and call make with PYTHON=/path/to/python3.11." % sys.version_info[:2]
    )


def digest(*paths):
    """Return one hash over the contents of the files."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def step(name, title, inputs, action):
    """Run the action unless its stamp says it has run on these very inputs."""
    stamp = STAMPS / name
    wanted = digest(*inputs)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("==> " + title, flush=True)
    started = time.monotonic()
    action()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="utf-8")
    print("    done in %.0f s" % (time.monotonic() - started), flush=True)


def run_logged(command, failure, count=None, of=0):
    """Run a command into the log; show how many of its lines match `count` as progress."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    seen = 0
    with LOG.open("a", encoding="utf-8") as log:
        log.write("$ %s\n" % " ".join(str(word) for word in command))
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=str(ROOT),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=dict(os.environ, PATH=str(BIN) + os.pathsep + os.environ["PATH"]),
        )
        for line in process.stdout:
            log.write(line)
            if count and re.match(count, line):
                seen += 1
                if sys.stdout.isatty():
                    print("\r    %d of %d" % (min(seen, of), of), end="", flush=True)
                elif seen % 40 == 0:
                    print("    %d of %d" % (min(seen, of), of), flush=True)
        if process.wait() != 0:
            raise SetupError("%s; the reason stands at the end of %s." % (failure, LOG.relative_to(ROOT)))
    if count and sys.stdout.isatty():
        print("\r", end="")


def create_venv(python):
    """Create .venv, installing Debian's separate venv package where it is missing."""
    if subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode != 0:
        install_debian_venv()
    run_logged([python, "-m", "venv", "--clear", VENV], "The virtual environment .venv could not be created")


def install_debian_venv():
    """Install python3-venv through apt, or say how."""
    advice = "This Python has no venv module: run `sudo apt install python3-venv` (Debian, Ubuntu) and call make again."
    apt = shutil.which("apt-get")
    if not apt:
        raise SetupError(advice)
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and not shutil.which("sudo"):
        raise SetupError(advice)
    print("    apt-get install python3-venv", flush=True)
    run_logged([*as_root, apt, "update", "-q"], advice.rstrip("."))
    run_logged([*as_root, apt, "install", "-y", "-q", "--no-install-recommends", "python3-venv"], advice.rstrip("."))


def install_python_packages():
    """Install exactly what requirements.lock names, and this project in place."""
    pip = [BIN / "python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    lock = ROOT / "requirements.lock"
    total = len(re.findall(r"^[A-Za-z0-9][^ ]*==", lock.read_text(encoding="utf-8"), re.M))
    run_logged(
        [*pip, "install", "--progress-bar", "off", "-r", lock],
        "The Python packages of requirements.lock could not be installed",
        count=r"(Collecting|Processing) ",
        of=total,
    )
    run_logged(
        [*pip, "install", "--no-deps", "--no-build-isolation", "-e", ROOT],
        "This project could not be installed into .venv",
    )


def install_node_packages():
    """Install exactly what package-lock.json names."""
    run_logged([BIN / "npm", "ci"], "The npm packages of package-lock.json could not be installed")


def set_up(tests):
    """Bring the checkout to where every other make target works, or only those that don't test."""
    python = supported_python()
    if not (BIN / ("pip.exe" if os.name == "nt" else "pip")).exists():
        print("==> Creating the virtual environment .venv", flush=True)
        create_venv(python)
    step(
        "python",
        "Installing Python packages and Node into .venv (3 GB, once)",
        [ROOT / "requirements.lock", ROOT / "pyproject.toml"],
        install_python_packages,
    )
    if not (ROOT / "node_modules").exists():
        (STAMPS / "node").unlink(missing_ok=True)
    step(
        "node",
        "Installing npm packages into node_modules (150 MB, once)",
        [ROOT / "package-lock.json"],
        install_node_packages,
    )
    parts = ["avr", "sandbox"]
    if tests or shutil.which("apt-get"):  # elsewhere only who runs the tests has to bring these
        parts += ["esp", "browser"]
    if tests:
        parts.append("crosscheck")
    wanted = [word for part in parts for word in ("--with", part)]
    finished = subprocess.run([str(BIN / "python"), "-m", "hardware_labs", "setup", *wanted], cwd=str(ROOT))
    if finished.returncode != 0:
        raise SystemExit(finished.returncode)


def lock():
    """Resolve requirements.lock with uv, for all platforms, naming no index."""
    uv = [str(BIN / "python"), "-m", "uv"]
    if subprocess.run([*uv, "--version"], capture_output=True).returncode != 0:
        run_logged([BIN / "python", "-m", "pip", "install", "uv"], "uv could not be installed")
    options = "--universal --python-version 3.11 --extra test --no-emit-index-url --generate-hashes --no-annotate -q"
    command = [*uv, "pip", "compile", *options.split(" "), "pyproject.toml", "-o", "requirements.lock"]
    if subprocess.run(command, cwd=str(ROOT)).returncode != 0:
        raise SetupError("requirements.lock could not be resolved: uv says why above.")


def clean():
    """Remove all build output, and nothing that took a download."""
    made = [path for path in (ROOT / "build").glob("*") if path.name != "pyodide"]
    for folder in [*made, ROOT / "book" / "_build", *ROOT.glob("hardware_labs/labs/*/build")]:
        if folder.is_file():
            folder.unlink()
        elif folder.exists():
            print("removing %s" % folder.relative_to(ROOT))
            shutil.rmtree(folder)


def help_make(makefile):
    """Print each make target with the comment that follows it."""
    print("AI from scratch: machine learning on small machines.\n")
    for target, text in re.findall(r"^([a-z-]+):.*?## (.+)$", Path(makefile).read_text(encoding="utf-8"), re.M):
        print("  make %-11s %s" % (target, text))


def main():
    """Do what the arguments ask; without any, set up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--help-make", metavar="MAKEFILE", help="list the make targets")
    parser.add_argument("--tests", action="store_true", help="also bring what only the tests need")
    parser.add_argument("--lock", action="store_true", help="resolve requirements.lock anew")
    parser.add_argument("--clean", action="store_true", help="remove build output")
    arguments = parser.parse_args()
    try:
        if arguments.help_make:
            help_make(arguments.help_make)
        elif arguments.lock:
            lock()
        elif arguments.clean:
            clean()
        else:
            set_up(arguments.tests)
    except SetupError as error:
        print("make: %s" % error, file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("\nmake: stopped; call it again to go on where it stood.", file=sys.stderr)
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
