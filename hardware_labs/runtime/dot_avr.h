/* dot.h for an AVR: 79 cycles for eight products (ELPM takes as long as LPM).
 *
 * MULS leaves the sign of the product in the carry, from which SBC makes the third byte. 255 products, as many as an
 * 8-bit counter runs, fit 24 bits: 255 * 2^14 < 2^23. */
#ifndef DOT_AVR_H
#define DOT_AVR_H

#ifdef __AVR_HAVE_ELPM__
#define LOAD_WEIGHT "elpm %[weight], Z+ \n\t"
#define SELECT_FLASH(address) RAMPZ = (uint8_t)((address) >> 16)
#else
#define LOAD_WEIGHT "lpm %[weight], Z+ \n\t"
#define SELECT_FLASH(address)
#endif

#define MULTIPLY_ADD(sum)             \
    LOAD_WEIGHT                       \
    "muls %[weight], %[input]  \n\t"  \
    "sbc  %[sign], %[sign]     \n\t"  \
    "add  %A[" #sum "], r0     \n\t"  \
    "adc  %B[" #sum "], r1     \n\t"  \
    "adc  %C[" #sum "], %[sign]\n\t"

/* Up to 255 terms. */
static __attribute__((noinline)) void dot_four_short(far_flash weights, const int8_t *x, uint8_t terms, int32_t *sum)
{
    __int24 a = 0, b = 0, c = 0, d = 0;
    uint16_t z = (uint16_t)weights;
    uint8_t weight, input, sign;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "bst  %[terms], 0   \n\t"
        "lsr  %[terms]      \n\t"
        "breq 2f            \n\t"
        "1:                 \n\t"
        "ld   %[input], X+  \n\t" MULTIPLY_ADD(a) MULTIPLY_ADD(b) MULTIPLY_ADD(c) MULTIPLY_ADD(d)
        "ld   %[input], X+  \n\t" MULTIPLY_ADD(a) MULTIPLY_ADD(b) MULTIPLY_ADD(c) MULTIPLY_ADD(d)
        "dec  %[terms]      \n\t"
        "brne 1b            \n 2: \n\t"
        "brtc 3f            \n\t"
        "ld   %[input], X+  \n\t" MULTIPLY_ADD(a) MULTIPLY_ADD(b) MULTIPLY_ADD(c) MULTIPLY_ADD(d)
        "3:                 \n\t"
        "clr  r1            \n\t"
        : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [terms] "+r"(terms), "+x"(x), "+z"(z),
          [weight] "=&d"(weight), [input] "=&d"(input), [sign] "=&r"(sign)
        :
        : "memory");
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
}

static __attribute__((noinline)) __int24 dot_one_short(far_flash weights, const int8_t *x, uint8_t terms)
{
    __int24 a = 0;
    uint16_t z = (uint16_t)weights;
    uint8_t weight, input, sign;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "1: ld %[input], X+ \n\t"
        MULTIPLY_ADD(a)
        "dec  %[terms]      \n\t"
        "brne 1b            \n\t"
        "clr  r1            \n\t"
        : [a] "+r"(a), [terms] "+r"(terms), "+x"(x), "+z"(z),
          [weight] "=&d"(weight), [input] "=&d"(input), [sign] "=&r"(sign)
        :
        : "memory");
    return a;
}

static __attribute__((noinline)) far_flash dot_four_long(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    sum[0] = sum[1] = sum[2] = sum[3] = 0;
    while (terms > 0) {
        const uint8_t count = terms > 255 ? 255 : (uint8_t)terms;
        int32_t more[4];
        dot_four_short(weights, x, count, more);
        for (uint8_t i = 0; i < 4; i++) sum[i] += more[i];
        weights += (uint16_t)(4 * count);
        terms -= count;
        x += count;
    }
    return weights;
}

static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    if (terms > 255) return dot_four_long(weights, x, terms, sum);
    dot_four_short(weights, x, (uint8_t)terms, sum);
    return weights + 4 * terms;
}

static inline far_flash dot_one(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    for (*sum = 0; terms > 0;) {
        const uint8_t count = terms > 255 ? 255 : (uint8_t)terms;
        *sum += dot_one_short(weights, x, count);
        weights += count;
        terms -= count;
        x += count;
    }
    return weights;
}

#endif
