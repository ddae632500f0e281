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
# # A small window, forwards and backwards
#
# You build the layers of a convolutional network from nothing: a window that moves over a picture, its
# padding and its stride, several channels, pooling. Then you walk back through each of them, because a
# network learns by the slopes that come out there.
#
# All of it can be done with slices and loops. Nothing has to be fast; on a board the same loops run in C.
#
# Each task has one cell for you and a few checks below it. Run your cell, then the checks. A check that fails
# says what it saw, and often what probably went wrong. Three hints wait under each task.

# %% name="setup" deletable=false editable=false
import numpy as np

# a picture of three rows and four columns, and a kernel that looks different from every side
image = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 0.0], [2.0, 0.0, 1.0, 1.0]])
kernel = np.array([[1.0, 0.0], [2.0, -1.0]])

print("the first window:")
print(image[:2, :2])

# %% [markdown] name="convolve-task"
# ## A window that moves
#
# *3 points.* Write `convolve(image, kernel)`. Lay the kernel on the top left corner of the image, multiply
# what lies on each other, add it all up: that is the first number of the answer. Then move the kernel by one
# column, and at the end of the row by one row. It never hangs over the edge. The kernel is not turned round:
# this is what networks call convolution.
#
# <details class="hint"><summary>Hint 1</summary>
#
# How many places are there for a kernel of two columns on an image of four? What is the sum at the first
# place of the image above, done with a pencil?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The answer has `rows - high + 1` rows, for a kernel of `high` rows and `wide` columns; `kernel.shape` gives
# the two. The window at row `r` and column `c` is `image[r : r + high, c : c + wide]`.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Make an array of zeros for the answer and fill it in two loops. `*` multiplies two arrays entry by entry,
# and `np.sum` adds up what comes out.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "convolve", "grade": false, "solution": true, "locked": false}
def convolve(image, kernel):
    """Return the sum of products at each place of the kernel."""
    ### BEGIN SOLUTION
    high, wide = kernel.shape
    sums = np.zeros((image.shape[0] - high + 1, image.shape[1] - wide + 1))
    for r in range(sums.shape[0]):
        for c in range(sums.shape[1]):
            sums[r, c] = np.sum(image[r : r + high, c : c + wide] * kernel)
    return sums
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "convolve-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_convolve():
    image = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 0.0], [2.0, 0.0, 1.0, 1.0]])
    kernel = np.array([[1.0, 0.0], [2.0, -1.0]])
    answer = convolve(image, kernel)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shape = np.shape(answer)
    assert shape != (3, 4), "Your answer is as large as the image: the kernel hung over the edge somewhere."
    assert shape != (1, 2), "You left out the last place in each direction: there are rows - high + 1 of them."
    assert shape == (2, 3), f"The kernel fits at 2 by 3 places; your answer has the shape {shape}."
    assert not np.allclose(answer, [[4, 1, 2], [2, 6, -2]]), (
        "You turned the kernel round, as mathematicians do. Networks don't: lay it down as it is."
    )
    assert not np.allclose(answer, np.array([[0, 1, 6], [4, 0, 4]]) / 4), "That is the mean; the sum is wanted."
    assert np.allclose(answer, [[0, 1, 6], [4, 0, 4]]), (
        f"The answer is [[0, 1, 6], [4, 0, 4]] here, and yours is {np.round(answer, 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(71)
    for rows, columns, high, wide in ((5, 5, 3, 3), (4, 7, 1, 5), (6, 3, 6, 3)):
        picture, weights = other.normal(size=(rows, columns)), other.normal(size=(high, wide))
        expected = sum(
            weights[i, j] * picture[i : rows - high + 1 + i, j : columns - wide + 1 + j]
            for i, j in np.ndindex(high, wide)
        )
        mine = convolve(picture, weights)
        assert np.shape(mine) == expected.shape and np.allclose(mine, expected), (
            f"For another image of {rows} by {columns} and a kernel of {high} by {wide} your answer is wrong."
        )
    ### END HIDDEN TESTS


check_convolve()

# %% [markdown] tags=["explanation"] name="convolve-explanation"
# The same few weights are used at every place, and so a stroke is found wherever it is. In mathematics this
# sum is called a cross-correlation, and a convolution turns the kernel round first. A network learns its
# kernel, and would learn the turned one just as well; so everybody leaves out the turning and keeps the name.

# %% [markdown] name="slide-task"
# ## Margins and larger steps
#
# *3 points.* Write `slide(image, kernel, padding, stride)`. First put `padding` rows and columns of zeros
# around the image, on all four sides. Then move the kernel as before, but by `stride` rows or columns at a
# time. A place where the kernel would hang over the padded image does not count.
#
# <details class="hint"><summary>Hint 1</summary>
#
# An image of 8 columns gets a margin of 1. How many columns has it now? At which columns does a kernel of 3
# with a stride of 2 begin, and which is the last that fits?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The answer has `(rows + 2 * padding - high) // stride + 1` rows. `np.pad(image, padding)` puts the zeros
# around.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# As before, with two loops over the answer; only the window begins at row `r * stride` and column `c *
# stride` of the padded image.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "slide", "grade": false, "solution": true, "locked": false}
def slide(image, kernel, padding, stride):
    """Return the sums over the padded image, `stride` apart."""
    ### BEGIN SOLUTION
    padded = np.pad(image, padding)
    high, wide = kernel.shape
    rows = range(0, padded.shape[0] - high + 1, stride)
    columns = range(0, padded.shape[1] - wide + 1, stride)
    return np.array([[np.sum(padded[r : r + high, c : c + wide] * kernel) for c in columns] for r in rows])
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "slide-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_slide():
    image = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 0.0], [2.0, 0.0, 1.0, 1.0]])
    kernel = np.array([[1.0, 0.0], [2.0, -1.0]])
    answer = slide(image, kernel, 1, 1)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shape = np.shape(answer)
    assert shape != (2, 3), "The margin of zeros is missing."
    assert shape != (3, 4), "The margin goes all around: one row above and one below, one column on each side."
    assert shape == (4, 5), f"With a margin of 1 the kernel fits at 4 by 5 places; yours has the shape {shape}."
    assert not np.allclose(answer[0], [2, 1, 6, -1, 2]), "Your margin repeats the edge of the image; it holds zeros."
    full = [[-1, 0, 4, -1, 2], [0, 0, 1, 6, 1], [-2, 4, 0, 4, 2], [0, 2, 0, 1, 1]]
    assert np.allclose(answer, full), f"The first row is {full[0]} here, and yours {np.round(answer[0], 3).tolist()}."
    apart = slide(image, kernel, 1, 2)
    assert np.shape(apart) != (4, 5), "With a stride of 2 the window moves by two: you took every place."
    assert np.shape(apart) == (2, 3), f"Two apart, the kernel fits at 2 by 3 places; your answer has {np.shape(apart)}."
    assert np.allclose(apart, [[-1, 4, 2], [-2, 0, 2]]), (
        f"Two apart the answer is [[-1, 4, 2], [-2, 0, 2]], and yours is {np.round(apart, 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(72)
    for rows, columns, size, padding, stride in ((8, 8, 3, 1, 2), (7, 5, 3, 0, 3), (6, 9, 2, 2, 1), (10, 8, 4, 0, 5)):
        picture, weights = other.normal(size=(rows, columns)), other.normal(size=(size, size))
        wide = np.zeros((rows + 2 * padding, columns + 2 * padding))
        wide[padding : padding + rows, padding : padding + columns] = picture
        down = (rows + 2 * padding - size) // stride + 1
        across = (columns + 2 * padding - size) // stride + 1
        mine = slide(picture, weights, padding, stride)
        assert np.shape(mine) == (down, across), (
            f"{rows} by {columns}, kernel {size}, padding {padding}, stride {stride}: {down} by {across} places."
        )
        for spot in np.ndindex(down, across):
            window = wide[spot[0] * stride :, spot[1] * stride :][:size, :size]
            assert np.isclose(mine[spot], (window * weights).sum()), (
                f"For another image with padding {padding} and stride {stride} your sums are wrong."
            )
    ### END HIDDEN TESTS


check_slide()

# %% [markdown] tags=["explanation"] name="slide-explanation"
# The number of places is $\lfloor (n + 2p - k) / s \rfloor + 1$ along each side: the last place where the
# window fits, counted in strides, and one for the first. Without a margin each layer eats the edge; with a
# margin of $(k - 1) / 2$ and a stride of 1 the answer is as large as the image. A stride of 2 leaves a
# quarter of the places, and a quarter of the work.

# %% [markdown] name="layer-task"
# ## All channels at once
#
# *3 points.* A colour picture has three channels, and the answer of a layer has one for each of its kernels.
# Write `layer(image, kernels, bias)` with the shapes that Keras uses: `image` (rows, columns, channels),
# `kernels` (high, wide, channels, filters), `bias` (filters,). Each filter looks at *all* channels at once,
# adds up everything, and adds its bias. Return the shape (places down, places across, filters): no padding, a
# stride of 1, no ReLU.
#
# <details class="hint"><summary>Hint 1</summary>
#
# For a kernel of 3 by 3 on two channels: how many products are added up for one number of the answer? How
# many biases?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The window is now a small block, `image[r : r + high, c : c + wide]`, of shape (high, wide, channels). The
# kernel of filter `f` is `kernels[:, :, :, f]`, of the same shape.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Three loops, over `r`, `c` and `f`: the sum over the block's products, and `bias[f]` once.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "layer", "grade": false, "solution": true, "locked": false}
def layer(image, kernels, bias):
    """Return each filter's sums over all channels, filters last."""
    ### BEGIN SOLUTION
    high, wide, _, filters = kernels.shape
    answer = np.zeros((image.shape[0] - high + 1, image.shape[1] - wide + 1, filters))
    for r in range(answer.shape[0]):
        for c in range(answer.shape[1]):
            block = image[r : r + high, c : c + wide]
            answer[r, c] = np.tensordot(block, kernels, axes=3) + bias
    return answer
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "layer-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_layer():
    image = np.array([[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]], [[4.0, 40.0], [5.0, 50.0], [6.0, 60.0]]])
    kernels = np.zeros((2, 2, 2, 3))
    kernels[0, 0, 0, 0], kernels[0, 0, 1, 0] = 1, 1  # both channels, top left
    kernels[1, 1, 0, 1] = 1  # the first channel, bottom right
    kernels[0, 1, 1, 2] = 2  # the second channel, top right
    bias = np.array([0.5, 0.0, -1.0])
    answer = layer(image, kernels, bias)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shape = np.shape(answer)
    assert shape != (3, 1, 2), "The filters are the last axis of the answer, not the first."
    assert shape not in ((1, 2, 2), (1, 2, 2, 3)), (
        "Your answer still has the channels of the image: each filter adds them all up into one number."
    )
    assert shape == (1, 2, 3), f"The answer has the shape (1, 2, 3), and yours {shape}."
    assert not np.allclose(answer, [[[11, 5, 40], [22, 6, 60]]]), "The bias is missing."
    assert not np.allclose(answer, [[[12, 5, 38], [23, 6, 58]]]), (
        "You added the bias once for each channel; each filter adds it once."
    )
    assert np.allclose(answer, [[[11.5, 5, 39], [22.5, 6, 59]]]), (
        f"At the first place the three filters say 11.5, 5 and 39; yours say {np.round(answer[0, 0], 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(73)
    for rows, columns, size, channels, filters in ((5, 6, 3, 2, 4), (4, 4, 1, 5, 2), (3, 7, 2, 1, 1)):
        picture = other.normal(size=(rows, columns, channels))
        weights, offset = other.normal(size=(size, size, channels, filters)), other.normal(size=filters)
        down, across = rows - size + 1, columns - size + 1
        expected = np.tile(offset, (down, across, 1))
        for i, j in np.ndindex(size, size):
            expected = expected + picture[i : i + down, j : j + across] @ weights[i, j]
        mine = layer(picture, weights, offset)
        assert np.shape(mine) == expected.shape and np.allclose(mine, expected), (
            f"For {channels} channels and {filters} filters of {size} by {size} your answer is wrong."
        )
    ### END HIDDEN TESTS


check_layer()

# %% [markdown] tags=["explanation"] name="layer-explanation"
# A filter has a kernel for each channel, and answers with one number for all of them: it may look for a
# vertical stroke in the one and none in the other. So a layer has high x wide x channels x filters weights
# and as many biases as filters, however large the picture is. The work does grow with the picture: all these
# products at each place.

# %% [markdown] name="max-pool-task"
# ## The largest of each square
#
# *2 points.* Write `max_pool(maps, size)`. `maps` has the shape (rows, columns, channels). Cut it into
# squares of `size` by `size`, side by side, and keep the largest number of each square, for each channel by
# itself. Rows and columns left over at the end, too few for a square, are dropped.
#
# <details class="hint"><summary>Hint 1</summary>
#
# From 6 by 6 with squares of 3, how many numbers are left in each channel? From 7 by 5 with squares of 2?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The square number `r` from the top and `c` from the left is `maps[r * size : (r + 1) * size, c * size : (c +
# 1) * size]`. It still has all channels.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# `np.max` with `axis=(0, 1)` takes the largest over rows and columns and leaves the channels alone. There are
# `rows // size` squares from top to bottom.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "max-pool", "grade": false, "solution": true, "locked": false}
def max_pool(maps, size):
    """Return the largest number of each square, for each channel."""
    ### BEGIN SOLUTION
    rows, columns, channels = maps.shape[0] // size, maps.shape[1] // size, maps.shape[2]
    squares = maps[: rows * size, : columns * size].reshape(rows, size, columns, size, channels)
    return squares.max(axis=(1, 3))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "max-pool-check", "grade": true, "solution": false, "locked": true, "points": 2}
