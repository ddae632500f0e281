/* The largest value under a window, or the mean, halves away from zero; what lies outside of the image is left out. */
#ifndef POOLING_H
#define POOLING_H

#include "far_flash.h"
#include "fixed_point.h"
#include "window.h"

struct pooling {
    struct window window;
    int8_t low; /* the fused activation's range */
    int8_t high;
};

/* The part of the window that lies on the image, from its first pixel. */
struct view {
    const int8_t *start;
    uint16_t rows, columns;
};

static struct view view_at(const struct window *w, const int8_t *x, uint16_t row, uint16_t column)
{
    struct view view;
    int16_t top = (int16_t)row * w->stride_y - w->above;
    int16_t left = (int16_t)column * w->stride_x - w->left;
    int16_t bottom = top + w->kernel_height;
    int16_t right = left + w->kernel_width;
    if (top < 0) top = 0;
    if (left < 0) left = 0;
    if (bottom > w->in_height) bottom = w->in_height;
    if (right > w->in_width) right = w->in_width;
    view.start = x + ((int32_t)top * w->in_width + left) * w->channels;
    view.rows = (uint16_t)(bottom - top);
    view.columns = (uint16_t)(right - left);
    return view;
}

static inline void max_pooling(const struct pooling *address, const int8_t *x, int8_t *y)
{
    LOAD_STRUCT(pooling, layer, address);
    const struct window *w = &layer.window;
    for (uint16_t row = 0; row < w->out_height; row++) {
        for (uint16_t column = 0; column < w->out_width; column++) {
            const struct view view = view_at(w, x, row, column);
            for (uint16_t channel = 0; channel < w->channels; channel++) {
                int8_t largest = -128;
                const int8_t *line = view.start + channel;
                for (uint16_t i = 0; i < view.rows; i++, line += w->in_width * w->channels) {
                    const int8_t *pixel = line;
                    for (uint16_t j = 0; j < view.columns; j++, pixel += w->channels) {
                        if (*pixel > largest) largest = *pixel;
                    }
                }
                *y++ = clamp(largest, 0, layer.low, layer.high);
            }
        }
    }
}

static inline void average_pooling(const struct pooling *address, const int8_t *x, int8_t *y)
{
    LOAD_STRUCT(pooling, layer, address);
    const struct window *w = &layer.window;
    for (uint16_t row = 0; row < w->out_height; row++) {
        for (uint16_t column = 0; column < w->out_width; column++) {
            const struct view view = view_at(w, x, row, column);
            const int32_t count = (int32_t)view.rows * view.columns;
            for (uint16_t channel = 0; channel < w->channels; channel++) {
                int32_t sum = 0;
                const int8_t *line = view.start + channel;
                for (uint16_t i = 0; i < view.rows; i++, line += w->in_width * w->channels) {
                    const int8_t *pixel = line;
                    for (uint16_t j = 0; j < view.columns; j++, pixel += w->channels) sum += *pixel;
                }
                sum += sum > 0 ? count / 2 : -(count / 2);
                /* sums of up to 255 values fit 16 bits, which an AVR divides in a third of the time */
                const int32_t mean = count <= 255 ? (int16_t)sum / (int16_t)count : sum / count;
                *y++ = clamp(mean, 0, layer.low, layer.high);
            }
        }
    }
}

#endif
