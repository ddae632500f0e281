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
# # An examiner for models
#
# Anyone can write a model that looks good. In this exercise you build the tools that find out whether it
# is: a split that cannot leak, the table of what went right and wrong, the two shares that matter for an
# alarm, cross-validation by night, an honest plus-or-minus, and the threshold that costs least.
#
# The data are evenings with a frost alarm: each night has several readings, and all readings of a night
# share one answer, frost or no frost.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that
# fails says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

night = np.repeat(np.arange(1, 9), 3)  # eight nights with three readings each; made up
celsius = np.array([4, 3.5, 3, 9, 9, 8, 1, 0.5, 0, 6, 5, 5, 2, 2, 1, 7, 7, 6, 12, 11, 11, 3, 3, 2.0])
frost = np.repeat([1, 0, 1, 0, 1, 0, 0, 0], 3)  # whether the ground froze

for n in range(1, 9):
    print(f"night {n}: {celsius[night == n]} degrees, {'frost' if frost[night == n][0] else 'no frost'}")

# %% [markdown] name="hold-out-task"
# ## Whole nights, or it leaks
#
# *5 points.* To test a model you hold some rows back. If a night has rows on both sides, the model has
# already seen that night's answer, and the test measures its memory.
#
# Write `hold_out(night, share, random)`. `night` gives each row's night; `random` is a NumPy generator
# (`np.random.default_rng(0)`). Choose nights at random, without repetition, as many as `share` times the
# number of different nights, rounded, but at least one. Return an array of True and False with one entry
# a row: True where the row belongs to a chosen night.
#
# <details class="hint"><summary>Hint 1</summary>
#
# What do you draw, rows or nights? For the eight nights above and a share of 0.25, how many do you draw,
# and how many of the 24 rows are then True?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.unique(night)` lists each night once. A generator has a method `choice` that draws several entries of
# an array; by its argument `replace` it can draw the same one twice or not.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# The rows whose night is among the chosen ones: NumPy's `np.isin` compares an array with a list of values.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "hold-out", "grade": false, "solution": true, "locked": false}
def hold_out(night, share, random):
    """Return for each row whether it is held back: all rows of some nights, drawn at random."""
    ### BEGIN SOLUTION
    nights = np.unique(night)
    chosen = random.choice(nights, max(1, round(share * len(nights))), replace=False)
    return np.isin(night, chosen)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "hold-out-check-whole-nights", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_whole_nights():
    night = np.repeat(np.arange(1, 9), 3)
    answer = hold_out(night, 0.25, np.random.default_rng(0))
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, np.ndarray) and answer.shape == (24,), (
        f"Return an array with one entry a row, the shape (24,); yours has the shape {np.shape(answer)}."
    )
    assert answer.dtype == bool, (
        f"Return True and False, so that `celsius[held]` works; your array holds {answer.dtype}."
    )
    held, kept = set(night[answer].tolist()), set(night[~answer].tolist())
    assert not held & kept, (
        f"Night {min(held & kept)} is on both sides, so the model has seen its answer: draw nights, not rows."
    )
    assert len(held) != 6, "You held back the larger part: `share` is the share of nights to hold back."
    assert len(held) == 2, f"A quarter of eight nights are two; you held back {len(held)}."


check_whole_nights()

# %% nbgrader={"schema_version": 3, "grade_id": "hold-out-check-at-random", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_at_random():
    night = np.repeat([3, 1, 7, 20], [1, 4, 2, 5])
    answers = [tuple(hold_out(night, 0.5, np.random.default_rng(seed))) for seed in range(20)]
    assert len(set(answers)) > 1, "Twenty different generators gave the same split: draw the nights at random."
    again = tuple(hold_out(night, 0.5, np.random.default_rng(4)))
    assert again == answers[4], "The same generator must give the same split: draw with `random`, the one given."
    assert hold_out(night, 0.01, np.random.default_rng(1)).any(), "At least one night is always held back."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(31)
    for nights, share in ((5, 0.2), (12, 0.33), (30, 0.5), (2, 0.9)):
        names = other.permutation(100)[:nights]
        rows = names[other.integers(0, nights, 200)]
        held = hold_out(rows, share, np.random.default_rng(int(share * 100)))
        there = len(set(rows.tolist()))
        taken, left = set(rows[held].tolist()), set(rows[~held].tolist())
        assert not taken & left, "On other data, with nights in any order, a night ended on both sides."
        assert len(taken) == max(1, round(share * there)), (
            f"Of {there} other nights and a share of {share} you held back {len(taken)}."
        )
    ### END HIDDEN TESTS


