/* Splits of a tree for an AVR, where features have 8 bits: 20 cycles to the left, 27 to the right (24 up to 64 KB). */
#ifndef TREE_AVR_H
#define TREE_AVR_H

#include "far_flash.h"
#include "feature_avr.h"

#ifdef __AVR_HAVE_ELPM__
#define LOAD_TREE "elpm "
#define CARRY_TO_RAMPZ "in r0, %[rampz] \n\t adc r0, r1 \n\t out %[rampz], r0 \n\t"
#else
#define LOAD_TREE "lpm "
#define CARRY_TO_RAMPZ
#endif

/* Goes on from split to split; returns the first byte that is none, and leaves `at` behind it. */
static inline uint8_t tree_splits(far_flash *at, const FEATURE *x)
{
    uint16_t z = (uint16_t)*at;
    uint8_t code, threshold, skip;
#ifdef __AVR_HAVE_ELPM__
    RAMPZ = (uint8_t)(*at >> 16);
#endif
    __asm__ volatile(
        "1: " LOAD_TREE "%[code], Z+ \n\t"
        "cpi  %[code], %[inputs]     \n\t"
        "brsh 2f                     \n\t"
        "movw r26, %[x]              \n\t"
        "add  r26, %[code]           \n\t"
        "adc  r27, r1                \n\t"
        "ld   %[code], X             \n\t"
        LOAD_TREE "%[threshold], Z+  \n\t"
        LOAD_TREE "%[skip], Z+       \n\t"
        "cp   %[threshold], %[code]  \n\t"
        "brbc %[less], 1b            \n\t"
        "add  r30, %[skip]           \n\t"
        "adc  r31, r1                \n\t"
        CARRY_TO_RAMPZ
        "rjmp 1b                     \n\t"
        "2:                          \n\t"
        : [code] "=&d"(code), [threshold] "=&r"(threshold), [skip] "=&r"(skip), "+z"(z)
        : [x] "r"(x), [inputs] "M"(MODEL_INPUTS), [less] "I"(FEATURE_LESS)
#ifdef __AVR_HAVE_ELPM__
        , [rampz] "I"(_SFR_IO_ADDR(RAMPZ))
#endif
        : "r26", "r27", "memory");
#ifdef __AVR_HAVE_ELPM__
    *at = (far_flash)RAMPZ << 16 | z;
#else
    *at = (far_flash)z;
#endif
    return code;
}

#endif
