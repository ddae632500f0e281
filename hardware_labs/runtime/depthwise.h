/* Depthwise convolution. Weights lie point by point, the channels of a point side by side, as the image's do.
 * DEPTHWISE_POINTS, defined by the model: points of its largest window. */
#ifndef DEPTHWISE_H
#define DEPTHWISE_H

#include "channels.h"
#include "copy.h"
#include "window.h"

struct depthwise {
    struct window window;
    struct channels channels;
    uint16_t depth_multiplier; /* output channels for each input channel */
    int8_t input_zero;
};

/* zeros: room for one pixel, which stands for all those outside of the image. */
static void depthwise(const struct depthwise *address, far_flash weights, const int8_t *x, int8_t *zeros, int8_t *y)
{
    LOAD_STRUCT(depthwise, layer, address);
    const struct window *w = &layer.window;
    const int8_t *pixels[DEPTHWISE_POINTS];
    const uint16_t outputs = w->channels * layer.depth_multiplier;
    fill(layer.input_zero, w->channels, zeros);
    for (uint16_t row = 0; row < w->out_height; row++) {
        for (uint16_t column = 0; column < w->out_width; column++) {
            uint8_t points = 0;
            for (uint16_t i = 0; i < w->kernel_height; i++) {
                for (uint16_t j = 0; j < w->kernel_width; j++) {
                    const int32_t point = window_point(w, row, column, i, j);
                    pixels[points++] = point < 0 ? zeros : x + point;
                }
            }
            uint16_t input = 0;
            uint16_t repeat = 0;
            for (uint16_t channel = 0; channel < outputs; channel++) {
                int32_t sum = 0;
                far_flash weight = weights + channel;
                for (uint8_t point = 0; point < points; point++, weight += outputs) {
                    sum += (int16_t)((int16_t)far_flash_read_int8(weight) * pixels[point][input]);
                }
                *y++ = channel_output(&layer.channels, channel, sum);
                if (++repeat == layer.depth_multiplier) {
                    repeat = 0;
                    input++;
                }
            }
        }
    }
}

#endif
