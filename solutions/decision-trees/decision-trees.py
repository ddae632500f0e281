# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] name="introduction"
# # A tree that finds the fault
#
# A decision tree is a handful of questions, asked in the order in which they help most. In this exercise
# you build all of it: the measure of how mixed a group is, the search for the question that unmixes it
# best, the growing, the answering, and the pruning, without which a tree learns every accident of its data
# by heart.
#
# The data are readings of borehole pumps: the current of the motor, the vibration of its casing, and what
# was the matter.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that
# fails says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

# amperes and thousandths of g; made up
X = np.array([[2.7, 35], [2.8, 40], [2.6, 30], [2.9, 180], [2.7, 150], [2.1, 120], [2.2, 110], [2.0, 240], [1.8, 60]])
y = np.array(["healthy", "healthy", "healthy", "worn", "worn", "blocked", "blocked", "dry", "dry"])
pump = np.array([1, 2, 3, 1, 2, 1, 3, 2, 3])

for (amperes, milli_g), state, number in zip(X, y, pump, strict=True):
    print(f"pump {number}: {amperes} A, {milli_g:3.0f} mg   {state}")

# %% [markdown] name="gini-task"
# ## How mixed is a group?
#
# *2 points.* Draw two members of a group by lot, putting the first one back. The chance that they have
# different labels is the **Gini impurity**: 0 where all are alike. If $p_c$ is the share of the label $c$
# in the group, it is
#
# $$G = 1 - \sum_c p_c^2$$
#
# Write `gini(labels)` for an array of labels, words or numbers, as many different ones as there are.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Take `["dry", "dry", "dry", "worn"]`. What are the two shares, and what do their squares add up to?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.unique(labels, return_counts=True)` gives the different labels and how often each of them occurs.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Counts become shares when you divide them by `len(labels)`. Square them with `** 2`, add them with
# `np.sum`, and mind what the sum is taken from.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "gini", "grade": false, "solution": true, "locked": false}
def gini(labels):
    """Return the Gini impurity of an array of labels."""
    ### BEGIN SOLUTION
    _, counts = np.unique(labels, return_counts=True)
    shares = counts / len(labels)
    return 1 - np.sum(shares**2)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "gini-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_gini():
    answer = gini(np.array(["dry", "dry", "dry", "worn"]))
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), f"The impurity is one number; yours has the shape {np.shape(answer)}."
    assert not np.isclose(answer, 0.625), "That is the sum of the squares, the chance of two alike: take it from 1."
    assert not np.isclose(answer, 0.25), "That is the share of the rarer labels; the Gini impurity squares the shares."
    assert not np.isclose(answer, 0), "The shares themselves add up to 1: square each of them before you add."
    assert not np.isclose(answer, 0.811278), "That is the entropy in bits, a relative; here it is the Gini impurity."
    assert not np.isclose(answer, -9), "You squared the counts: divide them by the size of the group first."
    assert np.isclose(answer, 0.375), f"Of 3 dry and 1 worn the impurity is 0.375, and yours is {answer}."
    assert np.isclose(gini(np.array([7, 7, 7])), 0), "Where all are alike the impurity is 0."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(51)
    for kinds, n in ((2, 9), (3, 31), (6, 200)):
        labels = other.integers(0, kinds, n) * 5 - 3
        alike = np.mean(labels[:, None] == labels)
        assert np.isclose(gini(labels), 1 - alike), f"For {n} other labels of {kinds} kinds your impurity is wrong."
    ### END HIDDEN TESTS


check_gini()

# %% [markdown] tags=["explanation"] name="gini-explanation"
# The measure comes from a lottery: $p_c^2$ is the chance of drawing the label $c$ twice, so what is left
# of 1 is the chance of two different ones. It is 0 for a pure group, and largest where all labels are
# equally frequent. Entropy, the other common measure, orders splits nearly the same way and needs a
# logarithm. Counting mistakes instead would be blind: many splits that make a group purer leave its most
# frequent label, and so its mistakes, what they were.

