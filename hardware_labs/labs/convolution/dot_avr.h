/* dot.h for an AVR: 71 cycles for eight products (ELPM takes as long as LPM).
 *
 * Products of int8 are added up in 16 bits, which they seldom leave: only then is the third byte counted up or down, out of
 * the way of the loop. 255 products, as many as an 8-bit counter runs, fit 24 bits: 255 * 2^14 < 2^23. */
#ifndef DOT_AVR_H
#define DOT_AVR_H

#ifdef __AVR_HAVE_ELPM__
#define LOAD_WEIGHT "elpm %[weight], Z+ \n\t"
#define SELECT_FLASH(address) RAMPZ = (uint8_t)((address) >> 16)
#else
#define LOAD_WEIGHT "lpm %[weight], Z+ \n\t"
#define SELECT_FLASH(address)
#endif

/* `place` tells one use from others of the same asm; each has its COUNT_OVERFLOW behind the loop. */
#define MULTIPLY_ADD(sum, place)           \
    LOAD_WEIGHT                            \
    "muls %[weight], %[input]       \n\t"  \
    "add  %A[" #sum "], r0          \n\t"  \
    "adc  %B[" #sum "], r1          \n\t"  \
    "brvs .Lover" #place "%= \n .Lback" #place "%=: \n\t"

#define COUNT_OVERFLOW(sum, place)                                               \
    ".Lover" #place "%=: brmi .Lup" #place "%= \n\t dec %C[" #sum "] \n\t rjmp .Lback" #place "%= \n\t" \
    ".Lup" #place "%=: inc %C[" #sum "] \n\t rjmp .Lback" #place "%= \n\t"

/* The lower 16 bits have a sign of their own: 24 bits from both. */
#define JOIN(sum) "sbrc %B[" #sum "], 7 \n\t dec  %C[" #sum "] \n\t"

/* Up to 255 terms, at least one. */
static __attribute__((noinline, unused)) void dot_four_short(far_flash weights, const int8_t *x, uint8_t terms, int32_t *sum)
{
    __int24 a = 0, b = 0, c = 0, d = 0;
    uint16_t z = (uint16_t)weights;
    uint8_t weight, input;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "lsr  %[terms]      \n\t" /* two terms a round; an odd one enters in the middle */
        "brcc 1f            \n\t"
        "inc  %[terms]      \n\t"
        "rjmp 2f            \n\t"
        "1:                 \n\t"
        "ld   %[input], X+  \n\t" MULTIPLY_ADD(a, 1) MULTIPLY_ADD(b, 2) MULTIPLY_ADD(c, 3) MULTIPLY_ADD(d, 4)
        "2:                 \n\t"
        "ld   %[input], X+  \n\t" MULTIPLY_ADD(a, 5) MULTIPLY_ADD(b, 6) MULTIPLY_ADD(c, 7) MULTIPLY_ADD(d, 8)
        "dec  %[terms]      \n\t"
        "brne 1b            \n\t"
        "rjmp 3f            \n\t"
        COUNT_OVERFLOW(a, 1) COUNT_OVERFLOW(b, 2) COUNT_OVERFLOW(c, 3) COUNT_OVERFLOW(d, 4)
        COUNT_OVERFLOW(a, 5) COUNT_OVERFLOW(b, 6) COUNT_OVERFLOW(c, 7) COUNT_OVERFLOW(d, 8)
        "3:                 \n\t" JOIN(a) JOIN(b) JOIN(c) JOIN(d)
        "clr  r1            \n\t"
        : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [terms] "+r"(terms), "+x"(x), "+z"(z),
          [weight] "=&d"(weight), [input] "=&d"(input)
        :
        : "memory");
    sum[0] = a;
    sum[1] = b;
    sum[2] = c;
    sum[3] = d;
}

static __attribute__((noinline, unused)) __int24 dot_one_short(far_flash weights, const int8_t *x, uint8_t terms)
{
    __int24 a = 0;
    uint16_t z = (uint16_t)weights;
    uint8_t weight, input;
    SELECT_FLASH(weights);
    __asm__ volatile(
        "1: ld %[input], X+ \n\t"
        MULTIPLY_ADD(a, 1)
        "dec  %[terms]      \n\t"
        "brne 1b            \n\t"
        "rjmp 3f            \n\t"
        COUNT_OVERFLOW(a, 1)
        "3:                 \n\t" JOIN(a)
        "clr  r1            \n\t"
        : [a] "+r"(a), [terms] "+r"(terms), "+x"(x), "+z"(z), [weight] "=&d"(weight), [input] "=&d"(input)
        :
        : "memory");
    return a;
}

static __attribute__((noinline, unused)) far_flash dot_four_long(far_flash weights, const int8_t *x, uint16_t terms, int32_t *sum)
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
