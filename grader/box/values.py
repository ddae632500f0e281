"""Values on their way between the answers and the checks: as data, never as pickled objects.

Numbers, text, containers and NumPy arrays are copied; everything else stays where it is and is reached by a
handle. A type that a student derives from one of them arrives as the plain type, without its methods.
"""

import base64
import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

Encoded = Any  # what JSON can hold
TYPES = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object, type(None))


class Handles(Protocol):
    """Turns objects that cannot be copied into handles, and back."""

    def export(self, value: object) -> Encoded:
        """Return a handle to an object of this side."""
        ...

    def number(self, value: object) -> int | None:
        """Return the number of an object of the other side, None for any other object."""
        ...

    def own(self, number: int) -> object:
        """Return the object of this side that a handle names."""
        ...

    def foreign(self, number: int, about: Encoded) -> object:
        """Return what stands for an object of the other side."""
        ...


class Codec:
    """Encodes and decodes the values of one call and its answer.

    Both sides number the lists, dicts, sets and arrays as they meet them, so that the same object stays the same
    and a change to an argument can be sent back.
    """

    def __init__(self, handles: Handles, trusting: bool) -> None:
        self.handles = handles
        self.trusting = trusting  # whether the other side may name any function of a library
        self.seen: list[Any] = []
        self.number_of: dict[int, int] = {}

    def note(self, value: Any) -> None:
        """Give the next number to an object that can change."""
        self.number_of[id(value)] = len(self.seen)
        self.seen.append(value)

    def encode(self, value: Any) -> Encoded:
        """Return a value as JSON can hold it."""
        if value is None or value is True or value is False:
            return value
        number = self.handles.number(value)
        if number is not None:
            return ["yours", number]
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            if isinstance(value, numpy.generic) and not value.dtype.hasobject:
                return ["scalar", described(value.dtype), text(value.tobytes())]
            if isinstance(value, numpy.dtype) and not value.hasobject:
                return ["dtype", described(value)]
            tensor = array_of_tensor(value)
            if tensor is not None:
                return ["tensor", described(tensor.dtype), list(tensor.shape), text(tensor.tobytes())]
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            whole = int.__int__(value)
            return whole if -(2**63) < whole < 2**63 else ["int", hex(whole)]
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, bytes | bytearray):
            return ["bytes", text(bytes(value))]
        if isinstance(value, tuple):
            return ["tuple", *map(self.encode, tuple.__iter__(value))]
        if isinstance(value, frozenset):
            return ["frozenset", *map(self.encode, frozenset.__iter__(value))]
        if isinstance(value, range | slice):
            return [type(value).__name__, *map(self.encode, (value.start, value.stop, value.step))]
        if value is ...:
            return ["ellipsis"]
        if isinstance(value, ModuleType):
            return ["module", value.__name__]
        if isinstance(value, list | dict | set) or (numpy is not None and isinstance(value, numpy.ndarray)):
            known = self.number_of.get(id(value))
            if known is not None:
                return ["same", known]
            self.note(value)
            return self.content(value)
        named = library_name(value)
        if named and (not self.trusting or is_plain_type(value)):
            # towards the answers any function of a library goes by its name; towards the checks only types
            return ["named", *named]
        return self.handles.export(value)

    def content(self, value: Any) -> Encoded:
        """Return a list, dict, set or array with all that is in it."""
        if isinstance(value, list):
            return ["list", *map(self.encode, list.__iter__(value))]
        if isinstance(value, dict):
            return ["dict", *([self.encode(key), self.encode(item)] for key, item in dict.items(value))]
        if isinstance(value, set):
            return ["set", *map(self.encode, set.__iter__(value))]
        if value.dtype.hasobject:
            return ["objects", list(value.shape), *map(self.encode, value.ravel().tolist())]
        return ["array", described(value.dtype), list(value.shape), text(value.tobytes())]

    def decode(self, code: Encoded) -> Any:
        """Return the value; whatever is wrong with `code` ends in some exception and in nothing worse."""
        if not isinstance(code, list):
            if code is None or isinstance(code, bool | int | float | str):
                return code
            raise ValueError("not a value")
        tag, *rest = code
        if tag == "list":
            items: list[Any] = []
            self.note(items)
            items.extend(map(self.decode, rest))
            return items
        if tag == "dict":
            mapping: dict[Any, Any] = {}
            self.note(mapping)
            mapping.update((self.decode(key), self.decode(item)) for key, item in rest)
            return mapping
        if tag == "set":
            group: set[Any] = set()
            self.note(group)
            group.update(map(self.decode, rest))
            return group
        if tag in ("array", "objects"):
            return self.array(tag, rest)
        return self.simple(str(tag), rest)

    def array(self, tag: str, rest: list[Any]) -> Any:
        """Return an array of its own memory."""
        import numpy

        if tag == "objects":
            shape, *items = rest
            array = numpy.empty(tuple(shape), dtype=object)
            self.note(array)
            array.ravel()[:] = [self.decode(item) for item in items]
            return array
        kind, shape, data = rest
        array = numpy.frombuffer(base64.b64decode(data), dtype(kind)).reshape(tuple(shape)).copy()
        self.note(array)
        return array

    def simple(self, tag: str, rest: list[Any]) -> Any:
        """Return a value that cannot change."""
        decoders: dict[str, Callable[..., Any]] = {
            "same": lambda number: self.seen[number],
            "int": lambda digits: int(digits, 16),
            "complex": complex,
            "bytes": base64.b64decode,
            "tuple": lambda *items: tuple(map(self.decode, items)),
            "frozenset": lambda *items: frozenset(map(self.decode, items)),
            "range": range,
            "slice": lambda *items: slice(*map(self.decode, items)),
            "ellipsis": lambda: ...,
            "scalar": scalar,
            "dtype": dtype,
            "tensor": tensor,
            "module": self.module,
            "named": self.named,
            "yours": self.handles.own,
            "mine": self.handles.foreign,
        }
        return decoders[tag](*rest)

    def module(self, name: str) -> Any:
        """Return a module of this side; for the checks only one that is there already."""
        return importlib.import_module(name) if self.trusting else sys.modules[name]

    def named(self, module: str, name: str) -> Any:
        """Return what a library calls by that name."""
        found: Any = self.module(module)
        for part in name.split("."):
            found = getattr(found, part)
        if self.trusting or is_plain_type(found):
            return found
        raise ValueError("only types go by name")

    def changes(self, copies: list[Any]) -> dict[str, Encoded]:
        """Return the objects that have changed since `copy_all`, by their number."""
        changed = [number for number, copy in enumerate(copies) if not same_content(self.seen[number], copy)]
        return {str(number): self.content(self.seen[number]) for number in changed}

    def copy_all(self) -> list[Any]:
        """Return shallow copies of all objects seen so far."""
        return [value.copy() for value in self.seen]

    def apply(self, changes: dict[str, Encoded]) -> None:
        """Make the changes of the other side to the objects of this side."""
        for number, code in changes.items():
            target = self.seen[int(number)]
            tag, *rest = code
            if isinstance(target, list) and tag == "list":
                target[:] = [self.decode(item) for item in rest]
            elif isinstance(target, dict) and tag == "dict":
                items = [(self.decode(key), self.decode(item)) for key, item in rest]
                target.clear()
                target.update(items)
            elif isinstance(target, set) and tag == "set":
                members = {self.decode(item) for item in rest}
                target.clear()
                target.update(members)
            elif tag == "array" and not isinstance(target, list | dict | set):
                kind, shape, data = rest
                target[...] = scalar_buffer(kind, data).reshape(tuple(shape))


