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
# # A network that you can take apart
#
# You build a network of two layers from nothing: its way forward, the numbers that say how wrong it was,
# the way back that tells each weight what to do, the test that catches a wrong gradient, and the walk
# downhill. At the end it learns to read digits that people wrote by hand.
#
# Everywhere a row is a sample. `X` has the shape (samples, inputs), `W1` (inputs, hidden), `b1` (hidden,),
# `W2` (hidden, classes), `b2` (classes,). `y` holds whole numbers, the class of each sample.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that
# fails says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

# a network by hand: two inputs, three hidden neurons, two classes
W1 = np.array([[1.0, -1.0, 0.5], [0.0, 2.0, -1.0]])
b1 = np.array([0.0, 0.5, -0.25])
W2 = np.array([[1.0, -1.0], [0.5, 0.0], [-2.0, 1.0]])
b2 = np.array([0.1, -0.1])
X = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0], [2.0, -1.0]])
y = np.array([0, 0, 0, 1])

print("sums of the hidden layer:")
print(X @ W1 + b1)

# %% [markdown] name="forward-task"
# ## Forward
#
# *3 points.* Write `forward(X, W1, b1, W2, b2)`. The hidden layer is `ReLU(X W1 + b1)`, where ReLU keeps
# what is positive and makes 0 of the rest. The output is `hidden W2 + b2`, one *score* for each class.
# Return the two, `hidden` and `scores`.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For the first sample, do it with a pencil: which of the three sums in the cell above survive the ReLU?
# What are then the two scores?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `@` multiplies matrices, and a vector like `b1` is added to every row by itself.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.maximum` compares each entry with a number; `np.max` would return one number only. The scores get no
# ReLU: a score may be negative.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "forward", "grade": false, "solution": true, "locked": false}
def forward(X, W1, b1, W2, b2):
    """Return the hidden layer, shape (samples, hidden), and the scores, shape (samples, classes)."""
    ### BEGIN SOLUTION
    hidden = np.maximum(X @ W1 + b1, 0)
    return hidden, hidden @ W2 + b2
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "forward-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_forward():
    W1 = np.array([[1.0, -1.0, 0.5], [0.0, 2.0, -1.0]])
    b1 = np.array([0.0, 0.5, -0.25])
    W2 = np.array([[1.0, -1.0], [0.5, 0.0], [-2.0, 1.0]])
    b2 = np.array([0.1, -0.1])
    X = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
    answer = forward(X, W1, b1, W2, b2)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, tuple) and len(answer) == 2, "Return two arrays: `return hidden, scores`."
    hidden, scores = answer
    assert np.shape(hidden) == (3, 3), f"The hidden layer of three samples has the shape (3, 3), yours {np.shape(hidden)}."
    assert not np.allclose(hidden, X @ W1 + b1), "The hidden layer has negative entries: the ReLU is missing."
    assert not np.allclose(hidden, np.maximum(X @ W1, 0)), "The bias `b1` is missing in the hidden layer."
    assert not np.allclose(hidden, np.maximum(X @ W1, 0) + b1), "The bias belongs inside: add it before the ReLU."
    assert np.allclose(hidden, [[1, 0, 0.25], [0, 2.5, 0], [2, 0, 1.75]]), (
        f"The hidden layer of the first sample is [1, 0, 0.25]; yours is {np.round(hidden[0], 3).tolist()}."
    )
    assert np.shape(scores) == (3, 2), f"The scores have the shape (3, 2), and yours {np.shape(scores)}."
    assert not (np.min(scores) >= 0), "None of your scores is negative: the ReLU is for the hidden layer only."
    assert not np.allclose(scores, hidden @ W2), "The bias `b2` is missing in the scores."
    assert np.allclose(scores, [[0.6, -0.85], [1.35, -0.1], [-1.4, -0.35]]), (
        f"The scores of the first sample are [0.6, -0.85]; yours are {np.round(scores[0], 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(61)
    for n, i, h, c in ((1, 3, 2, 2), (7, 5, 9, 4)):
        A, p, B, q = other.normal(size=(i, h)), other.normal(size=h), other.normal(size=(h, c)), other.normal(size=c)
        Z = other.normal(size=(n, i))
        sums = np.array([[Z[r] @ A[:, k] + p[k] for k in range(h)] for r in range(n)])
        kept = np.where(sums > 0, sums, 0.0)
        mine, score = forward(Z, A, p, B, q)
        assert np.allclose(mine, kept) and np.allclose(score, kept @ B + q), (
            f"For another network with {i} inputs, {h} hidden neurons and {c} classes your numbers differ."
        )
    ### END HIDDEN TESTS


check_forward()

# %% [markdown] tags=["explanation"] name="forward-explanation"
# Without the ReLU the two layers would be one: $(X W_1 + b_1) W_2 + b_2$ is again a weighted sum of the
# inputs, with the weights $W_1 W_2$. The kink is what lets a layer say "only from here on", and a second
# layer combine several such statements. The scores stay as they are, because they are compared with each
# other and a negative one means as much as a positive one.

# %% [markdown] name="softmax-task"
# ## Scores become probabilities
#
# *3 points.* Write `softmax(scores)`: each row becomes $e^{s_j} / \sum_k e^{s_k}$, so that it is positive
# and sums to 1. It must also work for a row like [1000, 1001, 999], where $e^{1000}$ is more than a
# computer's float can hold.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Add 5 to all scores of a row. By which factor do all the $e^{s}$ grow? What happens to the fraction?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# So you may take any number away from a row before you exponentiate. Which one makes the largest score 0?
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `scores.max(axis=1, keepdims=True)` is a column with the largest score of each row; a column can be
# subtracted from a table, a row of numbers with the wrong length can't. Sum the same way.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "softmax", "grade": false, "solution": true, "locked": false}
def softmax(scores):
    """Return the probabilities, of the shape of the scores (samples, classes)."""
    ### BEGIN SOLUTION
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "softmax-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_softmax():
    scores = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 6.0]]))
    answer = softmax(scores)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (2, 3), f"The probabilities have the shape of the scores, (2, 3); yours {np.shape(answer)}."
    assert not np.allclose(np.sum(answer), 1), "All entries together sum to 1: normalize each row by itself, with `axis=1`."
    assert not np.allclose(np.sum(answer, axis=0), 1), "Your columns sum to 1: the classes of a sample stand in a row."
    assert np.allclose(answer, [[0.125, 0.25, 0.625], [0.25, 0.25, 0.5]]), (
        f"The first row is [0.125, 0.25, 0.625]; yours is {np.round(answer[0], 3).tolist()}."
    )
    with np.errstate(all="ignore"):
        large = softmax(np.array([[1000.0, 1001.0, 999.0]]))
        apart = softmax(np.array([[0.0, 0.0], [-2000.0, -2001.0]]))
    assert not np.isnan(large).any(), (
        "[1000, 1001, 999] gives nan, since exp(1000) overflows: subtract the largest score first."
    )
    assert not np.isnan(apart).any(), (
        "A row of scores near -2000 gives nan: subtract each row's own largest score, not that of the whole table."
    )
    assert np.allclose(large, [[0.2447285, 0.6652410, 0.0900306]]), f"[1000, 1001, 999] gives {np.round(large, 3)}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(62)
    for shape in ((1, 2), (6, 4), (3, 10)):
        table = other.normal(size=shape) * 3
        shares = np.array([[1 / sum(np.exp(row - one)) for one in row] for row in table])
        for shift in (0.0, 700.0, -5000.0):
            assert np.allclose(softmax(table + shift), shares), (
                f"For other scores, of the shape {shape} and moved by {shift:g}, your probabilities differ."
            )
    ### END HIDDEN TESTS


