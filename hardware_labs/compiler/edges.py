"""What model.h says about a graph's inputs and outputs: x and y where there is one, x0, x1 and so on where more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hardware_labs.compiler.c_layer import c_float
from hardware_labs.compiler.graph import Graph, Tensor


@dataclass(frozen=True)
class Edges:
    """The C names of a graph's inputs and outputs."""

    graph: Graph

    def name(self, tensor: Tensor) -> str:
        """Return the parameter of model_predict."""
        letter, among = ("x", self.graph.inputs) if tensor in self.graph.inputs else ("y", self.graph.outputs)
        return letter if len(among) == 1 else f"{letter}{among.index(tensor)}"

    def size(self, tensor: Tensor) -> str:
        """Return the macro of the number of elements."""
        among = self.graph.inputs if tensor in self.graph.inputs else self.graph.outputs
        return f"{self._prefix(tensor)}{'S' if len(among) == 1 else '_SIZE'}"

    def address(self, tensor: Tensor) -> str:
        """Return the expression by which a layer gets it; layers take a uint8 tensor's bytes as int8."""
        cast = "const int8_t *" if tensor in self.graph.inputs else "int8_t *"
        return f"({cast}){self.name(tensor)}" if tensor.dtype == "uint8" else self.name(tensor)

    def parameters(self) -> str:
        """Return the parameters of model_predict."""
        inputs = [f"const {each.ctype} {self.name(each)}[{self.size(each)}]" for each in self.graph.inputs]
        outputs = [f"{each.ctype} {self.name(each)}[{self.size(each)}]" for each in self.graph.outputs]
        return ", ".join([*inputs, *outputs])

    def named(self, tensors: Sequence[Tensor]) -> str:
        """Return names as a sentence lists them."""
        names = [self.name(tensor) for tensor in tensors]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def sizes(self) -> str:
        """Return the macros of sizes, with shapes, and names where there are several."""
        lines = []
        for tensor in (*self.graph.inputs, *self.graph.outputs):
            name = tensor.name.replace("*/", "* /").replace("/*", "/ *")[:80]
            called = "" if self.name(tensor) in "xy" else f": {name}"
            lines.append(f"#define {self.size(tensor)} {tensor.size} /* {shape_text(tensor.shape)}{called} */")
        return "\n".join(lines)

    def scales(self) -> str:
        """Return the macros of scales and zero points; none for floats."""
        lines = []
        for tensor in (*self.graph.inputs, *self.graph.outputs):
            if tensor.quantization:
                prefix = self._prefix(tensor)
                lines.append(f"#define {prefix}_SCALE {c_float(tensor.q.scale)}")
                lines.append(f"#define {prefix}_ZERO_POINT ({tensor.q.zero_point})")
        return "\n".join(["/* real = SCALE * (integer - ZERO_POINT) */", *lines, "", ""]) if lines else ""

    def _prefix(self, tensor: Tensor) -> str:
        word, among = ("INPUT", self.graph.inputs) if tensor in self.graph.inputs else ("OUTPUT", self.graph.outputs)
        return f"MODEL_{word}" if len(among) == 1 else f"MODEL_{word}{among.index(tensor)}"


def shape_text(shape: Sequence[int]) -> str:
    """Return a shape as people write it."""
    return " x ".join(str(size) for size in shape)
