/* How the sums of output channels become int8. */
#ifndef CHANNELS_H
#define CHANNELS_H

#include "far_flash.h"
#include "fixed_point.h"

struct channels {
    const int32_t *scales; /* bias and multiplier of each channel, in flash; the bias makes up for the input's zero point */
    const int8_t *shifts;  /* in flash */
    int8_t zero_point;
    int8_t low; /* the fused activation's range */
    int8_t high;
    uint8_t round_twice;
    uint8_t enlarges; /* some shift is not negative: that is rare */
};

#ifdef __AVR__
#include "channels_avr.h"
#endif

/* Turns the sums of `count` channels, from the given one on, into outputs. */
static inline void channel_outputs(
    const struct channels *layer, uint16_t channel, int32_t *sum, uint8_t count, int8_t *y)
{
    const int32_t *scale = layer->scales + 2 * channel;
    const int8_t *shift = layer->shifts + channel;
#ifdef __AVR__
    if (!layer->enlarges) {
        reduce_sums(layer, scale, shift, sum, count, y);
        return;
    }
#endif
    for (; count > 0; count--, sum++, scale += 2) {
        const int32_t x = *sum + flash_read_int32(scale);
        const int32_t out = multiply(x, flash_read_int32(scale + 1), flash_read_int8(shift++), layer->round_twice);
        *y++ = clamp(out, layer->zero_point, layer->low, layer->high);
    }
}

#endif
