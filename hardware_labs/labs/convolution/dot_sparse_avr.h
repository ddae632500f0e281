/* Weighted sums for an AVR of inputs that count from -128, where most layers have their zero: 75 cycles for eight products,
 * 9 for an input of -128, whose four products are left out. Otherwise as in dot_avr.h. */
#ifndef DOT_SPARSE_AVR_H
#define DOT_SPARSE_AVR_H

#include "dot_avr.h"

#define MULTIPLY_ADD_COUNTED(sum, place)    \
    LOAD_WEIGHT                             \
    "mulsu %[weight], %[input]      \n\t"   \
    "add  %A[" #sum "], r0          \n\t"   \
    "adc  %B[" #sum "], r1          \n\t"   \
    "brvs .Lover" #place "%= \n .Lback" #place "%=: \n\t"

#ifdef __AVR_HAVE_ELPM__
#define SKIP_WEIGHTS(count)                                       \
    "adiw r30, " #count " \n\t brcc 9f \n\t in %[weight], %[rampz] \n\t" \
    "inc  %[weight]       \n\t out %[rampz], %[weight] \n 9: \n\t"
#define RAMPZ_OPERAND , [rampz] "I"(_SFR_IO_ADDR(RAMPZ))
#else
#define SKIP_WEIGHTS(count) "adiw r30, " #count " \n\t"
#define RAMPZ_OPERAND
#endif

#define FOUR_PRODUCTS(place, first, second, third, fourth)                     \
    "ld   %[input], X+  \n\t subi %[input], %[least] \n\t breq .Lskip" #place "%= \n\t" \
    MULTIPLY_ADD_COUNTED(a, first) MULTIPLY_ADD_COUNTED(b, second)             \
    MULTIPLY_ADD_COUNTED(c, third) MULTIPLY_ADD_COUNTED(d, fourth)             \
    ".Lnext" #place "%=: \n\t"

#define NO_PRODUCTS(place, count) ".Lskip" #place "%=: " SKIP_WEIGHTS(count) "rjmp .Lnext" #place "%= \n\t"

/* As COUNT_OVERFLOW, and JOIN with a store, for a third byte in a register of its own. */
#define COUNT_APART(sum, place)                                                  \
    ".Lover" #place "%=: brmi .Lup" #place "%= \n\t dec %[" #sum "3] \n\t rjmp .Lback" #place "%= \n\t" \
    ".Lup" #place "%=: inc %[" #sum "3] \n\t rjmp .Lback" #place "%= \n\t"

#define STORE(sum)                                                                  \
    "sbrc %B[" #sum "], 7 \n\t dec  %[" #sum "3] \n\t"                              \
    "st   X+, %A[" #sum "] \n\t st   X+, %B[" #sum "] \n\t st   X+, %[" #sum "3] \n\t" \
    "lsl  %[" #sum "3]     \n\t sbc  r0, r0 \n\t st   X+, r0 \n\t"

/* The sums of several blocks of four channels: at least one block, of 1 to 255 terms. */
static __attribute__((noinline, unused)) void dot_fours_sparse(
    far_flash weights, const int8_t *x, uint8_t terms, uint8_t blocks, int32_t *sum)
{
    uint16_t a, b, c, d;
    uint8_t a3, b3, c3, d3;
    uint16_t z = (uint16_t)weights;
    uint8_t weight, input, left;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "rjmp 4f            \n\t"
        NO_PRODUCTS(1, 4) COUNT_APART(a, 1) COUNT_APART(b, 2) COUNT_APART(c, 3) COUNT_APART(d, 4)
        "4: movw r26, %[x]  \n\t"
        "clr  %A[a]         \n\t clr  %B[a] \n\t clr  %[a3] \n\t clr  %A[b] \n\t clr  %B[b] \n\t clr  %[b3] \n\t"
        "clr  %A[c]         \n\t clr  %B[c] \n\t clr  %[c3] \n\t clr  %A[d] \n\t clr  %B[d] \n\t clr  %[d3] \n\t"
        "mov  %[left], %[terms] \n\t" /* two terms a round; an odd one enters in the middle */
        "lsr  %[left]       \n\t"
        "brcc 1f            \n\t"
        "inc  %[left]       \n\t"
        "rjmp 2f            \n\t"
        "1:                 \n\t" FOUR_PRODUCTS(1, 1, 2, 3, 4)
        "2:                 \n\t" FOUR_PRODUCTS(2, 5, 6, 7, 8)
        "dec  %[left]       \n\t"
        "brne 1b            \n\t"
        "rjmp 3f            \n\t"
        NO_PRODUCTS(2, 4) COUNT_APART(a, 5) COUNT_APART(b, 6) COUNT_APART(c, 7) COUNT_APART(d, 8)
        "3: movw r26, %[sum] \n\t" STORE(a) STORE(b) STORE(c) STORE(d)
        "movw %[sum], r26   \n\t"
        "dec  %[blocks]     \n\t"
        "breq 3f            \n\t"
        "rjmp 4b            \n 3: \n\t"
        "clr  r1            \n\t"
        : [a] "=&l"(a), [b] "=&l"(b), [c] "=&l"(c), [d] "=&l"(d),
          [a3] "=&l"(a3), [b3] "=&l"(b3), [c3] "=&l"(c3), [d3] "=&l"(d3), [left] "=&r"(left), [blocks] "+r"(blocks),
          [sum] "+r"(sum), "+z"(z), [weight] "=&a"(weight), [input] "=&a"(input)
        : [x] "r"(x), [terms] "r"(terms), [least] "M"(0x80) RAMPZ_OPERAND
        : "r26", "r27", "memory");
}

static __attribute__((noinline, unused)) __int24 dot_one_sparse_short(far_flash weights, const int8_t *x, uint8_t terms)
{
    __int24 a = 0;
    uint16_t z = (uint16_t)weights;
    uint8_t weight, input;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "1: ld %[input], X+ \n\t subi %[input], %[least] \n\t breq .Lskip1%= \n\t"
        MULTIPLY_ADD_COUNTED(a, 1)
        ".Lnext1%=: dec %[terms]   \n\t"
        "brne 1b            \n\t"
        "rjmp 3f            \n\t"
        NO_PRODUCTS(1, 1) COUNT_OVERFLOW(a, 1)
        "3:                 \n\t" JOIN(a)
        "clr  r1            \n\t"
        : [a] "+r"(a), [terms] "+r"(terms), "+x"(x), "+z"(z), [weight] "=&a"(weight), [input] "=&a"(input)
        : [least] "M"(0x80) RAMPZ_OPERAND
        : "memory");
    return a;
}

static __attribute__((noinline, unused)) far_flash dot_four_sparse(
    far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    sum[0] = sum[1] = sum[2] = sum[3] = 0;
    while (terms > 0) {
        const uint8_t count = terms > 255 ? 255 : (uint8_t)terms;
        int32_t more[4];
        dot_fours_sparse(weights, x, count, 1, more);
        for (uint8_t i = 0; i < 4; i++) sum[i] += more[i];
        weights += (uint16_t)(4 * count);
        terms -= count;
        x += count;
    }
    return weights;
}

static inline far_flash dot_one_sparse(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    for (*sum = 0; terms > 0;) {
        const uint8_t count = terms > 255 ? 255 : (uint8_t)terms;
        *sum += dot_one_sparse_short(weights, x, count);
        weights += count;
        terms -= count;
        x += count;
    }
    return weights;
}

#endif
