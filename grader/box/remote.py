"""What stands in the checks for an object that stays with the answers.

It can be called, looked into and walked through. It is never compared, never added to and never true or false by
the student's own rules: what decides over points is data on this side, or Python's own rules.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

Ask = Callable[..., Any]  # (operation, number of the object, *arguments, **keywords) -> the answer


class Remote:
    """An object of the other side."""

    def __init__(self, ask: Ask, number: int, about: dict[str, Any]) -> None:
        mine = {"_ask": ask, "_number": number, "_kind": library_class(str(about.get("class")))}
        if about.get("name"):
            mine |= {"__name__": str(about["name"]), "__qualname__": str(about["name"]), "__doc__": about.get("doc")}
        self.__dict__.update(mine)

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # so that isinstance knows an estimator of scikit-learn
        kind: type | None = self.__dict__["_kind"]
        return kind or type(self)

    def __getattr__(self, name: str) -> Any:
        return self._ask("getattr", self._number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._ask("setattr", self._number, name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._ask("getitem", self._number, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._ask("setitem", self._number, key, value)

    def __len__(self) -> int:
        length = self._ask("len", self._number)
        if type(length) is not int:
            raise TypeError("len() is a whole number")
        return length

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        walk = self._ask("iter", self._number)
        while True:
            found, value = self._ask("next", walk._number)
            if found is not True:
                return
            yield value

    def __contains__(self, value: Any) -> bool:
        return any(item is value or item == value for item in self)

    def __repr__(self) -> str:
        return str(self._ask("repr", self._number))

    def __str__(self) -> str:
        return str(self._ask("str", self._number))


class RemoteCallable(Remote):
    """A function or class of the other side."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it over there."""
        return self._ask("call", self._number, *args, **kwargs)


def library_class(name: str) -> type | None:
    """Return a class of a library that has been imported; none of Python's and NumPy's own, which are data."""
    module, _, qualified = name.partition(":")
    found = getattr(sys.modules.get(module), qualified, None)
    if not isinstance(found, type) or module.split(".")[0] in ("builtins", "numpy", "__main__"):
        return None
    return found
