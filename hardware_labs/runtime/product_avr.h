/* a * b / 2^31 for an AVR, from sixteen products of bytes: the compiler's own takes several times as long.
 *
 * The bytes of a and b are multiplied without their signs; a negative one counts 2^32 too much, so the other one is taken
 * off the upper half. The lowest byte of the product is never needed. */
#ifndef PRODUCT_AVR_H
#define PRODUCT_AVR_H

#define ADD_5 "add %A[high], r0 \n\t adc %B[high], r1     \n\t" CARRY_6
#define CARRY_6 "adc %C[high], %[zero] \n\t adc %D[high], %[zero] \n\t"
#define ADD_PRODUCT_1(x, y)                        \
    "mul  %" #x "[a], %" #y "[b]             \n\t" \
    "add  %[byte1], r0  \n\t adc %A[low], r1 \n\t" \
    "adc  %B[low], %[zero]                   \n\t" CARRY_4
#define ADD_PRODUCT_2(x, y)                        \
    "mul  %" #x "[a], %" #y "[b]             \n\t" \
    "add  %A[low], r0   \n\t adc %B[low], r1 \n\t" CARRY_4
#define ADD_PRODUCT_3(x, y)                         \
    "mul  %" #x "[a], %" #y "[b]              \n\t" \
    "add  %B[low], r0   \n\t adc %A[high], r1 \n\t" \
    "adc  %B[high], %[zero]                   \n\t" CARRY_6
#define ADD_PRODUCT_4(x, y) "mul %" #x "[a], %" #y "[b] \n\t" ADD_5
#define ADD_PRODUCT_5(x, y)                         \
    "mul  %" #x "[a], %" #y "[b]              \n\t" \
    "add  %B[high], r0  \n\t adc %C[high], r1 \n\t" \
    "adc  %D[high], %[zero]                   \n\t"
#define CARRY_4 "adc %A[high], %[zero] \n\t adc %B[high], %[zero] \n\t" CARRY_6
#define TAKE_OFF(negative, other)                                                   \
    "tst  %D[" #negative "]          \n\t brpl 1f                             \n\t" \
    "sub  %A[high], %A[" #other "]   \n\t sbc  %B[high], %B[" #other "]       \n\t" \
    "sbc  %C[high], %C[" #other "]   \n\t sbc  %D[high], %D[" #other "] \n 1: \n\t"

static int32_t product_31(int32_t a, int32_t b, uint8_t half)
{
    int32_t high;
    uint16_t low;
    uint8_t byte1, zero;
    const uint8_t rounding = half ? 0x40 : 0;
    __asm__(
        "clr  %[zero]                               \n\t"
        "mul  %A[a], %A[b] \n\t mov  %[byte1], r1   \n\t"
        "mul  %B[a], %B[b] \n\t movw %A[low], r0    \n\t"
        "mul  %C[a], %C[b] \n\t movw %A[high], r0   \n\t"
        "mul  %D[a], %D[b] \n\t movw %C[high], r0   \n\t"
        ADD_PRODUCT_1(A, B) ADD_PRODUCT_1(B, A)
        ADD_PRODUCT_2(A, C) ADD_PRODUCT_2(C, A)
        ADD_PRODUCT_3(A, D) ADD_PRODUCT_3(B, C) ADD_PRODUCT_3(C, B) ADD_PRODUCT_3(D, A)
        ADD_PRODUCT_4(B, D) ADD_PRODUCT_4(D, B)
        ADD_PRODUCT_5(C, D) ADD_PRODUCT_5(D, C)
        TAKE_OFF(a, b) TAKE_OFF(b, a)
        "add  %B[low], %[rounding] \n\t" CARRY_4
        "lsl  %B[low]                               \n\t"
        "rol  %A[high] \n\t rol %B[high] \n\t rol %C[high] \n\t rol %D[high] \n\t"
        "clr  r1 \n\t"
        : [high] "=&r"(high), [low] "=&r"(low), [byte1] "=&r"(byte1), [zero] "=&r"(zero)
        : [a] "r"(a), [b] "r"(b), [rounding] "r"(rounding));
    return high;
}

#undef ADD_5
#undef CARRY_4
#undef CARRY_6

#endif