import numpy as np


def check_max_pool():
    first = np.array([[1.0, 5.0, -3.0, -2.0], [0.0, 2.0, -9.0, -4.0]])
    maps = np.stack([first, 10 - first], axis=2)
    answer = max_pool(maps, 2)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shape = np.shape(answer)
    assert shape != (1, 3, 2), "Your windows overlap; the squares lie side by side, so they begin `size` apart."
    assert shape != (1, 2), "You took the largest over the channels too; each channel is pooled by itself."
    assert shape == (1, 2, 2), f"The answer has the shape (1, 2, 2), and yours {shape}."
    assert not np.allclose(answer[0, :, 0], [2, -4.5]), "That is the average of each square; the largest is wanted."
    assert not np.allclose(answer[0, :, 0], [5, 0]), (
        "All numbers of the second square are negative, and you answer 0: begin with the square's own numbers."
    )
    assert np.allclose(answer, [[[5, 10], [-2, 19]]]), (
        f"The largest are 5 and 10, then -2 and 19; yours are {np.round(answer, 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(74)
    for rows, columns, channels, size in ((6, 6, 3, 3), (7, 5, 2, 2), (5, 8, 1, 4)):
        picture = other.normal(size=(rows, columns, channels)) - 2
        down, across = rows // size, columns // size
        mine = max_pool(picture, size)
        assert np.shape(mine) == (down, across, channels), (
            f"{rows} by {columns} in squares of {size} leaves {down} by {across}; drop what is left over."
        )
        for place in np.ndindex(down, across, channels):
            top, left, channel = place[0] * size, place[1] * size, place[2]
            inside = sorted(picture[top : top + size, left : left + size, channel].ravel().tolist())
            assert mine[place] == inside[-1], f"For other maps in squares of {size} your numbers are wrong."
    ### END HIDDEN TESTS


check_max_pool()

# %% [markdown] tags=["explanation"] name="max-pool-explanation"
# Pooling throws away where in the square the stroke was and keeps that it was there. Moved by a pixel, most
# strokes stay in their square, and the answer stays the same. That is bought with exactness: a network that
# has to say *where* something is should pool less.

# %% [markdown] name="kernel-gradient-task"
# ## Back to the kernel
#
# *3 points.* Now backwards. `slope` says for each number of the answer by how much the loss rises when that
# number rises by one. Write `kernel_gradient(image, slope)`: the same for each weight of the kernel of
# `convolve`, so an array of the kernel's shape. One weight has been used at every place, and what all places
# say about it is added up.
#
# <details class="hint"><summary>Hint 1</summary>
#
# The answer at place (r, c) is a sum, and one of its terms is `kernel[0, 1] * image[r, c + 1]`. When that
# weight rises by one, by how much does the answer at (r, c) rise? And the loss, because of this place?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# For the weight (i, j), the pixels that it has met are `image[i : i + down, j : j + across]`, where `down`
# and `across` are the rows and columns of `slope`. Multiply each by its slope.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# The kernel has `rows - down + 1` rows, with `rows` those of the image. Two loops over `i` and `j`, and one
# sum for each. Do you know this pattern?
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "kernel-gradient", "grade": false, "solution": true, "locked": false}
def kernel_gradient(image, slope):
    """Return the slope of the loss along each weight of the kernel."""
    ### BEGIN SOLUTION
    down, across = slope.shape
    gradient = np.zeros((image.shape[0] - down + 1, image.shape[1] - across + 1))
    for i in range(gradient.shape[0]):
        for j in range(gradient.shape[1]):
            gradient[i, j] = np.sum(slope * image[i : i + down, j : j + across])
    return gradient
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "kernel-gradient-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_kernel_gradient():
    image = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 0.0], [2.0, 0.0, 1.0, 1.0]])
    slope = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
    answer = kernel_gradient(image, slope)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shape = np.shape(answer)
    assert shape != (2, 3), "There is one slope a weight; you returned one a place. Add up over the places."
    assert shape == (2, 2), f"The kernel has the shape (2, 2), so has its gradient; yours has {shape}."
    assert not np.allclose(answer, [[2, 1], [6, 2]]), (
        "Your gradient is turned round: the weight (i, j) meets the pixels from row i and column j on."
    )
    assert not np.allclose(answer, np.array([[2, 6], [1, 2]]) / 6), (
        "You took the average over the places; a weight that acts at six places has the sum of their slopes."
    )
    assert np.allclose(answer, [[2, 6], [1, 2]]), (
        f"The gradient is [[2, 6], [1, 2]] here, and yours is {np.round(answer, 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    def loss(picture, weights, along):
        windows = np.lib.stride_tricks.sliding_window_view(picture, weights.shape)
        return np.einsum("rcij,ij,rc", windows, weights, along)

    other = np.random.default_rng(75)
    for rows, columns, high, wide in ((6, 6, 3, 3), (5, 8, 2, 4)):
        picture, weights = other.normal(size=(rows, columns)), other.normal(size=(high, wide))
        along = other.normal(size=(rows - high + 1, columns - wide + 1))
        mine = kernel_gradient(picture, along)
        assert np.shape(mine) == (high, wide), f"A kernel of {high} by {wide} has a gradient of that shape."
        for place in np.ndindex(high, wide):
            nudge = np.zeros((high, wide))
            nudge[place] = 1e-4
            more, less = loss(picture, weights + nudge, along), loss(picture, weights - nudge, along)
            measured = (more - less) / 2e-4
            assert np.isclose(mine[place], measured, atol=1e-5), (
                f"Nudge a weight of another kernel of {high} by {wide} and the loss changes otherwise than you say."
            )
    ### END HIDDEN TESTS


check_kernel_gradient()

# %% [markdown] tags=["explanation"] name="kernel-gradient-explanation"
# It is a convolution again, with the slopes as the kernel: the gradient needs no new code on a machine that
# can convolve. The sum over the places is what sharing weights means when learning. Every place votes on the
# same nine weights, so a few hundred digits give a kernel thousands of examples.

# %% [markdown] name="image-gradient-task"
# ## Back to the image
#
# *3 points.* Where the image is itself the answer of an earlier layer, that layer needs to know its slopes.
# Write `image_gradient(kernel, slope)`: by how much the loss rises with each pixel of the image under
# `convolve`. Each place hands its slope back to the pixels it has looked at, through the weights it has
# looked through.
#
# <details class="hint"><summary>Hint 1</summary>
#
# The place (r, c) has looked at the pixels `image[r : r + high, c : c + wide]`. Its slope is 2 and the kernel
# is `[[1, 0], [2, -1]]`. What does each of the four pixels get from it?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# The image has `down + high - 1` rows, where `slope` has `down`. Begin with zeros of its size, and add what
# each place hands back; windows overlap, so most pixels get something from several places.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# In two loops over the places, add the whole kernel times `slope[r, c]` to the pixels under it: `+=` works on
# a slice, too.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "image-gradient", "grade": false, "solution": true, "locked": false}
def image_gradient(kernel, slope):
    """Return the slope of the loss along each pixel of the image."""
    ### BEGIN SOLUTION
    (high, wide), (down, across) = kernel.shape, slope.shape
    pixels = np.zeros((down + high - 1, across + wide - 1))
    for r in range(down):
        for c in range(across):
            pixels[r : r + high, c : c + wide] += slope[r, c] * kernel
    return pixels
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "image-gradient-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_image_gradient():
    kernel = np.array([[1.0, 0.0], [2.0, -1.0]])
    slope = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
    answer = image_gradient(kernel, slope)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    shape = np.shape(answer)
    assert shape != (1, 2), (
        "You only took the places where the kernel fits into the slopes; the pixels at the edge have slopes too."
    )
    assert shape == (3, 4), f"There is one slope a pixel, 3 by 4 of them; yours has the shape {shape}."
    assert not np.allclose(answer, [[-1, 2, 1, -2], [-2, 4, 2, -1], [0, 2, 1, 0]]), (
        "Your kernel is turned round: the pixel at a window's top left was multiplied by `kernel[0, 0]`."
    )
    assert not np.allclose(answer, [[1, 0, -1, 0], [2, 1, 0, 0], [4, 2, 0, 0]]), (
        "Later places overwrite what earlier ones handed back: add with `+=`."
    )
    assert np.allclose(answer, [[1, 0, -1, 0], [4, 0, -2, 1], [4, 0, -1, 0]]), (
        f"The first two rows are [1, 0, -1, 0] and [4, 0, -2, 1]; yours are {np.round(answer[:2], 3).tolist()}."
    )
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(76)
    for high, wide, down, across in ((3, 3, 4, 4), (2, 4, 5, 1), (1, 1, 3, 2)):
        weights, along = other.normal(size=(high, wide)), other.normal(size=(down, across))
        mine = image_gradient(weights, along)
        rows, columns = down + high - 1, across + wide - 1
        assert np.shape(mine) == (rows, columns), f"{down} places of a kernel of {high} need {rows} rows of pixels."
        for place in np.ndindex(rows, columns):
            bright = np.zeros((rows, columns))
            bright[place] = 1
            windows = np.lib.stride_tricks.sliding_window_view(bright, (high, wide))
            gain = np.einsum("rcij,ij,rc", windows, weights, along)
            assert np.isclose(mine[place], gain), (
                f"Brighten a pixel under another kernel of {high} by {wide}: the loss changes otherwise than you say."
            )
    ### END HIDDEN TESTS


check_image_gradient()

# %% [markdown] tags=["explanation"] name="image-gradient-explanation"
# Written as one formula, each pixel's slope is a convolution of the padded slopes with the kernel turned
# round: here it is, the turning that mathematicians put at the beginning. Nobody has to remember that.
# Whoever hands each slope back through the weights it came through gets it by itself, for every stride.

# %% [markdown] name="pool-gradient-task"
# ## Back through the pooling
#
# *3 points.* Write `pool_gradient(maps, size, slope)`. `slope` has the shape of the pooled answer, and you
# return an array of the shape of `maps`. Only the largest number of each square has decided its answer, so it
# alone gets the slope, and all others get 0. Where several are equally large, the first of them gets it,
# reading row by row.
#
# <details class="hint"><summary>Hint 1</summary>
#
# A square holds 1, 5, 0, 2 and its slope is 7. What are its four slopes? What would the answer have done if
# the 2 had been 2.1?
#
# </details>
#
# <details class="hint"><summary>Hint 2</summary>
#
# `np.argmax(square)` gives the place of the first largest number, counted row by row through the square.
# `np.unravel_index(place, square.shape)` makes a row and a column of it.
#
# </details>
#
# <details class="hint"><summary>Hint 3</summary>
#
# Begin with `np.zeros_like(maps)`. Three loops, over squares down, squares across and channels; in each, find
# the row and the column inside the square and add the square's top left corner.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "pool-gradient", "grade": false, "solution": true, "locked": false}
def pool_gradient(maps, size, slope):
    """Return the slope of the loss along each number of the maps."""
    ### BEGIN SOLUTION
    back = np.zeros(maps.shape)
    for r, c, channel in np.ndindex(slope.shape):
        square = maps[r * size : (r + 1) * size, c * size : (c + 1) * size, channel]
        i, j = np.unravel_index(np.argmax(square), square.shape)
        back[r * size + i, c * size + j, channel] = slope[r, c, channel]
    return back
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "pool-gradient-check", "grade": true, "solution": false, "locked": true, "points": 3}
import numpy as np


