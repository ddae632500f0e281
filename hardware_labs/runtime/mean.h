/* Mean over the middle one of three dimensions. */
#ifndef MEAN_H
#define MEAN_H

#include "far_flash.h"
#include "fixed_point.h"

struct mean {
    uint16_t outer, count, inner;
    int32_t offset; /* the input's zero point, count times, taken off */
    int32_t multiplier;
    int8_t shift;
    int8_t zero_point;
};

static inline void mean(const struct mean *address, const int8_t *x, int8_t *y)
{
    LOAD_STRUCT(mean, layer, address);
    for (uint16_t i = 0; i < layer.outer; i++, x += layer.count * layer.inner) {
        for (uint16_t j = 0; j < layer.inner; j++) {
            int32_t sum = layer.offset;
            const int8_t *value = x + j;
            for (uint16_t k = 0; k < layer.count; k++, value += layer.inner) sum += *value;
            *y++ = clamp(multiply(sum, layer.multiplier, layer.shift, 1), layer.zero_point, -128, 127);
        }
    }
}

#endif
