"""Where the book's sources, its intermediate output and the finished site are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
NODE_MODULES = ROOT / "node_modules"
LABS = ROOT / "hardware_labs"
EXERCISES = ROOT / "exercises"
SOLUTIONS = ROOT / "solutions"

OUTPUT = BOOK / "_build"
WEB = OUTPUT / "web"  # copied into the site as it is: html_extra_path of _config.yml
ASSETS = WEB / "_assets"
LITE = WEB / "lite"
SITE = OUTPUT / "html"
CACHE = OUTPUT / ".jupyter_cache"
LOG = OUTPUT / "build.log"
STAMPS = OUTPUT / "stamps"

PYODIDE = ROOT / "build" / "pyodide"
LITE_WHEELS = ROOT / "build" / "lite-wheels"
