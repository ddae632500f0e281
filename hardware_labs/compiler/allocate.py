"""Which tensors of a graph need RAM of their own, for how long, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass

from hardware_labs.compiler.graph import Graph, Operator, Tensor
from hardware_labs.compiler.memory import Block, Plan, plan


@dataclass(frozen=True)
class Allocation:
    """RAM of a model, besides its input and its output, which are the caller's.

    Attributes:
        plan: The blocks and their places.
        tensors: The block that each tensor lies in; those that lie in the caller's memory are absent.
        scratch: The block that an operator works in.
        stored: The tensor whose memory each tensor uses: itself, or the one that it replaces or views.
    """

    plan: Plan
    tensors: dict[Tensor, Block]
    scratch: dict[Operator, Block]
    stored: dict[Tensor, Tensor]

    def address(self, tensor: Tensor, graph: Graph) -> str:
        """Return the C expression of a tensor's address."""
        root = self.stored[tensor]
        if root is graph.input:
            return "x"
        if root is graph.output:
            return "y"
        return _place(self.plan.offsets[self.tensors[root]])

    def scratch_address(self, operator: Operator) -> str:
        """Return the C expression of the address of an operator's scratch memory."""
        return _place(self.plan.offsets[self.scratch[operator]])


def allocate(graph: Graph) -> Allocation:
    """Plan the RAM of a graph.

    The operators' steps are their places in the graph. A tensor lives from the step that writes it to the last one
    that reads it. It needs no memory of its own where it is another one under a new shape, or where its operator
    can write over an input that nobody reads again.
    """
    last = {tensor: step for step, op in enumerate(graph.operators) for tensor in op.inputs}
    last[graph.output] = len(graph.operators)
    stored = {graph.input: graph.input}
    for step, operator in enumerate(graph.operators):
        root = _reused(operator, step, graph, stored, last)
        stored[operator.output] = root or operator.output
    if stored[graph.output] is not graph.output:
        # what the output replaces or views is written into the caller's memory from the start
        root = stored[graph.output]
        stored = {tensor: graph.output if at is root else at for tensor, at in stored.items()}
    blocks, scratch = {}, {}
    for step, operator in enumerate(graph.operators):
        root = stored[operator.output]
        if root is operator.output and root is not graph.output:
            users = [tensor for tensor, at in stored.items() if at is root]
            ends = max(last.get(tensor, step) for tensor in users)
            blocks[root] = Block(root.name, root.size, step, ends)
        if operator.scratch:
            scratch[operator] = Block(f"scratch of operator {step}", operator.scratch, step, step)
    return Allocation(plan([*blocks.values(), *scratch.values()]), blocks, scratch, stored)


def runs(operator: Operator, allocation: Allocation) -> bool:
    """Tell whether anything is left to do for an operator."""
    same = allocation.stored[operator.output] is allocation.stored[operator.inputs[0]]
    return not (operator.alias and same)


def _reused(
    operator: Operator, step: int, graph: Graph, stored: dict[Tensor, Tensor], last: dict[Tensor, int]
) -> Tensor | None:
    source = operator.inputs[0]
    root = stored[source]
    if operator.output is graph.output and root is graph.input:
        return None
    if operator.alias:
        return root
    users = [tensor for tensor, at in stored.items() if at is root]
    free = root is not graph.input and all(last.get(tensor, -1) <= step for tensor in users)
    return root if operator.in_place and free and operator.inputs.count(source) == 1 else None


def _place(offset: int) -> str:
    return f"arena + {offset}" if offset else "arena"