# %% [markdown] name="best-threshold-task"
# ## The best question to one feature
#
# *4 points.* A question is a threshold: values up to it go left, larger ones right. It is as good as the
# groups that it makes are pure. As a large group matters more than a small one, the two impurities are
# averaged by size:
#
# $$\frac{n_\text{left}}{n} G_\text{left} + \frac{n_\text{right}}{n} G_\text{right}$$
#
# Write `best_threshold(x, y)` for the values `x` of one feature and the labels `y`. Try the middles
# between neighbouring different values, and return two numbers: the threshold with the smallest average
# impurity, the lowest of several, and that impurity. If all values are the same there is no middle: return
# `(None, gini(y))`.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For the values 3, 1, 1, 2 there are two thresholds to try. Which, and how many rows go left at each of
# them?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.unique(x)` gives the different values in ascending order. Its neighbours are `values[:-1]` and
# `values[1:]`; `x <= t` marks the rows that go left.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Deal with the case without a middle first, by a `return` of its own. Otherwise compute the average for each
# middle, and take the place of the smallest with `np.argmin`, which gives the first of several.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "best-threshold", "grade": false, "solution": true, "locked": false}
def best_threshold(x, y):
    """Return the best threshold and the impurity that it leaves."""
    ### BEGIN SOLUTION
    values = np.unique(x)
    if len(values) == 1:
        return None, gini(y)
    middles = (values[:-1] + values[1:]) / 2
    averages = []
    for threshold in middles:
        left = x <= threshold
        averages.append(np.mean(left) * gini(y[left]) + np.mean(~left) * gini(y[~left]))
    place = np.argmin(np.round(averages, 12))  # rounding makes equals equal
    return middles[place], averages[place]
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "best-threshold-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_by_hand():
    assert np.isclose(gini(np.array([1, 2, 3, 3])), 0.625), "First get `gini` right: this task builds on it."
    x = np.array([40.0, 10, 70, 20, 50, 30, 60])
    y = np.array(["dry", "worn", "worn", "healthy", "worn", "healthy", "worn"])
    answer = best_threshold(x, y)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (2,), f"Return two numbers, the threshold and the impurity; yours is {answer!r}."
    threshold, impurity = answer
    assert threshold not in x, (
        f"{threshold} is one of the readings: put the threshold in the middle between two of them, far from both."
    )
    assert threshold != 15, (
        "At 15 a single reading is pure, and your average counts it as much as the other six: weight by size."
    )
    assert threshold != 35, "35 makes the fewest mistakes; the best one here leaves the smallest impurity."
    assert threshold == 45, f"The best threshold is 45, and yours is {threshold}: the values come in any order."
    assert not np.isclose(impurity, 4 * 0.625), (
        "The impurities are weighted by the shares of the rows, not their numbers."
    )
    assert np.isclose(impurity, 4 / 7 * 0.625), (
        f"At 45 the average impurity is {4 / 7 * 0.625:.3f}, and yours {impurity:.3f}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "best-threshold-check-edges", "grade": true, "solution": false, "locked": true, "points": 1}
import numpy as np


def check_edges():
    assert np.isclose(gini(np.array([1, 2, 3, 3])), 0.625), "First get `gini` right: this task builds on it."
    answer = best_threshold(np.array([5.0, 5, 5]), np.array([0, 1, 1]))
    assert answer is not None and answer[0] is None, (
        f"All values are 5, so there is no middle: None; yours is {answer!r}."
    )
    assert np.isclose(answer[1], 4 / 9), "Where nothing can be split, the impurity stays what it is."
    lowest, _ = best_threshold(np.array([1.0, 2, 3, 4]), np.array([0, 1, 0, 1]))
    assert lowest == 1.5, f"1.5 and 3.5 are equally good, and the lowest is taken; yours is {lowest}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(52)
    for n, kinds, steps in ((2, 2, 9), (15, 3, 6), (30, 3, 20), (50, 3, 40), (80, 4, 30)):
        x, y = other.integers(0, steps, n) / 4, other.integers(0, kinds, n)
        x[0] += 10  # so that there is something to split
        tried = {}
        for a, b in zip(sorted(set(x.tolist())), sorted(set(x.tolist()))[1:], strict=False):
            sides = [[k for v, k in zip(x, y, strict=True) if (v <= a) == low] for low in (True, False)]
            tried[(a + b) / 2] = (
                sum(len(side) * (1 - sum((side.count(k) / len(side)) ** 2 for k in set(side))) for side in sides) / n
            )
        least = min(tried.values())
        threshold, impurity = best_threshold(x, y)
        assert np.isclose(impurity, least), f"For {n} other rows there is a threshold that leaves less impurity."
        assert threshold in tried and np.isclose(tried[threshold], least), (
            f"For {n} other rows your threshold is not a middle between two readings, or not the best one."
        )
    ### END HIDDEN TESTS


check_edges()

# %% [markdown] tags=["explanation"] name="best-threshold-explanation"
# Between two neighbouring readings every threshold divides the data alike, so only the gaps have to be
# tried, and of each gap the middle is taken: it leaves the same room for error on both sides. The average
# is weighted, or a single odd reading, cut off by itself and perfectly pure, would beat every useful
# question. A feature needs no scaling for this: only the order of its values counts.

# %% [markdown] name="best-split-task"
# ## The best question of all
#
# *2 points.* Write `best_split(X, y)`: try every column of `X`, and return the number of the column and
# the threshold that leave the smallest impurity, as a pair; of equally good columns the first. Return None
# if no question makes the impurity smaller than it is.
#
# <details class="hint"><summary>Hint 1</summary>
#
# `best_threshold` answers for one column. What do you have to remember while you go through the columns?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `X[:, 1]` is the column with the number 1, and `X.shape[1]` says how many there are. Begin with the
# impurity of `y` as the smallest so far.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Take a column only if its impurity is smaller by more than a speck, say `1e-12`: sums in another order
# differ in their last digits, and no split may come of that.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "best-split", "grade": false, "solution": true, "locked": false}
def best_split(X, y):
    """Return the best column and threshold, or None if nothing is to gain."""
    ### BEGIN SOLUTION
    best, least = None, gini(y)
    for column in range(X.shape[1]):
        threshold, impurity = best_threshold(X[:, column], y)
        if impurity < least - 1e-12:
            best, least = (column, threshold), impurity
    return best
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "best-split-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_best_split():
    ready = best_threshold(np.array([2.0, 1, 4]), np.array([1, 0, 1]))
    assert ready is not None and ready[0] == 1.5, "First get `best_threshold` right: this task builds on it."
    X = np.array([[1.0, 5, 9], [2, 1, 8], [3, 6, 2], [4, 2, 1], [5, 7, 0]])
    y = np.array(["dry", "worn", "dry", "worn", "dry"])
    answer = best_split(X, y)
    assert answer is not None, "There is a good question here, and you returned None: is there a `return`?"
    assert np.shape(answer) == (2,), f"Return the column and the threshold; yours is {answer!r}."
    assert answer[0] != 0, "You took the first column that helps at all: compare all of them, and keep the best."
    assert tuple(answer) == (1, 3.5), f"Column 1 at 3.5 separates the two, and yours is {tuple(answer)}."
    assert best_split(X, np.array(["dry"] * 5)) is None, "All are dry already, so no question helps: return None."
    assert best_split(np.ones((4, 2)), np.array([0, 1, 0, 1])) is None, (
        "All rows are the same, so no question can tell them apart: return None."
    )
    twice = np.array([[0.0, 0], [1, 1], [2, 2]])
    assert tuple(best_split(twice, np.array([0, 0, 1]))) == (0, 1.5), "Of two equally good columns take the first."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(53)
    for columns in (1, 4, 9):
        X = other.normal(size=(25, columns))
        right = other.integers(0, columns)
        y = (X[:, right] > np.sort(X[:, right])[9]).astype(int)
        found = best_split(X, y)
        assert found is not None and found[0] == right, f"Of {columns} other columns you chose the wrong one."
        assert np.array_equal(X[:, right] > found[1], y == 1), (
            "On other data your threshold does not separate the labels."
        )
    ### END HIDDEN TESTS


check_best_split()

# %% [markdown] tags=["explanation"] name="best-split-explanation"
# The search is *greedy*: it takes the question that is best now and never asks whether another one would
# have prepared a better second question. To find the best whole tree is not feasible for more than a few
# readings, and greed does well. It has one blind spot, which you can try out: with the four points of a
# chessboard's corner, where only both features together say anything, no single question gains a thing,
# and the search stops before it has begun.

# %% [markdown] name="grow-task"
# ## Growing
#
# *4 points.* Write `grow(X, y, depth)`. A tree is either a **leaf**, which is a label, or a **split**, a
# tuple of five:
#
# `(column, threshold, left, right, common)`
#
# where `left` and `right` are trees again, and `common` is the most frequent label of the rows that arrive
# here; of equally frequent labels the first in the order of `np.unique`. Rows whose value is at most the
# threshold go left. `depth` is the number of questions that may still be asked one after another. Return a
# leaf with the most frequent label where it is 0, or where `best_split` finds nothing.
#
# <details class="hint"><summary>Hint 1</summary>
#
# What is `grow(X, y, 0)`? And if you had a function that grows the two halves, how would you put their
# trees together?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The function that grows the halves is `grow` itself, with one question less. Give it only the rows that
# go to its side, of `X` and of `y`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.unique` with `return_counts=True` gives labels and counts; `np.argmax` of the counts is the place of the
# most frequent label, the first of several.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "grow", "grade": false, "solution": true, "locked": false}
def grow(X, y, depth):
    """Return a leaf, or a split as the tuple (column, threshold, left, right, common)."""
    ### BEGIN SOLUTION
    labels, counts = np.unique(y, return_counts=True)
    common = labels[np.argmax(counts)]
    split = best_split(X, y) if depth > 0 else None
    if split is None:
        return common
    column, threshold = split
    left = X[:, column] <= threshold
    return column, threshold, grow(X[left], y[left], depth - 1), grow(X[~left], y[~left], depth - 1), common
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "grow-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    ready = best_split(np.array([[2.0], [1], [4]]), np.array([1, 0, 1]))
    assert ready is not None and tuple(ready) == (0, 1.5), "First get `best_split` right: this task builds on it."
    X = np.array([[2.9, 30], [2.8, 200], [2.7, 40], [2.0, 90], [2.9, 190], [2.6, 210]])
    y = np.array(["healthy", "worn", "healthy", "dry", "worn", "worn"])
    leaf = grow(X[:2], y[:2], 0)
    assert leaf is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(leaf) == (), "With no question left the tree is a leaf, one label."
    assert leaf == "healthy", (
        f"Healthy and worn are equally frequent, and the first of them is the leaf; yours is {leaf}."
    )
    tree = grow(X, y, 1)
    assert isinstance(tree, tuple) and len(tree) == 5, (
        f"A split is the tuple (column, threshold, left, right, common); yours is {tree!r}."
    )
    assert tuple(tree[:2]) == (1, 140), f"The best first question is column 1 at 140, and yours is {tuple(tree[:2])}."
    assert tree[2] != "worn", "Left and right are swapped: values up to the threshold go left."
    assert not isinstance(tree[2], tuple), "One question was allowed, and your tree asks two: the halves have one less."
    assert tuple(tree[2:]) == ("healthy", "worn", "worn"), (
        f"Left healthy, right worn, and the most frequent here is worn; yours are {tuple(tree[2:])!r}."
    )
    second = grow(X, y, 2)[2]
    assert isinstance(second, tuple), "With two questions the left half is split once more."
    assert tuple(second) == (0, 2.35, "dry", "healthy", "healthy"), (
        f"The left half is split in column 0 at 2.35, and yours is {second!r}: does it get only the rows that go left?"
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "grow-check-to-the-end", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_to_the_end():
    ready = best_split(np.array([[2.0], [1], [4]]), np.array([1, 0, 1]))
    assert ready is not None and tuple(ready) == (0, 1.5), "First get `best_split` right: this task builds on it."
    random = np.random.default_rng(8)
    X, y = random.normal(size=(60, 2)), random.integers(0, 3, 60)

    def walk(node, x, asked=0):
        if not isinstance(node, tuple):
            return node, asked
        return walk(node[2] if x[node[0]] <= node[1] else node[3], x, asked + 1)

    for depth in (2, 4):
        limited = grow(X, y, depth)
        deepest = max(walk(limited, x)[1] for x in X)
        assert deepest <= depth, f"{depth} questions were allowed, and a branch of your tree asks {deepest}."
    unlimited = grow(X, y, 60)
    answers = [walk(unlimited, x)[0] for x in X]
    assert np.array_equal(answers, y), (
        "With questions enough and no two rows alike, every reading is answered as it was."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(54)
    for n, depth in ((40, 3), (90, 5)):
        X, y = other.integers(0, 9, (n, 3)) / 2, other.integers(0, 4, n)

        def look(tree, rows, left, n=n, X=X, y=y):
            counts = np.bincount(y[rows])
            common = tree[4] if isinstance(tree, tuple) else tree
            assert common == counts.argmax(), (
                f"In a tree of {n} other rows, the label of a node is not its most frequent."
            )
            if isinstance(tree, tuple):
                low = X[:, tree[0]] <= tree[1]
                look(tree[2], rows & low, left - 1)
                look(tree[3], rows & ~low, left - 1)
            else:
                alike = (X[rows] == X[rows][0]).all() or counts.max() == counts.sum()
                assert left == 0 or alike or best_split(X[rows], y[rows]) is None, (
                    f"In a tree of {n} other rows a branch ended too early."
                )

        look(grow(X, y, depth), np.ones(n, dtype=bool), depth)
    ### END HIDDEN TESTS


check_to_the_end()

# %% [markdown] tags=["explanation"] name="grow-explanation"
# A function that calls itself is the natural way to build a thing whose parts are of its own kind. Each
# call sees only the rows that arrive at its node, so the questions lower down are asked about fewer and
# fewer readings. That is the strength of a tree, since each corner of the data gets the question that
# suits it, and its weakness: the last questions are decided by two or three readings, and rest on
# accidents.

# %% [markdown] name="predict-task"
# ## Answering
#
# *3 points.* Write `predict(tree, X)`: an array with the answer of the tree to each row of `X`.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For one row: what do you do at a split, what at a leaf, and how do you tell the two apart?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `isinstance(tree, tuple)` is True for a split. A loop that goes on while it is a split replaces `tree` by
# one of its halves.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Do it row by row and collect the leaves in a list; each row has to begin at the root again. `np.array`
# makes an array of it.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "predict", "grade": false, "solution": true, "locked": false}
def predict(tree, X):
    """Return the label of each row of X."""
    ### BEGIN SOLUTION
    answers = []
    for row in X:
        node = tree
        while isinstance(node, tuple):
            column, threshold, left, right, _ = node
            node = left if row[column] <= threshold else right
        answers.append(node)
    return np.array(answers)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "predict-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_predict():
    lower = (0, 2.0, "dry", "healthy", "healthy")
    tree = (1, 100.0, lower, "worn", "healthy")
    X = np.array([[2.8, 30.0], [1.7, 30], [1.7, 300], [2.0, 100], [2.9, 100.5]])
    answer = predict(tree, X)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (5,), f"Five rows have five answers; yours has the shape {np.shape(answer)}."
    assert not any(isinstance(node, tuple) for node in answer), "Go on at a split until you arrive at a leaf."
    assert list(answer) != ["healthy", "dry", "worn", "worn", "worn"], (
        "A value equal to the threshold goes left: compare with <=."
    )
    assert list(answer) != ["worn"] * 5 and list(answer) != ["healthy"] * 5, (
        "All rows got the answer of the first: each row begins at the root again."
    )
    assert list(answer) == ["healthy", "dry", "worn", "dry", "worn"], (
        f"The answers are healthy, dry, worn, dry, worn, and yours are {list(answer)}."
    )
    assert list(predict("dry", X)) == ["dry"] * 5, "A tree that is a leaf gives its label to every row."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(55)
    X = other.integers(0, 6, (50, 3)).astype(float)
    deep = (2, 3.0, (0, 1.0, 10, (1, 4.0, 20, 30, 20), 10), (0, 2.0, (2, 4.0, 40, 50, 40), 60, 60), 10)
    expected = np.where(
        X[:, 2] <= 3,
        np.where(X[:, 0] <= 1, 10, np.where(X[:, 1] <= 4, 20, 30)),
        np.where(X[:, 0] <= 2, np.where(X[:, 2] <= 4, 40, 50), 60),
    )
    assert np.array_equal(predict(deep, X), expected), (
        "On other rows, with a deeper tree, some of your answers are wrong."
    )
    ### END HIDDEN TESTS


check_predict()

# %% [markdown] tags=["explanation"] name="predict-explanation"
# An answer costs one comparison for each question on its way and nothing else: no multiplication, no
# table, no scaling. A tree of a thousand leaves that is well balanced asks ten questions. How many it asks
# depends on the reading, so an engineer wants two numbers: the mean, which the battery pays, and the
# longest path, which a deadline has to allow for.

# %% [markdown] name="prune-task"
# ## Pruning
#
# *3 points.* A tree that was grown to the end is right about everything it has seen. Which of its
# questions are worth keeping is for other readings to say. Write `prune(tree, X, y)`, where `X` and `y`
# were **not** used for growing:
#
# 1. A leaf stays as it is.
# 2. At a split, prune both halves first, each with those rows of `X` and `y` that arrive there.
# 3. Then count the mistakes on these rows, of the split with its pruned halves and of the leaf `common`.
#    If the leaf makes no more mistakes, return the leaf; else the split with the pruned halves. Without
#    any rows both make none.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Why from below? Draw a split whose left half has a useless question. Is it fair to compare before that
# question is gone?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Take the tuple apart into five names, in the order in which `grow` has put them together. The rows go the
# ways they would go in `predict`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Make the new split first, as a tuple of five. Its mistakes are `np.sum(predict(kept, X) != y)` if there
# are rows at all; those of the leaf are `np.sum(common != y)`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "prune", "grade": false, "solution": true, "locked": false}
def prune(tree, X, y):
    """Return the tree without the questions that do not pay on readings held back."""
    ### BEGIN SOLUTION
    if not isinstance(tree, tuple):
        return tree
    column, threshold, left, right, common = tree
    low = X[:, column] <= threshold
    kept = (column, threshold, prune(left, X[low], y[low]), prune(right, X[~low], y[~low]), common)
    if len(y) == 0 or np.sum(common != y) <= np.sum(predict(kept, X) != y):
        return common
    return kept
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "prune-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_prune():
    ready = predict((0, 1.0, "a", "b", "a"), np.array([[1.0], [2]]))
    assert ready is not None and list(ready) == ["a", "b"], "First get `predict` right: this task builds on it."
    odd = (1, 5.0, "worn", "dry", "dry")
    tree = (0, 10.0, odd, "worn", "dry")
    X = np.array([[1.0, 1], [2, 2], [3, 3], [4, 9], [20, 1], [21, 1]])
    y = np.array(["dry", "dry", "dry", "dry", "worn", "worn"])
    answer = prune(tree, X, y)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert answer != "dry", (
        "The whole tree with its odd question is worse than a leaf, and without it far better: prune the halves first."
    )
    assert answer != tree, "Nothing was cut, though the question below is wrong three times and its leaf never."
    assert answer == (0, 10.0, "dry", "worn", "dry"), f"Only the question below goes; your tree is {answer!r}."
    split = (0, 10.0, "dry", "worn", "dry")
    tie = prune(split, np.array([[1.0], [20], [21]]), np.array(["dry", "worn", "dry"]))
    assert tie != split, "Split and leaf are wrong once each, and then the leaf wins: the smaller tree of two equals."
    assert tie == "dry", f"The split becomes the leaf `common`, dry, and yours is {tie!r}."
    other_label = prune((0, 10.0, "healthy", "healthy", "dry"), np.array([[1.0], [2], [20]]), np.array(["dry"] * 3))
    assert other_label == "dry", "A cut split becomes the leaf `common`, what was most frequent when the tree grew."
    few = prune((0, 10.0, "dry", "worn", "dry"), np.array([[1.0], [20], [2]]), np.array(["worn", "worn", "worn"]))
    assert few != "worn", (
        "The leaf is `common`, not what is most frequent among the readings held back: those judge only."
    )
    bare = prune((0, 10.0, "dry", "worn", "dry"), np.empty((0, 1)), np.array([], dtype="<U4"))
    assert bare == "dry", f"Without rows there is no mistake to save, so the leaf is taken; yours is {bare!r}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(56)

    def random_tree(depth):
        if depth == 0 or other.random() < 0.1:
            return int(other.integers(0, 3))
        halves = random_tree(depth - 1), random_tree(depth - 1)
        return int(other.integers(0, 2)), float(other.integers(0, 10)), *halves, int(other.integers(0, 3))

    def reference(node, rows):
        split = isinstance(node, tuple)
        wrong_leaf = sum(row[2] != (node[4] if split else node) for row in rows)
        if not split:
            return node, wrong_leaf
        left, wrong_left = reference(node[2], [row for row in rows if row[node[0]] <= node[1]])
        right, wrong_right = reference(node[3], [row for row in rows if row[node[0]] > node[1]])
        if wrong_leaf <= wrong_left + wrong_right:
            return node[4], wrong_leaf
        return (*node[:2], left, right, node[4]), wrong_left + wrong_right

    for _ in range(30):
        tree, rows = random_tree(5), other.integers(0, 10, (25, 3))
        rows[:, 2] %= 3
        assert prune(tree, rows[:, :2].astype(float), rows[:, 2]) == reference(tree, rows.tolist())[0], (
            "Another tree was not pruned as it should have been."
        )
    ### END HIDDEN TESTS


check_prune()

# %% [markdown] tags=["explanation"] name="prune-explanation"
# This is *reduced-error pruning*. From below, each question has to earn its keep on readings that had no
# part in asking it; what was asked because of an accident has no better than an even chance there. The
# answer of the new leaf comes from the training data, and the readings held back only judge: whoever lets
# them answer too has trained on them. scikit-learn prunes by another bargain, a price for each leaf, which
# needs no second data set but leaves open how high the price should be.

# %% [markdown] name="fit-task"
# ## Who may judge?
#
# *2 points.* Put it together. Write `fit(X, y, pump, judges)`: grow a tree without limit on the readings
# of all pumps that are not among `judges`, a list of numbers of pumps, and prune it with the readings of
# those that are. Return the tree.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Each reading belongs to one of the two parts. Which of them may `grow` see, and which `prune`?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.isin(pump, judges)` marks the rows of the judges.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# No tree asks more questions in a row than there are readings: `len(y)` is as good as no limit.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "fit", "grade": false, "solution": true, "locked": false}
def fit(X, y, pump, judges):
    """Return a tree that was grown on some pumps and pruned by others."""
    ### BEGIN SOLUTION
    judging = np.isin(pump, judges)
    return prune(grow(X[~judging], y[~judging], len(y)), X[judging], y[judging])
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "fit-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_fit():
    row = np.array([[1.0], [2]])
    ready = grow(row, np.array(["a", "b"]), 1), prune((0, 1.0, "a", "a", "a"), row, np.array(["a", "b"]))
    assert ready == ((0, 1.5, "a", "b", "a"), "a"), "First get `grow` and `prune` right: this task puts them together."
    answers = predict((0, 1.0, "a", "b", "a"), row)
    assert answers is not None and list(answers) == ["a", "b"], "First get `predict` right: `prune` builds on it."
    # labels by lot: nothing to learn, so judges who have seen nothing leave next to nothing standing
    random = np.random.default_rng(2)
    X, y, pump = random.normal(size=(120, 2)), random.integers(0, 2, 120), np.repeat(np.arange(20), 6)

    def leaves(tree):
        return leaves(tree[2]) + leaves(tree[3]) if isinstance(tree, tuple) else 1

    tree = fit(X, y, pump, [2, 5, 7, 11, 13, 17])
    assert tree is not None, "Your function returned None: it needs a `return` in front of the result."
    whole = leaves(grow(X, y, 120))
    assert leaves(tree) != whole, "Your tree is the one of all pumps, and nothing was pruned."
    assert leaves(tree) < 20, (
        f"The labels came by lot, and {leaves(tree)} leaves are left: who prunes the tree must not have grown it."
    )
    sure = np.array([[1.0], [2], [3], [4]]), np.array(["dry", "dry", "worn", "worn"]), np.array([1, 2, 1, 2])
    assert fit(*sure, [2]) == (0, 2.0, "dry", "worn", "dry"), (
        "Pump 1 grows the tree and pump 2 judges it: the threshold is 2, between the readings 1 and 3 of pump 1."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(57)
    for judges in ([3], [0, 1, 4]):
        pump, X = other.integers(0, 6, 90), other.normal(size=(90, 3))
        y = (X[:, 1] + other.normal(0, 0.7, 90) > 0).astype(int)
        jury = np.array([number in judges for number in pump])
        expected = prune(grow(X[~jury], y[~jury], 90), X[jury], y[jury])
        assert fit(X, y, pump, judges) == expected, "With other pumps and other judges your tree is another."
    ### END HIDDEN TESTS


check_fit()

# %% [markdown] tags=["explanation"] name="fit-explanation"
# Readings that the tree has grown from cannot judge: each question was chosen because it helps on them, so on
# them each one seems to pay. Judges should differ from the rest in the same way as the future will, and the
# tree will meet new pumps, so whole pumps judge. The figure that you tell the farmer must come from a third
# group, for the judges have had their say in what the tree looks like.

# %% [markdown] name="outlook"
# Seven functions, and no more in them than comparing and counting: this is what stands behind
# scikit-learn's `DecisionTreeClassifier`, behind random forests, which are many such trees on many draws
# of the data, and behind boosting.
