/* Where the processor multiplies and adds in one step, the compiler must not: that rounds once, and the reference twice.
 * For the functions that follow this line. */
#ifndef FLOAT_ROUNDING_H
#define FLOAT_ROUNDING_H

#if defined __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __FP_FAST_FMAF
#pragma GCC optimize("fp-contract=off")
#endif

#endif
