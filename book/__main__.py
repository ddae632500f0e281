"""The command line: ``python -m book build``, ``serve``, ``site``, ``gettext`` and ``permalinks``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from book.build import build
from book.errors import BookError
from book.paths import ROOT, SITE
from book.permalinks import LISTED, accept
from book.serve import serve

DEFAULT_PORT = 8000
EXAMPLES = """examples:
  python -m book build                     bring book/_build/html up to date
  python -m book serve                     serve it on 127.0.0.1, port 8000 or the next free one
  python -m book serve --port 8080 --open  serve it there and open the browser
  python -m book site -o build/site        write one folder to publish, with PDF and service worker
  python -m book gettext                   write a catalogue of each page's texts for translators
  python -m book permalinks                add new headings to the addresses that stay, book/permalinks.txt"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m book",
        description="Build, serve and publish the book.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="build|serve|site|gettext|permalinks")
    commands.add_parser(
        "build", help="bring the site in book/_build/html up to date", epilog="example: python -m book build"
    )
    server = commands.add_parser(
        "serve",
        help="serve the built site on 127.0.0.1 until Ctrl-C",
        epilog="example: python -m book serve --port 8080 --open",
    )
    server.add_argument("--port", type=port, help=f"port (default: {DEFAULT_PORT} or the next free one)")
    server.add_argument("--open", action="store_true", help="open the site in the browser")
    publish = commands.add_parser(
        "site",
        help="build the book and write one folder to publish: pages, PDF, service worker",
        epilog="example: python -m book site -o build/site",
    )
    publish.add_argument("-o", "--output", type=Path, default=ROOT / "build" / "site", metavar="DIR", help="the folder")
    texts = commands.add_parser(
        "gettext",
        help="write the texts of each page into a .pot file, to translate",
        epilog="example: python -m book gettext -o build/gettext",
    )
    folder = ROOT / "build" / "gettext"
    texts.add_argument("-o", "--output", type=Path, default=folder, metavar="DIR", help="the folder")
    commands.add_parser(
        "permalinks",
        help="list the addresses of new headings, which stay from then on",
        epilog="example: python -m book build && python -m book permalinks",
    )
    return top


def port(text: str) -> int:
    """Return a port number."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return the exit code."""
    chosen = parser().parse_args(arguments)
    try:
        if chosen.command == "build":
            build()
        elif chosen.command == "site":
            from book.site import write_site  # needs a browser, and what drives it

            write_site(chosen.output)
        elif chosen.command == "gettext":
            from book.catalogues import write_catalogues  # loads Sphinx, which the other commands run on its own

            print(f"{len(write_catalogues(chosen.output))} catalogues in {chosen.output}")
        elif chosen.command == "permalinks":
            print(f"{accept(SITE)} new addresses in {LISTED.relative_to(ROOT)}")
        else:
            serve(chosen.port, DEFAULT_PORT, chosen.open)
    except BookError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
