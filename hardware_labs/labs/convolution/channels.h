/* How the sums of output channels become int8. */
#ifndef CHANNELS_H
#define CHANNELS_H

#include "far_flash.h"
#include "fixed_point.h"

/* A bias that makes up for the input's zero point; on an AVR one for inputs that count from -128 (dot_sparse_avr.h). */
#ifdef __AVR__
#define BIAS(others, avr) (avr)
#else
#define BIAS(others, avr) (others)
#endif

#define SUMS_AT_ONCE 8 /* in addition.h and product.h; compiler/ops/arithmetic.py has as many scales */

struct channels {
    const int32_t *scales; /* bias and multiplier of each channel, in flash; the bias makes up for the input's zero point */
    const int8_t *shifts;  /* in flash */
    int8_t zero_point;
    int8_t low; /* the fused activation's range */
    int8_t high;
    uint8_t round_twice;
    uint8_t enlarges; /* some shift is not negative: that is rare */
};

/* Where factors above 1 make numbers larger before they are rounded. */
static __attribute__((noinline, unused)) void enlarge_sums(
    const struct channels *layer, const int32_t *scale, const int8_t *shift, const int32_t *sum, uint8_t count, int8_t *y)
{
    for (; count > 0; count--, scale += 2) {
        const int32_t x = *sum++ + flash_read_int32(scale);
        const int32_t out = multiply(x, flash_read_int32(scale + 1), flash_read_int8(shift++), layer->round_twice);
        *y++ = clamp(out, layer->zero_point, layer->low, layer->high);
    }
}

#if defined __AVR__ && defined __OPTIMIZE__ /* else there are too few registers */
#include "channels_avr.h"
#elif defined LX6
#include "channels_lx6.h"
#else
static inline void reduce_sums(
    const struct channels *layer, const int32_t *scale, const int8_t *shift, const int32_t *sum, uint8_t count, int8_t *y)
{
    /* copies, for y could point to the originals */
    const int8_t zero_point = layer->zero_point, low = layer->low, high = layer->high;
    const uint8_t twice = layer->round_twice;
    for (const int32_t *end = sum + count; sum != end; scale += 2) {
        const int32_t product = product_31(*sum++ + flash_read_int32(scale), flash_read_int32(scale + 1), twice);
        *y++ = clamp(rounded_right(product, flash_read_int8(shift++), twice), zero_point, low, high);
    }
}
#endif

/* Turns the sums of `count` channels, from the given one on, into outputs. */
static inline void channel_outputs(
    const struct channels *layer, uint16_t channel, int32_t *sum, uint8_t count, int8_t *y)
{
    const int32_t *scale = layer->scales + 2 * channel;
    const int8_t *shift = layer->shifts + channel;
    if (layer->enlarges) {
        enlarge_sums(layer, scale, shift, sum, count, y);
    } else {
        reduce_sums(layer, scale, shift, sum, count, y);
    }
}

#endif
