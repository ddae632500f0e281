/* Weighted sums of int8, the inner loops of convolutions and fully connected layers.
 *
 * dot_four sums four output channels side by side, so that each input is loaded once for four products; their weights
 * lie interleaved: four for the first input, four for the second one, and so on. dot_fours does so for more channels. */
#ifndef DOT_H
#define DOT_H

#include "far_flash.h"

#ifdef __AVR__
#include "dot_avr.h"
#else

#if defined __XTENSA__ && !defined ESP8266
#include "dot_lx6.h"
#else

#ifdef __SSE2__
#include "dot_sse2.h"
#else
static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t sum[4])
{
    int32_t a = 0, b = 0, c = 0, d = 0;
    const int8_t *end = x + terms;
    if (terms & 1) {
        a = weights[0] * *x;
        b = weights[1] * *x;
        c = weights[2] * *x;
        d = weights[3] * *x++;
        weights += 4;
    }
    for (; x != end; x += 2, weights += 8) {
        const int32_t first = x[0], second = x[1];
        a += weights[0] * first + weights[4] * second;
        b += weights[1] * first + weights[5] * second;
        c += weights[2] * first + weights[6] * second;
        d += weights[3] * first + weights[7] * second;
    }
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
    return weights;
}
#endif

/* dot_four for several times four channels. */
static inline far_flash dot_fours(far_flash weights, const int8_t *x, uint16_t terms, uint8_t fours, int32_t *sum)
{
    for (; fours > 0; fours--, sum += 4) weights = dot_four(weights, x, terms, sum);
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
#endif
