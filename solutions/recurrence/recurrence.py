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
# # A network with a memory
#
# A network that reads a sequence step by step carries a *state* along: a few numbers in which it keeps what
# it may need later. In this exercise you build such a network, forwards and backwards: one step, the whole
# sequence, a step with gates, the gradient of one step, of all steps and of a few steps at a time, and the two
# tools that nobody should train such a network without.
#
# All vectors are rows here, so that a layer is `x @ W + b`, as it is in Keras. `x` holds a step's features, `h`
# the state; `W` leads from features to state, and `U` from the state to the next state.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that
# fails says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

W = np.array([[0.5, -1.0]])  # one feature, two units
U = np.array([[0.8, 0.3], [-0.4, 0.6]])
b = np.array([0.1, 0.0])
morning = np.array([[-0.8], [-0.3], [0.2], [0.6]])  # four readings, standardized; made up

# %% [markdown] name="step-task"
# ## One step
#
# *2 points.* The new state is a bent sum of two things: what comes in, and what was kept.
#
# $$h' = \tanh(x W + h U + b)$$
#
# Write `step(x, h, W, U, b)`, which returns the new state and leaves the old one as it is.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For the arrays above, `x` has one entry and `h` has two. Which shapes do `x @ W` and `h @ U` have?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Three things are added before they are bent, and `np.tanh` bends each entry of an array.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# The vectors are rows and stand on the left: `h @ U`, not `U @ h`. Return the result, and don't write into `h`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "step", "grade": false, "solution": true, "locked": false}
def step(x, h, W, U, b):
    """Return the state after one more step."""
    ### BEGIN SOLUTION
    return np.tanh(x @ W + h @ U + b)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "step-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_step():
    W, U = np.array([[0.5, -1.0]]), np.array([[0.8, 0.3], [-0.4, 0.6]])
    b, x, h = np.array([0.1, -0.2]), np.array([0.4]), np.array([0.5, -0.5])
    answer = step(x, h, W, U, b)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.array_equal(h, [0.5, -0.5]), "The old state `h` has changed: make a new array, somebody still needs it."
    assert np.shape(answer) == (2,), f"The state has one number a unit, the shape (2,); yours is {np.shape(answer)}."
    assert not np.allclose(answer, x @ W + h @ U + b), "The sum is right; now it has to be bent by `np.tanh`."
    assert not np.allclose(answer, np.tanh(x @ W + b)), "The old state is missing: `h @ U` belongs into the sum."
    assert not np.allclose(answer, np.tanh(x @ W + U @ h + b)), (
        "You took `U @ h`. The vectors are rows here: `h @ U`, so that column j of U makes unit j."
    )
    assert not np.allclose(answer, np.tanh(x @ W + h @ U)), "The bias `b` is missing in the sum."
    assert np.allclose(answer, np.tanh([0.9, -0.75])), f"The new state is tanh of (0.9, -0.75) here; yours is {answer}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(51)
    for features, units in ((1, 1), (3, 2), (2, 5)):
        W, U, b = other.normal(size=(features, units)), other.normal(size=(units, units)), other.normal(size=units)
        x, h = other.normal(size=features), other.normal(size=units)
        by_entries = [
            np.tanh(sum(x[i] * W[i, j] for i in range(features)) + sum(h[i] * U[i, j] for i in range(units)) + b[j])
            for j in range(units)
        ]
        assert np.allclose(step(x, h, W, U, b), by_entries), (
            f"With {features} features and {units} units your new state is wrong."
        )
    ### END HIDDEN TESTS


check_step()

# %% [markdown] tags=["explanation"] name="step-explanation"
# Take the term `h @ U` away, and what is left is a layer of an ordinary network. That one term makes the
# network recurrent: its output is among its own inputs, one step later. The tanh keeps the state between -1
# and 1, however long the sequence is; without it, a weight above one would let the state grow for ever.