check_at_random()

# %% [markdown] tags=["explanation"] name="hold-out-explanation"
# The unit that is drawn must be the unit that is new in real use. A frost alarm will meet new nights, not
# new minutes of old nights, so nights are drawn. In medicine it is patients, in speech it is speakers, in
# a factory machines. Splitting rows at random is the commonest way in which published results turn out too
# good, and it looks perfectly innocent in the code.

# %% [markdown] name="confusion-task"
# ## What went right, what went wrong
#
# *4 points.* "Right in 75 % of the cases" hides how. Write `confusion(truth, predicted)` for two arrays
# of 0 and 1. It returns an array of shape (2, 2) with whole numbers: the row is the truth, the column is
# what was predicted. So `[1, 1]` counts frosts that were announced and `[1, 0]` frosts that were missed.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Make a tally with a pencil for truth 0, 1, 1, 0 and predicted 0, 1, 0, 1: four boxes, one mark in each.
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# For one box: `(truth == 1) & (predicted == 0)` marks the rows that belong to it.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Two loops, one over the truths 0 and 1 and one over the predictions, one inside the other; `np.sum` counts the
# marks. Put the rows into `np.array`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "confusion", "grade": false, "solution": true, "locked": false}
def confusion(truth, predicted):
    """Return how often each truth (row) met each prediction (column), shape (2, 2)."""
    ### BEGIN SOLUTION
    return np.array([[np.sum((truth == t) & (predicted == p)) for p in (0, 1)] for t in (0, 1)])
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "confusion-check", "grade": true, "solution": false, "locked": true, "points": 4}
import numpy as np


def check_confusion():
    truth = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    predicted = np.array([1, 0, 0, 0, 1, 1, 0, 0, 0, 0])
    answer = confusion(truth, predicted)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (2, 2), f"The table has the shape (2, 2), and yours {np.shape(answer)}."
    assert np.sum(answer) != 1, "You return shares; the table counts rows."
    assert not np.array_equal(answer, [[4, 3], [2, 1]]), (
        "Rows and columns are swapped: the row is the truth, the column the prediction."
    )
    assert not np.array_equal(answer, [[1, 3], [2, 4]]), (
        "Your first row is that of the truth 1; the table begins with 0, so that `[1, 1]` counts announced frosts."
    )
    assert np.array_equal(answer, [[4, 2], [3, 1]]), (
        f"The table is [[4, 2], [3, 1]] here, and yours is {np.asarray(answer).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(32)
    for n in (1, 7, 60):
        truth, predicted = other.integers(0, 2, n), other.integers(0, 2, n)
        counted = np.bincount(2 * truth + predicted, minlength=4).reshape(2, 2)
        assert np.array_equal(confusion(truth, predicted), counted), (
            f"For {n} other rows, where some boxes may be empty, your table is wrong."
        )
    ### END HIDDEN TESTS


check_confusion()

# %% [markdown] tags=["explanation"] name="confusion-explanation"
# Four numbers say everything about a yes-or-no model that its rows can tell. The two on the diagonal are
# right; of the other two, one is a false alarm and one is a miss, and they almost never cost the same.
# Whoever quotes a single accuracy has added up things that should be kept apart. Mind which axis is the
# truth: libraries agree on it (scikit-learn's rows are the truth), papers do not.

# %% [markdown] name="precision-recall-task"
# ## Two questions to an alarm
#
# *4 points.* The farmer asks: *if it rings, is there frost?* The seedlings ask: *if there is frost, does it
# ring?* Write `precision_recall(table)` for a table as above. It returns two numbers: the **precision**,
# the share of alarms that were right, and the **recall**, the share of frosts that were announced. Where
# there was nothing to take a share of, the number is 1.0: who never rang, never rang in vain.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Both shares have the announced frosts on top. What stands below each: a row of the table or a column?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# All alarms are the column of the prediction 1, `table[:, 1]`; all frosts are the row of the truth 1.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Name the three numbers `announced`, `alarms` and `frosts`. Divide only if what stands below is not 0:
# `a / b if b else 1.0`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "precision-recall", "grade": false, "solution": true, "locked": false}
def precision_recall(table):
    """Return the share of alarms that were right, and the share of frosts that were announced."""
    ### BEGIN SOLUTION
    hits, rang, froze = table[1, 1], table[:, 1].sum(), table[1].sum()
    return hits / rang if rang else 1.0, hits / froze if froze else 1.0
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "precision-recall-check", "grade": true, "solution": false, "locked": true, "points": 4}
import numpy as np