def check_pool_gradient():
    maps = np.array([[1.0, 5.0, 3.0, 0.0, 9.0], [0.0, 2.0, 3.0, 3.0, 9.0], [8.0, 8.0, 8.0, 8.0, 8.0]])[:, :, None]
    slope = np.array([[[7.0], [-2.0]]])
    answer = pool_gradient(maps, 2, slope)
    assert answer is not None, "Your function returned None: it needs a `return` in front of the result."
    assert np.shape(answer) == (3, 5, 1), (
        f"There is one slope for each number of the maps, left over or not: (3, 5, 1), yours {np.shape(answer)}."
    )
    left, right = answer[:2, :2, 0], answer[:2, 2:4, 0]
    assert not np.allclose(left, 1.75), "You shared the slope out among the four; only the largest has decided."
    assert not np.allclose(left, 7), "All four got the whole slope; only the largest has decided."
    assert not np.allclose(left, [[0, 5], [0, 0]]), "You put the largest number there; its slope belongs there."
    assert np.allclose(left, [[0, 7], [0, 0]]), (
        f"In the first square the 5 gets 7 and the others 0; yours get {np.round(left, 3).tolist()}."
    )
    assert not np.isclose(right.sum(), -6), "Three numbers are equally large and all got the slope: the first does."
    assert np.allclose(right, [[-2, 0], [0, 0]]), (
        f"Of three equals the first, reading row by row, gets the slope -2; yours are {np.round(right, 3).tolist()}."
    )
    assert not answer[:, 4].any() and not answer[2].any(), "What was left over has decided nothing: its slopes are 0."
    ### BEGIN HIDDEN TESTS
    other = np.random.default_rng(77)
    for rows, columns, channels, size in ((6, 6, 3, 3), (5, 7, 2, 2)):
        picture = other.integers(-4, 4, size=(rows, columns, channels)).astype(float)
        down, across = rows // size, columns // size
        along = other.normal(size=(down, across, channels))
        mine = pool_gradient(picture, size, along)
        for r, c, k in np.ndindex(rows, columns, channels):
            top, left = r // size * size, c // size * size
            there = picture[top : top + size, left : left + size, k].ravel().tolist()
            inside = r < down * size and c < across * size
            first = inside and there.index(max(there)) == (r - top) * size + c - left
            expected = along[r // size, c // size, k] if first else 0
            assert np.isclose(mine[r, c, k], expected), (
                f"For other maps with {channels} channels in squares of {size} your slopes are wrong."
            )
    ### END HIDDEN TESTS


check_pool_gradient()

# %% [markdown] tags=["explanation"] name="pool-gradient-explanation"
# Pooling has no weights and learns nothing, but it decides who learns: in each step only the winners of their
# squares pass a slope on. On the way forward one notes where they were. It is the same rule as for the ReLU,
# which is the largest of a number and zero: slopes go back where the number came from.

# %% [markdown] name="outlook"
# With these seven functions you can train a convolutional network of any depth. The page does so, with slices
# in place of loops.
