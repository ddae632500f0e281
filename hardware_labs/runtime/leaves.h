/* Leaves that are rows of probabilities. */
#ifndef LEAVES_H
#define LEAVES_H

#include "far_flash.h"

/* Adds a row, in units of 1/32768. */
static inline void add_row(far_flash rows, uint16_t row, int32_t *sums, uint8_t classes)
{
    far_flash at = rows + 2u * classes * row;
    for (; classes > 0; classes--, at += 2) {
        const uint8_t low = (uint8_t)far_flash_read_int8(at), high = (uint8_t)far_flash_read_int8(at + 1);
        *sums++ += (uint16_t)(low | (uint16_t)high << 8);
    }
}

#endif
