/* Reads tables and weights from flash, wherever a board keeps them.
 *
 * An AVR with more than 64 KB of flash reaches the part above only by ELPM and 24-bit addresses. Weights go there, behind
 * the program, so that they crowd nobody else out of the lower 64 KB; tables stay in the lower part. */
#ifndef FAR_FLASH_H
#define FAR_FLASH_H

#include "flash.h"

#ifdef __AVR_HAVE_ELPM__
typedef uint_farptr_t far_flash;
/* in the order of the source, so that an array too large for the compiler can be several, one after the other */
#define IN_FAR_FLASH __attribute__((section(".fini7"), used, no_reorder))
#define FAR_FLASH_ADDRESS(array) pgm_get_far_address(array)
#else
typedef const int8_t *far_flash;
#ifdef __XTENSA__
#define IN_FAR_FLASH __attribute__((aligned(4))) /* four weights are loaded at once (dot_lx6.h) */
#else
#define IN_FAR_FLASH IN_FLASH
#endif
#define FAR_FLASH_ADDRESS(array) (array)
#endif

/* LOAD_STRUCT(kind, name, address): declares struct `kind` `name` and fills it from flash. */
#ifdef __AVR__
#define LOAD_STRUCT(kind, name, address) \
    struct kind name;                    \
    memcpy_P(&name, address, sizeof(name))
#else
#define LOAD_STRUCT(kind, name, address) const struct kind name = *(address)
#endif

static inline int8_t flash_read_int8(const int8_t *address)
{
#ifdef __AVR__
    return (int8_t)pgm_read_byte(address);
#else
    return *address;
#endif
}

static inline int32_t flash_read_int32(const int32_t *address)
{
#ifdef __AVR__
    return (int32_t)pgm_read_dword(address);
#else
    return *address;
#endif
}

static inline int8_t far_flash_read_int8(far_flash address)
{
#ifdef __AVR_HAVE_ELPM__
    return (int8_t)pgm_read_byte_far(address);
#else
    return flash_read_int8(address);
#endif
}

#endif
