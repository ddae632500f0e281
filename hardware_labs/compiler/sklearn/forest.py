"""Decision trees and forests, for classes and for numbers.

A forest's probabilities are the mean of its trees', as in scikit-learn. Where all leaves are pure, each tree gives one
vote and the outcome is exactly scikit-learn's. Otherwise leaves are rows of probabilities in units of 1/32768, so the
mean is off by at most 1/65536 and the class is scikit-learn's wherever it leads by more than 1/32768.

A forest's number is the mean of its trees' leaves, each rounded at the output's scale, rounded again: off by at most
one unit of the output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.sklearn import tree_code, tree_table
from hardware_labs.compiler.sklearn.features import Features
from hardware_labs.compiler.sklearn.model import ONE, ClassicalModel, Classifier, Regressor
from hardware_labs.compiler.sklearn.prediction import Work
from hardware_labs.compiler.sklearn.tree import Leaf, Pool, Split

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FORMS = ("auto", "table", "code")
LARGEST_FOREST = 255


class CodeSizes(NamedTuple):
    """Bytes, measured at -Os: the walk of runtime/tree.h, a split of each feature's size and a leaf as if and else."""

    walk: int
    split: dict[int, float]
    leaf: float


CODE_SIZES = {
    "avr": CodeSizes(360, {1: 7.4, 2: 12.5}, 4.1),
    "esp32c3": CodeSizes(180, {1: 6, 2: 6}, 6),
    "esp32": CodeSizes(180, {1: 6, 2: 6}, 6),
}
INT32_MAX = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Forest(ClassicalModel):
    """Trees of which each gives an answer.

    Attributes:
        pool: The trees.
        form: "table", "code", or "auto" for the smaller one.
        engine: The engine of boards.toml that it shall be small for.
    """

    pool: Pool
    form: str
    engine: str

    def chosen_form(self) -> str:
        """Return "table" or "code"."""
        if self.form != "auto":
            return self.form
        table = CODE_SIZES[self.engine].walk + sum(
            len(part.to_bytes()) for part in tree_table.tables(self.pool, self.features)
        )
        return "table" if table < self.code_size() else "code"

    def code_size(self) -> int:
        """Return about how many bytes the trees take as if and else."""
        used = [node for node, count in zip(self.pool.nodes, self.pool.uses(), strict=True) if count]
        splits = sum(isinstance(node, Split) for node in used)
        # a leaf that several splits share is written for each
        leaves = splits + len(self.pool.roots)
        sizes = CODE_SIZES[self.engine]
        return round(splits * sizes.split[self.features.size] + leaves * sizes.leaf)

    def work(self, x: NDArray[Any]) -> Work:
        """The splits on the way to the leaves."""
        trees = len(self.pool.roots)
        kernel = f"tree {self.chosen_form()}"
        if trees == 1 and kernel == "tree code" and not self.additions:
            kernel = "one tree code"  # nobody counts votes
        return Work(kernel, trees, self.pool.path_lengths(x), self.additions)

    @property
    def additions(self) -> int:
        """Classes of the trees' leaves that are added up."""
        return 0

    @property
    def flash(self) -> int:
        """Bytes of constants, or about those of the code."""
        return super().flash + (self.code_size() if self.chosen_form() == "code" else 0)

    def c_count(self, c: CWriter, call: str) -> list[str]:
        """Return statements that do `call` (with {tree} for a tree's answer) for each tree."""
        wide = any(isinstance(node, Leaf) and node.answer > 255 for node in self.pool.nodes)
        answer_type = "uint16_t" if wide else "uint8_t"
        if self.chosen_form() == "code":
            c.include("tree_function.h")
            text, names = tree_code.functions(self.pool, self.features, answer_type)
            c.declarations += text
            return [call.format(tree=f"{name}(x)") for name in names]
        c.include("tree.h")
        parts = tree_table.tables(self.pool, self.features)
        lines = []
        for number, part in enumerate(parts):
            c.layer = f"trees_{number}"
            table = c.weights(part.to_bytes())
            if part.trees == 1:
                lines.append(call.format(tree=f"tree_answer({table}, 1, 0, x)"))
                continue
            lines += [
                f"trees = {table};",
                f"for (uint8_t tree = 0; tree < {part.trees}; tree++)",
                "    " + call.format(tree=f"tree_answer(trees, {part.trees}, tree, x)"),
            ]
        return ["far_flash trees;", *lines] if any(part.trees > 1 for part in parts) else lines


