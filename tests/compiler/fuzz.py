"""Damaged models by the thousand: each must be refused in one sentence, or read, compiled and run.

    python -m tests.compiler.fuzz --runs 100000

Golden models, random operators and networks, in int8 and in float, are damaged by `mutations`. What is still read is
optimized, must give the same outputs before and after, and every tenth one is written as C too. Ends with exit code 1
and the file's bytes in a file of their own where anything else happens.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from math import prod
from pathlib import Path

import numpy as np

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.graph import Graph
from hardware_labs.compiler.network import generate
from hardware_labs.compiler.optimize import optimize
from hardware_labs.compiler.tflite.load import parse_tflite
from tests.compiler.as_float import as_float
from tests.compiler.mutations import mutations
from tests.compiler.random_graphs import network
from tests.compiler.random_models import MODELS

HERE = Path(__file__).parent
LONGEST_SECONDS = 20  # for one file, on a machine that does much else: a hang, not a slow day
LARGEST_RUN = 200_000  # elements and multiply-accumulates of a model that is run, not only compiled


def seeds() -> list[bytes]:
    """Return the files that are damaged."""
    files = [path.read_bytes() for folder in ("models", "edges") for path in sorted((HERE / folder).glob("*.tflite"))]
    rng = np.random.default_rng(0)
    whole = [make(rng) for make in [*MODELS.values(), *[network] * 8] for _ in range(2)]
    return files + whole + [as_float(model) for model in whole]


def check(data: bytes, *, write: bool) -> str:
    """Return `read` or `refused`; anything that is neither raises."""
    started = time.monotonic()
    try:
        graph = parse_tflite(data)
        fused = optimize(graph, Rounding.TFLM)
        if write:
            generate(fused, Rounding.TFLM, ["damaged"])
        if _work(graph) <= LARGEST_RUN:
            _compare(graph, fused)
        answer = "read"
    except CompileError as error:
        sentence = str(error)
        assert "\n" not in sentence and len(sentence) > 20, f"no sentence: {sentence!r}"
        answer = "refused"
    assert time.monotonic() - started < LONGEST_SECONDS, "took too long"
    return answer


def fuzz(runs: int, seed: int, report: Callable[[int, Counter[str]], None] | None = None) -> Counter[str]:
    """Check that many damaged files; return how many were read and refused."""
    counts: Counter[str] = Counter()
    with np.errstate(all="ignore"):
        for run, data in enumerate(mutations(seeds(), seed, runs), start=1):
            try:
                counts[check(data, write=run % 10 == 0)] += 1
            except Exception:
                Path(f"fuzz-{seed}-{run}.tflite").write_bytes(data)
                raise
            if report and run % 5000 == 0:
                report(run, counts)
    return counts


def _work(graph: Graph) -> int:
    tensors = [*graph.inputs, *(operator.output for operator in graph.operators)]
    return sum(prod(tensor.shape) for tensor in tensors) + sum(operator.macs for operator in graph.operators)


def _compare(graph: Graph, fused: Graph) -> None:
    rng = np.random.default_rng(1)
    inputs = [rng.integers(0, 256, size=(2, *tensor.shape)).astype(np.uint8) for tensor in graph.inputs]
    x = [
        values.astype(np.float32) / 64 if tensor.dtype == "float32" else values.view(tensor.dtype)
        for values, tensor in zip(inputs, graph.inputs, strict=True)
    ]
    for before, after in zip(graph.run_all(Rounding.TFLM, *x), fused.run_all(Rounding.TFLM, *x), strict=True):
        np.testing.assert_array_equal(before, after)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100_000, help="files (default: 100000)")
    parser.add_argument("--seed", type=int, default=0, help="which ones (default: 0)")
    chosen = parser.parse_args()
    counts = fuzz(chosen.runs, chosen.seed, lambda run, so_far: print(f"{run}: {dict(so_far)}", flush=True))
    print(f"{chosen.runs} files: {counts['read']} read, {counts['refused']} refused, none crashed or hung")
    return 0


if __name__ == "__main__":
    sys.exit(main())
