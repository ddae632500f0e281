/* Squared distance of a sample in flash.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef DISTANCE_H
#define DISTANCE_H

#include "far_flash.h"

/* Features between two looks at whether it is still worth it. */
#define DISTANCE_BLOCK 16

#ifdef __AVR__
#include "distance_avr.h"
#endif

static inline FEATURE sample_feature(far_flash at)
{
    const uint16_t low = (uint8_t)far_flash_read_int8(at);
    if (sizeof(FEATURE) == 1) return (FEATURE)low;
    return (FEATURE)(low | (uint16_t)(uint8_t)far_flash_read_int8(at + 1) << 8);
}

/* Of at least one and at most 255 features. */
static inline uint32_t squares(far_flash at, const FEATURE *x, uint8_t count)
{
    uint32_t sum = 0;
#ifdef __AVR__
    if (sizeof(FEATURE) == 1) return squares_of_bytes(at, x, count);
#endif
    for (; count > 0; count--, x++, at += sizeof(FEATURE)) {
        const uint32_t difference = (uint32_t)((int32_t)*x - sample_feature(at));
        sum += difference * difference;
    }
    return sum;
}

/* The sum over all features; or, once it has reached `enough`, that of the first ones. */
static inline uint32_t squared_distance(far_flash at, const FEATURE *x, uint32_t enough)
{
    uint32_t sum = 0;
    uint16_t left = MODEL_INPUTS;
    while (left > DISTANCE_BLOCK && sum < enough) {
        sum += squares(at, x, DISTANCE_BLOCK);
        at += DISTANCE_BLOCK * sizeof(FEATURE);
        x += DISTANCE_BLOCK;
        left -= DISTANCE_BLOCK;
    }
    return sum < enough ? sum + squares(at, x, (uint8_t)left) : sum;
}

#endif