# %% [markdown] name="unroll-task"
# ## The whole sequence
#
# *2 points.* The same step, with the same weights, takes one row of the sequence after the other.
#
# Write `unroll(X, h, W, U, b)`. `X` has one row a step, and `h` is the state before the first one. Return all the
# states, one row a step: the first row is the state after the first step.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Four steps and two units: which shape has the answer? Which state does the third step begin with?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# A loop over the rows of `X`, with a variable that holds the newest state, and a list that collects them.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# In the loop `h = step(x, h, W, U, b)`, so that the next round begins where this one ended; then append `h`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "unroll", "grade": false, "solution": true, "locked": false}
def unroll(X, h, W, U, b):
    """Return the state after each step, shape (steps, units)."""
    ### BEGIN SOLUTION
    states = []
    for x in X:
        h = np.tanh(x @ W + h @ U + b)
        states.append(h)
    return np.array(states)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "unroll-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_unroll():
    W, U, b = np.array([[1.0, 0.5]]), np.array([[0.5, 0.2], [0.0, 0.9]]), np.zeros(2)
    X, begin = np.array([[1.0], [0.0], [0.0]]), np.array([0.0, 0.5])
    answer = unroll(X, begin, W, U, b)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) != (2,), "You return the last state alone; the answer has a row for each step."
    assert len(answer) != 4, "You return the state before the first step too; row 0 is the state after it."
    assert np.shape(answer) == (3, 2), f"Three steps and two units are the shape (3, 2); yours is {np.shape(answer)}."
    first = np.tanh([1.0, 0.95])
    lost = np.array([first, np.tanh([0.0, 0.45]), np.tanh([0.0, 0.45])])
    assert not np.allclose(answer, lost), (
        "Every step began with the same state. The state has to be carried: step 2 begins with what step 1 returned."
    )
    assert not np.allclose(answer[0], np.tanh([1.0, 0.5])), "The first step begins with the `h` that was given, not zero."
    second = np.tanh(first @ U)
    right = np.array([first, second, np.tanh(second @ U)])
    assert not np.allclose(answer, right[::-1]), "The states come in the order of time, the first step's in row 0."
    assert np.allclose(answer, right), f"The states are {right.round(3).tolist()} here; yours are {answer}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(52)
    for steps, features, units in ((1, 2, 3), (7, 1, 1), (12, 3, 4)):
        W, U = other.normal(size=(features, units)), other.normal(size=(units, units))
        b, h, X = other.normal(size=units), other.uniform(-1, 1, units), other.normal(size=(steps, features))
        got, expected = unroll(X, h, W, U, b), h
        assert np.shape(got) == (steps, units), f"For {steps} steps and {units} units your shape is {np.shape(got)}."
        for i in range(steps):
            expected = np.tanh(np.concatenate([X[i], expected]) @ np.vstack([W, U]) + b)
            assert np.allclose(got[i], expected), f"In a sequence of {steps} other steps, step {i + 1} is wrong."
    ### END HIDDEN TESTS


check_unroll()

# %% [markdown] tags=["explanation"] name="unroll-explanation"
# Unrolled, the network is a deep one with as many layers as there are steps, whose layers share their
# weights. It takes sequences of any length, and one that is not over yet: a node that runs for a month is in the
# middle of a very long sequence, and all that it knows of the past is `h`.

