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
    /* copies, for y could point to the originals */
    const int8_t zero_point = layer->zero_point, low = layer->low, high = layer->high;
    const uint8_t twice = layer->round_twice;
    if (layer->enlarges) {
        for (; count > 0; count--, sum++, scale += 2) {
            const int32_t x = *sum + flash_read_int32(scale);
            const int32_t out = multiply(x, flash_read_int32(scale + 1), flash_read_int8(shift++), twice);
            *y++ = clamp(out, zero_point, low, high);
        }
        return;
    }
#ifdef __AVR__
    reduce_sums(layer, scale, shift, sum, count, y);
#else
    for (const int32_t *end = sum + count; sum != end; scale += 2) {
        const int32_t product = product_31(*sum++ + scale[0], scale[1], twice);
        *y++ = clamp(rounded_right(product, *shift++, twice), zero_point, low, high);
    }
#endif
}

#endif
