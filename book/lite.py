"""The exercises as whole notebooks in JupyterLite: JupyterLab in the browser, on our own Pyodide, without a CDN."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from book.errors import BookError
from book.paths import EXERCISES, LITE, LITE_WHEELS
from book.tools import tool

# what JupyterLite's kernel runs on and Pyodide's lock leaves out: pure Python, of the versions that are installed here
KERNEL_NEEDS = (
    "asttokens",
    "comm",
    "executing",
    "ipython",
    "ipython-pygments-lexers",
    "jedi",
    "matplotlib-inline",
    "parso",
    "prompt-toolkit",
    "pure-eval",
    "pygments",
    "stack-data",
    "traitlets",
    "wcwidth",
)
KERNEL = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / "@jupyterlite" / "pyodide-kernel-extension"
# JupyterLite takes what begins with ./ as seen from its own folder
PYODIDE_URL = "./../_assets/pyodide/pyodide.mjs"


def build_lite() -> None:
    """Write JupyterLite with all exercises into the site's assets.

    Raises:
        BookError: A wheel cannot be had, or JupyterLite does not build.
    """
    wheels = fetch_wheels()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for notebook in EXERCISES.glob("*/*.ipynb"):
            shutil.copytree(notebook.parent, home / "files" / notebook.parent.name, dirs_exist_ok=True)
        write(home / "jupyter_lite_config.json", build_settings(wheels))
        write(home / "jupyter-lite.json", page_settings())
        shutil.rmtree(LITE, ignore_errors=True)
        command = [tool("jupyter"), "lite", "build", "--output-dir", str(LITE)]
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BookError(f"JupyterLite does not build: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")


def build_settings(wheels: list[Path]) -> dict[str, object]:
    """Return what `jupyter lite build` is to put in."""
    return {
        "LiteBuildConfig": {
            "apps": ["lab", "notebooks"],
            "contents": ["files"],
            "federated_extensions": [str(KERNEL)],
            "ignore_sys_prefix": ["federated_extensions"],
            "no_sourcemaps": True,
        },
        "PipliteAddon": {"piplite_urls": [str(wheel) for wheel in wheels]},
    }


def page_settings() -> dict[str, object]:
    """Return what JupyterLite reads when a page opens."""
    kernel = {"disablePyPIFallback": True, "pyodideUrl": PYODIDE_URL}
    settings = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {"appName": "AI from scratch", "litePluginSettings": settings},
    }


def fetch_wheels() -> list[Path]:
    """Return the wheels of KERNEL_NEEDS, downloaded once with pip.

    Raises:
        BookError: pip cannot download one.
    """
    wanted = {name: version(name) for name in KERNEL_NEEDS}
    LITE_WHEELS.mkdir(parents=True, exist_ok=True)
    there = {path: path.name.split("-")[:2] for path in sorted(LITE_WHEELS.glob("*-none-any.whl"))}
    right = [path for path, (name, number) in there.items() if wanted.get(name.replace("_", "-")) == number]
    if len(right) == len(wanted):
        return right
    pins = [f"{name}=={number}" for name, number in wanted.items()]
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--platform", "any", "--dest", str(LITE_WHEELS)]
    command = [sys.executable, "-m", "pip", "download", *options, *pins]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BookError(f"pip can't download what JupyterLite's kernel runs on: {reason}")
    for path in LITE_WHEELS.glob("*.whl"):
        name, number, *_ = path.name.split("-")
        if wanted.get(name.lower().replace("_", "-")) != number:
            path.unlink()
    return sorted(LITE_WHEELS.glob("*.whl"))


def write(path: Path, settings: dict[str, object]) -> None:
    """Write settings as JSON."""
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")
