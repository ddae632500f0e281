/* Softmax of rows: exp from a table, one reciprocal a row. Numbers in Q0 have no integer bit, in Q2 two. */
#ifndef SOFTMAX_H
#define SOFTMAX_H

#include "far_flash.h"
#include "fixed_point.h"

static inline int32_t saturating_times_four(int32_t x)
{
    return x > INT32_MAX / 4 ? INT32_MAX : x < INT32_MIN / 4 ? INT32_MIN : x * 4;
}

/* 1 / (1 + a) in Q0, for a from 0 to 1 in Q0: three steps of Newton's division in Q2. */
static int32_t one_over_one_plus(int32_t a)
{
    const int32_t half = (int32_t)(((uint32_t)a + 0x80000000u) >> 1);
    int32_t x = 1515870810 + doubling_high(half, -1010580540);
    for (uint8_t step = 0; step < 3; step++) {
        const int32_t error = 0x20000000 - doubling_high(half, x);
        x += saturating_times_four(doubling_high(x, error));
    }
    return x > INT32_MAX / 2 ? INT32_MAX : x * 2;
}

/* exps: exp(-distance) in Q0 by the distance from the largest input; 0 from `known` on. */
static inline void softmax(
    const int32_t *exps, uint16_t known, const int8_t *x, uint16_t rows, uint16_t depth, int8_t *y)
{
    for (; rows > 0; rows--, x += depth, y += depth) {
        int8_t largest = -128;
        int32_t sum = 0; /* in Q12 */
        uint8_t headroom = 0;
        for (uint16_t i = 0; i < depth; i++) {
            if (x[i] > largest) largest = x[i];
        }
        for (uint16_t i = 0; i < depth; i++) {
            const uint8_t distance = (uint8_t)(largest - x[i]);
            if (distance < known) sum += rounding_shift_right(flash_read_int32(&exps[distance]), 12);
        }
        uint32_t scaled = (uint32_t)sum;
        for (; scaled < 0x80000000u; headroom++) scaled <<= 1;
        const int32_t scale = one_over_one_plus((int32_t)(scaled - 0x80000000u));
        for (uint16_t i = 0; i < depth; i++) {
            const uint8_t distance = (uint8_t)(largest - x[i]);
            int32_t out = 0;
            if (distance < known) {
                const int32_t share = doubling_high(scale, flash_read_int32(&exps[distance]));
                out = rounding_shift_right(share, (uint8_t)(12 - headroom + 23));
            }
            y[i] = clamp(out, -128, -128, 127);
        }
    }
}

#endif