check_softmax()

# %% [markdown] tags=["explanation"] name="softmax-explanation"
# Taking the largest score away changes nothing in exact arithmetic, since all $e^s$ of a row shrink by the
# same factor, and everything on a computer: the largest exponent is now 0, and what underflows to 0 was
# negligible. On a microcontroller the same idea turns the exponential into a short table, because only
# arguments from 0 downwards ever occur.

# %% [markdown] name="cross-entropy-task"
# ## How wrong is a probability?
#
# *3 points.* The right class got some probability $p$. The loss of a sample is $-\ln p$: nothing if it was
# sure and right, large if it was sure and wrong. Write `cross_entropy(probabilities, y)`, the mean loss of
# the samples. So that a probability of exactly 0 costs much but not infinitely much, use
# `np.maximum(p, 1e-12)`.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Of each row only one number counts. For the rows [0.9, 0.1] and [0.4, 0.6] and the classes 0 and 1, which
# two numbers are they, and what is the mean of their losses?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `probabilities[0, y[0]]` is the first one. NumPy takes all of them at once if both indices are arrays of
# the same length.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# The first index is every row's number, `np.arange(len(y))`, the second one is `y`. Then `np.log` and `np.mean`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "cross-entropy", "grade": false, "solution": true, "locked": false}
def cross_entropy(probabilities, y):
    """Return the mean of -ln of the right class's probability, a number."""
    ### BEGIN SOLUTION
    right = probabilities[np.arange(len(y)), y]
    return -np.mean(np.log(np.maximum(right, 1e-12)))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "cross-entropy-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_cross_entropy():
    probabilities, y = np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8], [0.2, 0.4, 0.4]]), np.array([1, 2, 0])
    right = np.log([0.25, 0.8, 0.2])
    answer = cross_entropy(probabilities, y)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), f"Return one number, the mean over the samples; yours has the shape {np.shape(answer)}."
    assert not np.isclose(answer, right.mean()), "The loss is minus the logarithm: yours is negative."
    assert not np.isclose(answer, -right.sum()), "Take the mean over the samples, not the sum."
    assert not np.isclose(answer, -np.log(probabilities).sum(axis=1).mean()), (
        "Only the probability of the right class counts; you took the logarithms of all."
    )
    assert not np.isclose(answer, -right.mean() / np.log(2)), "That is the logarithm to base 2; use `np.log`."
    assert np.isclose(answer, -right.mean()), f"The mean loss is {-right.mean():.4f}; yours is {answer:.4f}."
    with np.errstate(all="ignore"):
        surprised = cross_entropy(np.array([[1.0, 0.0]]), np.array([1]))
    assert np.isfinite(surprised), "A right class with the probability 0 gives infinity: use `np.maximum(p, 1e-12)`."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(63)
    for n, c in ((1, 2), (9, 5), (40, 10)):
        table = other.random((n, c)) + 0.01
        table /= table.sum(axis=1, keepdims=True)
        meant = other.integers(0, c, n)
        lost = [-np.log(row[m]) for row, m in zip(table.tolist(), meant.tolist(), strict=True)]
        assert np.isclose(cross_entropy(table, meant), sum(lost) / n), (
            f"For {n} other samples of {c} classes your loss differs."
        )
    ### END HIDDEN TESTS


