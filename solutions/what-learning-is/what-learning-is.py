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
# # A lamp that learns one number
#
# A light sensor hangs on pin A0 of your board, turned so that its *count*, a whole number from 0 to
# 1023, grows as it gets darker. The lamp goes on when the count is above a threshold. You are going to
# let the farmer's own evenings find that threshold, instead of choosing it.
#
# You will write five short functions: one that counts how often a threshold is wrong, one that finds the
# best threshold, one that says how good you would be without looking at the sensor at all, one that
# learns from one press of a button after the other, and one that keeps the lamp from flickering.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that
# fails says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

# ten readings at dusk: the sensor's count, and whether the farmer had the lamp on (1) or off (0); made up
count = np.array([210, 355, 430, 480, 520, 560, 610, 640, 700, 820])
wanted = np.array([0, 0, 0, 1, 0, 0, 1, 1, 1, 1])

for c, w in zip(count, wanted, strict=True):
    print(f"{c:4} counts   lamp {'on' if w else 'off'}")

# %% [markdown] name="count-mistakes-task"
# ## How often is a threshold wrong?
#
# *4 points.* The rule has one number in it: the lamp is on when the count is **above** the threshold,
# and off when it is equal or below. Write `mistakes(count, wanted, threshold)`, the number of readings
# for which the rule does something else than the farmer did. Both kinds of mistake count the same: a
# lamp left off in the dark and a lamp burning in daylight.
#
# `count` and `wanted` are arrays of the same length, `wanted` holds 0 and 1. The answer is one whole
# number. Leave both arrays as you found them.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Take the threshold 500 and go through the ten readings above with a pencil. Which two does it get
# wrong? What exactly did you compare with what?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `count > threshold` is a whole array of True and False, one for each reading: what the rule does. NumPy
# compares it element by element with `wanted`, where True equals 1.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# One line: `(…) != wanted` marks the mistakes, and `np.sum` counts the True among them.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "count-mistakes", "grade": false, "solution": true, "locked": false}
def mistakes(count, wanted, threshold):
    """Return for how many readings "on above the threshold" differs from what was wanted."""
    ### BEGIN SOLUTION
    return int(np.sum((count > threshold) != wanted))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "count-mistakes-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    count = np.array([100, 300, 400, 500, 600, 900])
    wanted = np.array([0, 0, 1, 0, 1, 0])
    given = count.copy(), wanted.copy()
    # above 350 are 400, 500, 600 and 900: the lamp burns for 500 and 900, where nobody wanted it
    answer = mistakes(count, wanted, 350)

    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), (
        f"The answer is one number, and yours has the shape {np.shape(answer)}: the mistakes are marked, "
        "but not yet counted."
    )
    assert np.array_equal(count, given[0]) and np.array_equal(wanted, given[1]), (
        "Your function changed an array that it was given: make new arrays instead."
    )
    assert answer != 4, "You counted the readings that the rule gets right; count the others."
    assert not np.isclose(answer, 2 / 6), "You returned the share of mistakes; this task wants their number."
    assert answer == 2, f"With the threshold 350 two of these readings go wrong, and you count {answer}."
    answer = mistakes(count, wanted, 550)
    assert answer != 1, (
        "With the threshold 550 you counted one kind of mistake only: 900 burns in vain and 400 stays dark."
    )
    assert answer == 2, f"With the threshold 550 the readings 400 and 900 go wrong, and you count {answer}."


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "count-mistakes-check-on-the-threshold", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_on_the_threshold():
    count = np.array([400, 400, 500])
    answer = mistakes(count, np.array([0, 0, 1]), 400)
    assert answer != 2, "A count equal to the threshold leaves the lamp off: compare with `>`, not with `>=`."
    assert answer == 0, f"400 is not above 400 and 500 is, so nothing is wrong here, and you count {answer}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(21)
    for n in (1, 5, 40):
        count, wanted = other.integers(0, 1024, n), other.integers(0, 2, n)
        for threshold in (-1, 300, 511.5, int(count[0]), 1023):
            by_hand = sum(int(c > threshold) != w for c, w in zip(count, wanted, strict=True))
            assert mistakes(count, wanted, threshold) == by_hand, (
                f"On other evenings, {n} readings, you count the mistakes of a threshold wrongly."
            )
    ### END HIDDEN TESTS


check_on_the_threshold()

# %% [markdown] tags=["explanation"] name="count-mistakes-explanation"
# The rule is a comparison, so the computer can carry it out for a whole array at once, and a second
# comparison tells where rule and farmer disagree. What you wrote is a *loss*: one number that says how
# bad a choice of parameters is on the data. Every learning algorithm in this book has one, and most of
# the time the whole question of what a machine learns is the question of what you put there. Here a lamp
# left off and a lamp left on cost the same; a farmer who stumbles in the dark might disagree.

