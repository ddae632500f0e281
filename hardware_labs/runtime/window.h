/* A window that slides over an image of (height, width, channels). */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdint.h>

struct window {
    uint16_t in_height, in_width, channels;
    uint16_t out_height, out_width;
    uint16_t kernel_height, kernel_width;
    uint16_t stride_y, stride_x;
    uint16_t dilation_y, dilation_x;
    uint16_t above, left; /* rows and columns outside of the image that the first window covers */
};

/* The window's point (row, column) at the output (y, x): an index into the image, -1 outside of it. */
static inline int32_t window_point(const struct window *w, uint16_t y, uint16_t x, uint16_t row, uint16_t column)
{
    const int32_t in_y = (int32_t)y * w->stride_y - w->above + (int32_t)row * w->dilation_y;
    const int32_t in_x = (int32_t)x * w->stride_x - w->left + (int32_t)column * w->dilation_x;
    if (in_y < 0 || in_y >= w->in_height || in_x < 0 || in_x >= w->in_width) return -1;
    return (in_y * w->in_width + in_x) * w->channels;
}

#endif