def check_precision_recall():
    answer = precision_recall(np.array([[90, 6], [1, 3]]))
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (2,), f"Return two numbers, precision and recall; yours is {answer!r}."
    assert not np.allclose(answer, (3 / 4, 3 / 9)), (
        "The two are swapped: precision divides by the alarms, recall by the frosts."
    )
    assert not np.allclose(answer, (0.93, 0.93)), "That is the accuracy, which hides the two behind ninety quiet nights."
    assert np.allclose(answer, (3 / 9, 3 / 4)), (
        f"Three of nine alarms were right and three of four frosts announced: (0.333, 0.75). Yours is {answer}."
    )
    try:
        silent = precision_recall(np.array([[5, 0], [2, 0]]))
    except ZeroDivisionError:
        silent = (np.nan, np.nan)
    assert not np.isnan(silent[0]), "It never rang, and you divided by zero alarms: the precision is then 1.0."
    assert np.allclose(silent, (1.0, 0.0)), (
        f"It never rang, so the precision is 1.0 and the recall 0.0; yours are {silent}."
    )
    ### BEGIN HIDDEN TESTS
    for table, expected in (
        ([[7, 3], [0, 0]], (0.0, 1.0)),
        ([[9, 0], [0, 0]], (1.0, 1.0)),
        ([[0, 0], [4, 12]], (1.0, 0.75)),
        ([[11, 5], [2, 20]], (0.8, 20 / 22)),
    ):
        assert np.allclose(precision_recall(np.array(table)), expected), (
            "For another table, with or without frosts and alarms, your two shares are wrong."
        )
    ### END HIDDEN TESTS


check_precision_recall()

# %% [markdown] tags=["explanation"] name="precision-recall-explanation"
# Both shares look at the frosts that were announced, one from the side of the alarms and one from the side
# of the frosts. Each alone is easy to push to 1: ring every night and the recall is perfect, never ring and
# the precision is. Only together do they say something. The many quiet nights without alarm, `table[0, 0]`,
# appear in neither; that is why these shares stay meaningful when frost is rare and accuracy does not.

# %% [markdown] name="cross-validate-task"
# ## Every night gets its turn
#
# *6 points.* One split tests a few nights and wastes the rest. In *cross-validation* the nights are dealt
# into `k` groups; each group is held back once, while a model is fitted on all the others.
#
# Write `cross_validate(X, y, night, k, fit)`. Deal the different nights in ascending order like cards: the
# first to fold 0, the second to fold 1, and so on, and after fold `k - 1` again to fold 0. For each fold
# call `model = fit(X_train, y_train)` on the rows of the other folds, then `model(X_test)`, which predicts
# for the rows held back. Return one array with the prediction of every row, made when its night was held
# back, in the order of the rows.
#
# <details class="hint"><summary>Hint 1</summary>
#
# With the nights 3, 5, 8, 9 and k = 2, which nights are in fold 0? Which rows does the first model learn
# from, and where in the answer do its predictions belong?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.unique(night, return_inverse=True)` gives, beside the nights, the place of each row's night among
# them: 0, 1, 2 ... The remainder of the division by `k`, written `%`, deals the cards.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Begin with an array like `y` for the answers. In a loop over the folds, `held` is an array of True and False; fit on
# `X[~held]`, and write the model's predictions into the answers at `[held]`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "cross-validate", "grade": false, "solution": true, "locked": false}
def cross_validate(X, y, night, k, fit):
    """Return each row's prediction by a model that has not seen the row's fold of nights."""
    ### BEGIN SOLUTION
    _, place = np.unique(night, return_inverse=True)
    predicted = np.empty_like(y)
    for turn in range(k):
        out = place % k == turn
        predicted[out] = fit(X[~out], y[~out])(X[out])
    return predicted
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "cross-validate-check-who-saw-what", "grade": true, "solution": false, "locked": true, "points": 4}
import numpy as np


