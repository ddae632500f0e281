/* Sum of two tensors: each widened by 20 bits and brought to one scale, their sum brought to the output's.
 * A step is 1, or 0 for an operand that repeats one number. */
#ifndef ADDITION_H
#define ADDITION_H

#include "channels.h"

struct widening {
    int32_t upper;  /* of a multiplier, without its lowest 11 bits */
    uint16_t lower; /* those bits, with five zeros behind them */
    int8_t shift;
    int8_t zero;
};

struct addition {
    struct widening operand[2];
    struct channels output; /* SUMS_AT_ONCE equal ones */
};

/* x * 2^20 * multiplier / 2^31 * 2^shift, rounded twice; 20 of those 31 bits are dropped unseen. */
static inline __attribute__((always_inline)) int32_t widened(const struct widening *by, int8_t x)
{
    const int16_t value = (int16_t)(x - by->zero);
    int32_t product = value * by->upper;
    if (by->lower) product += ((int32_t)value * by->lower + 0x8000) >> 16;
    return rounding_shift_right(product, (uint8_t)-by->shift);
}

#ifdef __AVR__ /* one operand after the other, each in a loop that has registers enough */
static __attribute__((noinline)) void add_widened(
    const struct widening *address, const int8_t *x, uint8_t step, int32_t *sum, uint8_t count)
{
    const struct widening by = *address;
    for (const int32_t *end = sum + count; sum != end; x += step) *sum++ += widened(&by, *x);
}
#endif

static inline void addition(
    const struct addition *address,
    const int8_t *x,
    uint8_t step,
    const int8_t *x2,
    uint8_t step2,
    uint16_t count,
    int8_t *y)
{
    LOAD_STRUCT(addition, layer, address);
    int32_t sum[SUMS_AT_ONCE];
    while (count > 0) {
        const uint8_t some = count < SUMS_AT_ONCE ? (uint8_t)count : SUMS_AT_ONCE;
#ifdef __AVR__
        for (uint8_t i = 0; i < some; i++) sum[i] = 0;
        add_widened(&layer.operand[0], x, step, sum, some);
        add_widened(&layer.operand[1], x2, step2, sum, some);
        x += step * some;
        x2 += step2 * some;
#else
        for (uint8_t i = 0; i < some; i++, x += step, x2 += step2) {
            sum[i] = widened(&layer.operand[0], *x) + widened(&layer.operand[1], *x2);
        }
#endif
        channel_outputs(&layer.output, 0, sum, some, y);
        y += some;
        count -= some;
    }
}

#endif