check_cross_entropy()

# %% [markdown] tags=["explanation"] name="cross-entropy-explanation"
# A guess among ten classes costs $\ln 10 \approx 2.3$; that is what a network costs before it has learned
# anything, and a loss above it means that it is sure of wrong things. The mean, and not the sum, keeps the
# size of the gradient the same whether a batch has ten samples or a thousand, so one learning rate suits
# both.

# %% [markdown] name="backward-task"
# ## The way back
#
# *5 points.* Now each weight wants to know in which direction the loss falls. Write
# `backward(X, y, hidden, probabilities, W2)`. It is given what the way forward has found, the hidden layer
# and the probabilities, and returns the gradient of the mean loss as four arrays with the shapes of `W1`,
# `b1`, `W2` and `b2`:
#
# 1. at the scores the gradient is $(p - t) / n$, where $p$ are the probabilities, $t$ is 1 at the right
#    class and 0 elsewhere, and $n$ is the number of samples;
# 2. `W2` gets the hidden layer, turned over, times that; `b2` gets its sum over the samples;
# 3. the hidden layer gets it times `W2`, turned over, but only where the ReLU let something through;
# 4. `W1` and `b1` get from this what `W2` and `b2` got from the scores, with `X` for the hidden layer.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Write the shape behind each line. A gradient always has the shape of what it belongs to; for most lines
# only one product of matrices has it.
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# For step 1, copy the probabilities and take 1 away at `[np.arange(n), y]`; then divide by `n`. For step 3,
# multiply by `hidden > 0`, which counts as 1 and 0.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Turned over is `.T`, and a sum over the samples is `.sum(axis=0)`. With `back` for step 1, the gradient by `W2`
# has the shape (hidden, classes), so it can only be `hidden.T @ back`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "backward", "grade": false, "solution": true, "locked": false}
def backward(X, y, hidden, probabilities, W2):
    """Return the gradients of the mean loss by W1, b1, W2 and b2."""
    ### BEGIN SOLUTION
    at_scores = probabilities.copy()
    at_scores[np.arange(len(y)), y] -= 1
    at_scores /= len(y)
    at_hidden = at_scores @ W2.T * (hidden > 0)
    return X.T @ at_hidden, at_hidden.sum(axis=0), hidden.T @ at_scores, at_scores.sum(axis=0)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "backward-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_backward():
    # two samples of one input; the second hidden neuron is off for the first sample
    X, y = np.array([[1.0], [4.0]]), np.array([0, 0])
    hidden, probabilities = np.array([[1.0, 0.0], [4.0, 2.0]]), np.full((2, 2), 0.5)
    W2 = np.array([[1.0, 0.0], [3.0, 0.0]])
    answer = backward(X, y, hidden, probabilities, W2)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, tuple) and len(answer) == 4, "Return four arrays, the gradients by W1, b1, W2 and b2."
    for name, gradient, shape in zip(("W1", "b1", "W2", "b2"), answer, ((1, 2), (2,), (2, 2), (2,)), strict=True):
        assert np.shape(gradient) == shape, (
            f"The gradient by {name} has the shape of {name}, {shape}, and yours {np.shape(gradient)}."
        )
    assert np.array_equal(probabilities, np.full((2, 2), 0.5)), (
        "Your function has changed the probabilities that it was given: work on a copy."
    )
    assert not np.allclose(answer[3], [-1, 1]), "Your gradients are those of the sum: divide by the number of samples."
    assert not np.allclose(answer[3], [0.5, 0.5]), "Take 1 away at the right class: the gradient is p - t."
    assert not np.allclose(answer[3], [0.5, -0.5]), "Your gradient has the wrong sign: it is p - t, not t - p."
    assert np.allclose(answer[3], [-0.5, 0.5]), f"The gradient by b2 is [-0.5, 0.5]; yours is {answer[3]}."
    assert np.allclose(answer[2], [[-1.25, 1.25], [-0.5, 0.5]]), (
        f"The gradient by W2 is [[-1.25, 1.25], [-0.5, 0.5]]; yours is {np.asarray(answer[2]).tolist()}."
    )
    assert not np.allclose(answer[1], [-0.5, -1.5]), (
        "The second neuron is off for the first sample, and still you send a gradient through it: multiply by `hidden > 0`."
    )
    assert np.allclose(answer[1], [-0.5, -0.75]), f"The gradient by b1 is [-0.5, -0.75]; yours is {answer[1]}."
    assert np.allclose(answer[0], [[-1.25, -3.0]]), f"The gradient by W1 is [[-1.25, -3.0]]; yours is {answer[0]}."


