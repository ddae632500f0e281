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
# # A thermometer out of a straight line
#
# A thermistor hangs on pin A0 of your board. The hotter it gets, the lower the *count* that the
# converter returns, a whole number from 0 to 1023. You want degrees.
#
# You will write four short functions: one that says how wrong a line is, one that says which way to
# turn it, one that finds the best line in a single step, and one that does the same line in whole
# numbers, the way the Arduino Uno computes it.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that
# fails says what it saw, and often what probably went wrong. Three hints wait under each task: open one
# at a time, and try again in between. Some checks have a second half, on other numbers, that runs only
# when your work is graded.

# %% name="setup" deletable=false editable=false
import numpy as np

BETA = 3950  # kelvin: the constant of this thermistor


def simulated_count(celsius):
    """Return the count of a 10 k thermistor in a divider with 10 k: simulated by the beta equation."""
    kelvin = celsius + 273.15
    return np.round(1023 / (1 + np.exp(-BETA * (1 / kelvin - 1 / 298.15)))).astype(int)


celsius = np.arange(10.0, 41.0, 5.0)  # what the reference thermometer said
counts = simulated_count(celsius)  # what the converter would have said
X = np.column_stack([counts, np.ones(len(counts))])  # one row a reading: its count, and a 1 for the intercept

print("celsius", celsius)
print("counts ", counts)

