/* A window that slides over an image of (height, width, channels). */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdint.h>

struct window {
    int16_t in_height, in_width;
    uint16_t channels;
    uint16_t out_height, out_width;
    int16_t kernel_height, kernel_width;
    int16_t stride_y, stride_x;
    int16_t dilation_y, dilation_x;
    int16_t above, left; /* rows and columns outside of the image that the first window covers */
};

/* Which columns of the window lie on the image when its first one lies at `x`: from `first` up to, without, `end`. */
struct columns {
    int16_t first, end;
};

static inline struct columns columns_inside(const struct window *w, int16_t x)
{
    const int_fast16_t width = w->kernel_width, step = w->dilation_x, end = w->in_width;
    int_fast16_t first = 0, column = x;
    for (; first < width && column < 0; column += step) first++;
    int_fast16_t last = first;
    for (; last < width && column < end; column += step) last++;
    const struct columns inside = {(int16_t)first, (int16_t)last};
    return inside;
}

#endif
