/* The part of the C library's <stdlib.h> that sketches call. There is no heap. */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int abs(int number);
long labs(long number);
int atoi(const char *text);
long atol(const char *text);
/** Reads a number in base 2 to 36, or by its prefix (0, 0x) with base 0; does not saturate. */
long strtol(const char *text, char **end, int base);
__attribute__((noreturn)) void abort(void);

#ifdef __cplusplus
}
#endif

#endif
