/* Fully connected layer on one input vector: y = scaled(weights . x + bias).
 * Whole blocks of four output channels have their weights interleaved (dot.h); those of the rest follow one by one. */
#ifndef DENSE_H
#define DENSE_H

#include "channels.h"
#include "dot.h"

#define SUMS 16 /* that are turned into outputs at once: a multiple of 4 */

static void dense_loaded(
    const struct channels *layer, far_flash weights, const int8_t *x, uint16_t inputs, int8_t *y, uint16_t outputs)
{
    int32_t sum[SUMS];
    uint16_t channel = 0;
    while (channel < outputs) {
        const uint8_t count = outputs - channel > SUMS ? SUMS : (uint8_t)(outputs - channel);
        int32_t *next = sum;
        for (uint8_t four = count >> 2; four > 0; four--, next += 4) weights = dot_four(weights, x, inputs, next);
        for (uint8_t one = count & 3; one > 0; one--, next++) weights = dot_one(weights, x, inputs, next);
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
