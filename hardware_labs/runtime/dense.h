/* Fully connected layer on one input vector: y = scaled(weights . x + bias).
 * Whole blocks of four output channels have their weights interleaved (dot.h); those of the rest follow one by one. */
#ifndef DENSE_H
#define DENSE_H

#include "channels.h"
#include "dot.h"

static void dense_loaded(
    const struct channels *layer, far_flash weights, const int8_t *x, uint16_t inputs, int8_t *y, uint16_t outputs)
{
    int32_t sum[4];
    uint16_t channel = 0;
    while (channel + 4 <= outputs) {
        weights = dot_four(weights, x, inputs, sum);
        for (uint8_t i = 0; i < 4; i++, channel++) *y++ = channel_output(layer, channel, sum[i]);
    }
    for (; channel < outputs; channel++) {
        weights = dot_one(weights, x, inputs, sum);
        *y++ = channel_output(layer, channel, sum[0]);
    }
}

static inline void dense(
    const struct channels *address, far_flash weights, const int8_t *x, uint16_t inputs, int8_t *y, uint16_t outputs)
{
    LOAD_STRUCT(channels, layer, address);
    dense_loaded(&layer, weights, x, inputs, y, outputs);
}

#endif