def check_who_saw_what():
    night = np.array([3, 3, 5, 8, 8, 9])
    X, y = np.arange(6.0)[:, None], np.array([10, 11, 12, 13, 14, 15])
    seen = []

    def fit(X_train, y_train):
        seen.append(X_train[:, 0].astype(int).tolist())
        assert np.array_equal(y_train, X_train[:, 0] + 10), "The rows of `X` and `y` for a fit do not belong together."
        return lambda X_test: np.full(len(X_test), 100 * len(seen) + y_train.min())

    answer = cross_validate(X, y, night, 2, fit)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert len(seen) == 2, f"With two folds `fit` is called twice, and you called it {len(seen)} times."
    assert [0, 1, 2, 3, 4, 5] not in seen, "One of your models was fitted on all rows, and so has seen every answer."
    assert seen != [[0, 1, 3, 4], [2, 5]], (
        "Your models were fitted on the rows held back; they learn from the others."
    )
    assert seen == [[2, 5], [0, 1, 3, 4]], (
        "With two folds the nights 3 and 8 are held back first, then 5 and 9, so the models learn from the rows "
        f"[2, 5] and [0, 1, 3, 4]; yours learned from {seen[0]} and {seen[1]}."
    )
    assert np.shape(answer) == (6,), f"The answer has one entry a row, the shape (6,), and yours {np.shape(answer)}."
    assert np.array_equal(answer, [112, 112, 210, 112, 112, 210]), (
        f"The predictions are right, but not in the places of their rows: {np.asarray(answer).tolist()}."
    )


check_who_saw_what()

