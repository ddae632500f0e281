/* dot.h for an AVR: 41 cycles for four products (ELPM takes as long as LPM).
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

static inline far_flash dot_four(far_flash weights, const int8_t *x, uint16_t terms, int32_t sum[4])
{
    sum[0] = sum[1] = sum[2] = sum[3] = 0;
    while (terms > 0) {
        uint8_t count = terms > 255 ? 255 : (uint8_t)terms;
        __int24 a = 0, b = 0, c = 0, d = 0;
        uint16_t z = (uint16_t)weights;
        uint8_t weight, input, sign;
        terms -= count;
        SELECT_FLASH(weights);
        weights += 4 * count;
        __asm__ volatile(
            "1: ld %[input], X+ \n\t"
            MULTIPLY_ADD(a) MULTIPLY_ADD(b) MULTIPLY_ADD(c) MULTIPLY_ADD(d)
            "dec  %[count]      \n\t"
            "brne 1b            \n\t"
            "clr  r1            \n\t"
            : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [count] "+r"(count), "+x"(x), "+z"(z),
              [weight] "=&d"(weight), [input] "=&d"(input), [sign] "=&r"(sign)
            :
            : "memory");
        sum[0] += a;
        sum[1] += b;
        sum[2] += c;
        sum[3] += d;
    }
    return weights;
}

static inline far_flash dot_one(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
{
    *sum = 0;
    while (terms > 0) {
        uint8_t count = terms > 255 ? 255 : (uint8_t)terms;
        __int24 a = 0;
        uint16_t z = (uint16_t)weights;
        uint8_t weight, input, sign;
        terms -= count;
        SELECT_FLASH(weights);
        weights += count;
        __asm__ volatile(
            "1: ld %[input], X+ \n\t"
            MULTIPLY_ADD(a)
            "dec  %[count]      \n\t"
            "brne 1b            \n\t"
            "clr  r1            \n\t"
            : [a] "+r"(a), [count] "+r"(count), "+x"(x), "+z"(z),
              [weight] "=&d"(weight), [input] "=&d"(input), [sign] "=&r"(sign)
            :
            : "memory");
        *sum += a;
    }
    return weights;
}

#endif
