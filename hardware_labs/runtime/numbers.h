/* Numbers in far flash, and their mean. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include "far_flash.h"

static inline int32_t far_flash_read_int32(far_flash at)
{
    uint32_t value = 0;
    for (uint8_t byte = 4; byte-- > 0;) value = value << 8 | (uint8_t)far_flash_read_int8(at + byte);
    return (int32_t)value;
}

/* sum / count, to nearest, halves upwards. */
static inline int32_t mean_of(int32_t sum, uint8_t count)
{
    sum += count / 2;
    return sum >= 0 ? sum / count : -((count - 1 - sum) / count);
}

#endif
