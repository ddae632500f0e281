# %% [markdown] name="introduction"
# # One neuron learns a line
#
# A dense layer with a single output is a straight line. Train one on synthetic readings.

# %% name="setup" deletable=false editable=false
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(1)
x = np.linspace(-1, 1, 64, dtype=np.float32).reshape(-1, 1)
y = 2 * x - 0.5

# %% [markdown] name="build-task"
# ## Build
#
# *2 points.* Write `build()`: return a Keras model with one input and one dense output, without activation.


# %% nbgrader={"schema_version": 3, "grade_id": "build", "grade": false, "solution": true, "locked": false}
def build():
    ### BEGIN SOLUTION
    return tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    ### END SOLUTION


# %% nbgrader={"schema_version": 3, "grade_id": "build-shape", "grade": true, "solution": false, "locked": true, "points": 1}
model = build()
assert model.count_params() == 2, f"One neuron has a weight and a bias; yours has {model.count_params()} parameters."

# %% nbgrader={"schema_version": 3, "grade_id": "build-linear", "grade": true, "solution": false, "locked": true, "points": 1}
### BEGIN HIDDEN TESTS
neuron = build()
neuron.set_weights([np.array([[-3.0]]), np.array([1.0])])
seen = float(neuron(np.array([[2.0]], np.float32))[0, 0])
assert abs(seen + 5) < 1e-5, f"With weight -3 and bias 1 an input of 2 must give -5; yours gives {seen:g}."
### END HIDDEN TESTS

# %% [markdown] name="train-task"
# ## Train
#
# *4 points.* Write `train(model, x, y, steps)`: full-batch gradient descent on the mean squared error with a rate
# of 0.3. Return the list of losses, one before each step.


# %% nbgrader={"schema_version": 3, "grade_id": "train", "grade": false, "solution": true, "locked": false}
def train(model, x, y, steps):
    ### BEGIN SOLUTION
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        for variable, slope in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
            variable.assign_sub(0.3 * slope)
        losses.append(float(loss))
    return losses
    ### END SOLUTION


# %% nbgrader={"schema_version": 3, "grade_id": "train-losses", "grade": true, "solution": false, "locked": true, "points": 2}
losses = train(build(), x, y, 5)
assert len(losses) == 5, f"Five steps have five losses; you return {len(losses)}."
assert losses[-1] < losses[0], f"The loss must fall; yours goes from {losses[0]:.3f} to {losses[-1]:.3f}."

# %% nbgrader={"schema_version": 3, "grade_id": "train-line", "grade": true, "solution": false, "locked": true, "points": 2}
### BEGIN HIDDEN TESTS
learner = build()
train(learner, x, y, 60)
weight, bias = (float(np.ravel(value)[0]) for value in learner.get_weights())
assert abs(weight - 2) < 0.01 and abs(bias + 0.5) < 0.01, (
    f"After 60 steps the line must be close to 2x - 0.5; yours is {weight:.2f}x {bias:+.2f}."
)
### END HIDDEN TESTS
