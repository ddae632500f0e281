/* A function of one int8: its outputs for -128 to 127. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "far_flash.h"

static inline void lookup(const int8_t *table, const int8_t *x, uint16_t count, int8_t *y)
{
    for (const int8_t *end = x + count; x != end;) *y++ = flash_read_int8(&table[*x++ + 128]);
}

#endif