# %% nbgrader={"schema_version": 3, "grade_id": "cross-validate-check-memory", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_memory():
    # answers drawn by lot: nothing to learn, and only a leak could do better than chance
    lot = np.random.default_rng(5)
    night = np.repeat(np.arange(100), 4)
    y = np.repeat(lot.integers(0, 2, 100), 4)
    X = night[:, None] + lot.normal(0, 0.01, (400, 1))

    def nearest(X_train, y_train):
        return lambda X_test: y_train[np.abs(X_test - X_train.T).argmin(axis=1)]

    share = np.mean(cross_validate(X, y, night, 5, nearest) == y)
    assert share < 0.75, (
        f"The answers were drawn by lot, and still {share:.0%} were predicted: the model has seen rows of the same nights."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(33)
    for nights, k in ((6, 3), (7, 7), (11, 4)):
        names = other.permutation(50)[:nights]
        night = names[np.concatenate([np.arange(nights), other.integers(0, nights, 40)])]
        X, y = other.normal(size=(len(night), 2)), other.integers(0, 9, len(night))
        ranks = {name: rank for rank, name in enumerate(sorted(names.tolist()))}
        fold = np.array([ranks[n] % k for n in night.tolist()])

        def mean(X_train, y_train):
            return lambda X_test: np.full(len(X_test), y_train.sum())

        expected = [y[fold != fold[row]].sum() for row in range(len(night))]
        assert np.array_equal(cross_validate(X, y, night, k, mean), expected), (
            f"With {nights} other nights in any order, dealt into {k} folds, your predictions differ."
        )
    ### END HIDDEN TESTS


check_memory()

# %% [markdown] tags=["explanation"] name="cross-validate-explanation"
# Every row is predicted exactly once, by a model that knew neither the row nor its night, so all of the
# data serves to train and all of it serves to test. The price is `k` fits. The model that you finally ship
# is fitted on everything; what was cross-validated is the *recipe*, not that one model. Anything that
# learns from data, such as a mean used for standardizing, belongs inside `fit`, or it leaks.

# %% [markdown] name="interval-task"
# ## Plus or minus what?
#
# *4 points.* Nine of ten test nights were right. If you tested another ten, you might find seven, or ten.
# Write `interval(right, n)`, the 95 % interval of Wilson for a share, with $z = 1.96$ and $p$ = right / n:
#
# $$\frac{p + \frac{z^2}{2n} \pm z \sqrt{\frac{p(1-p)}{n} + \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}$$
#
# Return its two ends, the lower first.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Everything is divided by the same number at the end. What are the middle and the half width before that?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Compute `middle = p + z**2 / (2 * n)` first. The half width is $z$ times a root; the fraction $z^2/4n^2$ is inside it.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.sqrt` takes the root. Mind the brackets: `z**2 / (4 * n**2)`, and `(middle - half) / (1 + z**2 / n)`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "interval", "grade": false, "solution": true, "locked": false}
def interval(right, n):
    """Return the lower and upper end of Wilson's 95 % interval for the share right / n."""
    ### BEGIN SOLUTION
    z, p = 1.96, right / n
    centre = p + z**2 / (2 * n)
    spread = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (centre - spread) / (1 + z**2 / n), (centre + spread) / (1 + z**2 / n)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "interval-check", "grade": true, "solution": false, "locked": true, "points": 4}
import numpy as np


def check_interval():
    answer = interval(9, 10)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (2,), f"Return the two ends; yours is {answer!r}."
    assert answer[0] < answer[1], "The lower end comes first."
    assert not np.allclose(answer, (0.71406, 1.08594), atol=1e-3), (
        "That is p plus or minus z times its standard error, which promises more than 100 %; use Wilson's formula."
    )
    assert not np.allclose(answer, (0.82486, 1.35943), atol=1e-3), "The division at the end is missing."
    assert np.allclose(answer, (0.5958, 0.9821), atol=2e-4), (
        f"For 9 of 10 the interval is from 0.596 to 0.982, and yours is {answer}."
    )
    wide, narrow = np.diff(interval(45, 50)), np.diff(interval(450, 500))
    assert narrow < wide, "More nights make the interval narrower, and yours does not get narrower."
    ### BEGIN HIDDEN TESTS
    for right, n, low, high in (
        (0, 8, 0.0, 0.324410),
        (8, 8, 0.675590, 1.0),
        (30, 60, 0.377312, 0.622688),
        (970, 1000, 0.957514, 0.978900),
    ):
        assert np.allclose(interval(right, n), (low, high), atol=2e-4), (
            f"For {right} of {n} your interval is wrong."
        )
    ### END HIDDEN TESTS


check_interval()

# %% [markdown] tags=["explanation"] name="interval-explanation"
# Wilson asked which true shares would make the observed one unsurprising, and solved for them; that is why
# the ends never leave the range from 0 to 1, which the textbook formula $p \pm z\sqrt{p(1-p)/n}$ does for
# small samples. The width falls with the *root* of $n$: four times the nights for half the doubt. And $n$
# counts what is independent. Twelve readings of one night are one trial, not twelve.

