/* Weighted sums of int8, the inner loops of convolutions and fully connected layers.
 *
 * dot_four sums four output channels side by side, so that each input is loaded once for four products; their weights
 * lie interleaved: four for the first input, four for the second one, and so on. */
#ifndef DOT_H
#define DOT_H

#include "far_flash.h"

#ifdef __AVR__
#include "dot_avr.h"
#else

static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t sum[4])
{
    int32_t a = 0, b = 0, c = 0, d = 0;
    for (const int8_t *end = x + terms; x != end; x++, weights += 4) {
        const int32_t input = *x;
        a += weights[0] * input;
        b += weights[1] * input;
        c += weights[2] * input;
        d += weights[3] * input;
    }
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
    return weights;
}

static inline far_flash dot_one(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    int32_t a = 0;
    for (const int8_t *end = x + terms; x != end; x++, weights++) a += *weights * *x;
    *sum = a;
    return weights;
}

#endif
#endif
