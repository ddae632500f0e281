/* The largest float under a window, the mean under it, and the mean over the middle one of three dimensions. */
#ifndef FLOAT_POOLING_H
#define FLOAT_POOLING_H

#include "float_flash.h"
#include "window.h"

/* The largest, or the sum: `pooled` of what lies on the image; `count` is how many points that is. */
static inline float float_pooled(
    const struct window *w, const float *image, int16_t y, int16_t x, uint8_t largest, uint16_t *count)
{
    float pooled = largest ? -3.40282347e38f : 0.0f;
    *count = 0;
    for (int16_t i = y < 0 ? 0 : y; i < y + w->kernel_height && i < w->in_height; i++) {
        for (int16_t j = x < 0 ? 0 : x; j < x + w->kernel_width && j < w->in_width; j++) {
            const float value = image[((int32_t)i * w->in_width + j) * w->channels];
            if (!largest) pooled += value;
            else if (value > pooled) pooled = value;
            (*count)++;
        }
    }
    return pooled;
}

static inline void float_pooling(
    const struct window *address, const float *x, float *y, float low, float high, uint8_t largest)
{
    LOAD_STRUCT(window, w, address);
    for (uint16_t row = 0; row < w.out_height; row++) {
        for (uint16_t column = 0; column < w.out_width; column++) {
            const int16_t top = (int16_t)row * w.stride_y - w.above, left = (int16_t)column * w.stride_x - w.left;
            for (uint16_t channel = 0; channel < w.channels; channel++) {
                uint16_t count;
                const float pooled = float_pooled(&w, x + channel, top, left, largest, &count);
                *y++ = float_held(largest ? pooled : pooled / (float)count, low, high);
            }
        }
    }
}

static inline void float_max_pooling(const struct window *address, const float *x, float *y, float low, float high)
{
    float_pooling(address, x, y, low, high, 1);
}

static inline void float_average_pooling(const struct window *address, const float *x, float *y, float low, float high)
{
    float_pooling(address, x, y, low, high, 0);
}

static inline void float_mean(const float *x, uint16_t outer, uint16_t count, uint16_t inner, float *y)
{
    for (; outer > 0; outer--, x += count * inner) {
        for (uint16_t j = 0; j < inner; j++) {
            float sum = 0.0f;
            for (uint16_t k = 0; k < count; k++) sum += x[k * inner + j];
            *y++ = sum / (float)count;
        }
    }
}

#endif
