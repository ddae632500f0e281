/* Product of two tensors.
 * A step is 1, or 0 for an operand that repeats one number. */
#ifndef PRODUCT_H
#define PRODUCT_H

#include "far_flash.h"
#include "fixed_point.h"

struct product {
    int32_t multiplier;
    int8_t shift;
    int8_t zero[3]; /* of the first input, the second one, the output */
    int8_t low;     /* the fused activation's range */
    int8_t high;
};

static inline void product(
    const struct product *address,
    const int8_t *x,
    uint8_t step,
    const int8_t *x2,
    uint8_t step2,
    uint16_t count,
    int8_t *y)
{
    LOAD_STRUCT(product, layer, address);
    for (; count > 0; count--, x += step, x2 += step2) {
        const int32_t value = (int32_t)(*x - layer.zero[0]) * (*x2 - layer.zero[1]);
        *y++ = clamp(
            multiply(value, layer.multiplier, layer.shift, 1), layer.zero[2], layer.low, layer.high);
    }
}

#endif