# %% [markdown] name="gru-step-task"
# ## A step with gates
#
# *4 points.* A *gated recurrent unit* decides for each number of its state how much of it to keep. This is Keras's
# form, which it calls `reset_after`, with $\sigma(a) = 1 / (1 + e^{-a})$ and `*` for products entry by entry:
#
# - $z = \sigma(x W_z + c_z + h U_z + d_z)$, the **update** gate: what share of the old state stays,
# - $r = \sigma(x W_r + c_r + h U_r + d_r)$, the **reset** gate: what share of the old state the proposal sees,
# - $n = \tanh(x W_n + c_n + r * (h U_n + d_n))$, the **proposal**,
# - $h' = z * h + (1 - z) * n$.
#
# Write `gru_step(x, h, W, U, b)`. `W` and `U` have the columns of z, then of r, then of n side by side, and `b` has two
# rows: `b[0]` holds the biases c beside the features, `b[1]` the biases d beside the state, in the same order.
#
# <details class="hint"><summary>Hint 1</summary>
#
# With two units, which columns of `U` belong to r? Which of the four formulas uses `b[0]` and `b[1]` apart from each other?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Compute `x @ W + b[0]` and `h @ U + b[1]` once, and let `np.split(..., 3)` cut each into its three parts.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# For z and r the two parts are added and bent by the sigmoid. For n the part of the state is multiplied by r *before* it
# is added. At the end, z belongs to the old state.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "gru-step", "grade": false, "solution": true, "locked": false}
def gru_step(x, h, W, U, b):
    """Return the state of gated units after one more step."""
    ### BEGIN SOLUTION
    xz, xr, xn = np.split(x @ W + b[0], 3)
    hz, hr, hn = np.split(h @ U + b[1], 3)
    z, r = 1 / (1 + np.exp(-xz - hz)), 1 / (1 + np.exp(-xr - hr))
    return z * h + (1 - z) * np.tanh(xn + r * hn)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "gru-step-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    x, h, W, U = np.array([1.0]), np.array([0.5]), np.zeros((1, 3)), np.zeros((1, 3))
    kept = gru_step(x, h, W, U, np.array([[50.0, 0, 3], [0, 0, 0]]))
    assert kept is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(kept) == (1,), f"The state of one unit has the shape (1,); yours is {np.shape(kept)}."
    assert not np.allclose(kept, np.tanh(3)), (
        "With the update gate at 1 the old state has to stay, and yours is the proposal: z goes with h, 1 - z with n."
    )
    assert np.allclose(kept, 0.5), f"With the update gate at 1 the state stays 0.5; yours became {kept}."
    fresh = gru_step(x, h, W, U, np.array([[-50.0, 0, 0.7], [0, 0, 0]]))
    assert np.allclose(fresh, np.tanh(0.7)), f"With the update gate at 0 the state is n, tanh(0.7) here; yours is {fresh}."
    U[0, 2] = 2.0  # the proposal sees the state
    seen = gru_step(x, h, W, U, np.array([[-50.0, 50, 0.7], [0, 0, 0]]))
    assert not np.allclose(seen, np.tanh(0.7)), "The reset gate at 1 must let the proposal see the state; yours hides it."
    assert np.allclose(seen, np.tanh(1.7)), f"With z = 0 and r = 1 the state is tanh(0.7 + 2 * 0.5); yours is {seen}."
    blind = gru_step(x, h, W, U, np.array([[-50.0, -50, 0.7], [0, 0, 0]]))
    assert np.allclose(blind, np.tanh(0.7)), (
        f"With the reset gate at 0 the proposal doesn't see the state and is tanh(0.7); yours is {blind}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "gru-step-check-in-full", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_in_full():
    random = np.random.default_rng(7)
    W, U, b = random.normal(size=(1, 6)), random.normal(size=(2, 6)), random.normal(size=(2, 6))
    x, h = np.array([0.5]), np.array([0.9, -0.6])

    def sigma(a):
        return 1 / (1 + np.exp(-a))

    def formula(z, r, n, bias_inside=True, reset_first=False):
        of_x, of_h = x @ W + b[0], h @ U + (b[1] if bias_inside else 0)
        gate = {"z": sigma(of_x[z] + of_h[z]), "r": sigma(of_x[r] + of_h[r])}
        state = (gate["r"] * h) @ U[:, n] + b[1, n] if reset_first else gate["r"] * of_h[n]
        proposal = np.tanh(of_x[n] + state + (0 if bias_inside else b[1, n]))
        return gate["z"] * h + (1 - gate["z"]) * proposal

    first, second, third = slice(0, 2), slice(2, 4), slice(4, 6)
    answer = gru_step(x, h, W, U, b)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (2,), f"The state of two units has the shape (2,); yours is {np.shape(answer)}."
    assert not np.allclose(answer, formula(second, first, third)), (
        "The gates are swapped: the first columns are the update gate z, the next ones the reset gate r."
    )
    assert not np.allclose(answer, formula(first, second, third, reset_first=True)), (
        "You multiplied the state by r before the product with U. That is the older form; here r multiplies `h @ U + d`."
    )
    z, r = sigma((x @ W + b[0])[first] + (h @ U)[first]), sigma((x @ W + b[0])[second] + (h @ U)[second])
    one_bias = z * h + (1 - z) * np.tanh((x @ W + b[0])[third] + r * (h @ U)[third])
    assert not np.allclose(answer, one_bias), "The second row of the bias, `b[1]`, is missing: it belongs to `h @ U`."
    assert np.allclose(answer, formula(first, second, third)), (
        f"With all weights at work the state is {formula(first, second, third).round(4)} here; yours is {answer}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(53)
    for features, units in ((1, 1), (2, 4), (3, 2)):
        W, U = other.normal(size=(features, 3 * units)), other.normal(size=(units, 3 * units))
        b, x, h = other.normal(size=(2, 3 * units)), other.normal(size=features), other.uniform(-1, 1, units)
        for j in range(units):
            a = [x @ W[:, k * units + j] + b[0, k * units + j] for k in range(3)]
            c = [h @ U[:, k * units + j] + b[1, k * units + j] for k in range(3)]
            stays, seen = (0.5 + 0.5 * np.tanh((a[k] + c[k]) / 2) for k in (0, 1))
            unit = stays * h[j] + (1 - stays) * np.tanh(a[2] + seen * c[2])
            assert np.isclose(gru_step(x, h, W, U, b)[j], unit), (
                f"With {features} features and {units} units, unit {j} of your new state is wrong."
            )
    ### END HIDDEN TESTS


check_in_full()

# %% [markdown] tags=["explanation"] name="gru-step-explanation"
# The update gate is a weighted average whose weight is learned and depends on what comes in: a unit can keep its
# number untouched through a whole night and drop it at sunrise. Papers disagree about the letters. In Cho's paper the
# *proposal* goes with one of the two shares and in others with the other one; Keras multiplies by r after the
# product with U, and the paper before. The networks are equally good, but weights of one form are noise in the other.

# %% [markdown] name="step-back-task"
# ## One step back
#
# *3 points.* Now the gradient. Of a step $h' = \tanh(a)$ with $a = x W + h U + b$ you know the slope of the loss
# along the *new* state: `slope[j]` is what the loss gains for each bit that is added to $h'_j$. Find the slopes along all that
# went into the step.
#
# Write `step_back(slope, x, before, after, U)`, where `before` is $h$ and `after` is $h'$. Return four arrays: the slopes along
# `before`, along `W`, along `U` and along `b`, each in the shape of what it belongs to.
#
# <details class="hint"><summary>Hint 1</summary>
#
# First through the tanh: its slope at $a$ is $1 - \tanh(a)^2$, and $\tanh(a)$ is there already, it is `after`.
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Call the slopes along $a$ `d`. The weight $W_{ij}$ enters $a_j$ times $x_i$, so its slope is $x_i d_j$: `np.outer(x, d)`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Number $i$ of the old state enters *every* $a_j$, times $U_{ij}$, so its slope is the sum over j of $U_{ij} d_j$: `U @ d`.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "step-back", "grade": false, "solution": true, "locked": false}
def step_back(slope, x, before, after, U):
    """Return the slopes along the state before, W, U and b."""
    ### BEGIN SOLUTION
    d = slope * (1 - after**2)
    return U @ d, np.outer(x, d), np.outer(before, d), d
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "step-back-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_step_back():
    x, before, after = np.array([2.0]), np.array([0.5, -1.0]), np.array([0.6, -0.8])
    U, slope = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1.0, 0.5])
    answer = step_back(slope, x, before, after, U)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, tuple | list) and len(answer) == 4, "Return four arrays: along `before`, W, U and b."
    shapes = [np.shape(part) for part in answer]
    assert shapes == [(2,), (1, 2), (2, 2), (2,)], (
        f"Along before, W, U and b the shapes are (2,), (1, 2), (2, 2), (2,); yours are {shapes}."
    )
    along_before, along_w, along_u, along_b = answer
    assert not np.allclose(along_b, slope), (
        "The tanh is missing: multiply the slope by 1 - after**2 before everything else."
    )
    assert np.allclose(along_b, [0.64, 0.18]), f"Along b the slopes are (0.64, 0.18) here; yours are {along_b}."
    assert not np.allclose(along_before, [0.64, 1.1]), (
        "You took `d @ U`, which goes forwards; backwards number i of the state collects row i of U: `U @ d`."
    )
    assert not np.allclose(along_before, along_b), "Back to the state it goes through U: number i collects row i of U."
    assert np.allclose(along_before, [1.0, -0.18]), (
        f"Along the state before, the slopes are (1, -0.18) here; yours are {along_before}."
    )
    assert np.allclose(along_w, [[1.28, 0.36]]), f"Along W the slopes are x times (0.64, 0.18); yours are {along_w}."
    assert not np.allclose(along_u, np.outer(after, along_b)), (
        "U was multiplied by the state *before* the step; you used the one after it."
    )
    assert np.allclose(along_u, [[0.32, 0.09], [-0.64, -0.18]]), (
        f"Along U row i is before[i] times (0.64, 0.18); yours is {np.asarray(along_u).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(54)
    for features, units in ((2, 1), (1, 3), (4, 2)):
        parts = [other.normal(size=shape) for shape in ((units,), (features, units), (units, units), (units,))]
        x, slope = other.normal(size=features), other.normal(size=units)

        def value(before, W, U, b, x=x, slope=slope):
            return slope @ np.tanh(np.concatenate([x, before]) @ np.concatenate([W, U]) + b)

        after = np.tanh(x @ parts[1] + parts[0] @ parts[2] + parts[3])
        found = step_back(slope, x, parts[0], after, parts[2])
        for name, which, slopes in zip(("before", "W", "U", "b"), range(4), found, strict=True):
            for place in np.ndindex(parts[which].shape):
                nudged = [part.copy() for part in parts]
                nudged[which][place] += 1e-6
                rise = (value(*nudged) - value(*parts)) / 1e-6
                assert np.isclose(slopes[place], rise, atol=1e-4), (
                    f"With {features} features and {units} units your slope along {name} is wrong."
                )
    ### END HIDDEN TESTS


check_step_back()

# %% [markdown] tags=["explanation"] name="step-back-explanation"
# Everything that went forwards through `U` comes back through it the other way: what was `h @ U` becomes `U @ d`.
# Whoever writes down the shapes finds most of these formulas without any calculus, since only one way of putting the
# arrays together fits. Note what a step back does to a slope: it multiplies it by $1 - h'^2$, which is never more
# than one, and by U. After fifty steps that has happened fifty times.

# %% [markdown] name="through-time-task"
# ## Back through all steps
#
# *3 points.* At each step the network also says something, so the loss hangs on every state in two ways: *directly*,
# through what was said at that step, and through all the later states.
#
# Write `through_time(X, h, states, direct, U)`. `h` is the state before the first step, and `states` are those after each step.
# Row t of `direct` holds the direct slopes along state t. Go from the last step to the first, carrying along the slope that
# comes from the later steps; return the slopes along `W`, `U` and `b`, summed over all steps. You may use `step_back`.
#
# <details class="hint"><summary>Hint 1</summary>
#
# What is carried into the last step from later ones? What is the whole slope along the state of the step before it?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# At step t, `slope = direct[t] + carried`. The step began with `states[t - 1]`, and the first one with `h`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `for t in reversed(range(len(X)))`: call `step_back`, whose first answer is the next `carried`, and add the other three
# to sums that begin with zeros. W has the shape (features, units).
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "through-time", "grade": false, "solution": true, "locked": false}
def through_time(X, h, states, direct, U):
    """Return the slopes along W, U and b, over all steps."""
    ### BEGIN SOLUTION
    before = np.vstack([h, states[:-1]])
    along = np.zeros_like(states)
    carried = np.zeros_like(h)
    for t in reversed(range(len(X))):
        along[t] = (direct[t] + carried) * (1 - states[t] ** 2)
        carried = U @ along[t]
    return X.T @ along, before.T @ along, along.sum(axis=0)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "through-time-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_through_time():
    X, h, states = np.array([[1.0], [2.0]]), np.array([0.5]), np.array([[0.0], [0.6]])
    answer = through_time(X, h, states, np.array([[1.0], [0.5]]), np.array([[2.0]]))
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert len(answer) == 3, f"Return three arrays, along W, U and b; yours are {len(answer)}."
    shapes = [np.shape(part) for part in answer]
    assert shapes == [(1, 1), (1, 1), (1,)], f"The shapes are (1, 1), (1, 1), (1,); yours are {shapes}."
    along_w, along_u, along_b = (float(np.ravel(part)[0]) for part in answer)
    # step 2: 0.5 * 0.64 = 0.32; step 1: (1 + 2 * 0.32) * 1 = 1.64
    assert not np.isclose(along_b, 1.32), (
        "Each step got its direct slope alone: what step 2 says to step 1, U @ d, has to be added at step 1."
    )
    assert not np.isclose(along_b, 0.96), (
        "Only the last step's direct slope was used: at each step `direct[t]` is added to what is carried."
    )
    assert not np.isclose(along_b, 1.64), (
        "That is the first step's slope alone: every step uses the same weights, so their slopes are summed."
    )
    assert not np.isclose(along_b, 0.32), "That is the last step alone: all steps use the same weights, sum over them."
    assert not np.isclose(along_b, 0.98), "You took the mean over the steps: the slopes of shared weights are summed."
    assert np.isclose(along_b, 1.96), f"Along b the steps give 0.32 and 1.64, together 1.96; yours is {along_b:.4g}."
    assert np.isclose(along_w, 2.28), f"Along W it is 2 * 0.32 + 1 * 1.64 = 2.28; yours is {along_w:.4g}."
    assert not np.isclose(along_u, 0.192), "Along U each step counts with the state before it; you used the one after it."
    assert not np.isclose(along_u, 0.0), "The first step began with the `h` that was given, and you left it out."
    assert np.isclose(along_u, 0.82), f"Along U it is 0 * 0.32 + 0.5 * 1.64 = 0.82; yours is {along_u:.4g}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(55)
    for steps, features, units in ((1, 2, 2), (6, 1, 3), (9, 3, 2)):
        weights = [0.5 * other.normal(size=shape) for shape in ((features, units), (units, units), (units,))]
        X, h, direct = other.normal(size=(steps, features)), other.uniform(-1, 1, units), other.normal(size=(steps, units))

        def run(W, U, b, X=X, state=h):
            rows = []
            for reading in X:
                state = np.tanh(np.concatenate([reading, state]) @ np.concatenate([W, U]) + b)
                rows.append(state)
            return np.stack(rows)

        found = through_time(X, h, run(*weights), direct, weights[1])
        for name, which in (("W", 0), ("U", 1), ("b", 2)):
            for place in np.ndindex(weights[which].shape):
                ends = []
                for way in (1e-5, -1e-5):
                    nudged = [part.copy() for part in weights]
                    nudged[which][place] += way
                    ends.append(np.sum(direct * run(*nudged)))
                assert np.isclose(found[which][place], (ends[0] - ends[1]) / 2e-5, atol=1e-5), (
                    f"On a sequence of {steps} other steps with {units} units your slopes along {name} are wrong."
                )
    ### END HIDDEN TESTS


