/* Product of two tensors.
 * A step is 1, or 0 for an operand that repeats one number. */
#ifndef PRODUCT_H
#define PRODUCT_H

#include "channels.h"

struct product {
    int8_t zero[2];
    struct channels output; /* SUMS_AT_ONCE equal ones */
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
    int32_t value[SUMS_AT_ONCE];
    while (count > 0) {
        const uint8_t some = count < SUMS_AT_ONCE ? (uint8_t)count : SUMS_AT_ONCE;
        for (uint8_t i = 0; i < some; i++, x += step, x2 += step2) {
            value[i] = (int32_t)(int16_t)(*x - layer.zero[0]) * (int16_t)(*x2 - layer.zero[1]);
        }
        channel_outputs(&layer.output, 0, value, some, y);
        y += some;
        count -= some;
    }
}

#endif
