"""model_reset and model_step: the same model for a board that gets one sample at a time.

model_step calls the functions of one step that model_predict calls in its loops, on memory that stays; dense layers
follow, on the newest state. After model_reset and all steps of a sequence it has answered as model_predict.
"""

from __future__ import annotations

from dataclasses import replace

from hardware_labs.compiler.allocate import Allocation, allocate
from hardware_labs.compiler.c_layer import CWriter
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph, Operator, Tensor
from hardware_labs.compiler.keras.recurrent import Recurrent
from hardware_labs.compiler.network import Extra, function_name

HEADER = """\
/* One time step at a time: model_reset begins a sequence, each model_step takes the next {features} inputs and answers
 * as model_predict would for the steps so far; a sequence may go on for ever. */
#define MODEL_STEPS {steps} /* of the sequences that model_predict takes */
#define MODEL_STEP_INPUTS {features}
#define MODEL_STEP_OUTPUTS {outputs}
#define MODEL_STATE {state} /* bytes that stay from step to step */
void model_reset(void) __attribute__((noinline));
void model_step(const int8_t x[MODEL_STEP_INPUTS], int8_t y[MODEL_STEP_OUTPUTS]) __attribute__((noinline));
"""

SOURCE = """\
{functions}static int8_t state[MODEL_STATE];

void model_reset(void)
{{
    fill(0, MODEL_STATE, state);
}}

void model_step(const int8_t x[MODEL_STEP_INPUTS], int8_t y[MODEL_STEP_OUTPUTS])
{{
{calls}
}}
"""


def stream(graph: Graph, c: CWriter, rounding: Rounding) -> Extra:
    """Return the C of model_reset and model_step, for a graph whose layers' C has been written by `c`."""
    calls, source, state = [], "x", 0
    for number, layer in enumerate(recurrent_layers(graph)):
        place = f"state + {state}" if state else "state"
        calls.append(f"layer_{number}_step({source}, {place});")
        source, state = place, state + layer.memory
    tail = one_step(graph)
    functions = []
    if tail.operators:
        allocation = allocate(tail)
        if allocation.plan.size:
            calls.insert(0, f"static int8_t arena[{allocation.plan.size}];")
        for operator, whole in zip(tail.operators, graph.operators[len(recurrent_layers(graph)) :], strict=True):
            step = graph.operators.index(whole)
            name = function_name(step, operator)
            if whole.output.shape != operator.output.shape:
                name = f"step_{name}"
                functions.append(_function(name, operator, c, step, rounding))
            places = [_place(tensor, allocation, tail, source) for tensor in (operator.inputs[0], operator.output)]
            calls.append(f"{name}({', '.join(places)});")
    else:
        calls.append(f"copy({source}, MODEL_STEP_OUTPUTS, y);")
    first = recurrent_layers(graph)[0]
    header = HEADER.format(
        steps=first.steps, features=first.features, outputs=graph.output.shape[-1], state=state_bytes(graph)
    )
    return Extra(header, SOURCE.format(functions="".join(functions), calls="\n".join(f"    {call}" for call in calls)))


def recurrent_layers(graph: Graph) -> list[Recurrent]:
    """Return the layers that have a state, which come first."""
    return [operator for operator in graph.operators if isinstance(operator, Recurrent)]


def state_bytes(graph: Graph) -> int:
    """Return the bytes that stay from step to step."""
    return sum(layer.memory for layer in recurrent_layers(graph))


def one_step(graph: Graph) -> Graph:
    """Return the layers behind the last recurrent one, for the newest state alone."""
    layers = recurrent_layers(graph)
    tail = graph.operators[len(layers) :]
    tensors = {tensor: _last_row(tensor) for op in tail for tensor in (*op.inputs, op.output)}
    operators = tuple(
        replace(op, inputs=tuple(tensors[each] for each in op.inputs), output=tensors[op.output]) for op in tail
    )
    source, target = layers[-1].output, graph.output
    return Graph(operators, (tensors.get(source, source),), (tensors.get(target, target),))


def _last_row(tensor: Tensor) -> Tensor:
    return tensor if len(tensor.shape) == 2 else replace(tensor, shape=(1, 1, tensor.shape[-1]))


def _function(name: str, operator: Operator, c: CWriter, step: int, rounding: Rounding) -> str:
    c.layer = f"step_{step}"
    return f"static void {name}(const int8_t *x, int8_t *y)\n{{\n    {operator.c_call(c, rounding)}\n}}\n\n"


def _place(tensor: Tensor, allocation: Allocation, tail: Graph, source: str) -> str:
    offset = allocation.offset(tensor)
    if offset is None:
        return source if allocation.stored[tensor] is tail.input else "y"
    return f"arena + {offset}" if offset else "arena"
