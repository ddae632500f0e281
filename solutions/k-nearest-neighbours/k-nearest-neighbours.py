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
# # Gestures by their neighbours
#
# A hand full of soil wants the lamp on. In this exercise you build all of k nearest neighbours: distances,
# the nearest, their vote, features on one scale, the choice of $k$ with people held out, and a rule that
# throws away most of what the model remembers, so that it fits into a small board.
#
# Each row of the data is a movement of somebody's arm in two numbers: how far the acceleration spreads, in
# counts of the sensor, and how often it goes to and fro.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that fails
# says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

# made up: spread (counts) and crossings of ten movements by four people
movement = np.array(
    [[300, 3], [6200, 5], [2500, 3], [9000, 11], [240, 6], [8800, 6], [3100, 2], [12000, 10], [5100, 4], [4800, 9]]
)
gesture = np.array(["rest", "wave", "turn", "shake", "rest", "wave", "turn", "shake", "wave", "shake"])
person = np.array([1, 1, 1, 1, 2, 2, 2, 2, 3, 4])

for i, name in enumerate(gesture):
    print(f"person {person[i]}: spread {movement[i, 0]:5}, {movement[i, 1]:2} crossings, {name}")

# %% [markdown] name="distances-task"
# ## How far apart
#
# *3 points.* Write `distances(X, queries)`. `X` has one row for each remembered movement, `queries` one for
# each new one, and both have the same columns. Return an array whose entry `[q, i]` is the Euclidean distance
# of query `q` from row `i`: the root of the sum of the squared differences. NumPy can do it for all pairs at
# once, without a loop.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For three queries and ten remembered rows, which shape has the answer? And the differences, before they are
# squared and added up, with two features?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `queries[:, None]` has the shape (queries, 1, features). NumPy subtracts `X` of the shape (rows, features)
# from it by repeating both: the result is (queries, rows, features).
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Square the differences, add up along the last axis with `np.sum(..., axis=2)`, and take `np.sqrt`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "distances", "grade": false, "solution": true, "locked": false}
def distances(X, queries):
    """Return the Euclidean distance of each query (row of the answer) from each row of X (column)."""
    ### BEGIN SOLUTION
    apart = queries[:, None] - X
    return np.sqrt(np.sum(apart**2, axis=2))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "distances-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_distances():
    X = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, -8.0]])
    queries = np.array([[0.0, 0.0], [3.0, 0.0]])
    answer = distances(X, queries)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) != (3, 2), "Rows and columns are swapped: a row for each query, a column for each row of X."
    assert np.shape(answer) == (2, 3), (
        f"Two queries and three rows give the shape (2, 3), and yours is {np.shape(answer)}."
    )
    assert not np.allclose(answer, [[0, 25, 100], [9, 16, 73]]), "You return squared distances: the root is missing."
    assert not np.allclose(answer, [[0, 7, 14], [3, 4, 11]]), (
        "You added up the differences themselves: Euclid squares them first, and takes the root of the sum."
    )
    assert not np.allclose(np.abs(answer), [[0, 7, 2], [3, 4, 5]]), (
        "Differences of opposite sign cancel in your sum: square each of them before you add."
    )
    assert np.allclose(answer, [[0, 5, 10], [3, 4, np.sqrt(73)]]), (
        f"From (0, 0) they are 0, 5 and 10 away, from (3, 0) 3, 4 and 8.54; yours are {np.round(answer, 2).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(41)
    for rows, asked, features in ((1, 1, 1), (7, 3, 5), (4, 9, 2), (5, 5, 5)):
        X, queries = other.normal(size=(rows, features)), other.normal(size=(asked, features))
        by_hand = [
            [sum((a - b) ** 2 for a, b in zip(x, q, strict=True)) ** 0.5 for x in X.tolist()] for q in queries.tolist()
        ]
        assert np.allclose(distances(X, queries), by_hand), (
            f"For {rows} other rows, {asked} queries and {features} features your distances are wrong."
        )
    ### END HIDDEN TESTS


check_distances()

# %% [markdown] tags=["explanation"] name="distances-explanation"
# The extra axis lets NumPy form every pair, a trick called broadcasting. It costs memory: queries times rows
# times features numbers exist for a moment. The board goes another way, one remembered row after the other
# with a single running sum, and it leaves out the root: of two distances the one with the larger square is
# the larger, so for finding the nearest the squares do.

# %% [markdown] name="nearest-task"
# ## The k nearest
#
# *3 points.* Write `nearest(apart, k)`. `apart` holds distances as above, a row for each query. Return an
# array with `k` columns: for each query the *places* of its `k` nearest remembered rows, the nearest first.
# Of rows that are equally far away, the one with the lower place comes first.
#
# <details class="hint"><summary>Hint 1</summary>
#
# A query is 5, 2, 9 and 3 away from rows 0, 1, 2 and 3. Which two numbers do you return for k = 2?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.sort` gives the distances in order; you want to know where they stood. The function for that begins with
# `arg`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.argsort` sorts along an axis of your choice, and promises to leave equals in their order only with
# `kind="stable"`. Then take the first `k` columns.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "nearest", "grade": false, "solution": true, "locked": false}
def nearest(apart, k):
    """Return the places of each query's k nearest rows, the nearest first."""
    ### BEGIN SOLUTION
    return np.argsort(apart, axis=1, kind="stable")[:, :k]
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "nearest-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_nearest():
    apart = np.array([[5.0, 2.0, 9.0, 3.0], [1.0, 8.0, 0.5, 7.0], [4.0, 6.0, 4.0, 1.0]])
    given = apart.copy()
    answer = nearest(apart, 2)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.array_equal(apart, given), (
        "Your function changed the distances that it was given: make a new array instead."
    )
    assert np.shape(answer) == (3, 2), (
        f"Three queries and k = 2 give the shape (3, 2), and yours is {np.shape(answer)}."
    )
    assert not np.allclose(answer, [[2, 3], [0.5, 1], [1, 4]]), (
        "You return the distances of the nearest; return their places, so that their labels can be looked up."
    )
    assert not np.array_equal(np.sort(answer, axis=1), [[0, 2], [1, 3], [0, 1]]), (
        "Those are the farthest: sort upwards."
    )
    assert not np.array_equal(answer, [[3, 1], [0, 2], [0, 3]]), "The nearest comes first, and yours comes last."
    assert np.array_equal(answer, [[1, 3], [2, 0], [3, 0]]), (
        f"The nearest two are [1, 3], [2, 0] and [3, 0], and yours are {np.asarray(answer).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(42)
    for asked, rows, k in ((1, 1, 1), (4, 200, 60), (2, 90, 90), (6, 30, 3)):
        apart = other.integers(0, 5, (asked, rows)).astype(float)
        by_hand = [sorted(range(rows), key=lambda i: (row[i], i))[:k] for row in apart.tolist()]
        got = nearest(apart, k)
        assert np.shape(got) == (asked, k), (
            f"For {asked} queries and k = {k} your answer has the shape {np.shape(got)}."
        )
        assert np.array_equal(np.take_along_axis(apart, got, axis=1), np.sort(apart, axis=1)[:, :k]), (
            f"Of {rows} other rows yours are not the {k} nearest in order."
        )
        assert np.array_equal(got, by_hand), (
            f"Of {rows} rows many are equally far away, and yours are not in the order of their places: sort with "
            '`kind="stable"`.'
        )
    ### END HIDDEN TESTS


check_nearest()

# %% [markdown] tags=["explanation"] name="nearest-explanation"
# Sorting all rows to find three of them does more than it must. `np.argpartition` does less, and the board
# least: it keeps the best $k$ so far in a small heap and goes through the memory once. The rule for equal
# distances looks like a detail. With integers for features, as boards have them, ties are common, and two
# programs that break them differently disagree about the answer.

# %% [markdown] name="vote-task"
# ## The vote
#
# *4 points.* Write `vote(labels)` for the labels of one query's neighbours, the nearest first. Return the
# label with most votes. If several labels have as many, the one of them whose neighbour is *nearest* wins.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Who wins with turn, wave, wave? With turn, wave, wave, turn? With rest, wave, turn, turn, wave?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Count the votes of each different label. Which labels have the largest count? There may be several.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# With `np.unique(labels, return_counts=True)` you have the labels and their votes. Go through `labels` from
# the nearest on, and return the first whose votes are the maximum.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "vote", "grade": false, "solution": true, "locked": false}
def vote(labels):
    """Return the commonest label; of several, the one that stands first."""
    ### BEGIN SOLUTION
    _, first, votes = np.unique(labels, return_index=True, return_counts=True)
    return labels[first[votes == votes.max()].min()]
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "vote-check-majority", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_majority():
    answer = vote(np.array(["turn", "wave", "wave"]))
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), f"The answer is one label, and yours has the shape {np.shape(answer)}."
    assert answer != 2, "That is the number of votes; return the label that has them."
    assert answer != "turn", "The single nearest does not decide: two of three neighbours say wave."
    assert answer == "wave", f"Two of three say wave, and you say {answer}."
    assert vote(np.array([7, 3, 3, 7, 3])) == 3, "Labels may be numbers as well: three of five say 3."
    assert vote(np.array(["rest"])) == "rest", "A single neighbour has its way."


check_majority()

# %% nbgrader={"schema_version": 3, "grade_id": "vote-check-ties", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_ties():
    answer = vote(np.array(["turn", "shake", "shake", "turn"]))
    assert answer != "shake", (
        "Two say shake and two say turn, and you took the first in the alphabet; the nearest of the four says turn."
    )
    assert answer == "turn", f"Two say shake and two say turn, the nearest of them turn; you say {answer}."
    answer = vote(np.array(["rest", "wave", "turn", "turn", "wave"]))
    assert answer != "rest", (
        "The nearest neighbour says rest, but rest has one vote only: the tie is between wave and turn."
    )
    assert answer == "wave", f"The tie is between wave and turn, and a wave is nearer; you say {answer}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(43)
    for k in (2, 4, 6, 9) * 5:
        labels = other.integers(0, 4, k)
        listed = labels.tolist()
        most = max(listed.count(label) for label in listed)
        expected = next(label for label in listed if listed.count(label) == most)
        assert vote(labels) == expected, f"For other neighbours, {k} of them, {expected} should win."
    ### END HIDDEN TESTS


check_ties()

# %% [markdown] tags=["explanation"] name="vote-explanation"
# An odd $k$ prevents ties between two classes only; with four, three neighbours can have three opinions.
# Every program needs a rule, and libraries have different ones: scikit-learn, and with it the lab's board,
# takes the first class in the order of the alphabet. Yours is fairer, since it does not favour gestures that
# begin with an A, and it costs nothing.

# %% [markdown] name="standardize-task"
# ## One scale for all
#
# *3 points.* A spread of 6000 counts and 5 crossings: without more ado, the distance is all spread. Write
# `standardize(X_train, X_new)`. It returns both arrays with each column measured from the average of that
# column of `X_train`, in units of its standard deviation (`std`). A column that never changes in `X_train`
# has the deviation 0; do not divide that one.
#
# <details class="hint"><summary>Hint 1</summary>
#
# How many averages are there for a training set of 384 rows and 2 columns? And which averages are taken off
# the new rows?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `X_train.mean(axis=0)` is the average of each column. NumPy takes it off every row by itself.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.where(spread > 0, spread, 1)` replaces zeros by ones, and dividing by one changes nothing. Return two
# arrays: `return ..., ...`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "standardize", "grade": false, "solution": true, "locked": false}
def standardize(X_train, X_new):
    """Return both with columns of average 0 and deviation 1, as the training rows have them."""
    ### BEGIN SOLUTION
    middle, spread = X_train.mean(axis=0), X_train.std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    return (X_train - middle) / spread, (X_new - middle) / spread
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "standardize-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_standardize():
    X_train = np.array([[100.0, 5.0], [300.0, 5.0], [500.0, 11.0], [300.0, 3.0]])
    X_new = np.array([[500.0, 6.0], [700.0, 12.0]])
    given = X_train.copy(), X_new.copy()
    answer = standardize(X_train, X_new)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, tuple) and len(answer) == 2, "Return two arrays, the training rows and the new rows."
    assert np.array_equal(X_train, given[0]) and np.array_equal(X_new, given[1]), (
        "Your function changed an array that it was given: make new arrays instead."
    )
    train, new = answer
    assert np.shape(train) == (4, 2) and np.shape(new) == (2, 2), "Both arrays keep their shapes."
    assert np.allclose(train.mean(axis=0), 0), (
        "The columns of your training rows do not have the average 0: take each column's own average off (axis=0)."
    )
    assert np.allclose(train.std(axis=0), 1), (
        "The columns of your training rows do not have the deviation 1: divide by each column's `std`."
    )
    assert not np.allclose(new.mean(axis=0), 0), (
        "You measured the new rows from their own average: a single new movement would always be average. Use the "
        "training rows' average and deviation for both."
    )
    assert np.allclose(new, [[np.sqrt(2), 0], [2 * np.sqrt(2), 2]]), (
        f"The new rows become [[1.41, 0], [2.83, 2]], and yours are {np.round(new, 2).tolist()}."
    )
    with np.errstate(all="ignore"):
        train, new = standardize(np.array([[4.0, 1.0], [4.0, 3.0]]), np.array([[4.0, 2.0], [6.0, 2.0]]))
    assert np.isfinite(train).all() and np.isfinite(new).all(), (
        "A column that is 4 in all training rows has the deviation 0, and you divided by it."
    )
    assert np.allclose(new[:, 0], [0, 2]), (
        "Where the deviation is 0 the average is taken off and nothing is divided: 4 and 6 become 0 and 2, and yours "
        f"{new[:, 0]}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(44)
    for rows, columns in ((3, 1), (50, 4), (8, 8)):
        X_train = other.normal(300, 40, (rows, columns)) * 10.0 ** np.arange(columns)
        X_new = other.normal(310, 80, (5, columns))
        train, new = standardize(X_train, X_new)
        for column in range(columns):
            middle = sum(X_train[:, column]) / rows
            spread = (sum((X_train[:, column] - middle) ** 2) / rows) ** 0.5
            assert np.allclose(train[:, column] * spread + middle, X_train[:, column]) and np.allclose(
                new[:, column] * spread + middle, X_new[:, column]
            ), f"For {rows} other training rows with {columns} columns your answer is wrong."
    ### END HIDDEN TESTS


check_standardize()

# %% [markdown] tags=["explanation"] name="standardize-explanation"
# Distances add up squares, so the column with the large numbers does all the talking, whatever its unit.
# Standardizing gives every feature the same say. That is a choice, too: a feature that is mere noise gets the
# same say as the best one. The average and the deviation are learned from data, and so they belong to the
# model. They are taken from the training rows, kept, and used for everything that comes later.

# %% [markdown] name="choose-k-task"
# ## Which k?
#
# *4 points.* Write `choose_k(X, y, person, candidates, predict)`. For each number in `candidates`, hold out
# one person after the other: call `predict(X_train, y_train, X_new, k)` with the rows of all the others as
# training rows and this person's rows as new ones. It returns labels for the new rows. Return the candidate
# that is right for most rows in total; of several that are equally good, the *largest*.
#
# <details class="hint"><summary>Hint 1</summary>
#
# With the four people above and three candidates, how often do you call `predict`? How many rows are
# predicted for each candidate?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Two loops, one inside the other: over the candidates, and over `np.unique(person)`. `person == who` marks
# the rows that are held out, `~` turns the marks around.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Count the right labels of a candidate over all people. Go through `sorted(candidates)`, and take a candidate
# that has *at least* as many as the best so far: then the largest wins a tie by itself.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "choose-k", "grade": false, "solution": true, "locked": false}
def choose_k(X, y, person, candidates, predict):
    """Return the candidate that is right most often for people held out; of several the largest."""
    ### BEGIN SOLUTION
    best, most = None, -1
    for k in sorted(candidates):
        right = 0
        for who in np.unique(person):
            out = person == who
            right += np.sum(predict(X[~out], y[~out], X[out], k) == y[out])
        if right >= most:
            best, most = k, right
    return best
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "choose-k-check-who-is-held-out", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_who_is_held_out():
    person = np.array([4, 4, 9, 4, 9, 2])
    X, y = np.arange(6.0)[:, None], np.array(list("abcdef"))
    calls = []

    def predict(X_train, y_train, X_new, k):
        rows, new = X_train[:, 0].astype(int).tolist(), X_new[:, 0].astype(int).tolist()
        assert y_train.tolist() == y[rows].tolist(), "The rows of `X` and `y` for training do not belong together."
        calls.append((k, rows, new))
        return y[new] if k == 3 else np.full(len(new), "z")

    answer = choose_k(X, y, person, [1, 3, 5], predict)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert calls, "You never called `predict`."
    for _, rows, new in calls:
        assert not set(rows) & set(new), (
            f"A model predicted row {min(set(rows) & set(new))}, which it remembers: with k = 1 that is always right."
        )
        both = set(person[rows].tolist()) & set(person[new].tolist())
        assert not both, (
            f"Person {min(both)} is on both sides: hold out all rows of a person, since a new user is new altogether."
        )
    assert len(calls) == 9, f"Three candidates and three people are nine calls of `predict`, and you made {len(calls)}."
    asked = sorted((k, *sorted(new)) for k, _, new in calls)
    assert asked == sorted((k, *rows) for k in (1, 3, 5) for rows in ([0, 1, 3], [2, 4], [5])), (
        "Not every candidate was asked about every person exactly once."
    )
    assert answer == 3, f"Only k = 3 is ever right here, and you chose {answer}."


check_who_is_held_out()

# %% nbgrader={"schema_version": 3, "grade_id": "choose-k-check-best", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_best():
    person, y = np.array([1, 1, 1, 1, 1, 2, 3]), np.zeros(7, dtype=int)
    X = np.arange(7.0)[:, None]

    def predict(X_train, y_train, X_new, k):
        """k = 1 is right for person 1, with five rows; k = 9 for the others, with one row each; k = 5 for nobody."""
        return np.full(len(X_new), int(not (k == 1 if len(X_new) == 5 else k == 9)))

    answer = choose_k(X, y, person, [9, 1, 5], predict)
    assert answer != 5, "5 is never right here, and you chose it: you may be counting the mistakes."
    assert answer != 9, (
        "9 is right for two of three people, but these have one row each; count the right rows, of which 1 has five."
    )
    assert answer == 1, f"k = 1 is right for five rows and k = 9 for two, and you chose {answer}."
    tie = choose_k(X, y, person, [15, 3, 25, 7], lambda X_train, y_train, X_new, k: np.full(len(X_new), int(k > 20)))
    assert tie != 3, "3, 7 and 15 are equally good, and the largest of these wins: the smoothest of the good ones."
    assert tie == 15, f"3, 7 and 15 are always right and 25 never, so 15 wins; you chose {tie}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(45)
    for people, rows in ((2, 6), (5, 40), (12, 90)):
        person = other.permutation(np.concatenate([np.arange(people), other.integers(0, people, rows - people)]))
        y = other.integers(0, 3, rows)
        X = np.column_stack([np.arange(rows), other.normal(size=rows)])
        said = {k: np.where(other.random(rows) < 0.7, y, 9) for k in (1, 2, 4, 8)}
        right = {k: int(np.sum(said[k] == y)) for k in said}
        expected = max(k for k in said if right[k] == max(right.values()))
        chosen = choose_k(X, y, person, [4, 8, 1, 2], lambda a, b, new, k, said=said: said[k][new[:, 0].astype(int)])
        assert chosen == expected, (
            f"For {people} other people with {rows} rows k = {expected} is best, and you chose {chosen}."
        )
    ### END HIDDEN TESTS


check_best()

# %% [markdown] tags=["explanation"] name="choose-k-explanation"
# On its own memory $k = 1$ is always right, so $k$ cannot be chosen there. It is a number that the data of
# training cannot set, a *hyperparameter*, and what chooses it has to be held out, whole people at a time.
# Among equals the larger $k$ is the safer one: its borders follow single windows less. Having chosen by these
# people, you need others for an honest test: the choice was a fit, too.

# %% [markdown] name="condense-task"
# ## Remember less
#
# *3 points.* A board has little memory, and most remembered rows say what their neighbours say as well. Write
# `condense(X, y)` by Hart's rule of 1968. Keep row 0. Then go through all rows from the first to the last:
# where the *nearest kept* row has another label, keep this row as well, from now on; but no row twice. Go
# through all rows again and again until a whole round has kept nothing new. Return the list of the places
# kept, in the order in which they were kept.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Take the rows 0, 3, 9, 4, 10 on a line with the labels a, a, b, b, b and do it by hand. Which rows are kept
# in the first round? Is row 1, at 3, still right afterwards?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `X[kept]` are the rows kept so far, if `kept` is a list of places. The nearest of them has the smallest sum
# of squared differences; the root changes nothing about which that is.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Outside, a `while` loop that goes on as long as the last round has added something: compare `len(kept)`
# before and after. Inside, a `for` loop over all places; `kept[np.argmin(...)]` is the place of the nearest.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "condense", "grade": false, "solution": true, "locked": false}
def condense(X, y):
    """Return the places of the rows that suffice to get all rows right by the nearest one."""
    ### BEGIN SOLUTION
    kept, before = [0], 0
    while len(kept) > before:
        before = len(kept)
        for i in range(len(X)):
            closest = kept[np.argmin(np.sum((X[kept] - X[i]) ** 2, axis=1))]
            if y[closest] != y[i] and i not in kept:
                kept.append(i)
    return kept
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "condense-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_condense():
    X, y = np.array([[0.0], [3.0], [9.0], [4.0], [10.0]]), np.array(list("aabbb"))
    answer = condense(X, y)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    answer = np.asarray(answer).tolist()
    assert answer != [0, 2, 3], (
        "After your first round row 1, at 3, is nearest to the new row at 4, which has another label: go round until "
        "nothing is added."
    )
    assert answer != [0, 2, 3, 4] and answer != [0, 2, 3, 4, 1], (
        "Row 4, at 10, was right already, since row 2, at 9, had been kept before it: a kept row counts from then on."
    )
    assert answer != [0, 1], "You keep the rows that the kept ones get right; keep those that they get wrong."
    assert answer != [0, 1, 2, 3], (
        "These are the right rows, but in order of place; return them in the order in which they were kept."
    )
    assert answer == [0, 2, 3, 1], f"The rows 0, 2, 3 and then 1 are kept here, and yours are {answer}."
    assert np.asarray(condense(X, np.array(list("aaaaa")))).tolist() == [0], (
        "Where all labels are the same, one row suffices."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(46)
    for rows, features in ((1, 1), (12, 2), (80, 3), (150, 2)):
        X = other.normal(size=(rows, features))
        y = (X[:, 0] + 0.3 * other.normal(size=rows) > 0).astype(int)
        kept = np.asarray(condense(X, y)).tolist()
        assert len(set(kept)) == len(kept), f"Of {rows} other rows you keep some twice."
        nearby = np.linalg.norm(X[:, None] - X[kept], axis=2).argmin(axis=1)
        assert np.array_equal(y[kept][nearby], y), (
            f"The nearest of what you keep of {rows} other rows is not always right."
        )
        expected, grown = [0], True
        while grown:
            grown = False
            for i in range(rows):
                others = np.linalg.norm(X[expected] - X[i], axis=1)
                if y[expected[int(others.argmin())]] != y[i]:
                    expected.append(i)
                    grown = True
        assert kept == expected, (
            f"Of {rows} other rows Hart's rule keeps {len(expected)} and you keep {len(kept)}, or in another order."
        )
    ### END HIDDEN TESTS


check_condense()

# %% [markdown] tags=["explanation"] name="condense-explanation"
# What is left lies along the borders between classes, where it matters; the crowd in the middle is gone. All
# training rows are still right by their nearest kept row, which is how the rule ends. (Only of two equal rows
# with different labels one stays wrong. If a row could be kept twice, such a pair would keep the rule busy for
# ever.) That is a promise about old rows only. Rows that stand by accident on the wrong side are kept above
# all, since everything around them contradicts them, so condensing remembers the noise best.

# %% [markdown] name="outlook"
# Put together, that is the whole model: `standardize`, then `distances`, `nearest` with the chosen $k$, and a
# `vote` for each query.
