/* Which class a classifier answers, and how probable each is. */
#ifndef CLASSES_H
#define CLASSES_H

#include <stdint.h>

/* The place of the first of the largest values. */
static inline uint8_t first_largest(const int32_t *values, uint8_t count)
{
    uint8_t best = 0;
    for (uint8_t i = 1; i < count; i++)
        if (values[i] > values[best]) best = i;
    return best;
}

/* share = value * one / total, to nearest. */
static inline void shares_of(const int32_t *values, uint8_t count, uint16_t one, uint16_t total, uint16_t *shares)
{
    for (; count > 0; count--) *shares++ = (uint16_t)(((uint32_t)*values++ * one + total / 2) / total);
}

#endif
