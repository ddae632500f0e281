"""Errors that cross from one side to the other: by name, with the frames that a student may read."""

import builtins
import sys
from typing import Any

from .drawing import draw, text_of
from .shell import HERE, Shell

SCALARS = (str, int, float, bool, type(None))


def describe(error: BaseException) -> dict[str, Any]:
    """Return an error as a message."""
    try:
        args = [value for value in error.args if type(value) in SCALARS]
        plain = len(args) == len(error.args)
    except Exception:
        args, plain = [], False
    return {
        "classes": [f"{kind.__module__}:{kind.__qualname__}" for kind in type(error).__mro__],
        "text": text_of(error)[:10_000],
        "args": args if plain else None,
    }


def frames(error: BaseException, shell: Shell) -> list[str]:
    """Return the frames of an error below our own."""
    return [part for part in draw(error, shell, HERE) if part.startswith(("Cell In[", "File "))]


def rebuild(message: dict[str, Any]) -> BaseException:
    """Return the error of the other side, of the nearest class that this side knows.

    Raises:
        Exception: the message is none of `describe`.
    """
    names = [str(name) for name in message["classes"]]
    known = next(filter(None, map(known_class, names)), Exception)
    wanted = names[0].rpartition(":")[2].rpartition(".")[2]
    kind = known if known.__name__ == wanted else type(wanted, (known,), {})
    text, args = str(message["text"]), message["args"]
    plain_args = isinstance(args, list) and all(type(value) in SCALARS for value in args)
    try:
        error: BaseException = kind(*(args if plain_args else [text]))
    except Exception:
        error = type(wanted, (Exception,), {})(text)
    return error


def known_class(name: str) -> type[BaseException] | None:
    """Return an error class of Python itself or of a library that has been imported."""
    module, _, qualified = name.partition(":")
    if module == "__main__":
        return None
    found = getattr(builtins if module == "builtins" else sys.modules.get(module), qualified, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
