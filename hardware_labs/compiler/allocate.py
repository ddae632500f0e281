"""Which tensors of a graph need RAM of their own, for how long, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass

from hardware_labs.compiler.graph import Graph, Operator, Tensor
from hardware_labs.compiler.memory import Block, Plan, plan

FLOAT_BYTES = 4


@dataclass(frozen=True)
class Allocation:
    """RAM of a model, besides its inputs and its outputs, which are the caller's.

    Attributes:
        plan: The blocks and their places, in bytes; multiples of four where there are floats.
        tensors: The block that each tensor lies in; those that lie in the caller's memory are absent.
        scratch: The block that an operator works in.
        stored: The tensor whose memory each tensor uses: itself, or the one that it replaces or views.
        floats: Whether the arena holds floats.
    """

    plan: Plan
    tensors: dict[Tensor, Block]
    scratch: dict[Operator, Block]
    stored: dict[Tensor, Tensor]
    floats: bool

    def offset(self, tensor: Tensor) -> int | None:
        """Return where a tensor lies in the arena; None where it lies in the caller's memory."""
        root = self.stored[tensor]
        return self.plan.offsets[self.tensors[root]] if root in self.tensors else None

    def scratch_offset(self, operator: Operator) -> int:
        """Return where an operator's scratch memory lies in the arena."""
        return self.plan.offsets[self.scratch[operator]]


def allocate(graph: Graph) -> Allocation:
    """Plan the RAM of a graph.

    The operators' steps are their places in the graph. A tensor lives from the step that writes it to the last one
    that reads it. It needs no memory of its own where it is another one under a new shape, or where its operator
    can write over an input that nobody reads again.
    """
    last = {tensor: step for step, op in enumerate(graph.operators) for tensor in op.inputs}
    last |= dict.fromkeys(graph.outputs, len(graph.operators))
    stored = {tensor: tensor for tensor in graph.inputs}
    for step, operator in enumerate(graph.operators):
        root = _reused(operator, step, graph, stored, last)
        stored[operator.output] = root or operator.output
        if root and operator.output in graph.outputs:
            # what an output replaces or views is written into the caller's memory from the start
            stored = {tensor: operator.output if at is root else at for tensor, at in stored.items()}
    floats = any(tensor.dtype == "float32" for tensor in stored)
    unit = FLOAT_BYTES if floats else 1
    blocks, scratch = {}, {}
    for step, operator in enumerate(graph.operators):
        root = stored[operator.output]
        if root is operator.output and root not in graph.outputs:
            users = [tensor for tensor, at in stored.items() if at is root]
            ends = max(last.get(tensor, step) for tensor in users)
            blocks[root] = Block(root.name, -(-root.bytes // unit) * unit, step, ends)
        if operator.scratch:
            size = -(-operator.scratch // unit) * unit
            scratch[operator] = Block(f"scratch of operator {step}", size, step, step)
    return Allocation(plan([*blocks.values(), *scratch.values()]), blocks, scratch, stored, floats)


def runs(operator: Operator, allocation: Allocation) -> bool:
    """Tell whether anything is left to do for an operator."""
    same = allocation.stored[operator.output] is allocation.stored[operator.inputs[0]]
    return not (operator.alias and same)


def _reused(
    operator: Operator, step: int, graph: Graph, stored: dict[Tensor, Tensor], last: dict[Tensor, int]
) -> Tensor | None:
    source = operator.inputs[0]
    root = stored[source]
    if operator.output in graph.outputs and (root in graph.inputs or root in graph.outputs):
        return None
    if operator.alias:
        return root
    users = [tensor for tensor, at in stored.items() if at is root]
    free = root not in graph.inputs and all(last.get(tensor, -1) <= step for tensor in users)
    same = source.bytes == operator.output.bytes
    return root if operator.in_place and free and same and operator.inputs.count(source) == 1 else None
