/* Convolution in float, plain or depthwise: each output channel's weights in flash, point by point of the window, its bias
 * behind them; summed in that order. Points outside of the image add nothing. */
#ifndef FLOAT_CONVOLUTION_H
#define FLOAT_CONVOLUTION_H

#include "float_flash.h"
#include "window.h"

struct float_convolution {
    struct window window;
    uint16_t outputs;
    uint16_t depth_multiplier; /* outputs for each input channel; 0 where every output sums all channels */
};

/* The sum over the window whose first point lies at row y and column x, of `count` channels from `image` on. */
static inline float float_window_sum(
    const struct window *w, float_flash *weights, const float *image, uint16_t count, int16_t y, int16_t x)
{
    float sum = 0.0f;
    for (int16_t i = 0; i < w->kernel_height; i++, y += w->dilation_y) {
        int16_t at = x;
        for (int16_t j = 0; j < w->kernel_width; j++, at += w->dilation_x) {
            if (y < 0 || y >= w->in_height || at < 0 || at >= w->in_width) {
                *weights += (uint32_t)count * FLOAT_FLASH_STEP;
            } else {
                const float *pixel = image + ((int32_t)y * w->in_width + at) * w->channels;
                for (uint16_t channel = 0; channel < count; channel++) {
                    sum += pixel[channel] * float_flash_next(weights);
                }
            }
        }
    }
    return sum;
}

static inline void float_convolution(
    const struct float_convolution *address, float_flash weights, const float *x, float *y, float low, float high)
{
    LOAD_STRUCT(float_convolution, layer, address);
    const struct window *w = &layer.window;
    const uint16_t count = layer.depth_multiplier ? 1 : w->channels;
    int16_t top = -w->above;
    for (uint16_t row = 0; row < w->out_height; row++, top += w->stride_y) {
        int16_t left = -w->left;
        for (uint16_t column = 0; column < w->out_width; column++, left += w->stride_x) {
            float_flash next = weights;
            for (uint16_t output = 0; output < layer.outputs; output++) {
                const float *image = layer.depth_multiplier ? x + output / layer.depth_multiplier : x;
                const float sum = float_window_sum(w, &next, image, count, top, left);
                *y++ = float_held(sum + float_flash_next(&next), low, high);
            }
        }
    }
}

#endif
