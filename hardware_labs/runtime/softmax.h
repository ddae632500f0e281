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
        /* the sum of exps in Q12: of their upper 16 bits, and of the four that are left of the lower ones */
        uint32_t sum = 0;
        uint16_t rest = 0;
        uint8_t headroom = 0;
        for (uint16_t i = 0; i < depth; i++) {
            if (x[i] > largest) largest = x[i];
        }
        for (uint16_t i = 0; i < depth; i++) {
            const uint8_t distance = (uint8_t)(largest - x[i]);
            if (distance < known) {
                const uint32_t rounded = (uint32_t)flash_read_int32(&exps[distance]) + 0x800;
                sum += (uint16_t)(rounded >> 16);
                rest += (uint8_t)(rounded >> 8) >> 4;
            }
        }
        for (sum = sum * 16 + rest; sum < 0x80000000u; headroom++) sum <<= 1;
        const int32_t scale = one_over_one_plus((int32_t)(sum - 0x80000000u));
        /* that many bits are dropped from each share, 16 of them at once; all of them if more than 31 */
        const uint8_t bits = 12 - headroom + 23;
        const uint8_t more = bits < 32 ? bits - 17 : 15;
        const uint16_t least = (uint16_t)(1u << more); /* exps below it end up as 0 */
        for (uint16_t i = 0; i < depth; i++) {
            const uint8_t distance = (uint8_t)(largest - x[i]);
            int8_t out = -128;
            if (distance < known) {
                const int32_t share = flash_read_int32(&exps[distance]);
                if ((uint16_t)(share >> 16) >= least) {
                    const uint16_t halves = (uint16_t)(doubling_high(scale, share) >> 16) >> more;
                    const uint16_t above = (uint16_t)(halves + 1) >> 1;
                    out = above > 255 ? 127 : (int8_t)(above - 128);
                }
            }
            y[i] = out;
        }
    }
}

#endif
