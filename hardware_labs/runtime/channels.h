/* How the sum of an output channel becomes int8. */
#ifndef CHANNELS_H
#define CHANNELS_H

#include "far_flash.h"
#include "fixed_point.h"

struct channels {
    const int32_t *bias; /* in flash, as the next two; what the input's zero point adds to a sum is taken off */
    const int32_t *multiplier;
    const int8_t *shift;
    int8_t zero_point;
    int8_t low; /* the fused activation's range */
    int8_t high;
    uint8_t round_twice;
};

static int8_t channel_output(const struct channels *layer, uint16_t channel, int32_t sum)
{
    const int32_t multiplier = flash_read_int32(&layer->multiplier[channel]);
    const int8_t shift = flash_read_int8(&layer->shift[channel]);
    sum += flash_read_int32(&layer->bias[channel]);
    sum = layer->round_twice ? multiply_twice_rounded(sum, multiplier, shift)
                             : multiply_once_rounded(sum, multiplier, shift);
    return clamp(sum + layer->zero_point, layer->low, layer->high);
}

#endif