check_through_time()

# %% [markdown] tags=["explanation"] name="through-time-explanation"
# That is backpropagation through time, and there is nothing to it but backpropagation in a network whose layers share
# their weights. Since they share them, every step has its say about the same numbers, and the sayings are summed.
# The price is memory: all states must be kept until the way back. A node that has been awake for a month would have
# to keep a month.

# %% [markdown] name="truncated-task"
# ## A few steps at a time
#
# *2 points.* So one cuts. The sequence is dealt into pieces of `length` steps, the last one may be shorter. The *state* goes on from each
# piece to the next as before. The *slope* does not: what a step says about a state of an earlier piece is dropped.
#
# Write `truncated(X, h, states, direct, U, length)`, which returns the slopes along `W`, `U` and `b`, summed over all pieces.
# You may use `through_time`.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Six steps and a length of 4: which rows make the two pieces? With which state does the second one begin?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `through_time` carries nothing into its last step. So calling it for one piece alone cuts just where it should be cut.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `for begin in range(0, len(X), length)`, with `piece = slice(begin, begin + length)`. The state before a piece is
# `states[begin - 1]`, and `h` before the first one. Add the answers up, array by array.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "truncated", "grade": false, "solution": true, "locked": false}
def truncated(X, h, states, direct, U, length):
    """Return the slopes along W, U and b, cut between pieces."""
    ### BEGIN SOLUTION
    before = np.vstack([h, states[:-1]])
    along = np.zeros_like(states)
    for t in reversed(range(len(X))):
        cut = t == len(X) - 1 or (t + 1) % length == 0
        later = np.zeros_like(h) if cut else U @ along[t + 1]
        along[t] = (direct[t] + later) * (1 - states[t] ** 2)
    return X.T @ along, before.T @ along, along.sum(axis=0)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "truncated-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_truncated():
    X, h, U = np.ones((3, 1)), np.array([0.5]), np.array([[2.0]])
    states, direct = np.array([[0.2], [0.4], [0.6]]), np.ones((3, 1))
    answer = truncated(X, h, states, direct, U, 2)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shapes = [np.shape(part) for part in answer]
    assert shapes == [(1, 1), (1, 1), (1,)], f"The shapes are (1, 1), (1, 1), (1,); yours are {shapes}."
    along_u, along_b = (float(np.ravel(part)[0]) for part in answer[1:])
    # step 3: 0.64; step 2: 0.84, nothing from step 3; step 1: (1 + 2 * 0.84) * 0.96 = 2.5728
    assert not np.isclose(along_b, 0.64 + 1.9152 + (1 + 2 * 1.9152) * 0.96), (
        "Nothing was cut: step 3 begins a new piece, and its slope must not be carried back to step 2."
    )
    assert not np.isclose(along_b, 0.64 + 1.9152 + 0.96), (
        "You cut from the end. The pieces are dealt from the beginning: steps 1 and 2, then step 3."
    )
    assert not np.isclose(along_b, 0.84 + 2.5728), "The last piece, which is shorter, is missing: step 3 counts too."
    assert np.isclose(along_b, 4.0528), f"Along b the steps give 0.64, 0.84 and 2.5728; your sum is {along_b:.4g}."
    without = 0.5 * 2.5728 + 0.2 * 0.84
    assert not np.isclose(along_u, without), (
        "The second piece began with a state of zero. Only the slope is cut: the state keeps its value, states[1]."
    )
    assert not np.isclose(along_u, without + 0.5 * 0.64), (
        "The second piece began with the `h` of the first one; it begins with the state after step 2."
    )
    assert np.isclose(along_u, without + 0.4 * 0.64), f"Along U the sum is {without + 0.256:.4f}; yours is {along_u:.4f}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(56)
    for steps, features, units, length in ((7, 1, 2, 3), (5, 2, 3, 1), (6, 2, 2, 50)):
        U, h = 0.7 * other.normal(size=(units, units)), other.uniform(-1, 1, units)
        X, states = other.normal(size=(steps, features)), other.uniform(-0.9, 0.9, (steps, units))
        direct = other.normal(size=(steps, units))
        sums = [np.zeros((features, units)), np.zeros((units, units)), np.zeros(units)]
        for said in range(steps):  # each direct slope walks back on its own, to the beginning of its piece
            slope = direct[said]
            for t in range(said, said // length * length - 1, -1):
                slope = slope * (1 - states[t] ** 2)
                sums[0] += np.outer(X[t], slope)
                sums[1] += np.outer(states[t - 1] if t else h, slope)
                sums[2] += slope
                slope = U @ slope
        found = truncated(X, h, states, direct, U, length)
        for name, one, right in zip(("W", "U", "b"), found, sums, strict=True):
            assert np.allclose(one, right), f"For {steps} other steps in pieces of {length}, your slopes along {name} are wrong."
    ### END HIDDEN TESTS


check_truncated()

# %% [markdown] tags=["explanation"] name="truncated-explanation"
# The forecast is the same as ever, because the state goes on. Only the blame is cut: a step is never told what it
# did to a later piece. So a network trained on pieces of eight steps can still remember for a hundred, but it has
# nobody to teach it to. Programs call this *detaching* the state: it keeps its value and forgets where it came from. They are
# trained on a piece at a time and adjust the weights after each, which also saves the memory.

# %% [markdown] name="numeric-task"
# ## A gradient that nobody derived
#
# *2 points.* A gradient with a mistake still trains, only badly. So compare it with one that cannot be derived wrongly: nudge each
# number up, nudge it down, and look at what the loss does.
#
# Write `numeric(loss, w, nudge=1e-5)`. `loss` is a function of one array of any shape. Return an array of the
# shape of `w`, whose entries are $(L_+ - L_-) / (2 \cdot \text{nudge})$, where $L_+$ and $L_-$ are the losses with that one entry
# increased and decreased by `nudge`. Leave `w` as it was.
#
# <details class="hint"><summary>Hint 1</summary>
#
# How often is `loss` called for an array of shape (2, 3)?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.ndindex(w.shape)` gives the place of each entry, and `w[place]` works for any shape.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# For each place take two copies of `w`, change that entry of each, one up and one down, and store the quotient.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "numeric", "grade": false, "solution": true, "locked": false}
def numeric(loss, w, nudge=1e-5):
    """Return the gradient of a loss at w, entry by entry."""
    ### BEGIN SOLUTION
    gradient = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[place] += nudge
        down[place] -= nudge
        gradient[place] = (loss(up) - loss(down)) / (2 * nudge)
    return gradient
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "numeric-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_numeric():
    w = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]])
    before = w.copy()
    answer = numeric(lambda a: a[0, 0] ** 3 + 4 * a[1, 2], w, nudge=0.1)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.array_equal(w, before), "`w` has changed: nudge a copy, or take every nudge back."
    assert np.shape(answer) == (2, 3), f"The gradient has the shape of w, (2, 3); yours is {np.shape(answer)}."
    answer = np.asarray(answer)
    assert not np.isclose(answer[0, 0], 3.31), (
        "You compare with the loss at w itself, which is off by the curve of the loss: nudge up *and* down."
    )
    assert not np.isclose(answer[0, 0], 6.02), "Up and down are two nudges apart: divide by 2 * nudge."
    assert not np.allclose(answer, answer[0, 0]), "All entries are the same: nudge one entry at a time."
    assert not np.isclose(answer[1, 2], 4.0) or np.isclose(answer[0, 0], 3.01), (
        f"With a nudge of 0.1 the entry at [0, 0] is (1.331 - 0.729) / 0.2 = 3.01; yours is {answer[0, 0]:.4g}."
    )
    expected = [[3.01, 0, 0], [0, 0, 4]]
    assert np.allclose(answer, expected), f"The gradient is {expected} here; yours is {answer.round(4).tolist()}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(57)
    for shape in ((4,), (2, 2), (3, 1, 2)):
        w, scale = other.normal(size=shape), other.normal(size=shape)
        found = numeric(lambda a, scale=scale: float(np.sum(np.sin(a * scale))), w)
        assert np.allclose(found, scale * np.cos(w * scale), atol=1e-6), (
            f"For another loss and an array of shape {shape}, your gradient is wrong."
        )
    ### END HIDDEN TESTS


