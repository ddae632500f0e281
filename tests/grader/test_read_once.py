"""What is read once for a class, or without a second look, says the same as the slow way."""

import ast

import nbformat
import pytest
from nbformat import v4

from grader.box.needs import Import, needs_of
from grader.box.shell import ParsingOnce
from grader.notebooks import new_cell

CHECK = """
import numpy as np
from mine import secret as s
def check():
    import json
    return json.dumps(np.mean(weights)) + unit
assert check() == s, answer[0]
weights_seen = 1
"""


def test_a_check_reads_names_and_shares_its_own_imports() -> None:
    """Names that it only writes, and imports inside of functions, are not among them."""
    needs = needs_of(CHECK)
    assert needs is not None
    assert needs.names == ["answer", "check", "json", "np", "s", "unit", "weights"]
    assert needs.imports == [
        Import("import numpy as np", ["numpy"]),
        Import("from mine import secret as s", ["mine"]),
    ]


def test_what_is_no_plain_python_is_left_to_the_box() -> None:
    """Magics are IPython's."""
    assert needs_of("%matplotlib inline\nassert x") is None


@pytest.mark.parametrize(("kind", "make"), [
    ("code", v4.new_code_cell),
    ("markdown", v4.new_markdown_cell),
    ("raw", v4.new_raw_cell),
    ("heading", v4.new_raw_cell),
])  # fmt: skip
def test_new_cells_are_those_of_nbformat(kind: str, make: type) -> None:
    """But for the id, which is drawn."""
    cell, slow = new_cell(kind, "x = 1"), make(source="x = 1")
    nbformat.validate(v4.new_notebook(cells=[cell]))  # type: ignore[no-untyped-call]
    assert type(cell) is type(slow)
    assert {**cell, "id": ""} == {**slow, "id": ""}


def test_a_kept_tree_is_given_away_once_and_for_its_own_cell_only() -> None:
    """Whoever gets it may change it; with other compiler flags it could be another tree."""
    compiler = ParsingOnce()  # type: ignore[no-untyped-call]
    assert compiler.keep("x = 1\n", "cell")
    kept = compiler.ast_parse("x = 1\n", "cell")
    assert compiler.ast_parse("x = 1\n", "cell") is not kept
    assert compiler.keep("x = 1\n", "cell")
    assert ast.dump(compiler.ast_parse("y = 2\n", "cell")) == ast.dump(ast.parse("y = 2"))
    assert not compiler.keep("%magic\n", "cell")
    with pytest.raises(SyntaxError):
        compiler.ast_parse("%magic\n", "cell")