check_backward()

# %% nbgrader={"schema_version": 3, "grade_id": "backward-check-other-networks", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_other_networks():
    some = np.random.default_rng(7)
    X, y, W2 = some.normal(size=(10, 4)), some.integers(0, 3, 10), some.normal(size=(6, 3))
    hidden, probabilities = some.normal(size=(10, 6)).clip(0), some.dirichlet([1, 1, 1], 10)
    answer = backward(X, y, hidden, probabilities, W2)
    assert [np.shape(one) for one in answer] == [(4, 6), (6,), (6, 3), (3,)], (
        "With 4 inputs, 6 hidden neurons and 3 classes the shapes are (4, 6), (6,), (6, 3) and (3,)."
    )
    assert np.isclose(np.sum(answer[3]), 0), "The gradients by `b2` sum to 0, since each row of p and of t sums to 1."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(64)
    for n, i, h, c in ((1, 2, 3, 2), (12, 5, 4, 3)):
        parts = [other.normal(size=shape) for shape in ((i, h), (h,), (h, c), (c,))]
        Z, meant = other.normal(size=(n, i)), other.integers(0, c, n)

        def way(want, parts=parts, Z=Z, meant=meant):
            A, p, B, q = parts
            on = np.where(Z @ A + p > 0, Z @ A + p, 0.0)
            logits = on @ B + q
            logs = logits - np.log(np.exp(logits).sum(axis=1))[:, None]
            return -np.mean([row[m] for row, m in zip(logs, meant, strict=True)]) if want else (on, np.exp(logs))

        answer = backward(Z, meant, *way(False), parts[2])
        for name, gradient, part in zip(("W1", "b1", "W2", "b2"), answer, parts, strict=True):
            slopes = np.empty_like(part)
            for at in np.ndindex(part.shape):
                was = part[at]
                part[at] = was + 1e-5
                higher = way(True)
                part[at] = was - 1e-5
                slopes[at] = (higher - way(True)) / 2e-5
                part[at] = was
            assert np.allclose(gradient, slopes, atol=1e-6), (
                f"For another network of {i}, {h} and {c} neurons and {n} samples the gradient by {name} is wrong."
            )
    ### END HIDDEN TESTS