def same_content(value: Any, copy: Any) -> bool:
    """Say whether an object still holds what its shallow copy holds."""
    if isinstance(value, list):
        return len(value) == len(copy) and all(map(is_same, value, copy))
    if isinstance(value, dict):
        return len(value) == len(copy) and all(map(is_same, [*value, *value.values()], [*copy, *copy.values()]))
    if isinstance(value, set):
        return bool(value == copy)
    if value.dtype.hasobject:
        return value.shape == copy.shape and all(map(is_same, value.ravel().tolist(), copy.ravel().tolist()))
    return bool(value.shape == copy.shape and value.dtype == copy.dtype and value.tobytes() == copy.tobytes())


def is_same(one: object, other: object) -> bool:
    """Say whether two items are the same object."""
    return one is other


def text(data: bytes) -> str:
    """Return bytes as text."""
    return base64.b64encode(data).decode("ascii")


def described(kind: Any) -> Encoded:
    """Return a NumPy dtype as text, or with its fields."""
    return kind.descr if kind.names else kind.str


def dtype(code: Encoded) -> Any:
    """Return a NumPy dtype without Python objects."""
    import numpy

    if isinstance(code, list):
        code = [tuple(tuple(part) if isinstance(part, list) else part for part in field) for field in code]
    kind = numpy.dtype(code)
    if kind.hasobject:
        raise ValueError("objects are not copied")
    return kind


def scalar_buffer(kind: Encoded, data: str) -> Any:
    """Return a flat array over bytes."""
    import numpy

    return numpy.frombuffer(base64.b64decode(data), dtype(kind))


def scalar(kind: Encoded, data: str) -> Any:
    """Return one NumPy scalar."""
    return scalar_buffer(kind, data)[0]


def array_of_tensor(value: Any) -> Any:
    """Return the numbers of one of TensorFlow's tensors as an array, None for any other object."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or not isinstance(value, tensorflow.Tensor) or not hasattr(value, "numpy"):
        return None  # a symbolic tensor has no numbers yet
    import numpy

    array = numpy.asarray(value.numpy())
    return array if array.dtype.kind in "biufc" else None


def tensor(kind: Encoded, shape: list[int], data: str) -> Any:
    """Return a tensor of its own memory."""
    return sys.modules["tensorflow"].constant(scalar_buffer(kind, data).reshape(tuple(shape)))


def library_name(value: Any) -> tuple[str, str] | None:
    """Return module and name of a function or class of a library, None for what belongs to the notebook."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not callable(value) or not isinstance(module, str) or not isinstance(name, str) or module == "__main__":
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def is_plain_type(value: object) -> bool:
    """Say whether this is one of Python's or NumPy's types of data."""
    numpy = sys.modules.get("numpy")
    return (
        value in TYPES
        if isinstance(value, type) and value.__module__ == "builtins"
        else (numpy is not None and isinstance(value, type) and issubclass(value, numpy.generic))
    )
