/* Integer arithmetic that the compiler calls by name. Its library for this family of CPUs leaves them to the ROM of another chip.
 * Sums, shifts and 32-bit products are instructions. */

#include <stddef.h>
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *rest);
int64_t __divmoddi4(int64_t dividend, int64_t divisor, int64_t *rest);

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __umodsi3(uint32_t dividend, uint32_t divisor);
int32_t __divsi3(int32_t dividend, int32_t divisor);
uint64_t __umulsidi3(uint32_t a, uint32_t b);
int64_t __muldi3(int64_t a, int64_t b);
uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);

/* Division by zero gives all ones, as RISC-V defines it. */
uint32_t __udivsi3(uint32_t dividend, uint32_t divisor)
{
    if (divisor == 0) return UINT32_MAX;
    if (dividend < divisor) return 0;
    /* one step for each bit that the quotient can have */
    int bit = __builtin_clz(divisor) - __builtin_clz(dividend);
    uint32_t quotient = 0;
    for (divisor <<= bit; bit >= 0; bit--, divisor >>= 1) {
        quotient <<= 1;
        if (dividend >= divisor) {
            dividend -= divisor;
            quotient |= 1;
        }
    }
    return quotient;
}

uint32_t __umodsi3(uint32_t dividend, uint32_t divisor)
{
    return dividend - __udivsi3(dividend, divisor) * divisor;
}

int32_t __divsi3(int32_t dividend, int32_t divisor)
{
    const uint32_t a = dividend < 0 ? 0u - (uint32_t)dividend : (uint32_t)dividend;
    const uint32_t b = divisor < 0 ? 0u - (uint32_t)divisor : (uint32_t)divisor;
    const uint32_t quotient = __udivsi3(a, b);
    return (int32_t)((dividend ^ divisor) < 0 ? 0u - quotient : quotient);
}

/* The whole product of two words, out of four products of half words. */
uint64_t __umulsidi3(uint32_t a, uint32_t b)
{
    const uint32_t a0 = a & 0xFFFF, a1 = a >> 16, b0 = b & 0xFFFF, b1 = b >> 16;
    const uint32_t low = a0 * b0;
    const uint32_t middle = a1 * b0 + (low >> 16);
    const uint32_t middle2 = a0 * b1 + (middle & 0xFFFF);
    const uint32_t high = a1 * b1 + (middle >> 16) + (middle2 >> 16);
    return (uint64_t)high << 32 | (middle2 << 16 | (low & 0xFFFF));
}

int64_t __muldi3(int64_t a, int64_t b)
{
    const uint32_t a_low = (uint32_t)a, a_high = (uint32_t)(a >> 32);
    const uint32_t b_low = (uint32_t)b, b_high = (uint32_t)(b >> 32);
    const uint32_t across = a_low * b_high + a_high * b_low;
    return (int64_t)(__umulsidi3(a_low, b_low) + ((uint64_t)across << 32));
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor) { return __udivmoddi4(dividend, divisor, NULL); }

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t rest;
    __udivmoddi4(dividend, divisor, &rest);
    return rest;
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    int64_t rest; /* which __divmoddi4 stores in any case */
    return __divmoddi4(dividend, divisor, &rest);
}
