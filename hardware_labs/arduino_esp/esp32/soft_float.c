/* Arithmetic of float that the compiler calls by name, as IEEE 754 has it: to nearest, ties to even, with subnormals. Its library
 * for this family of CPUs has quotients and comparisons, and leaves these to the ROM of another chip. Floats are handled as bits. */

#include <stdint.h>

#define SIGN 0x80000000u
#define INFINITE 0x7F800000u
#define QUIET 0x00400000u
#define FRACTION_BITS 23
#define SPARE_BITS 7 /* below a fraction's last bit, while a number is computed; the lowest one stands for all that is lost */

uint32_t __addsf3(uint32_t a, uint32_t b);
uint32_t __subsf3(uint32_t a, uint32_t b);
uint32_t __mulsf3(uint32_t a, uint32_t b);
uint32_t __floatsisf(int32_t x);
uint32_t __floatunsisf(uint32_t x);
uint32_t __fixunssfsi(uint32_t a);

/* exponent as it is stored, 1 for subnormals; significand with its leading one, which subnormals lack */
struct parts {
    int32_t exponent;
    uint32_t significand;
};

static struct parts take_apart(uint32_t a)
{
    const int32_t exponent = (int32_t)(a >> FRACTION_BITS & 0xFF);
    const uint32_t fraction = a & ((1u << FRACTION_BITS) - 1);
    return exponent == 0 ? (struct parts){1, fraction} : (struct parts){exponent, fraction | 1u << FRACTION_BITS};
}

static int is_nan(uint32_t a) { return (a & ~SIGN) > INFINITE; }

static uint32_t shifted_right(uint32_t x, int32_t bits)
{
    if (bits > 31) return x != 0;
    return x >> bits | ((x & ((1u << bits) - 1)) != 0);
}

/* The float nearest to significand * 2^(exponent - 157), for a significand that is not 0. */
static uint32_t put_together(uint32_t sign, int32_t exponent, uint32_t significand)
{
    const int leading = __builtin_clz(significand);
    significand = leading == 0 ? shifted_right(significand, 1) : significand << (leading - 1);
    exponent += 1 - leading;
    if (exponent >= 255) return sign | INFINITE;
    if (exponent < 1) {
        significand = shifted_right(significand, 1 - exponent);
        exponent = 1;
    }
    const uint32_t half = 1u << (SPARE_BITS - 1), rest = significand & (2 * half - 1);
    significand >>= SPARE_BITS;
    significand += rest > half || (rest == half && (significand & 1));
    /* the leading one adds 1 to the exponent; a carry out of the fraction does so too */
    return sign | (((uint32_t)(exponent - 1) << FRACTION_BITS) + significand);
}

uint32_t __addsf3(uint32_t a, uint32_t b)
{
    if (is_nan(a)) return a | QUIET;
    if (is_nan(b)) return b | QUIET;
    if ((a & ~SIGN) < (b & ~SIGN)) {
        const uint32_t larger = b;
        b = a;
        a = larger;
    }
    const uint32_t differ = (a ^ b) & SIGN;
    if ((a & ~SIGN) == INFINITE) return differ && (b & ~SIGN) == INFINITE ? INFINITE | QUIET : a;
    const struct parts larger = take_apart(a), smaller = take_apart(b);
    const uint32_t x = larger.significand << SPARE_BITS;
    const uint32_t y = shifted_right(smaller.significand << SPARE_BITS, larger.exponent - smaller.exponent);
    const uint32_t sum = differ ? x - y : x + y;
    if (sum == 0) return differ ? 0 : a & SIGN;
    return put_together(a & SIGN, larger.exponent, sum);
}

uint32_t __subsf3(uint32_t a, uint32_t b) { return is_nan(b) ? b | QUIET : __addsf3(a, b ^ SIGN); }

uint32_t __mulsf3(uint32_t a, uint32_t b)
{
    if (is_nan(a)) return a | QUIET;
    if (is_nan(b)) return b | QUIET;
    const uint32_t sign = (a ^ b) & SIGN;
    const int zero = (a & ~SIGN) == 0 || (b & ~SIGN) == 0;
    if ((a & ~SIGN) == INFINITE || (b & ~SIGN) == INFINITE) return zero ? INFINITE | QUIET : sign | INFINITE;
    if (zero) return sign;
    const struct parts x = take_apart(a), y = take_apart(b);
    /* leading ones in bits 23 and 24: the product's is in bit 47 or 48 */
    const int x_shift = __builtin_clz(x.significand) - 8, y_shift = __builtin_clz(y.significand) - 7;
    const uint64_t product = (uint64_t)(x.significand << x_shift) * (y.significand << y_shift);
    const uint32_t upper = (uint32_t)(product >> 18) | (((uint32_t)product & ((1u << 18) - 1)) != 0);
    return put_together(sign, x.exponent - x_shift + y.exponent - y_shift - 125, upper);
}

uint32_t __floatunsisf(uint32_t x) { return x == 0 ? 0 : put_together(0, 157, x); }

uint32_t __floatsisf(int32_t x)
{
    return x < 0 ? SIGN | __floatunsisf(0u - (uint32_t)x) : __floatunsisf((uint32_t)x);
}

/* Towards zero; what does not fit becomes the nearest that does. */
uint32_t __fixunssfsi(uint32_t a)
{
    const int32_t shift = (int32_t)(a >> FRACTION_BITS & 0xFF) - 150;
    if ((a & SIGN) || shift < -FRACTION_BITS) return 0;
    if (shift > 8) return UINT32_MAX;
    const uint32_t significand = take_apart(a).significand;
    return shift < 0 ? significand >> -shift : significand << shift;
}
