/* Weighted sums over the pixels of a window, for one channel or for four that lie side by side. */
#ifndef DOT_POINTS_H
#define DOT_POINTS_H

#include "far_flash.h"

/* The weights of the next point lie `stride` further. */
static inline int32_t dot_points(
    far_flash weights, uint16_t stride, const int8_t **pixels, uint16_t channel, uint8_t points)
{
    int32_t sum = 0;
    for (; points > 0; points--, weights += stride) {
        sum += (int16_t)((int16_t)far_flash_read_int8(weights) * (*pixels++)[channel]);
    }
    return sum;
}

#ifdef __AVR__
#include "dot_points_avr.h"
#elif defined __SSE2__
#include "dot_sse2.h"
#else

static inline void dot_four_points(
    far_flash weights, uint16_t stride, const int8_t **pixels, uint16_t channel, uint8_t points, int32_t sum[4])
{
    int32_t a = 0, b = 0, c = 0, d = 0;
    for (const int8_t **end = pixels + points; pixels != end; pixels++, weights += stride) {
        const int8_t *x = *pixels + channel;
        a += weights[0] * x[0];
        b += weights[1] * x[1];
        c += weights[2] * x[2];
        d += weights[3] * x[3];
    }
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
}

#endif
#endif
