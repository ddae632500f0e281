/* Squared distance of bytes for an AVR: 16 cycles a feature (ELPM takes as long as LPM). */
#ifndef DISTANCE_AVR_H
#define DISTANCE_AVR_H

#include "far_flash.h"
#include "feature_avr.h"

#ifdef __AVR_HAVE_ELPM__
#define LOAD_SAMPLE "elpm %[sample], Z+ \n\t"
#define SELECT_SAMPLE(address) RAMPZ = (uint8_t)((address) >> 16)
#else
#define LOAD_SAMPLE "lpm %[sample], Z+ \n\t"
#define SELECT_SAMPLE(address)
#endif

/* Up to 255 squares below 2^16 fit 24 bits. */
static inline uint32_t squares_of_bytes(far_flash at, const FEATURE *x, uint8_t count)
{
    __uint24 sum = 0;
    uint16_t z = (uint16_t)at;
    uint8_t sample, feature, zero;
    SELECT_SAMPLE(at);
    __asm__ volatile(
        "clr  %[zero]                \n\t"
        "1: " LOAD_SAMPLE
        "ld   %[feature], X+         \n\t"
        "sub  %[feature], %[sample]  \n\t"
        "brbc %[less], 2f            \n\t"
        "neg  %[feature]             \n\t"
        "2: mul  %[feature], %[feature] \n\t"
        "add  %A[sum], r0            \n\t"
        "adc  %B[sum], r1            \n\t"
        "adc  %C[sum], %[zero]       \n\t"
        "dec  %[count]               \n\t"
        "brne 1b                     \n\t"
        "clr  r1                     \n\t"
        : [sum] "+r"(sum), [count] "+r"(count), "+x"(x), "+z"(z), [sample] "=&r"(sample), [feature] "=&r"(feature),
          [zero] "=&r"(zero)
        : [less] "I"(FEATURE_LESS)
        : "memory");
    return sum;
}

#endif
