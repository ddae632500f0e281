/* The compiler's own <stdint.h> asks for a C library's unless it is told that there is none. */
#include <stdint-gcc.h>
