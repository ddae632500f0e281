/* dot_four_points for an AVR: 61 cycles for four products. The sums fit 24 bits: points * 2^14 < 2^23. */
#ifndef DOT_POINTS_AVR_H
#define DOT_POINTS_AVR_H

#include "dot_avr.h"

#ifdef __AVR_HAVE_ELPM__
#define NEXT_POINT                                                            \
    "in   %[weight], %[rampz]  \n\t"                                          \
    "add  %A[z], %A[skip]      \n\t adc  %B[z], %B[skip] \n\t"               \
    "adc  %[weight], __zero_reg__ \n\t out %[rampz], %[weight] \n\t"
#else
#define NEXT_POINT "add  %A[z], %A[skip] \n\t adc  %B[z], %B[skip] \n\t"
#endif

static __attribute__((noinline)) void dot_four_points(
    far_flash weights, uint16_t stride, const int8_t **pixels, uint16_t channel, uint8_t points, int32_t sum[4])
{
    __int24 a = 0, b = 0, c = 0, d = 0;
    uint16_t z = (uint16_t)weights;
    const uint16_t skip = stride - 4;
    uint8_t weight, input;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "1: movw r26, %A[pixels]   \n\t"
        "ld   r0, X+               \n\t"
        "ld   r1, X+               \n\t"
        "movw %A[pixels], r26      \n\t"
        "movw r26, r0              \n\t"
        "add  r26, %A[channel]     \n\t adc r27, %B[channel] \n\t"
        "ld   %[input], X+         \n\t" MULTIPLY_ADD(a, 1)
        "ld   %[input], X+         \n\t" MULTIPLY_ADD(b, 2)
        "ld   %[input], X+         \n\t" MULTIPLY_ADD(c, 3)
        "ld   %[input], X+         \n\t" MULTIPLY_ADD(d, 4)
        "clr  r1                   \n\t" NEXT_POINT
        "dec  %[points]            \n\t"
        "brne 1b                   \n\t"
        "rjmp 3f                   \n\t"
        COUNT_OVERFLOW(a, 1) COUNT_OVERFLOW(b, 2) COUNT_OVERFLOW(c, 3) COUNT_OVERFLOW(d, 4)
        "3:                        \n\t" JOIN(a) JOIN(b) JOIN(c) JOIN(d)
        : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [points] "+r"(points), [z] "+z"(z),
          [pixels] "+r"(pixels), [weight] "=&d"(weight), [input] "=&d"(input)
        : [skip] "r"(skip), [channel] "r"(channel)
#ifdef __AVR_HAVE_ELPM__
          , [rampz] "I"(_SFR_IO_ADDR(RAMPZ))
#endif
        : "r26", "r27", "memory");
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
}

#endif
