/* Floats read from flash one after the other, in far flash where the board has it. */
#ifndef FLOAT_FLASH_H
#define FLOAT_FLASH_H

#include "far_flash.h"
#include "float_rounding.h"

#ifdef __AVR_HAVE_ELPM__
typedef uint_farptr_t float_flash;
#define FLOAT_FLASH_ADDRESS(array) pgm_get_far_address(array)
#define FLOAT_FLASH_STEP sizeof(float)
#else
typedef const float *float_flash;
#define FLOAT_FLASH_ADDRESS(array) (array)
#define FLOAT_FLASH_STEP 1
#endif

static inline float float_flash_read(float_flash address)
{
#if defined __AVR_HAVE_ELPM__
    return pgm_read_float_far(address);
#elif defined __AVR__
    return pgm_read_float(address);
#else
    return *address;
#endif
}

static inline float float_flash_next(float_flash *address)
{
    const float value = float_flash_read(*address);
    *address += FLOAT_FLASH_STEP;
    return value;
}

static inline void float_copy_from_flash(float_flash x, uint16_t count, float *y)
{
    for (; count > 0; count--) *y++ = float_flash_next(&x);
}

static inline float float_held(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

#endif
