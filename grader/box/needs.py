"""What a check needs from the other side: the names that it reads, and the imports that it shares.

A check is the same for a whole class: the grader reads it once, so that no box has to.
"""

import ast
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Import:
    """An import statement, and the modules that it names."""

    code: str
    modules: list[str]


@dataclass(frozen=True)
class Needs:
    """What one check needs.

    Attributes:
        names: that it reads, wherever they come from.
        imports: its own import statements, outside of functions.
    """

    names: list[str] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)


def needs_of(code: str) -> Needs | None:
    """Return what a check needs, None if it is not plain Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    statements = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return Needs(sorted(names), [importing(node) for node in statements])


def importing(node: ast.Import | ast.ImportFrom) -> Import:
    """Return an import as a statement of its own."""
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return Import(ast.unparse(node), modules)


def read_needs(said: dict[str, list[object]]) -> Needs:
    """Return what a check needs as the grader has sent it."""
    return Needs([str(name) for name in said["names"]], [Import(**one) for one in said["imports"]])  # type: ignore[arg-type]
