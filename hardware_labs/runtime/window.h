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
    struct columns inside = {0, 0};
    while (inside.first < w->kernel_width && x < 0) {
        x += w->dilation_x;
        inside.first++;
    }
    for (inside.end = inside.first; inside.end < w->kernel_width && x < w->in_width; inside.end++) x += w->dilation_x;
    return inside;
}

#endif
