"""Runs the page's cells inside Pyodide: shared scopes, rich values, figures, short tracebacks."""

import ast
import base64
import inspect
import json
import linecache
import math
import sys
import traceback
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# what a value may show itself as, the richest first, as in IPython
RICH = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
}

scopes: dict[str, dict[str, Any]] = {}


def emit(mime: str, data: str) -> None:
    """Show something in the running cell's output; the worker puts its own function in place of this one."""
    print(f"[{mime}, {len(data)} characters]")


def scope_of(name: str) -> dict[str, Any]:
    """Return the variables that cells of this scope share."""
    if name not in scopes:
        scopes[name] = {"__name__": "__main__", "__builtins__": __builtins__, "display": display}
    return scopes[name]


async def run_cell(code: str, scope: str, name: str) -> tuple[str, str, str] | None:
    """Run a cell and show its last expression and its figures.

    Args:
        code: Python source, in which top-level `await` is allowed.
        scope: Name of the scope to run in.
        name: What tracebacks call the cell.

    Returns:
        None, or the exception's class name, its message and a short traceback.
    """
    filename = f"<{name}>"
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    variables = scope_of(scope)
    try:
        tree = ast.parse(code, filename)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not code.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        await run(tree, filename, "exec", variables)
        value = None if last is None else await run(last, filename, "eval", variables)
        if value is not None and not is_figure(value):
            emit(*richest(value))
        show_figures()
    except BaseException as error:  # whatever a reader's cell raises is the reader's to see
        show_figures()
        return type(error).__name__, str(error), short_traceback(error)
    return None


def evaluate(code: str, scope: str, values: str) -> None:
    """Run code and show the value of its last expression as JSON, for widgets that draw what the page's code computes.

    Args:
        code: Python source that ends with an expression.
        scope: Name of the scope to run in.
        values: JSON of the names that the code may use beside those of the scope.
    """
    variables = scope_of(scope)
    variables.update(json.loads(values))
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), "code that is evaluated ends with an expression"
    exec(compile(tree, "<widget>", "exec"), variables)
    value = eval(compile(ast.Expression(last.value), "<widget>", "eval"), variables)
    emit("application/json", json.dumps(plain(value)))


def plain(value: object) -> object:
    """Return a value as JSON knows it: arrays as lists, and None for what is no finite number."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


async def run(tree: ast.AST, filename: str, mode: str, variables: dict[str, Any]) -> object:
    """Evaluate a syntax tree, waiting for it if it awaits."""
    compiled = compile(tree, filename, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(compiled, variables)
    return await value if compiled.co_flags & inspect.CO_COROUTINE else value


def display(*values: object) -> None:
    """Show values one below the other, each in the richest form it offers: what a cell calls `display`."""
    for value in values:
        if is_figure(value):
            show_figure(value)
        else:
            emit(*richest(value))


def richest(value: object) -> tuple[str, str]:
    """Return the media type and the text of a value's richest form; bytes of a picture become base64."""
    bundle = offered(value, "_repr_mimebundle_")
    for mime, method in RICH.items():
        data = bundle.get(mime) if isinstance(bundle, dict) else None
        data = data or offered(value, method)
        if isinstance(data, bytes):
            return mime, base64.b64encode(data).decode()
        if isinstance(data, str):
            return mime, data
    return "text/plain", repr(value)


def offered(value: object, method: str) -> object:
    """Return what a value's `_repr_` method shows, without the metadata that may come with it, or None."""
    form = getattr(type(value), method, None)
    shown = form(value) if form else None
    return shown[0] if isinstance(shown, tuple) else shown


def is_figure(value: object) -> "TypeGuard[Figure]":
    """Say whether a value is a figure of Matplotlib, without importing Matplotlib."""
    return type(value).__module__ == "matplotlib.figure"


def show_figures() -> None:
    """Show and close all open figures, as notebooks do at the end of a cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        show_figure(pyplot.figure(number))


def show_figure(figure: "Figure") -> None:
    """Show a figure and close it."""
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=100, bbox_inches="tight", facecolor="white")
    emit("image/png", base64.b64encode(picture.getvalue()).decode())
    sys.modules["matplotlib.pyplot"].close(figure)


def short_traceback(error: BaseException) -> str:
    """Return a traceback of the cells' own lines and, of each library in between, the last line."""
    report = traceback.TracebackException.from_exception(error, compact=True)
    kept = []
    for frame in report.stack:
        ours = frame.filename.startswith("<") and frame.filename in linecache.cache
        if not ours and kept and kept[-1][0] is False:
            kept.pop()
        if ours or kept:
            kept.append((ours, frame))
    report.stack = traceback.StackSummary.from_list([frame for _, frame in kept])
    return "".join(report.format(chain=False))
