/* Depthwise convolution. Weights lie point by point, the channels of a point side by side, as the image's do.
 * DEPTHWISE_POINTS, defined by the model: points of its largest window. */
#ifndef DEPTHWISE_H
#define DEPTHWISE_H

#include "channels.h"
#include "copy.h"
#include "dot_points.h"
#include "window.h"

struct depthwise {
    struct window window;
    struct channels channels;
    uint16_t depth_multiplier; /* output channels for each input channel */
    int8_t input_zero;
};

/* Finds the pixels under the window whose first point lies at row y and column x; `zeros` for those outside. */
static void find_pixels(
    const struct window *w, const int8_t *image, const int8_t *zeros, int16_t y, int16_t x, const int8_t **pixels)
{
    const struct columns inside = columns_inside(w, x);
    const int16_t step = w->dilation_x * (int16_t)w->channels;
    const int8_t *line = image + ((int32_t)y * w->in_width + x) * w->channels;
    for (int16_t i = 0; i < w->kernel_height; i++) {
        const int8_t *pixel = line;
        for (int16_t j = 0; j < w->kernel_width; j++, pixel += step) {
            const uint8_t outside = y < 0 || y >= w->in_height || j < inside.first || j >= inside.end;
            *pixels++ = outside ? zeros : pixel;
        }
        y += w->dilation_y;
        line += (int32_t)w->dilation_y * w->in_width * w->channels;
    }
}

/* zeros: room for one pixel, which stands for all those outside of the image. */
static void depthwise(const struct depthwise *address, far_flash weights, const int8_t *x, int8_t *zeros, int8_t *y)
{
    LOAD_STRUCT(depthwise, layer, address);
    const struct window *w = &layer.window;
    const int8_t *pixels[DEPTHWISE_POINTS];
    const uint16_t outputs = w->channels * layer.depth_multiplier;
    const uint8_t points = (uint8_t)(w->kernel_height * w->kernel_width);
    int16_t top = -w->above;
    fill(layer.input_zero, w->channels, zeros);
    for (uint16_t row = 0; row < w->out_height; row++, top += w->stride_y) {
        int16_t left = -w->left;
        for (uint16_t column = 0; column < w->out_width; column++, left += w->stride_x) {
            uint16_t channel = 0, input = 0, repeat = 0;
            find_pixels(w, x, zeros, top, left, pixels);
            while (channel < outputs) {
                int32_t sum[4];
                uint8_t count = 1;
                if (layer.depth_multiplier == 1 && channel + 4 <= outputs) {
                    count = 4;
                    input += 3;
                    dot_four_points(weights + channel, outputs, pixels, channel, points, sum);
                } else {
                    sum[0] = dot_points(weights + channel, outputs, pixels, input, points);
                }
                channel_outputs(&layer.channels, channel, sum, count, y);
                y += count;
                channel += count;
                if (++repeat == layer.depth_multiplier) {
                    repeat = 0;
                    input++;
                }
            }
        }
    }
}

#endif
