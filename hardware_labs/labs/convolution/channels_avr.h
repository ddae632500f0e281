/* channel_outputs for an AVR, where all shifts are negative: about 175 cycles an output. */
#ifndef CHANNELS_AVR_H
#define CHANNELS_AVR_H

#include "product_avr.h"

/* It takes nearly all registers but Y, which may be a frame pointer; so none may hold a part of the struct. */
static __attribute__((noinline, noclone)) void reduce_sums(
    const struct channels *layer, const int32_t *scale, const int8_t *shift, const int32_t *sum, uint8_t count, int8_t *y)
{
    int32_t a, b, high;
    uint16_t low;
    /* byte1 is also whether to round twice, and then the number of bits to drop, less one */
    uint8_t byte1 = layer->round_twice, zero;
    const int8_t least = layer->low, most = layer->high, zero_point = layer->zero_point;
    __asm__ volatile(
        "bst  %[byte1], 0  \n\t"
        "clr  %[zero]      \n 1: \n\t"
        /* sum and bias, times the multiplier */
        "ld   %A[a], X+    \n\t ld   %B[a], X+ \n\t ld   %C[a], X+ \n\t ld   %D[a], X+ \n\t"
        "lpm  r0, Z+       \n\t add  %A[a], r0 \n\t lpm  r0, Z+ \n\t adc  %B[a], r0 \n\t"
        "lpm  r0, Z+       \n\t adc  %C[a], r0 \n\t lpm  r0, Z+ \n\t adc  %D[a], r0 \n\t"
        "lpm  %A[b], Z+    \n\t lpm  %B[b], Z+ \n\t lpm  %C[b], Z+ \n\t lpm  %D[b], Z+ \n\t"
        PRODUCT
        /* Rounded twice: 2^30 more, and 2^31 less for what is negative then, so that its halves go down. What is left is to
         * drop 29 bits less than the shift, and to round the last two halves upwards. */
        "clr  r0           \n\t bld  r0, 6 \n\t"
        "add  %B[low], r0  \n\t" CARRY_TO_4 "adc  %D[high], %[zero] \n\t brpl 4f \n\t"
        "lsl  r0           \n\t sub  %B[low], r0 \n\t sbc  %A[high], %[zero] \n\t sbc  %B[high], %[zero] \n\t"
        "sbc  %C[high], %[zero] \n\t sbc  %D[high], %[zero] \n 4: \n\t"
        "mov  r0, %B[low]  \n\t"
        "movw %A[low], r30 \n\t movw r30, %A[shift] \n\t lpm  %[byte1], Z+ \n\t"
        "movw %A[shift], r30 \n\t movw r30, %A[low] \n\t"
        /* 32 of those bits are dropped already; a shift of -1 takes one back */
        "com  %[byte1]     \n\t subi %[byte1], 1 \n\t brcc 5f \n\t clr  %[byte1] \n\t"
        "lsl  r0           \n\t rol  %A[high] \n\t rol  %B[high] \n\t rol  %C[high] \n\t rol  %D[high] \n 5: \n\t"
        /* whole bytes; five bits or more as a byte, after fewer bits to the left; else bit by bit */
        "mov  r0, %D[high] \n\t lsl  r0 \n\t sbc  r0, r0 \n\t"
        "cpi  %[byte1], 5  \n\t brlo 7f \n 6: \n\t"
        "cpi  %[byte1], 8  \n\t brsh 8f \n\t"
        "lsl  %A[high]     \n\t rol  %B[high] \n\t rol  %C[high] \n\t rol  %D[high] \n\t rol  r0 \n\t"
        "inc  %[byte1]     \n\t rjmp 6b \n 8: \n\t"
        "mov  %A[high], %B[high] \n\t mov  %B[high], %C[high] \n\t mov  %C[high], %D[high] \n\t mov  %D[high], r0 \n\t"
        "lsl  r0           \n\t sbc  r0, r0 \n\t"
        "subi %[byte1], 8  \n\t cpi  %[byte1], 5 \n\t brsh 6b \n\t rjmp 7f \n 9: \n\t"
        "asr  %D[high]     \n\t ror  %C[high] \n\t ror  %B[high] \n\t ror  %A[high] \n 7: \n\t"
        "dec  %[byte1]     \n\t brpl 9b \n\t"
        "sec               \n\t adc  %A[high], %[zero] \n\t" CARRY_TO_5 "adc  %D[high], %[zero] \n\t"
        "asr  %D[high]     \n\t ror  %C[high] \n\t ror  %B[high] \n\t ror  %A[high] \n\t"
        /* the zero point; -128 or 127 where the upper bytes are not all the sign */
        "mov  r0, %[zero_point] \n\t lsl  r0 \n\t sbc  r0, r0 \n\t"
        "add  %A[high], %[zero_point] \n\t adc  %B[high], r0 \n\t adc  %C[high], r0 \n\t adc  %D[high], r0 \n\t"
        "mov  r0, %A[high] \n\t lsl  r0 \n\t sbc  r0, r0 \n\t"
        "cp   %B[high], r0 \n\t cpc  %C[high], r0 \n\t cpc  %D[high], r0 \n\t breq 9f \n\t"
        "ldi  %A[high], 0x7F \n\t sbrc %D[high], 7 \n\t ldi  %A[high], 0x80 \n 9: \n\t"
        "cp   %A[high], %[least] \n\t brge 5f \n\t mov  %A[high], %[least] \n 5: \n\t"
        "cp   %[most], %A[high]  \n\t brge 5f \n\t mov  %A[high], %[most]  \n 5: \n\t"
        "movw %A[low], r26 \n\t movw r26, %A[y] \n\t st   X+, %A[high] \n\t"
        "movw %A[y], r26   \n\t movw r26, %A[low] \n\t"
        "dec  %[left]      \n\t breq 5f \n\t rjmp 1b \n 5: \n\t"
        "clr  r1           \n\t"
        : [a] "=&r"(a), [b] "=&r"(b), [high] "=&d"(high), [low] "=&r"(low), [byte1] "+d"(byte1), [zero] "=&r"(zero),
          [left] "+r"(count), [shift] "+r"(shift), "+z"(scale), "+x"(sum), [y] "+r"(y)
        : [least] "r"(least), [most] "r"(most), [zero_point] "r"(zero_point)
        : "memory");
}

#endif