check_other_networks()

# %% [markdown] tags=["explanation"] name="backward-explanation"
# Each line of the way back mirrors one of the way forward: where a matrix multiplied from the right, its
# transpose now does, and where the ReLU cut something off, nothing comes back. The start is as simple as
# that of linear regression, *predicted minus right*, because the logarithm of the loss undoes the
# exponential of the softmax. The whole is called backpropagation, and it costs about twice the way forward.

# %% [markdown] name="gradient-check-task"
# ## Trust, but check
#
# *3 points.* A wrong gradient often still learns, only worse, and nothing warns you. So we measure the slope.
# Write `slope(loss, array, place, step=1e-5)`: how fast `loss()` changes when the entry `array[place]` does,
# by the central difference
#
# $$\frac{L(w + \text{step}) - L(w - \text{step})}{2\,\text{step}}$$
#
# `loss` is a function without arguments that uses the array, so change the entry in place. Leave the array
# as you found it.
#
# <details class="hint"><summary>Hint 1</summary>
#
# How often is `loss()` called, and what does the array look like each time?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# An assignment to `array[place]` changes the entry that `loss` will see; `place` may be a tuple such as (0, 2),
# and this works all the same. Keep the old value in a variable first.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Keep, go up, measure, go down, measure, put back, return. Put back the value you kept: adding and taking
# away a step again leaves a rounding error behind.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "gradient-check", "grade": false, "solution": true, "locked": false}
def slope(loss, array, place, step=1e-5):
    """Return the slope of `loss()` by one entry of an array, measured by a central difference."""
    ### BEGIN SOLUTION
    kept = array[place]
    array[place] = kept + step
    up = loss()
    array[place] = kept - step
    down = loss()
    array[place] = kept
    return (up - down) / (2 * step)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "gradient-check-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_slope():
    w = np.array([[1.0, 2.0], [3.0, -1.5]])
    before = w.copy()
    calls = []

    def cube():
        calls.append(w.copy())
        return float(np.sum(w**3))

    answer = slope(cube, w, (0, 1), step=0.1)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert calls and not all(np.array_equal(call, before) for call in calls), (
        "`loss()` never saw a changed entry: write `array[place] = ...` before you call it."
    )
    assert np.allclose(w, before), f"The entry was 2.0 before and is {w[0, 1]:g} now: put it back."
    assert np.array_equal(w, before), "The entry is not exactly what it was: put back the value that you kept."
    assert not np.isclose(answer, (2.1**3 - 2**3) / 0.1), (
        "That is the difference to one side, less exact: go a step up and a step down."
    )
    assert not np.isclose(answer, 2 * 12.01), "The two points are two steps apart: divide by 2 * step."
    assert np.isclose(answer, 12.01), f"For w = 2 and a step of 0.1 the central difference is 12.01; yours is {answer:g}."
    assert len(calls) == 2, f"Two calls of `loss` are enough, and you made {len(calls)}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(65)
    for shape in ((4,), (3, 5), (2, 2, 2)):
        array = other.normal(size=shape)
        weights = other.normal(size=shape)
        for place in list(np.ndindex(shape))[::3]:
            found = slope(lambda w=weights, a=array: float(np.sum(w * np.sin(a))), array, place)
            assert np.isclose(found, weights[place] * np.cos(array[place]), atol=1e-6), (
                f"For an array of the shape {shape} the slope at {place} is wrong."
            )
    ### END HIDDEN TESTS


check_slope()

# %% [markdown] tags=["explanation"] name="gradient-check-explanation"
# The difference to one side is off by the curvature times the step; in the central one this cancels, and
# the error falls with the square of the step. Smaller is not always better: below about $10^{-6}$ the two
# losses agree in so many digits that rounding eats the difference. Measuring every slope of a network
# this way costs two passes a weight, which is why nobody trains by it, and everybody should test by it.

