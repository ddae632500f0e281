/* Convolution: the inputs under the window, gathered side by side, are the input vector of a fully connected layer. */
#ifndef CONVOLUTION_H
#define CONVOLUTION_H

#include "copy.h"
#include "dense.h"
#include "window.h"

struct convolution {
    struct window window;
    struct channels channels;
    uint16_t outputs;
    int8_t input_zero; /* what stands outside of the image */
};

static void gather(const struct convolution *layer, const int8_t *x, uint16_t row, uint16_t column, int8_t *patch)
{
    const struct window *w = &layer->window;
    for (uint16_t i = 0; i < w->kernel_height; i++) {
        for (uint16_t j = 0; j < w->kernel_width; j++) {
            const int32_t point = window_point(w, row, column, i, j);
            if (point < 0) {
                fill(layer->input_zero, w->channels, patch);
            } else {
                copy(x + point, w->channels, patch);
            }
            patch += w->channels;
        }
    }
}

/* patch: room for the inputs under one window; 0 where a window covers one pixel and never leaves the image. */
static void convolution(
    const struct convolution *address, far_flash weights, const int8_t *x, int8_t *patch, int8_t *y)
{
    LOAD_STRUCT(convolution, layer, address);
    const struct window *w = &layer.window;
    const uint16_t terms = w->kernel_height * w->kernel_width * w->channels;
    for (uint16_t row = 0; row < w->out_height; row++) {
        for (uint16_t column = 0; column < w->out_width; column++) {
            const int8_t *inputs = patch;
            if (patch) {
                gather(&layer, x, row, column, patch);
            } else {
                inputs = x + window_point(w, row, column, 0, 0);
            }
            dense_loaded(&layer.channels, weights, inputs, terms, y, layer.outputs);
            y += layer.outputs;
        }
    }
}

#endif
