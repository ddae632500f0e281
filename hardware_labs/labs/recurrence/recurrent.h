/* What recurrent cells share; compiler/keras/{gate,curves,recurrent}.py say the same in NumPy.
 *
 * A cell's memory begins with its hidden state h, int8 at 1/128, and the inputs of the step behind it, so that one
 * weighted sum runs over both. Sums of gates are int16 in units of 1/2048 (-16 to 16), gates and their products int16
 * in units of 1/32768. */
#ifndef RECURRENT_H
#define RECURRENT_H

#include "copy.h"
#include "dot.h"

struct recurrent {
    const int32_t *bias; /* of each sum, in flash, in the order of the weights */
    const int16_t *step; /* of each sum, in flash: what 1 in it stands for, in 1/2^19 */
    const int16_t *tanh; /* of 0, 1/16 to 8, in flash */
    uint16_t units;
    uint16_t inputs;
    uint8_t cell_bits; /* an LSTM's cell state is in units of 2^cell_bits / 32768 */
};

#define UNITS_AT_ONCE 4
/* called from several places, and not by every cell */
#define RECURRENT_FUNCTION static __attribute__((noinline, unused))

/* Where the next sums' weights lie: those of one gate for four units (or the one to three that are left), then those of
 * the next gate for the same units; after all gates the next units. */
struct gates {
    far_flash weights;
    const int32_t *bias;
    const int16_t *step;
};

static inline int16_t saturate(int32_t x)
{
    return x < INT16_MIN ? INT16_MIN : x > INT16_MAX ? INT16_MAX : (int16_t)x;
}

/* Sums of fewer units than four; by itself, since it would take registers from what runs most. */
RECURRENT_FUNCTION far_flash rest_of_sums(far_flash weights, const int8_t *x, uint16_t terms, uint8_t count, int32_t *sum)
{
    for (; count > 0; count--) weights = dot_one(weights, x, terms, sum++);
    return weights;
}

/* One gate's sums for `count` units. */
RECURRENT_FUNCTION void gate_sums(struct gates *next, const int8_t *x, uint16_t terms, uint8_t count, int16_t *q)
{
    int32_t sum[UNITS_AT_ONCE];
    if (count == UNITS_AT_ONCE) next->weights = dot_four(next->weights, x, terms, sum);
    else next->weights = rest_of_sums(next->weights, x, terms, count, sum);
    const int32_t *bias = next->bias;
    const int16_t *step = next->step;
    next->bias += count;
    next->step += count;
    for (const int32_t *total = sum; count > 0; count--, total++) {
        const int32_t biased = *total + flash_read_int32(bias++);
        *q++ = saturate((biased * flash_read_int16(step++)) >> 8); /* the bias holds half of the last bit */
    }
}

/* tanh of |x| / 2^bits / 16 between entries of the table on a straight line, with the sign of x. */
static inline __attribute__((always_inline)) int16_t interpolate(const int16_t *table, int16_t x, uint8_t bits)
{
    const uint16_t distance = x < 0 ? (uint16_t)(0u - (uint16_t)x) : (uint16_t)x;
    const uint8_t place = (uint8_t)(distance >> bits);
    int16_t y = INT16_MAX;
    if (distance >> bits < 128) {
        const int16_t low = flash_read_int16(&table[place]);
        const int16_t rise = (int16_t)(flash_read_int16(&table[place + 1]) - low);
        const int16_t rest = (int16_t)(distance & ((1u << bits) - 1));
        y = (int16_t)(low + (int16_t)(((int32_t)rise * rest * (1 << (8 - bits)) + 128) >> 8));
    }
    return x < 0 ? (int16_t)-y : y;
}

RECURRENT_FUNCTION int16_t tanh_of(const int16_t *table, int16_t x)
{
    return interpolate(table, x, 7);
}

/* 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2 */
RECURRENT_FUNCTION int16_t sigmoid_of(const int16_t *table, int16_t x)
{
    return (int16_t)((uint16_t)(0x8000u + (uint16_t)interpolate(table, x, 8)) >> 1);
}

/* x / 32768 to nearest, halves upwards, for at most 2^30 - 2^15: twice that, and its upper half, takes no loop of shifts. */
static inline int16_t upper(int32_t x)
{
    return (int16_t)(((x + 0x4000) * 2) >> 16);
}

static inline int16_t gated(int16_t gate, int16_t x)
{
    return upper((int32_t)gate * x);
}

/* From units of 1/32768 to 1/128. */
static inline int8_t narrow(int16_t x)
{
    return x > 0x7F7F ? INT8_MAX : (int8_t)((x + 0x80) >> 8);
}

/* int16 in memory of bytes. */
static inline int16_t wide_read(const int8_t *at)
{
    return (int16_t)((uint8_t)at[0] | (uint16_t)((uint16_t)(uint8_t)at[1] << 8));
}

static inline void wide_write(int8_t *at, int16_t x)
{
    at[0] = (int8_t)(uint8_t)((uint16_t)x & 0xFF);
    at[1] = (int8_t)(uint8_t)((uint16_t)x >> 8);
}

#endif