# %% [markdown] name="mean-squared-error-task"
# ## How wrong is a line?
#
# *4 points.* The thermometer said `y_true`, some line predicted `y_pred`: two arrays of the same length,
# in degrees. Write `mean_squared_error(y_true, y_pred)`, the average of the squared differences. The
# answer is one number. Leave both arrays as you found them.
#
# Squaring does two things for you: a miss of +2 and a miss of −2 count the same, and one large miss
# counts more than several small ones.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Do it on paper first, with three readings that miss by 1, 0 and −3 degrees. Which steps did you take,
# and in which order?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Arrays subtract and square element by element, without a loop. For the last step NumPy has a function
# that averages a whole array.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Two lines are enough: `errors = …` with the differences, then `return np.mean(…)` of something made
# from `errors`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "mean-squared-error", "grade": false, "solution": true, "locked": false}
def mean_squared_error(y_true, y_pred):
    """Return the mean of the squared differences between two arrays, as one number."""
    ### BEGIN SOLUTION
    errors = y_pred - y_true
    return np.mean(errors**2)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "mean-squared-error-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    # four readings, missed by 1, -1, 2 and 0 degrees
    y_true = np.array([20.0, 25.0, 30.0, 35.0])
    y_pred = np.array([21.0, 24.0, 32.0, 35.0])
    answer = mean_squared_error(y_true, y_pred)

    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), (
        f"The error of a line is one number, and yours has the shape {np.shape(answer)}: "
        "the average over the readings is missing."
    )
    assert np.asarray(answer).dtype.kind in "iuf", f"The error is a number, and you returned {answer!r}."
    assert np.array_equal(y_true, [20, 25, 30, 35]) and np.array_equal(y_pred, [21, 24, 32, 35]), (
        "Your function changed an array that it was given: make new arrays instead of `-=` or `*=`."
    )
    assert not np.isclose(answer, 6), (
        "You summed the squared errors; the mean also divides by the number of readings."
    )
    assert not np.isclose(answer, 0.5), (
        "You averaged the errors without squaring them, so misses above and below cancel out."
    )
    assert not np.isclose(answer, 0.25), "You squared the average; first square each error, then average."
    assert not np.isclose(answer, 1), (
        "You averaged the sizes of the errors; this task squares each error instead."
    )
    assert not np.isclose(answer, 1.5**0.5), (
        "You took a square root at the end: that is the root mean squared error. Stop one step earlier."
    )
    assert not np.isclose(answer, 0.75), "You halved the mean; some books do, this task does not."
    assert not np.isclose(answer, 2), "You divided by the number of readings minus one; divide by the number."
    assert np.isclose(answer, 1.5), (
        f"For errors of 1, -1, 2 and 0 degrees the mean squared error is 1.5, and yours is {answer}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "mean-squared-error-check-other-readings", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_other_readings():
    y = np.array([12.5, 18.0, 39.5])
    exact, small, large = (mean_squared_error(y, y + miss) for miss in (0.0, 0.5, 1.0))
    assert exact is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(exact) == (), f"The error of a line is one number; yours has the shape {np.shape(exact)}."
    assert exact == 0, f"Predictions that are all exactly right have an error of 0, and yours is {exact}."
    assert small < large, "A line that misses by more must have the larger error, and yours has not."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(11)
    for n in (1, 2, 7, 30):
        y_true, y_pred = other.uniform(10, 40, n), other.uniform(10, 40, n)
        assert np.isclose(mean_squared_error(y_true, y_pred), sum((y_true - y_pred) ** 2) / n), (
            f"On another set of readings, {n} of them, your error is not the mean of the squares."
        )
    ### END HIDDEN TESTS


check_other_readings()

# %% [markdown] tags=["explanation"] name="mean-squared-error-explanation"
# The order of the three steps is the whole task. The difference comes first and the square second, so that
# a miss of +2 and one of −2 cannot cancel; the mean comes last, so that a hundred readings are not worse
# than ten merely because they are more. Averaging first and squaring the average is the slip seen most
# often: a line that lies above the readings as much as below them would then pass for perfect. A square
# root at the end gives degrees instead of squared degrees, which is easier to read; but the line with the
# smallest root is also the line with the smallest square, so learning can do without it.

# %% [markdown] name="gradient-task"
# ## Which way is downhill?
#
# *5 points.* A line has two weights, and we keep them in one array: `w[0]` is the slope, `w[1]` the
# intercept. With one row `[count, 1]` a reading in `X`, all predictions are `X @ w`.
#
# Write `gradient(X, y, w)`: how fast the mean squared error of `X @ w` against `y` changes when you
# change each weight. The answer is an array with one number a weight. It points uphill, so a step
# against it makes the line better. Leave `X`, `y` and `w` as you found them.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Take one reading only. Its squared error is (prediction − y)². Differentiate that by the slope, then by
# the intercept, with the chain rule. What do the two results share, and what is different?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The error of each reading reaches a weight multiplied by that weight's column of `X`. Multiplying and
# adding over all readings is one matrix product, with `X` transposed: `X.T`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# First `errors = X @ w - …`. Then `X.T @ errors` adds up over the readings; two factors are still
# missing: the one that the square leaves behind, and the one that makes a sum a mean.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "gradient", "grade": false, "solution": true, "locked": false}
def gradient(X, y, w):
    """Return the gradient of the mean squared error of `X @ w` against `y`, one number a weight."""
    ### BEGIN SOLUTION
    errors = X @ w - y
    return 2 / len(y) * X.T @ errors
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "gradient-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    # the line x + 2 through four points; it misses them by 1, 0, -2 and 0
    X = np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0], [6.0, 1.0]])
    y = np.array([1.0, 4.0, 8.0, 8.0])
    w = np.array([1.0, 2.0])
    given = X.copy(), y.copy(), w.copy()
    answer = gradient(X, y, w)

    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, np.ndarray), (
        f"Return a NumPy array, so that `w - 0.1 * gradient(X, y, w)` works; "
        f"yours is of the type {type(answer).__name__}."
    )
    assert answer.shape != (4,), (
        "You return one number a reading; the gradient has one a weight: bring in the transposed X."
    )
    assert answer.shape == (2,), (
        f"The gradient has one number a weight, so the shape (2,), and yours is {answer.shape}."
    )
    assert all(np.array_equal(now, before) for now, before in zip((X, y, w), given, strict=True)), (
        "Your function changed an array that it was given: make new arrays instead of `-=` or `*=`."
    )
    assert not np.allclose(answer, [4, 0.5]), (
        "Your gradient points downhill: take prediction minus truth, not truth minus prediction."
    )
    assert not np.allclose(answer, [-2, -0.25]), (
        "Your gradient is half as long as it should be: the derivative of a square leaves a factor behind."
    )
    assert not np.allclose(answer, [-16, -2]), (
        "You added up over the readings; the mean also divides by the number of readings."
    )
    assert not np.allclose(answer, [-8, -1]), (
        "The direction is right, the length is not: one factor comes from the square, one from the mean."
    )
    assert np.allclose(answer, [-4, -0.5]), (
        f"The gradient is [-4, -0.5] for this line, and yours is {answer}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "gradient-check-other-lines", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_other_lines():
    x = np.array([1.0, 2.0, 5.0])
    X = np.column_stack([x, np.ones(3)])
    on_the_line = np.array([-3.0, 7.0])
    assert np.allclose(gradient(X, X @ on_the_line, on_the_line), 0), (
        "When the line goes through every point there is no way down, so the gradient is 0; yours is not."
    )
    too_high = gradient(X, X @ on_the_line, on_the_line + np.array([0.0, 1.0]))
    assert too_high[1] > 0, (
        "A line that lies too high gets worse when the intercept grows: its second number must be positive."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(12)
    for rows, columns in ((5, 2), (9, 3), (2, 1)):
        X, y, w = other.normal(size=(rows, columns)), other.normal(size=rows), other.normal(size=columns)
        answer = gradient(X, y, w)
        assert np.shape(answer) == (columns,), (
            f"With {columns} columns in X there are {columns} weights; the gradient has a number for each."
        )
        for i, step in enumerate(1e-4 * np.eye(columns)):
            rise = np.mean((X @ (w + step) - y) ** 2) - np.mean((X @ (w - step) - y) ** 2)
            assert np.isclose(answer[i], rise / 2e-4), (
                f"On other data ({rows} readings, {columns} weights) your gradient is not the error's slope."
            )
    ### END HIDDEN TESTS


check_other_lines()

# %% [markdown] tags=["explanation"] name="gradient-explanation"
# By the chain rule each reading adds twice its error, times what stands in that weight's column: the
# count for the slope, the 1 for the intercept. `X.T @ errors` multiplies and adds for all weights at
# once, and because it never says how many there are, the same line trains a model with a hundred of them;
# a version that works out slope and intercept one by one stops at two. Without the 2, or without the
# division by the number of readings, the arrow still points the right way and only its length is wrong.
# You could make up for that with the learning rate, but then the rate that works would change whenever
# you take one more reading.

# %% [markdown] name="normal-equation-task"
# ## The best line in one step
#
# *5 points.* At the bottom of the valley the gradient is zero. For a straight line that condition is
# itself a small system of linear equations, the *normal equation*, and a system can be solved: no steps,
# no learning rate.
#
# Write `fit(X, y)`, which returns the array of weights with the smallest mean squared error. `X` has one
# row a reading and one column a weight; its last column is often 1, but do not count on it.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Write down your gradient and set it to zero. The factors in front can go. Bring everything with `w` to
# the left and the rest to the right: what stands in front of `w`?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# You should have a square matrix times `w` on the left, and an array on the right. NumPy solves such a
# system for you: look at `np.linalg`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.linalg.solve(A, b)` returns the `w` with `A @ w = b`. Here `b` is `X.T @ y`, and `A` is made of `X`
# alone, in a product of two factors.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "normal-equation", "grade": false, "solution": true, "locked": false}
def fit(X, y):
    """Return the weights with the smallest mean squared error of `X @ w` against `y`."""
    ### BEGIN SOLUTION
    return np.linalg.solve(X.T @ X, X.T @ y)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "normal-equation-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    # the points (0, 1), (1, 3), (2, 2) and (3, 6)
    X = np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0], [3.0, 1.0]])
    y = np.array([1.0, 3.0, 2.0, 6.0])
    given = X.copy(), y.copy()
    answer = fit(X, y)

    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, np.ndarray), (
        f"Return a NumPy array, so that `X @ fit(X, y)` works; yours is of the type {type(answer).__name__}."
    )
    assert answer.shape != (4,), (
        "You return one number a reading, perhaps the predictions; return the weights."
    )
    assert answer.shape != (2, 2), (
        "You return a matrix: a system of equations is solved, not divided element by element."
    )
    assert answer.shape == (2,), f"There are two weights, the shape (2,), and yours is {answer.shape}."
    assert np.array_equal(X, given[0]) and np.array_equal(y, given[1]), (
        "Your function changed an array that it was given: make new arrays instead of `-=` or `*=`."
    )
    assert not np.allclose(answer, [25, 12]), (
        "That is the right-hand side of the normal equation: the system is still to be solved."
    )
    assert not np.allclose(answer, [0.9, 1.4]), (
        "Slope and intercept are swapped: keep the weights in the order of the columns of X."
    )
    assert not np.allclose(answer, [5 / 3, 1]), (
        "Your line joins the first and the last point; the best line listens to all of them."
    )
    assert not np.isclose(answer[0], 25 / 14), (
        "Your slope is that of a line through the origin: the column of ones has been left out."
    )
    assert np.allclose(answer, [1.4, 0.9]), (
        f"The best line through these points has slope 1.4 and intercept 0.9, and yours is {answer}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "normal-equation-check-thermistor", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_thermistor():
    celsius = np.array([10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0])
    kelvin = celsius + 273.15
    counts = np.round(1023 / (1 + np.exp(-3950 * (1 / kelvin - 1 / 298.15))))  # simulated
    X = np.column_stack([counts, np.ones(7)])
    w = fit(X, celsius)
    assert np.shape(w) == (2,), "On the thermistor's readings your function did not return two weights."
    assert w[0] < 0, "A hot thermistor gives a low count, so the slope is negative; yours is not."

    def miss(weights):
        return np.linalg.norm(X @ weights - celsius)

    for nudge in ([0.001, 0], [-0.001, 0], [0, 0.1], [0, -0.1], [0.001, -0.5], [-0.001, 0.5]):
        assert miss(w) < miss(w + nudge), (
            f"Your line is not the best one: with {w + nudge} for weights it comes closer to the readings."
        )
    print(f"Your thermometer: {w[0]:.5f} degrees a count, plus {w[1]:.2f}.")
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(13)
    for rows, columns in ((6, 2), (12, 3), (8, 1)):
        X, y = other.normal(size=(rows, columns)), other.normal(size=rows)
        answer = fit(X, y)
        assert np.shape(answer) == (columns,), (
            f"With {columns} columns in X, none of them all ones, there are {columns} weights; yours are not."
        )
        assert np.allclose(answer, np.linalg.lstsq(X, y)[0]), (
            f"On other data, {rows} readings and {columns} weights, your weights are not the best ones."
        )
    ### END HIDDEN TESTS


check_thermistor()

# %% [markdown] tags=["explanation"] name="normal-equation-explanation"
# Where the error is smallest the gradient is zero, and `X.T @ (X @ w - y) = 0` is a system with as many
# equations as there are weights: `(X.T @ X) @ w = X.T @ y`. Many write it as
# `np.linalg.inv(X.T @ X) @ X.T @ y`, which is right on paper; but computing an inverse takes more work
# than solving the system and loses digits when two columns are nearly alike. A column of ones added
# inside the function is the other common slip: the caller has already decided whether the line gets an
# intercept. When one column can be made out of the others, many weights are equally good, there is
# nothing to single one out, and `solve` says so with an error.

# %% [markdown] name="fixed-point-task"
# ## The same line in whole numbers
#
# *6 points.* The Uno multiplies whole numbers quickly and fractions slowly. So its firmware works in
# hundredths of a degree (2501 means 25.01 °C), and scales the slope up until it is a whole number too.
#
# For each count the firmware multiplies by `weight`, adds `bias`, and then shifts the sum to the right
# by `shift` bits, which divides it by 2 to the power `shift` and rounds down, also below zero. Nothing
# is added for the rounding: the half that makes it round to nearest is already inside `bias`.
#
# Write `predict_fixed_point(counts, weight, bias, shift)` for an array of counts, equal to the firmware
# to the last digit. It returns an array of integers of the same shape. Three rules of the firmware are
# yours as well:
#
# - No fractions on the way: no `/`, no `round`, no `float`. If `counts` holds floats, raise `TypeError`.
# - Room for the product. `counts` and `weight` may come as 16-bit integers; their product needs 32.
# - The counts stay as they were.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Work one by hand: weight −3, bias 1000, shift 2, count 11. Which whole number is 967 shifted right by 2
# bits? Then try count 401, where the sum is negative.
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Python and NumPy have an operator for the shift to the right, and it rounds down as the firmware does.
# An array tells what it holds: `counts.dtype.kind` is `"i"` or `"u"` for integers. And `.astype(…)` makes
# a wider copy of an array.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# In order: if `counts.dtype.kind` is not one of `"iu"`, raise. Then make a copy of the counts that is 32
# bits wide (`np.int32`). Multiply the copy, add, and put the operator `>>` on the sum in brackets.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "fixed-point", "grade": false, "solution": true, "locked": false}
def predict_fixed_point(counts, weight, bias, shift):
    """Return the firmware's predictions for an array of counts, in hundredths of a degree."""
    ### BEGIN SOLUTION
    if counts.dtype.kind not in "iu":
        raise TypeError("counts must be integers")
    wide = counts.astype(np.int32)
    return (wide * weight + bias) >> shift
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "fixed-point-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    # the sums before the shift are 1000, 967, 700 and -203
    answer = predict_fixed_point(np.array([0, 11, 100, 401]), -3, 1000, 2)

    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, np.ndarray), (
        f"Return a NumPy array with one prediction a count; yours is of the type {type(answer).__name__}."
    )
    assert answer.shape == (4,), (
        f"Four counts give four predictions, so the shape (4,), and yours is {answer.shape}."
    )
    assert not np.array_equal(answer, [0, -9, -75, -301]), "You left out the bias."
    assert not np.array_equal(answer, [1000, 991, 925, 699]), (
        "You shifted before adding the bias; the whole sum is shifted."
    )
    assert not np.array_equal(answer, [4000, 3868, 2800, -812]), (
        "You shifted to the left, which multiplies; the firmware shifts to the right."
    )
    assert not np.array_equal(answer, [1000, 967, 700, -203]), "You left out the shift."
    assert not np.array_equal(answer, [250, 241, 175, -50]), (
        "Below zero you cut the fraction off, which rounds up; a shift to the right rounds down."
    )
    assert not np.array_equal(answer, [250, 242, 175, -51]), (
        "You rounded to nearest: either the half was added a second time, or something was rounded. "
        "The half is already inside the bias."
    )
    assert not np.allclose(answer, [250, 241.75, 175, -50.75]), (
        "You divided and kept the fraction; shift instead."
    )
    assert np.array_equal(answer, [250, 241, 175, -51]), (
        f"The four predictions are 250, 241, 175 and -51, and yours are {answer}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "fixed-point-check-integers-only", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_integers_only():
    grid = predict_fixed_point(np.array([[1, 2, 3], [4, 5, 6]]), 5, 3, 1)
    assert isinstance(grid, np.ndarray) and grid.shape == (2, 3), (
        f"Counts of the shape (2, 3) give predictions of that shape; yours is {np.shape(grid)}."
    )
    assert grid.dtype.kind == "i", (
        f"The predictions are integers, and yours are of the type {grid.dtype}: a fraction crept in."
    )
    try:
        predict_fixed_point(np.array([0.0, 11.0]), -3, 1000, 2)
    except TypeError:
        pass
    else:
        raise AssertionError("Counts that are floats must raise TypeError, and your function took them.")
    ### BEGIN HIDDEN TESTS
    counts = np.arange(1024)
    for weight, bias, shift in ((-19233, 14600123, 11), (7, -4000, 3), (31000, -9_000_000, 14), (1, 0, 0)):
        answer = predict_fixed_point(counts, weight, bias, shift)
        assert np.shape(answer) == (1024,) and answer.dtype.kind == "i", (
            "For all counts from 0 to 1023 your function did not return 1024 integers."
        )
        assert answer.tolist() == [(weight * count + bias) >> shift for count in range(1024)], (
            "With another weight, bias and shift your predictions differ from the firmware's."
        )
    for kind in (np.float32, np.float64):
        try:
            predict_fixed_point(np.array([[7]], dtype=kind), 5, 3, 1)
        except TypeError:
            pass
        else:
            raise AssertionError(f"Counts of the type {kind.__name__} must raise TypeError too.")
    ### END HIDDEN TESTS


check_integers_only()

# %% nbgrader={"schema_version": 3, "grade_id": "fixed-point-check-sixteen-bits", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_sixteen_bits():
    counts = np.array([0, 11, 100, 401], dtype=np.int16)
    answer = predict_fixed_point(counts, np.int16(-3), np.int32(1000), 2)
    assert np.array_equal(answer, [250, 241, 175, -51]), (
        f"With 16-bit counts the predictions are 250, 241, 175 and -51 as before, and yours are {answer}."
    )
    assert counts.dtype == np.int16 and np.array_equal(counts, [0, 11, 100, 401]), (
        "Your function changed the counts that it was given: work on a copy."
    )
    ### BEGIN HIDDEN TESTS
    wide = [0, 1, 2, 511, 512, 1023]
    for weight in (-19233, 30000):
        for scale in (np.int16(weight), weight):
            try:
                answer = predict_fixed_point(np.array(wide, dtype=np.int16), scale, np.int32(14600123), 11)
            except OverflowError:
                answer = None
            assert np.array_equal(answer, [(weight * count + 14600123) >> 11 for count in wide]), (
                "With large 16-bit numbers your predictions are wrong: the product wrapped round at 16 bits. "
                "Widen the counts before you multiply."
            )
    ### END HIDDEN TESTS


check_sixteen_bits()

# %% [markdown] tags=["explanation"] name="fixed-point-explanation"
# A shift to the right divides by a power of two and rounds down, below zero as well: `-203 >> 2` is −51,
# while `int(-203 / 4)` cuts the fraction off and gives −50. The counts are widened *before* they are
# multiplied, because the product of two 16-bit arrays is made in 16 bits: a later `.astype` widens a
# number that has already wrapped round. An `int` on the Uno has 16 bits too, so the firmware's C has its
# cast in the same place. And a float that slips in gives almost the same predictions, which is exactly
# why the function refuses it: nobody would notice until the notebook and the board differ by a
# hundredth of a degree.

# %% [markdown] name="outlook"
# That is the whole model: one multiplication, one addition, one shift. The lab of this unit trains it on
# readings from the board, writes these integers into C, and runs them on the Uno.
