/* Multiplication by `multiplier / 2^31 * 2^shift`, with one rounding or two; compiler/fixed_point.py says the same.
 *
 * A right shift of a negative number copies the sign, as on every compiler these boards have; C leaves it to the
 * implementation, hence the check. */
#ifndef FIXED_POINT_H
#define FIXED_POINT_H

#include <stdint.h>

typedef char negative_shift_must_copy_the_sign[(-1 >> 1) == -1 ? 1 : -1];

#ifdef __AVR__
#include "product_avr.h"
#define FIXED_POINT_INLINE __attribute__((noinline, unused))
#else
#ifdef __XTENSA__
#include "lx6.h"
#endif
#define FIXED_POINT_INLINE inline

/* a * b / 2^31, rounded down after `half` / 2 is added; never for two times INT32_MIN. */
static inline __attribute__((always_inline)) int32_t product_31(int32_t a, int32_t b, uint8_t half)
{
#ifdef LX6
    const uint32_t low = (uint32_t)a * (uint32_t)b;
    return upper_product_32(a, b) * 2 + (((int32_t)(low >> 30) + half) >> 1);
#else
    return (int32_t)(((int64_t)a * b + ((int32_t)half << 30)) >> 31);
#endif
}
#endif

/* x >> bits; an AVR shifts by single bits, so whole bytes go first. */
static inline int32_t shift_right(int32_t x, uint8_t bits)
{
#ifdef __AVR__
    for (; bits >= 8; bits -= 8) x >>= 8;
#endif
    return x >> bits;
}

/* x / 2^bits to nearest, halves away from zero. */
static inline int32_t rounding_shift_right(int32_t x, uint8_t bits)
{
    if (bits == 0) return x;
    return (shift_right(x - (x < 0), (uint8_t)(bits - 1)) + 1) >> 1;
}

/* x * 2^shift for a negative shift, to nearest; halves upwards, or, where `away` is 1, away from zero. */
static inline int32_t rounded_right(int32_t x, int8_t shift, uint8_t away)
{
    return (shift_right(x + ((x >> 31) & -away), (uint8_t)(-1 - shift)) + 1) >> 1;
}

/* x * multiplier / 2^31 * 2^shift: rounded at 31 bits, halves upwards, and again at the shift, halves away from zero;
 * or, where not `twice`, only once, halves upwards. */
static FIXED_POINT_INLINE int32_t multiply(int32_t x, int32_t multiplier, int8_t shift, uint8_t twice)
{
    if (shift > 0) x = (int32_t)((uint32_t)x << shift);
    x = product_31(x, multiplier, twice || shift >= 0);
    if (shift >= 0) return x;
    if (twice) x -= x < 0;
    return (shift_right(x, (uint8_t)(-shift - 1)) + 1) >> 1;
}

/* a * b / 2^31 to nearest, halves upwards. */
static inline int32_t doubling_high(int32_t a, int32_t b)
{
    return product_31(a, b, 1);
}

/* x + zero_point, held inside low to high. */
static inline __attribute__((always_inline)) int8_t clamp(int32_t x, int8_t zero_point, int8_t low, int8_t high)
{
    const int32_t y = x + zero_point;
    return y < low ? low : y > high ? high : (int8_t)y;
}

#endif
