/* Fixed-point products for an AVR, from products of bytes: the compiler's own take several times as long.
 *
 * Bytes are multiplied without their signs. A sum seldom needs more than 24 bits: where its highest byte only repeats the
 * sign, that byte's products come down to taking b off. */
#ifndef PRODUCT_AVR_H
#define PRODUCT_AVR_H

#include <stdint.h>

#define MUL(x, y) "mul  %" #x "[a], %" #y "[b] \n\t"
#define CARRY_TO_4 "adc %A[high], %[zero] \n\t" CARRY_TO_5
#define CARRY_TO_5 "adc %B[high], %[zero] \n\t" CARRY_TO_6
#define CARRY_TO_6 "adc %C[high], %[zero] \n\t"

/* byte1, low (bytes 2 and 3) and high (bytes 4 to 7) = a * b, less its lowest byte, for a positive b */
#define PRODUCT \
    MUL(A, A) "mov  %[byte1], r1 \n\t" \
    MUL(B, B) "movw %A[low], r0  \n\t" \
    MUL(C, C) "movw %A[high], r0 \n\t" \
    "clr  %C[high] \n\t clr  %D[high] \n\t" \
    MUL(A, B) "add %[byte1], r0 \n\t adc %A[low], r1 \n\t adc %B[low], %[zero] \n\t" CARRY_TO_4 \
    MUL(B, A) "add %[byte1], r0 \n\t adc %A[low], r1 \n\t adc %B[low], %[zero] \n\t" CARRY_TO_4 \
    MUL(A, C) "add %A[low], r0  \n\t adc %B[low], r1  \n\t" CARRY_TO_4 \
    MUL(C, A) "add %A[low], r0  \n\t adc %B[low], r1  \n\t" CARRY_TO_4 \
    MUL(A, D) "add %B[low], r0  \n\t adc %A[high], r1 \n\t" CARRY_TO_5 \
    MUL(B, C) "add %B[low], r0  \n\t adc %A[high], r1 \n\t" CARRY_TO_5 \
    MUL(C, B) "add %B[low], r0  \n\t adc %A[high], r1 \n\t" CARRY_TO_5 \
    MUL(B, D) "add %A[high], r0 \n\t adc %B[high], r1 \n\t" CARRY_TO_6 \
    MUL(C, D) "add %B[high], r0 \n\t adc %C[high], r1 \n\t" \
    "tst  %D[a]    \n\t breq 3f \n\t" \
    "mov  r0, %D[a] \n\t inc r0 \n\t breq 2f \n\t" \
    MUL(D, A) "add %B[low], r0  \n\t adc %A[high], r1 \n\t" CARRY_TO_5 "adc %D[high], %[zero] \n\t" \
    MUL(D, B) "add %A[high], r0 \n\t adc %B[high], r1 \n\t" CARRY_TO_6 "adc %D[high], %[zero] \n\t" \
    MUL(D, C) "add %B[high], r0 \n\t adc %C[high], r1 \n\t adc %D[high], %[zero] \n\t" \
    MUL(D, D) "add %C[high], r0 \n\t adc %D[high], r1 \n\t" \
    "tst  %D[a]    \n\t brpl 3f \n\t" \
    "sub  %A[high], %A[b] \n\t sbc %B[high], %B[b] \n\t sbc %C[high], %C[b] \n\t sbc %D[high], %D[b] \n\t" \
    "rjmp 3f \n 2: \n\t" \
    "sub  %B[low], %A[b]  \n\t sbc %A[high], %B[b] \n\t sbc %B[high], %C[b] \n\t" \
    "sbc  %C[high], %D[b] \n\t sbc %D[high], %[zero] \n 3: \n\t"

/* what a negative b has counted too much, 2^32 times a */
#define TAKE_OFF_A \
    "tst  %D[b]    \n\t brpl 4f \n\t" \
    "sub  %A[high], %A[a] \n\t sbc %B[high], %B[a] \n\t sbc %C[high], %C[a] \n\t sbc %D[high], %D[a] \n 4: \n\t"

/* high = a * b / 2^31, after `half` / 2 is added */
#define DROP_31_BITS \
    "bst  %[half], 0 \n\t clr r0 \n\t bld r0, 6 \n\t" \
    "add  %B[low], r0 \n\t" CARRY_TO_4 "adc %D[high], %[zero] \n\t" \
    "lsl  %B[low] \n\t rol %A[high] \n\t rol %B[high] \n\t rol %C[high] \n\t rol %D[high] \n\t"

static __attribute__((noinline, unused)) int32_t product_31(int32_t a, int32_t b, uint8_t half)
{
    int32_t high;
    uint16_t low;
    uint8_t byte1, zero;
    __asm__(
        "clr  %[zero] \n\t" PRODUCT TAKE_OFF_A DROP_31_BITS
        "clr  r1      \n\t"
        : [high] "=&r"(high), [low] "=&r"(low), [byte1] "=&r"(byte1), [zero] "=&r"(zero)
        : [a] "r"(a), [b] "r"(b), [half] "r"(half));
    return high;
}

#endif