# %% [markdown] name="learn-threshold-task"
# ## Let the data choose
#
# *5 points.* Now learn. Write `learn(count, wanted)`, which returns the threshold with the fewest
# mistakes. Which thresholds are worth trying? Moving a threshold about between two neighbouring counts
# changes no decision, so one try in each gap is enough, and we take the middle of it: between 480 and
# 520 that is 500.
#
# Try the middle of every gap between neighbouring *different* counts. Where several are equally good,
# return the lowest. The readings may come in any order and a count may appear more than once; there are
# always at least two different ones.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For the counts 10, 40, 20, 20 there are two gaps. What are their middles? Which step has to come first
# so that neighbours in the array are neighbours on the scale?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.unique` returns the different values in order. With `u` for them, `u[:-1]` is all but the last and
# `u[1:]` all but the first: two arrays that pair each value with its neighbour.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Make a list of the number of mistakes of each middle (your own function counts them). `np.argmin` of it is the *place* of the smallest,
# and of the first one if there are several; the middle at that place is the answer.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "learn-threshold", "grade": false, "solution": true, "locked": false}
def learn(count, wanted):
    """Return the lowest of the thresholds with the fewest mistakes, each the middle of a gap."""
    ### BEGIN SOLUTION
    values = np.unique(count)
    middles = (values[:-1] + values[1:]) / 2
    wrong = [np.sum((count > middle) != wanted) for middle in middles]
    return middles[np.argmin(wrong)]
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "learn-threshold-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_by_hand():
    count = np.array([200, 300, 420, 500, 640, 800])
    wanted = np.array([0, 0, 1, 0, 1, 1])
    answer = learn(count, wanted)

    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), f"A threshold is one number; yours has the shape {np.shape(answer)}."
    assert answer != 1, "That is the number of mistakes that the best threshold makes; return the threshold."
    assert answer != 570, (
        "570 is as good as 360, with one mistake each; of several the task wants the lowest."
    )
    assert answer not in (300, 420), (
        f"You return {answer}, one of the readings; the task wants the middle of the gap, 360."
    )
    assert not np.isclose(answer, np.mean(count)), (
        "You return the average of the counts, which does not look at what was wanted at all."
    )
    assert answer == 360, f"The lowest threshold with one mistake is 360, and you return {answer}."


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "learn-threshold-check-other-evenings", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_other_evenings():
    answer = learn(np.array([40, 10, 20, 20]), np.array([1, 0, 0, 0]))
    assert answer != 25, "The readings come in any order: sort them before you look for gaps."
    assert answer == 30, f"Between 20 and 40 the best threshold is 30, and you return {answer}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(22)
    for n in (2, 6, 30):
        count = other.permutation(np.arange(100, 100 + 10 * n, 10))
        count = np.concatenate([count, count[: n // 2]])
        wanted = (count + other.normal(0, 60, len(count)) > np.median(count)).astype(int)
        values = sorted(set(count.tolist()))
        tried = [(values[i] + values[i + 1]) / 2 for i in range(len(values) - 1)]
        wrong = [sum(int(c > t) != w for c, w in zip(count, wanted, strict=True)) for t in tried]
        assert learn(count, wanted) == tried[wrong.index(min(wrong))], (
            f"On other evenings, {len(count)} readings in any order, yours is not the lowest of the best thresholds."
        )
    ### END HIDDEN TESTS


check_other_evenings()

# %% [markdown] tags=["explanation"] name="learn-threshold-explanation"
# This is machine learning in four lines: candidates, a loss, and the candidate with the smallest loss.
# The work lay in seeing that a threshold can be anywhere, but only the gaps matter, which turns
# infinitely many candidates into a handful. Decision trees, two units from here, do exactly this search
# for each of their questions. A common slip is to return `np.argmin(…)` itself: that is a place in the
# list, not a threshold.

# %% [markdown] name="always-guess-task"
# ## How good without looking?
#
# *3 points.* Your threshold gets nine of ten evenings right. Is that good? It depends on what one gets
# for nothing. If the farmer wants the lamp on in nine of ten readings, a nail that holds the switch down
# does as well.
#
# Write `baseline(wanted)`: the share of readings, from 0 to 1, that is right if the lamp is always on or
# always off, whichever is better.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For `wanted` = 0, 0, 0, 1: what does "always on" get right? And "always off"? Which do you return?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The average of an array of 0 and 1 is the share of ones. What is the share of zeros then?
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# With `on = np.mean(…)`, return the larger of `on` and what is left to 1; Python has `max` for it.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "always-guess", "grade": false, "solution": true, "locked": false}
def baseline(wanted):
    """Return the share that is right when the answer is always the same, the better of the two."""
    ### BEGIN SOLUTION
    on = np.mean(wanted)
    return max(on, 1 - on)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "always-guess-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_baseline():
    mostly_off, mostly_on = np.array([0, 0, 0, 1]), np.array([1, 0, 1, 1, 1])
    answer = baseline(mostly_off)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (), f"The share is one number; yours has the shape {np.shape(answer)}."
    assert answer != 3, "That is how many are right; the task wants their share, from 0 to 1."
    assert not np.isclose(answer, 0.25), (
        "Always on is right for a quarter of these readings; always off does better, so return that."
    )
    assert np.isclose(answer, 0.75), f"Always off is right for 3 of 4 readings, 0.75, and yours is {answer}."
    answer = baseline(mostly_on)
    assert np.isclose(answer, 0.8), f"Always on is right for 4 of 5 readings, 0.8, and yours is {answer}."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(23)
    for n in (1, 8, 50):
        wanted = other.integers(0, 2, n)
        best = max(list(wanted).count(0), list(wanted).count(1)) / n
        assert np.isclose(baseline(wanted), best), (
            f"On other evenings, {n} of them, your share is not that of the better constant answer."
        )
    ### END HIDDEN TESTS


check_baseline()

# %% [markdown] tags=["explanation"] name="always-guess-explanation"
# A figure like "90 % right" says nothing until you know what doing nothing gets. This is the *baseline*,
# and it costs a line. Alarms make it vivid: where one reading in a thousand is a fault, "never a fault"
# is 99.9 % right and worthless. The next units will keep asking for it.

# %% [markdown] name="learn-from-presses-task"
# ## One press after the other
#
# *5 points.* `learn` needs all evenings at once. A board in the greenhouse gets them one at a time, and
# has no room to keep them. It can still learn: whenever the lamp is wrong, the farmer presses a button,
# and the threshold moves a small step in the direction that would have helped.
#
# Write `learn_from_presses(threshold, count, wanted, step)`. Go through the readings in order. For each,
# decide by the threshold *as it is at that moment* (on above it). If the decision is right, change
# nothing. If the lamp is on and should be off, raise the threshold by `step`; if it is off and should be
# on, lower it by `step`. Return the threshold after the last reading.
#
# <details class="hint"><summary>Hint 1</summary>
#
# Start at 500 with a step of 10, and let the readings be 520 (off wanted), 505 (on wanted). Where is the
# threshold after the first, what does it decide for the second, and where does it end?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# A plain loop over `zip(count, wanted)` is right here: each decision needs the threshold that the one
# before has left behind, so nothing can be computed for the whole array at once.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Inside the loop, first say what the lamp does, True or False, and give it a name. Then there are two
# cases that change something, `if … and not …` both times; every other reading passes without a trace.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "learn-from-presses", "grade": false, "solution": true, "locked": false}
def learn_from_presses(threshold, count, wanted, step):
    """Return the threshold after one pass over the readings, moved by a step at each mistake."""
    ### BEGIN SOLUTION
    for c, w in zip(count, wanted, strict=True):
        on = c > threshold
        if on and not w:
            threshold += step
        elif w and not on:
            threshold -= step
    return threshold
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "learn-from-presses-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_by_hand():
    one = np.array([1])
    answer = learn_from_presses(500, np.array([520]), 0 * one, 10)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert answer != 490, (
        "The lamp burns at 520 and should not: to keep it off next time the threshold has to rise, and yours fell."
    )
    assert answer == 510, f"One lamp on in vain moves the threshold from 500 to 510, and yours is {answer}."
    answer = learn_from_presses(500, np.array([450]), one, 10)
    assert answer == 490, f"One lamp left off moves the threshold from 500 to 490, and yours is {answer}."
    answer = learn_from_presses(500, np.array([600, 400]), np.array([1, 0]), 10)
    assert answer == 500, f"Both decisions are right, so the threshold stays at 500, and yours is {answer}."
    answer = learn_from_presses(500, np.array([520, 505]), np.array([0, 1]), 10)
    assert answer != 510, (
        "The second decision has to be made with the threshold that the first has left behind, 510, not with 500."
    )
    assert answer == 500, f"Up to 510 at the first reading and down again at the second: 500. Yours is {answer}."


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "learn-from-presses-check-many", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_many():
    count = np.array([300, 700] * 40)
    wanted = np.array([0, 1] * 40)
    answer = learn_from_presses(900, count, wanted, 8)
    assert 300 <= answer < 700, (
        f"After eighty clear readings the threshold lies between 300 and 700, and yours ended at {answer}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(24)
    for step in (1, 16, 50):
        count = other.integers(0, 1024, 60)
        wanted = (count + other.normal(0, 80, 60) > 550).astype(int)
        threshold = 512
        for c, w in zip(count.tolist(), wanted.tolist(), strict=True):
            threshold += step * (int(c > threshold) - w)
        assert learn_from_presses(512, count, wanted, step) == threshold, (
            f"On sixty other readings, with steps of {step}, your threshold ends elsewhere."
        )
    ### END HIDDEN TESTS


check_many()

# %% [markdown] tags=["explanation"] name="learn-from-presses-explanation"
# You have written an *online* learner: it sees each example once, keeps nothing but the one number, and
# fits into two bytes of a board's memory. It never settles completely, because a single odd evening moves
# it, and the size of the step decides how jumpy it is. If you count on as 1 and off as 0, both cases are
# one: the threshold moves by the step times what the lamp did less what was wanted. The same rule with a
# weight for each input is the perceptron of 1958, the ancestor of neural networks.

# %% [markdown] name="hold-the-lamp-task"
# ## A lamp that makes up its mind
#
# *5 points.* At dusk the count trembles around the threshold, and the lamp flickers with it. The cure is
# older than computers: use two thresholds. The lamp goes on above the high one, goes off below the low
# one, and between the two it stays as it is.
#
# Write `hold(count, low, high)`. It returns an array of 0 and 1, the lamp's state after each count in
# order. Before the first count the lamp is off. A count equal to `low` or `high` changes nothing.
#
# <details class="hint"><summary>Hint 1</summary>
#
# With low = 400 and high = 600, write down the lamp for the counts 500, 650, 500, 390, 500. The count
# 500 comes three times, and the lamp is not the same each time. What else decides?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# Keep the state in a variable that starts at 0, and change it only when the count leaves the band. Append
# it to a list after each count, changed or not.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Two cases and no `else`: one count is so dark that the state becomes 1, another so bright that it becomes 0.
# At the end, `np.array(…)` of the list.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "hold-the-lamp", "grade": false, "solution": true, "locked": false}
def hold(count, low, high):
    """Return the lamp's states, 0 or 1: on above `high`, off below `low`, unchanged between."""
    ### BEGIN SOLUTION
    on, states = 0, []
    for c in count:
        if c > high:
            on = 1
        elif c < low:
            on = 0
        states.append(on)
    return np.array(states)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "hold-the-lamp-check-by-hand", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_by_hand():
    answer = hold(np.array([500, 650, 500, 390, 500]), 400, 600)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert isinstance(answer, np.ndarray), f"Return a NumPy array; yours is of the type {type(answer).__name__}."
    assert answer.shape == (5,), f"Five counts give five states, so the shape (5,), and yours is {answer.shape}."
    assert not np.array_equal(answer, [0, 1, 0, 0, 0]), (
        "Between the thresholds your lamp goes off; there it keeps the state it had."
    )
    assert not np.array_equal(answer, [1, 1, 1, 0, 1]) and not np.array_equal(answer, [1, 1, 1, 0, 0]), (
        "Your lamp is on before the first count has come; it starts off."
    )
    assert np.array_equal(answer, [0, 1, 1, 0, 0]), (
        f"For 500, 650, 500, 390, 500 the lamp is 0, 1, 1, 0, 0, and yours is {answer}."
    )


check_by_hand()

# %% nbgrader={"schema_version": 3, "grade_id": "hold-the-lamp-check-dusk", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_dusk():
    edges = hold(np.array([600, 601, 400, 399]), 400, 600)
    assert np.array_equal(edges, [0, 1, 1, 0]), (
        f"A count equal to a threshold changes nothing: 600, 601, 400, 399 give 0, 1, 1, 0, and yours is {edges}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(25)
    for low, high in ((480, 520), (300, 700), (500, 500)):
        count = np.clip(np.linspace(200, 800, 90) + other.normal(0, 60, 90), 0, 1023).astype(int)
        state, states = 0, []
        for c in count.tolist():
            state = 1 if c > high else 0 if c < low else state
            states.append(state)
        assert np.array_equal(hold(count, low, high), states), (
            f"Through another dusk, with the thresholds {low} and {high}, your lamp differs."
        )
    ### END HIDDEN TESTS


check_dusk()

# %% [markdown] tags=["explanation"] name="hold-the-lamp-explanation"
# The same count can mean on or off, depending on what came before: the lamp has a *state*, one bit of
# memory. Engineers call the band between the thresholds *hysteresis*, and every thermostat has one. It
# is not learned here, and it need not be: good systems put a learned part and a designed part side by
# side, and it pays to know which is which.

# %% [markdown] name="outlook"
# One number learned in two ways, and one bit of memory. The lab of this unit puts them on the board, with
# a real button to press.
