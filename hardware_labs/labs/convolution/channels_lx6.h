/* channel_outputs for the ESP32, where all shifts are negative: 28 instructions an output. */
#ifndef CHANNELS_LX6_H
#define CHANNELS_LX6_H

#include "lx6.h"

static __attribute__((noinline)) void reduce_sums(
    const struct channels *layer, const int32_t *scale, const int8_t *shift, const int32_t *sum, uint8_t count, int8_t *y)
{
    int32_t x, other, more;
    __asm__ volatile(
        "1: l32i %[x], %[sum], 0                 \n\t"
        "l32i  %[more], %[scale], 0              \n\t"
        "l32i  %[other], %[scale], 4             \n\t"
        "add   %[x], %[x], %[more]               \n\t"
        /* times the multiplier, from bit 31 on; rounded at that bit or not */
        LX6_MULSH("%[more]", "%[x]", "%[other]")
        "mull  %[x], %[x], %[other]              \n\t"
        "l8ui  %[other], %[shift], 0             \n\t"
        "extui %[x], %[x], 30, 2                 \n\t"
        "add   %[x], %[x], %[twice]              \n\t"
        "srai  %[x], %[x], 1                     \n\t"
        "addx2 %[x], %[more], %[x]               \n\t"
        /* to the right, halves upwards; away from zero where it is the second rounding */
        "sub   %[other], %[minus_one], %[other]  \n\t"
        "ssr   %[other]                          \n\t"
        "extui %[more], %[x], 31, 1              \n\t"
        "and   %[more], %[more], %[twice]        \n\t"
        "sub   %[x], %[x], %[more]               \n\t"
        "sra   %[x], %[x]                        \n\t"
        "addi  %[x], %[x], 1                     \n\t"
        "srai  %[x], %[x], 1                     \n\t"
        "add   %[x], %[x], %[zero_point]         \n\t"
        LX6_MAX("%[x]", "%[x]", "%[low]")
        LX6_MIN("%[x]", "%[x]", "%[high]")
        "s8i   %[x], %[y], 0                     \n\t"
        "addi  %[sum], %[sum], 4                 \n\t"
        "addi  %[scale], %[scale], 8             \n\t"
        "addi  %[shift], %[shift], 1             \n\t"
        "addi  %[y], %[y], 1                     \n\t"
        "bne   %[sum], %[end], 1b                \n\t"
        : [x] "=&r"(x), [other] "=&r"(other), [more] "=&r"(more), [sum] "+r"(sum), [scale] "+r"(scale),
          [shift] "+r"(shift), [y] "+r"(y)
        : [end] "r"(sum + count), [zero_point] "r"((int32_t)layer->zero_point), [low] "r"((int32_t)layer->low),
          [high] "r"((int32_t)layer->high), [twice] "r"((int32_t)layer->round_twice), [minus_one] "r"(-1)
        : "memory");
}

#endif
