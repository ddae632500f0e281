/* Constants copied from flash: operands, so that kernels read RAM only, and parts of a concatenation. */
#ifndef CONSTANT_H
#define CONSTANT_H

#include "far_flash.h"

static inline void copy_from_flash(const int8_t *x, uint16_t count, int8_t *y)
{
    for (const int8_t *end = x + count; x != end;) *y++ = flash_read_int8(x++);
}

/* Copies rows that lie side by side to places `stride` apart. */
static inline void copy_rows_from_flash(const int8_t *x, uint16_t row, uint16_t rows, int8_t *y, uint16_t stride)
{
    for (; rows > 0; rows--, x += row, y += stride) copy_from_flash(x, row, y);
}

#endif
