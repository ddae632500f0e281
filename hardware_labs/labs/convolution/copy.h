/* Bytes copied and filled. */
#ifndef COPY_H
#define COPY_H

#include <stdint.h>

static inline void copy(const int8_t *x, uint16_t count, int8_t *y)
{
    const int8_t *const end = x + count;
#ifndef __AVR__
    for (const int8_t *fours = x + (count & ~3); x != fours; x += 4, y += 4) {
        const int8_t a = x[0], b = x[1], c = x[2], d = x[3];
        y[0] = a;
        y[1] = b;
        y[2] = c;
        y[3] = d;
    }
#endif
    while (x != end) *y++ = *x++;
}

static inline void fill(int8_t value, uint16_t count, int8_t *y)
{
    for (const int8_t *end = y + count; y != end;) *y++ = value;
}

/* Copies rows that lie side by side to places `stride` apart. */
static inline void copy_rows(const int8_t *x, uint16_t row, uint16_t rows, int8_t *y, uint16_t stride)
{
    for (; rows > 0; rows--, x += row, y += stride) copy(x, row, y);
}

#endif
