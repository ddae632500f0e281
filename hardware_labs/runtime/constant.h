/* A constant operand, copied from flash so that kernels read RAM only. */
#ifndef CONSTANT_H
#define CONSTANT_H

#include "far_flash.h"

static inline void copy_from_flash(const int8_t *x, uint16_t count, int8_t *y)
{
    for (const int8_t *end = x + count; x != end;) *y++ = flash_read_int8(x++);
}

#endif
