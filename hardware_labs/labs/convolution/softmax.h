/* Softmax of rows: exp from a table, one reciprocal a row. Numbers in Q0 have no integer bit, in Q2 two. */
#ifndef SOFTMAX_H
#define SOFTMAX_H

#include "far_flash.h"
#include "fixed_point.h"

/* A step of Newton's division, 1 / half in Q2 from what is within a seventeenth of it: too small a step to saturate. */
static inline int32_t newton_step(int32_t x, int32_t half)
{
    return x + doubling_high(x, 0x20000000 - doubling_high(half, x)) * 4;
}

/* 1 / (1 + a) in Q0 is twice as much as this, half = (1 + a) / 2 in Q0: after two of three steps, 2^14 too little at most. */
static int32_t begun_reciprocal(int32_t half)
{
    return newton_step(newton_step(1515870810 + doubling_high(half, -1010580540), half), half);
}

static inline int32_t whole_reciprocal(int32_t begun, int32_t half)
{
    const int32_t x = newton_step(begun, half);
    return x > INT32_MAX / 2 ? INT32_MAX : x * 2;
}

/* The upper 16 bits of doubling_high(a, b) out of the upper ones of a and b, neither negative: up to 2 too little. */
static inline uint16_t upper_product(uint16_t a, uint16_t b)
{
    return (uint16_t)((uint32_t)a * b * 2 >> 16);
}

#define ROUNDED_AWAY 64 /* more than what roundings can have added to a reciprocal that is begun */
#define SHORT 3         /* that an upper product of such a reciprocal may be too small */

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
        for (sum = sum * 16 + rest; sum < 0x1000000u; headroom += 8) sum <<= 8;
        for (; sum < 0x80000000u; headroom++) sum <<= 1;
        const int32_t half = (int32_t)(sum >> 1);
        int32_t scale = begun_reciprocal(half);
        const uint16_t upper_scale = (uint16_t)((uint32_t)(scale - ROUNDED_AWAY) >> 15);
        uint8_t whole = 0;
        /* that many bits are dropped from each share, 16 of them at once; all of them if more than 31 */
        const uint8_t bits = 12 - headroom + 23;
        const uint8_t more = bits < 32 ? bits - 17 : 15;
        const uint16_t least = (uint16_t)(1u << more); /* exps below it end up as 0 */
        const uint16_t last = (uint16_t)(2 * least - 1);
        for (uint16_t i = 0; i < depth; i++) {
            const uint8_t distance = (uint8_t)(largest - x[i]);
            int8_t out = -128;
            if (distance < known) {
                const int32_t share = flash_read_int32(&exps[distance]);
                if ((uint16_t)(share >> 16) >= least) {
                    uint16_t product = upper_product(upper_scale, (uint16_t)(share >> 16));
                    if (((product + least) & last) > last - SHORT) { /* close below the next output: exactly, then */
                        if (!whole) scale = whole_reciprocal(scale, half);
                        whole = 1;
                        product = (uint16_t)(doubling_high(scale, share) >> 16);
                    }
                    const uint16_t above = (uint16_t)((product >> more) + 1) >> 1;
                    out = above > 255 ? 127 : (int8_t)(above - 128);
                }
            }
            y[i] = out;
        }
    }
}

#endif
