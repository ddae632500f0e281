/* Instructions that the ESP32's LX6 has beyond an LX106.
 *
 * Debian's compiler is one for the LX106 and cannot name them, so they are written as bytes. */
#ifndef LX6_H
#define LX6_H

#include <stdint.h>

#if defined __XTENSA__ && !defined ESP8266
#define LX6

#ifdef __XTENSA_CALL0_ABI__
/* lx6_a2 is the number of register a2, and so on */
__asm__(".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 \n .set lx6_a\\n, \\n \n .endr");
#define LX6_SEXT(y, x) ".byte 0x00, lx6_" y " << 4 | lx6_" x ", 0x23 \n\t"
#define LX6_THREE(code, y, a, b) ".byte lx6_" b " << 4, lx6_" y " << 4 | lx6_" a ", " code " \n\t"
#define LX6_MULSH(y, a, b) LX6_THREE("0xB2", y, a, b)
#define LX6_MIN(y, a, b) LX6_THREE("0x43", y, a, b)
#define LX6_MAX(y, a, b) LX6_THREE("0x53", y, a, b)
#else
#define LX6_SEXT(y, x) "sext " y ", " x ", 7 \n\t"
#define LX6_MULSH(y, a, b) "mulsh " y ", " a ", " b " \n\t"
#define LX6_MIN(y, a, b) "min " y ", " a ", " b " \n\t"
#define LX6_MAX(y, a, b) "max " y ", " a ", " b " \n\t"
#endif

/* The upper 32 bits of a product. */
static inline int32_t upper_product_32(int32_t a, int32_t b)
{
    int32_t high;
    __asm__(LX6_MULSH("%0", "%1", "%2") : "=r"(high) : "r"(a), "r"(b));
    return high;
}

#endif
#endif
