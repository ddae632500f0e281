/* Sum of two tensors: each widened by 20 bits and brought to one scale, their sum brought to the output's.
 * A step is 1, or 0 for an operand that repeats one number. */
#ifndef ADDITION_H
#define ADDITION_H

#include "far_flash.h"
#include "fixed_point.h"

struct addition {
    int32_t multiplier[3]; /* of the first input, the second one, the output */
    int8_t shift[3];
    int8_t zero[3];
    int8_t low; /* the fused activation's range */
    int8_t high;
};

static inline void addition(
    const struct addition *address,
    const int8_t *x,
    uint8_t step,
    const int8_t *x2,
    uint8_t step2,
    uint16_t count,
    int8_t *y)
{
    LOAD_STRUCT(addition, layer, address);
    for (; count > 0; count--, x += step, x2 += step2) {
        const int32_t a = (int32_t)(*x - layer.zero[0]) * 0x100000;
        const int32_t b = (int32_t)(*x2 - layer.zero[1]) * 0x100000;
        const int32_t sum = multiply(a, layer.multiplier[0], layer.shift[0], 1)
                          + multiply(b, layer.multiplier[1], layer.shift[1], 1);
        *y++ = clamp(
            multiply(sum, layer.multiplier[2], layer.shift[2], 1), layer.zero[2], layer.low, layer.high);
    }
}

#endif
