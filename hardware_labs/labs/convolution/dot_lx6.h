/* dot_fours for the ESP32: 4 instructions a product, 4.25 for the first four channels.
 *
 * The LX6 loads no byte with its sign, but four bytes at once. A word of four weights, each 128 more than it is and so
 * without a sign, is u = u0 + 256 u1 + 256^2 u2 + 256^3 u3. The sums of x * u, x * (u >> 8), x * (u >> 16) and x * (u >> 24)
 * are each one channel's plus 256 times the next one of these sums. That holds for their lower 32 bits, and more is not
 * needed, since the channels' own sums fit. What 128 more has added is the same for all channels, 128 times the sum of x. */
#ifndef DOT_LX6_H
#define DOT_LX6_H

#include "lx6.h"

#define ADD_TERM(place, weights_place, add_input)          \
    "l8ui  %[input], %[x], " #place " \n\t"                \
    "l32i  %[u], %[w], " #weights_place " \n\t"            \
    LX6_SEXT("%[input]", "%[input]")                       \
    "xor   %[u], %[u], %[flip] \n\t" add_input             \
    "mull  %[product], %[u], %[input] \n\t"                \
    "add   %[a], %[a], %[product] \n\t"                    \
    "srli  %[product], %[u], 8 \n\t"                       \
    "mull  %[product], %[product], %[input] \n\t"          \
    "add   %[b], %[b], %[product] \n\t"                    \
    "extui %[product], %[u], 16, 16 \n\t"                  \
    "mull  %[product], %[product], %[input] \n\t"          \
    "add   %[c], %[c], %[product] \n\t"                    \
    "extui %[u], %[u], 24, 8 \n\t"                         \
    "mull  %[u], %[u], %[input] \n\t"                      \
    "add   %[d], %[d], %[u] \n\t"

/* The sums of four channels; four terms a round, then those that are left. */
#define ADD_TERMS(add_input)                                                                          \
    "movi  %[a], 0 \n\t movi %[b], 0 \n\t movi %[c], 0 \n\t movi %[d], 0 \n\t"                        \
    "l32i  %[count], %[terms] \n\t srli %[count], %[count], 2 \n\t beqz %[count], 2f \n 1: \n\t"      \
    ADD_TERM(0, 0, add_input) ADD_TERM(1, 4, add_input) ADD_TERM(2, 8, add_input) ADD_TERM(3, 12, add_input) \
    "addi  %[x], %[x], 4 \n\t addi %[w], %[w], 16 \n\t"                                               \
    "addi  %[count], %[count], -1 \n\t bnez %[count], 1b \n 2: \n\t"                                  \
    "l32i  %[count], %[terms] \n\t extui %[count], %[count], 0, 2 \n\t beqz %[count], 4f \n 3: \n\t"  \
    ADD_TERM(0, 0, add_input)                                                                         \
    "addi  %[x], %[x], 1 \n\t addi %[w], %[w], 4 \n\t"                                                \
    "addi  %[count], %[count], -1 \n\t bnez %[count], 3b \n 4: \n\t"

/* Weights are aligned to four bytes: IN_FAR_FLASH. At least one four. */
static __attribute__((noinline)) far_flash dot_fours(
    far_flash weights, const int8_t *x, uint16_t terms, uint8_t fours, int32_t *sum)
{
    const uint32_t count_of_terms = terms; /* in memory: the loops take nearly all registers */
    uint32_t left = fours;
    uint32_t a, b, c, d, all = 0, u, product, input, count;
    __asm__ volatile(
        ADD_TERMS("add %[all], %[all], %[input] \n\t")
        "slli  %[all], %[all], 7        \n\t"
        "j     6f                       \n 5: \n\t"
        ADD_TERMS("")
        "6: slli %[u], %[b], 8 \n\t sub %[a], %[a], %[u] \n\t sub %[a], %[a], %[all] \n\t s32i %[a], %[sum], 0 \n\t"
        "slli  %[u], %[c], 8   \n\t sub %[b], %[b], %[u] \n\t sub %[b], %[b], %[all] \n\t s32i %[b], %[sum], 4 \n\t"
        "slli  %[u], %[d], 8   \n\t sub %[c], %[c], %[u] \n\t sub %[c], %[c], %[all] \n\t s32i %[c], %[sum], 8 \n\t"
        "sub   %[d], %[d], %[all]       \n\t s32i %[d], %[sum], 12 \n\t"
        "addi  %[sum], %[sum], 16       \n\t"
        "l32i  %[u], %[terms]           \n\t"
        "sub   %[x], %[x], %[u]         \n\t"
        "l32i  %[u], %[left]            \n\t"
        "addi  %[u], %[u], -1           \n\t"
        "s32i  %[u], %[left]            \n\t"
        "bnez  %[u], 5b                 \n\t"
        : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [all] "+r"(all), [x] "+r"(x), [w] "+r"(weights),
          [sum] "+r"(sum), [count] "=&r"(count), [u] "=&r"(u), [product] "=&r"(product), [input] "=&r"(input),
          [left] "+m"(left)
        : [flip] "r"(0x80808080), [terms] "m"(count_of_terms)
        : "memory");
    return weights;
}

static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    return dot_fours(weights, x, terms, 1, sum);
}

/* What dot_one multiplies. */
static inline int32_t signed_byte(const int8_t *x)
{
    int32_t y = *(const uint8_t *)x;
    __asm__(LX6_SEXT("%0", "%0") : "+r"(y));
    return y;
}

#undef ADD_TERM
#undef ADD_TERMS
#endif
