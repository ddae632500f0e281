/* Sum and product of two tensors in float, and values held inside a range.
 * A step is 1, or 0 for an operand that repeats one number. */
#ifndef FLOAT_ARITHMETIC_H
#define FLOAT_ARITHMETIC_H

#include "float_flash.h"

static inline void float_addition(
    const float *x, uint8_t step, const float *x2, uint8_t step2, uint16_t count, float *y, float low, float high)
{
    for (; count > 0; count--, x += step, x2 += step2) *y++ = float_held(*x + *x2, low, high);
}

static inline void float_product(
    const float *x, uint8_t step, const float *x2, uint8_t step2, uint16_t count, float *y, float low, float high)
{
    for (; count > 0; count--, x += step, x2 += step2) *y++ = float_held(*x * *x2, low, high);
}

static inline void float_clamp(const float *x, uint16_t count, float *y, float low, float high)
{
    for (; count > 0; count--) *y++ = float_held(*x++, low, high);
}

#endif