@dataclass(frozen=True, eq=False)
class ForestClassifier(Classifier, Forest):
    """Trees that vote.

    Attributes:
        rows: Probabilities of the leaves' answers, of shape (answers, classes); None where an answer is a class.
    """

    rows: Int64 | None

    @property
    def additions(self) -> int:
        """All classes for each tree, where leaves are mixed."""
        return 0 if self.rows is None else len(self.pool.roots) * len(self.classes)

    @property
    def locals(self) -> int:
        """The votes."""
        return 4 * len(self.classes)

    def votes(self, x: NDArray[Any]) -> Int64:
        """Return what the trees give to each class, of shape (samples, classes)."""
        answers = self.pool.answers(self.features.check(x))
        rows = np.eye(len(self.classes), dtype=np.int64) if self.rows is None else self.rows
        votes: Int64 = rows[answers].sum(axis=1)
        return votes

    def run(self, x: NDArray[Any]) -> Int64:
        """The first of the classes with most votes."""
        classes: Int64 = np.argmax(self.votes(x), axis=1)
        return classes

    def shares(self, x: NDArray[Any]) -> Int64:
        """The mean of the trees."""
        count = len(self.pool.roots)
        return (self.votes(x) * (ONE if self.rows is None else 1) + count // 2) // count

    def c_body(self, c: CWriter) -> str:
        """See runtime/classes.h."""
        trees = len(self.pool.roots)
        if trees == 1 and self.rows is None and not self.probabilities:
            return _lines(self.c_count(c, "return (uint8_t){tree};"))
        c.include("classes.h")
        if self.rows is None:
            calls = self.c_count(c, "votes[{tree}]++;")
        else:
            c.include("leaves.h")
            c.layer = "leaves"
            rows = np.frombuffer(self.rows.astype("<u2").tobytes(), dtype=np.int8)
            calls = [f"const far_flash leaves = {c.weights(rows)};"]
            calls += self.c_count(c, "add_row(leaves, {tree}, votes, MODEL_CLASSES);")
        lines = ["int32_t votes[MODEL_CLASSES] = {0};", *calls]
        if self.probabilities:
            one = "MODEL_PROBABILITY_ONE" if self.rows is None else "1"
            lines.append(f"shares_of(votes, MODEL_CLASSES, {one}, {trees}, probability);")
        return _lines([*lines, "return first_largest(votes, MODEL_CLASSES);"])


@dataclass(frozen=True, eq=False)
class ForestRegressor(Regressor, Forest):
    """Trees whose numbers are averaged.

    Attributes:
        values: int32 of each answer, at the output's scale.
    """

    values: Int64

    def run(self, x: NDArray[Any]) -> Int64:
        """The mean, halves upwards."""
        count = len(self.pool.roots)
        sums: Int64 = self.values[self.pool.answers(self.features.check(x))].sum(axis=1)
        return (sums + count // 2) // count

    def c_body(self, c: CWriter) -> str:
        """See runtime/numbers.h."""
        c.include("numbers.h")
        c.layer = "leaves"
        values = np.frombuffer(self.values.astype("<i4").tobytes(), dtype=np.int8)
        lines = [f"const far_flash leaves = {c.weights(values)};", "int32_t sum = 0;"]
        lines += self.c_count(c, "sum += far_flash_read_int32(leaves + 4u * {tree});")
        return _lines([*lines, f"return mean_of(sum, {len(self.pool.roots)});"])


def convert_forest(
    estimator: BaseEstimator,
    features: Features,
    *,
    form: str,
    engine: str,
    probabilities: bool,
    output_scale: int,
) -> ClassicalModel:
    """Convert a fitted tree or forest of scikit-learn.

    Raises:
        CompileError: It has several outputs, too many trees, features or leaves, or numbers too large for int32.
    """
    trees = [member.tree_ for member in getattr(estimator, "estimators_", [estimator])]
    name = type(estimator).__name__
    if form not in FORMS:
        raise CompileError(f"There is no form {form!r} of trees: choose one of {', '.join(FORMS)}.")
    if estimator.n_outputs_ > 1:
        raise CompileError(f"This {name} predicts {estimator.n_outputs_} values at once: fit and compile one for each.")
    if len(trees) > LARGEST_FOREST or features.count >= tree_table.LONG:
        raise CompileError(
            f"This {name} has {len(trees)} trees of {features.count} features, and {LARGEST_FOREST} trees of "
            f"{tree_table.LONG - 1} features are possible: train it with fewer."
        )
    leaves = [np.asarray(tree.value)[:, 0, :] for tree in trees]
    width = len(getattr(estimator, "classes_", (0,)))
    if not all(values.shape[1] == width and np.isfinite(values).all() for values in leaves):
        raise CompileError(f"The leaves of this {name} are no numbers for {width} answers: save the model anew.")
    if hasattr(estimator, "classes_"):
        return _classifier(estimator, features, leaves, trees, form, engine, probabilities)
    numbers = [np.floor(values[:, 0] * output_scale + 0.5) for values in leaves]
    largest = max(np.abs(values).max() for values in numbers)
    if not largest * len(trees) <= INT32_MAX - len(trees):
        raise CompileError(
            f"The numbers of this {name}, up to {largest / output_scale:g}, leave int32 when {len(trees)} of them are "
            f"added at the output scale {output_scale}: choose a smaller one."
        )
    table = _Table(name)
    pool = Pool()
    for tree, values in zip(trees, numbers, strict=True):
        pool.add_tree(tree, features, table.answer(values[:, None]))
    return ForestRegressor(features, pool, form, engine, output_scale, np.array(table.rows, dtype=np.int64)[:, 0])


def _classifier(
    estimator: BaseEstimator,
    features: Features,
    leaves: list[NDArray[Any]],
    trees: list[Any],
    form: str,
    engine: str,
    probabilities: bool,
) -> ForestClassifier:
    classes = tuple(str(label) for label in estimator.classes_)
    shares = [values / values.sum(axis=1, keepdims=True) for values in leaves]
    at_leaves = [values[tree.children_left < 0] for tree, values in zip(trees, shares, strict=True)]
    alone = len(trees) == 1 and not probabilities
    pool, table = Pool(), _Table(type(estimator).__name__)
    pure = alone or all((values.max(axis=1) == 1).all() for values in at_leaves)
    for tree, values in zip(trees, shares, strict=True):
        if pure:
            pool.add_tree(tree, features, values.argmax(axis=1).__getitem__)
        else:
            pool.add_tree(tree, features, table.answer(np.floor(values * ONE + 0.5)))
    return ForestClassifier(
        features=features,
        classes=classes,
        probabilities=probabilities,
        pool=pool,
        form=form,
        engine=engine,
        rows=None if pure else np.array(table.rows, dtype=np.int64),
    )


def _lines(statements: list[str]) -> str:
    return "\n".join(f"    {statement}" for statement in statements)


class _Table:
    """Rows, each once."""

    def __init__(self, name: str) -> None:
        self.rows: list[tuple[int, ...]] = []
        self._name = name
        self._places: dict[tuple[int, ...], int] = {}

    def answer(self, rows: NDArray[Any]) -> Callable[[int], int]:
        """Return what turns the number of a leaf into its row's place in this table."""
        return lambda number: self._place(tuple(rows[number].astype(int).tolist()))

    def _place(self, row: tuple[int, ...]) -> int:
        if row not in self._places:
            self._places[row] = len(self.rows)
            self.rows.append(row)
        if len(self.rows) > tree_table.LARGEST_ANSWER:
            raise CompileError(
                f"This {self._name} has more than {tree_table.LARGEST_ANSWER} different leaves: "
                "train it with a larger min_samples_leaf."
            )
        return self._places[row]