check_numeric()

# %% [markdown] tags=["explanation"] name="numeric-explanation"
# Two calls of the loss for every weight are far too many to train by, and just right to check by, once, on a
# network of a few weights. Up and down is better than up alone because the curve of the loss adds the same to both
# and drops out. Check what you derived whenever you have changed it; if the two agree in five digits, it is right.

# %% [markdown] name="clip-task"
# ## When the slope is a cliff
#
# *2 points.* Through many steps a slope may also *grow*, by a factor a step, and a single update then throws the weights far away. The
# remedy is blunt: if the gradient is too long, make it shorter, and leave its direction as it is.
#
# Write `clip(gradients, most)` for a list of arrays. Together they are one long vector; its length is the root of the sum of
# the squares of all entries of all arrays. If it is more than `most`, return all arrays times the one factor that makes it `most`; else return
# them as they are.
#
# <details class="hint"><summary>Hint 1</summary>
#
# The arrays [3] and [4] and `most` = 1: how long are they together? Which two arrays come out?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `sum(np.sum(g**2) for g in gradients)` goes over all arrays, whatever their shapes.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Compare the length with `most` before you divide: the factor is `most / length` if the length is more than `most`, and 1 otherwise.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "clip", "grade": false, "solution": true, "locked": false}
def clip(gradients, most):
    """Return the gradients, together no longer than `most`."""
    ### BEGIN SOLUTION
    length = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = most / length if length > most else 1.0
    return [factor * g for g in gradients]
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "clip-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_clip():
    answer = clip([np.array([[6.0, 0.0]]), np.array([8.0])], 5.0)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert len(answer) == 2, f"Two arrays come in and two go out; yours are {len(answer)}."
    shapes = [np.shape(part) for part in answer]
    assert shapes == [(1, 2), (1,)], f"The arrays keep their shapes, (1, 2) and (1,); yours are {shapes}."
    first, second = float(np.ravel(answer[0])[0]), float(np.ravel(answer[1])[0])
    assert (first, second) != (5.0, 5.0), (
        "You cut each entry, or each array, on its own, which turns the direction: one factor for all of them."
    )
    assert not np.isclose(first, 6 * 5 / 14), "The length is the root of the sum of squares, 10 here, not a sum of sizes."
    assert not np.isclose(first, 0.3), "The length came out as 100: take the root of the sum of squares."
    assert np.isclose(first, 3.0) and np.isclose(second, 4.0), (
        f"The length is 10, so everything is halved, to 3 and 4; yours are {first:.4g} and {second:.4g}."
    )
    short = clip([np.array([0.3]), np.array([0.4])], 5.0)
    assert not np.isclose(float(short[0][0]), 3.0), "A short gradient was made longer: it stays as it is, `most` is a limit."
    assert np.isclose(float(short[0][0]), 0.3), f"A gradient shorter than `most` stays as it is; yours became {short}."
    ### BEGIN HIDDEN TESTS
    nothing = clip([np.zeros(3), np.zeros((2, 2))], 1.0)
    assert all(np.array_equal(part, np.zeros(part.shape)) for part in nothing), "A gradient of zeros has to stay zeros."
    other = np.random.default_rng(58)
    for most in (0.5, 3.0, 100.0):
        parts = [other.normal(size=shape) for shape in ((2, 3), (4,), (3, 1))]
        size = np.linalg.norm(np.concatenate([part.ravel() for part in parts]))
        for part, clipped in zip(parts, clip(parts, most), strict=True):
            assert np.allclose(clipped, part * min(1.0, most / size)), (
                f"For other arrays of a length of {size:.2f} and a limit of {most} yours are wrong."
            )
    ### END HIDDEN TESTS


check_clip()

# %% [markdown] tags=["explanation"] name="clip-explanation"
# Growing is the lesser of the two evils, because one sees it: the loss leaps, and clipping catches it. A slope that
# fades is not seen. The network trains, the loss falls, and what happened long ago is simply never learned. For that
# no clipping helps, but a gate does, through which the state goes on nearly unchanged.

# %% [markdown] name="outlook"
# With the first three functions you can run any recurrent network of this book, and with the others train one.
