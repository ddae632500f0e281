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

/* Gathers the inputs under the window whose first point lies at row y and column x of the image. */
static void gather(const struct convolution *layer, const int8_t *image, int16_t y, int16_t x, int8_t *patch)
{
    const struct window *w = &layer->window;
    const struct columns inside = columns_inside(w, x);
    const uint16_t before = (uint16_t)inside.first * w->channels;
    const uint16_t covered = (uint16_t)(inside.end - inside.first) * w->channels;
    const uint16_t line = (uint16_t)w->kernel_width * w->channels;
    const uint16_t after = (uint16_t)(line - before - covered);
    /* neighbours on the image can be copied at once */
    const uint16_t run = w->dilation_x == 1 ? covered : w->channels;
    const int16_t step = w->dilation_x * (int16_t)w->channels;
    const int32_t rows = (int32_t)w->dilation_y * w->in_width * w->channels;
    const int8_t *pixel = image + ((int32_t)y * w->in_width + x + inside.first * w->dilation_x) * w->channels;
    int_fast16_t row = y;
    for (int_fast16_t i = w->kernel_height; i > 0; i--, row += w->dilation_y, pixel += rows) {
        if (row < 0 || row >= w->in_height) {
            fill(layer->input_zero, line, patch);
            patch += line;
            continue;
        }
        const int8_t *from = pixel;
        const int8_t *const end = patch + before + covered;
        if (before > 0) fill(layer->input_zero, before, patch);
        for (patch += before; patch != end; patch += run, from += step) copy(from, run, patch);
        if (after > 0) fill(layer->input_zero, after, patch);
        patch += after;
    }
}

/* patch: room for the inputs under one window; 0 where a window covers one pixel and never leaves the image. */
static void convolution(
    const struct convolution *address, far_flash weights, const int8_t *x, int8_t *patch, int8_t *y)
{
    LOAD_STRUCT(convolution, layer, address);
    const struct window *w = &layer.window;
    const uint16_t terms = (uint16_t)(w->kernel_height * w->kernel_width) * w->channels;
    int16_t top = -w->above;
    for (uint16_t row = 0; row < w->out_height; row++, top += w->stride_y) {
        int16_t left = -w->left;
        for (uint16_t column = 0; column < w->out_width; column++, left += w->stride_x) {
            const int8_t *inputs = patch;
            if (patch) {
                gather(&layer, x, top, left, patch);
            } else {
                inputs = x + ((int32_t)top * w->in_width + left) * w->channels;
            }
            dense_loaded(&layer.channels, weights, inputs, terms, y, layer.outputs);
            y += layer.outputs;
        }
    }
}

#endif