# %% [markdown] name="cheapest-threshold-task"
# ## The threshold that costs least
#
# *5 points.* A model gives the probability of frost; somebody has to say from where on it rings. A missed
# frost costs the seedlings, a false alarm a night's heating.
#
# Write `cheapest_threshold(probability, truth, miss, alarm)`. The alarm rings when the probability is at
# least the threshold. Try each different probability in the data as threshold, and infinity (`np.inf`, it
# never rings). A frost without alarm costs `miss`, an alarm without frost costs `alarm`. Return the
# threshold with the smallest total cost; of several, the highest, which rings least.
#
# <details class="hint"><summary>Hint 1</summary>
#
# With the probabilities 0.2, 0.6, 0.9, the truths 0, 1, 1, a miss of 10 and an alarm of 1: which
# thresholds do you try, and what does each cost?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# For one threshold, `rings = probability >= threshold`. Misses are rows with frost that do not ring. Count both kinds,
# multiply each by its price, add.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# If you try the thresholds from the highest downwards and keep the cheapest so far only when the new one is
# *strictly* cheaper, ties go to the highest by themselves.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "cheapest-threshold", "grade": false, "solution": true, "locked": false}
def cheapest_threshold(probability, truth, miss, alarm):
    """Return the highest of the thresholds at which misses and false alarms cost least."""
    ### BEGIN SOLUTION
    best, least = np.inf, miss * np.sum(truth == 1)
    for candidate in np.unique(probability)[::-1]:
        rings = probability >= candidate
        cost = miss * np.sum(~rings & (truth == 1)) + alarm * np.sum(rings & (truth == 0))
        if cost < least:
            best, least = candidate, cost
    return best
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "cheapest-threshold-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_by_hand():
    probability = np.array([0.1, 0.3, 0.4, 0.6, 0.7, 0.9])
    truth = np.array([0, 1, 0, 0, 1, 1])
    answer = cheapest_threshold(probability, truth, 10, 1)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), f"A threshold is one number; yours has the shape {np.shape(answer)}."
    assert answer != 2, "That is the smallest cost; return the threshold that has it."
    assert answer != 0.7, (
        "0.7 makes the fewest mistakes, one, but that one is a missed frost and costs 10; two false alarms cost 2."
    )
    assert answer != 0.4, "Ring when the probability is at least the threshold; 0.3 itself has to ring at 0.3."
    assert answer == 0.3, f"The cheapest threshold is 0.3, with two false alarms, and yours is {answer}."
    cheap = cheapest_threshold(probability, truth, 1, 10)
    assert cheap != 0.3, "With the prices the other way round another threshold is cheapest: use both prices."
    assert cheap == 0.7, f"Where a false alarm costs 10 and a miss 1, the threshold is 0.7, and yours is {cheap}."


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "cheapest-threshold-check-edges", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_edges():
    quiet = cheapest_threshold(np.array([0.2, 0.8]), np.array([0, 0]), 10, 1)
    assert quiet == np.inf, f"Without any frost it is cheapest never to ring, so infinity; yours is {quiet}."
    tie = cheapest_threshold(np.array([0.4, 0.6]), np.array([1, 0]), 1, 1)
    assert tie == np.inf, f"Ringing at 0.4 and never ringing cost the same, and the highest wins; yours is {tie}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(34)
    for n in (3, 20, 80):
        probability = other.integers(0, 12, n) / 12
        truth = (other.random(n) < probability).astype(int)
        for miss, alarm in ((1, 1), (20, 1), (1, 3)):
            prices = []
            for threshold in [np.inf, *sorted(set(probability.tolist()), reverse=True)]:
                rows = zip(probability >= threshold, truth, strict=True)
                prices.append((sum(miss if t and not r else alarm if r and not t else 0 for r, t in rows), threshold))
            expected = min(prices, key=lambda pair: pair[0])[1]
            assert cheapest_threshold(probability, truth, miss, alarm) == expected, (
                f"On {n} other rows, with a miss at {miss} and an alarm at {alarm}, another threshold is right."
            )
    ### END HIDDEN TESTS


check_edges()

# %% [markdown] tags=["explanation"] name="cheapest-threshold-explanation"
# The model says how likely; the prices say what to do about it. Keeping the two apart means that the farmer
# can change her prices without anybody training anything. If the probabilities are honest, theory gives the
# answer without a search: ring when the probability exceeds `alarm / (alarm + miss)`. The search over the
# data needs no such trust, but it is itself a fit: choose the threshold on training nights, judge it on others.

# %% [markdown] name="outlook"
# With these six functions you can examine any model in this book, and anybody else's.
