"""Operators in float32: the same graph, kernels in C99, sums in one stated order.

Every sum runs term by term from 0, in the order in which the weights lie in the file, its bias last, as TensorFlow
Lite's reference kernels do. Each product and each sum is rounded to float32 (runtime/float_rounding.h forbids fused
ones). So C, NumPy and those kernels give the same bits. exp, and what is made of it, is a polynomial
(runtime/float_functions.h) that stays within 3 units in the last place of the exact value.
"""
