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
#define ADD_TERM(i)                      \
    {                                    \
        const int32_t input = x[i];      \
        a += weights[4 * i] * input;     \
        b += weights[4 * i + 1] * input; \
        c += weights[4 * i + 2] * input; \
        d += weights[4 * i + 3] * input; \
    }

static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t sum[4])
{
    int32_t a = 0, b = 0, c = 0, d = 0;
    const int8_t *const end = x + terms;
    for (const int8_t *fours = x + (terms & ~3); x != fours; x += 4, weights += 16) {
        ADD_TERM(0) ADD_TERM(1) ADD_TERM(2) ADD_TERM(3)
    }
    for (; x != end; x++, weights += 4) ADD_TERM(0)
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
    return weights;
}

#undef ADD_TERM
#endif

/* dot_four for several times four channels. */
static inline far_flash dot_fours(far_flash weights, const int8_t *x, uint16_t terms, uint8_t fours, int32_t *sum)
{
    for (; fours > 0; fours--, sum += 4) weights = dot_four(weights, x, terms, sum);
    return weights;
}

static inline int32_t signed_byte(const int8_t *x)
{
    return *x;
}
#endif

static inline far_flash dot_one(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    const int8_t *const end = x + terms;
    int32_t a = 0;
    for (const int8_t *fours = x + (terms & ~3); x != fours; x += 4, weights += 4) {
        a += signed_byte(weights) * signed_byte(x);
        a += signed_byte(weights + 1) * signed_byte(x + 1);
        a += signed_byte(weights + 2) * signed_byte(x + 2);
        a += signed_byte(weights + 3) * signed_byte(x + 3);
    }
    for (; x != end; x++, weights++) a += signed_byte(weights) * signed_byte(x);
    *sum = a;
    return weights;
}

#endif
#endif