# %% [markdown] name="train-task"
# ## Many small steps
#
# *3 points.* Write `train(X, y, weights, gradients, epochs, rate, random)`. `weights` is a list of arrays;
# `gradients(X, y, weights)` returns one array for each of them, for the samples it is given. In each epoch
# shuffle the samples with `random.permutation(len(X))`, go through them in batches of 32, the last of which
# may be smaller, and after each batch move every array by `rate` times its gradient, downhill. Change the
# arrays in place; nothing is returned.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Two loops, one inside the other: over the epochs, and over where batches start: 0, 32, 64 and so on. What
# does one batch need from `gradients`?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `order[start : start + 32]` are the rows of a batch; a slice that reaches beyond the end is just shorter.
# Use them for `X` and for `y`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Go through weights and gradients with `zip`. `array -= something` changes the array itself, while
# `array = array - something` makes a new one that nobody sees.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "train", "grade": false, "solution": true, "locked": false}
def train(X, y, weights, gradients, epochs, rate, random):
    """Move the weights downhill, in batches of 32."""
    ### BEGIN SOLUTION
    for _ in range(epochs):
        order = random.permutation(len(X))
        for start in range(0, len(X), 32):
            rows = order[start : start + 32]
            for weight, downhill in zip(weights, gradients(X[rows], y[rows], weights), strict=True):
                weight -= rate * downhill
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "train-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_train():
    X, y = np.arange(70.0)[:, None], np.arange(70)
    weights, seen = [np.zeros((1, 2)), np.zeros(3)], []

    def gradients(X_batch, y_batch, now):
        assert np.array_equal(X_batch[:, 0], y_batch), "The rows of `X` and of `y` in a batch do not belong together."
        seen.append(y_batch.tolist())
        return [np.full((1, 2), 1.0), np.full(3, -2.0)]

    train(X, y, weights, gradients, 2, 0.1, np.random.default_rng(1))
    assert seen, "`gradients` was never called."
    sizes = [len(batch) for batch in seen]
    assert sizes != [70, 70], "All samples went into one batch: take 32 at a time."
    assert sum(sizes) != 128, "The last six samples of an epoch were left out: the last batch may be smaller."
    assert sizes == [32, 32, 6] * 2, f"Two epochs of 70 samples are batches of 32, 32, 6, 32, 32, 6; yours are {sizes}."
    first, second = ([one for batch in half for one in batch] for half in (seen[:3], seen[3:]))
    assert sorted(first) == sorted(second) == list(range(70)), "Each sample comes exactly once in an epoch."
    assert first != list(range(70)), "The samples came in their old order: shuffle them."
    assert first != second, "Both epochs went through the samples in the same order: shuffle in each epoch."
    assert first == np.random.default_rng(1).permutation(70).tolist(), (
        "The order is another one than `random.permutation(len(X))` gives: shuffle with the generator that was given."
    )
    assert not np.allclose(weights[0], 0), "The weights have not moved: change the arrays in place, with `-=`."
    assert not np.allclose(weights[0], 0.6), "You walked uphill: go against the gradient."
    assert np.allclose(weights[0], -0.6) and np.allclose(weights[1], 1.2), (
        f"Six steps of 0.1 times the gradients 1 and -2 lead to -0.6 and 1.2; yours are {weights[0][0, 0]:g} and {weights[1][0]:g}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(66)
    X, y = other.normal(size=(45, 3)), other.normal(size=45)
    line = [other.normal(size=3), np.zeros(1)]
    w, b = line[0].copy(), 0.0
    train(X, y, line, lambda Z, t, now: [Z.T @ (Z @ now[0] + now[1] - t), np.sum(Z @ now[0] + now[1] - t, keepdims=True)],
          3, 0.01, np.random.default_rng(8))
    again = np.random.default_rng(8)
    for _ in range(3):
        turn = again.permutation(45)
        for part in (turn[:32], turn[32:]):
            miss = X[part] @ w + b - y[part]
            w, b = w - 0.01 * miss @ X[part], b - 0.01 * miss.sum()
    assert np.allclose(line[0], w) and np.allclose(line[1], b), (
        "Fitting a line to 45 other samples ended elsewhere: each batch starts from where the one before has led."
    )
    ### END HIDDEN TESTS


check_train()

# %% [markdown] tags=["explanation"] name="train-explanation"
# A batch of 32 gives a rough gradient, and a rough one is good enough to take a step, so one pass over the
# data takes many steps instead of one. Shuffling keeps the same samples from always pulling together. The
# loop does not know what it trains: the same lines fit a line, this network or one of a billion weights.

# %% [markdown] name="outlook"
# ## Further
#
# Put the pieces together. With `digits = sklearn.datasets.load_digits()`, the pixels divided by 16, weights drawn as
# `random.normal(size=(64, 16)) * np.sqrt(2 / 64)` and so on, and 60 epochs at a rate of 0.3, your own
# lines read about nine of ten digits of writers they have never seen. The lab of this unit runs such a
# network on an Arduino.
