/* Fully connected layer on one input vector: y = scaled(weights . x + bias).
 * Whole blocks of four output channels have their weights interleaved (dot.h); those of the rest follow one by one. */
#ifndef DENSE_H
#define DENSE_H

#include "channels.h"
#ifdef __AVR__
#include "dot_sparse_avr.h"
#else
#include "dot.h"
#endif

#ifdef LX6
#define SUMS 32
#else
#define SUMS 16 /* that are turned into outputs at once: a multiple of 4 */
#endif

/* The sums of up to SUMS channels; returns the weights behind theirs. */
static inline far_flash sum_channels(far_flash weights, const int8_t *x, uint16_t inputs, uint8_t count, int32_t *sum)
{
    const uint8_t fours = count >> 2;
    uint8_t one = count & 3;
#ifdef __AVR__
    if (inputs <= 255) {
        if (fours > 0) dot_fours_sparse(weights, x, (uint8_t)inputs, fours, sum);
        weights += (uint16_t)(4 * inputs) * fours;
        sum += 4 * fours;
        for (; one > 0; one--, weights += inputs) *sum++ = dot_one_sparse_short(weights, x, (uint8_t)inputs);
        return weights;
    }
    for (uint8_t four = fours; four > 0; four--, sum += 4) weights = dot_four_sparse(weights, x, inputs, sum);
    for (; one > 0; one--, sum++) weights = dot_one_sparse(weights, x, inputs, sum);
#else
    if (fours > 0) weights = dot_fours(weights, x, inputs, fours, sum);
    for (sum += 4 * fours; one > 0; one--, sum++) weights = dot_one(weights, x, inputs, sum);
#endif
    return weights;
}

static void dense_loaded(
    const struct channels *layer, far_flash weights, const int8_t *x, uint16_t inputs, int8_t *y, uint16_t outputs)
{
    int32_t sum[SUMS];
    uint16_t channel = 0;
    while (channel < outputs) {
        const uint8_t count = outputs - channel > SUMS ? SUMS : (uint8_t)(outputs - channel);
        weights = sum_channels(weights, x, inputs, count, sum);
        channel_outputs(layer, channel, sum, count, y);
        y += count;
        channel += count;
    }
}

static inline void dense(
    const struct channels *address, far_flash weights, const int8_t *x, uint16_t inputs, int8_t *y, uint16_t outputs)
{
    LOAD_STRUCT(channels, layer, address);
    dense_loaded(&layer, weights, x, inputs, y, outputs);
}

#endif
