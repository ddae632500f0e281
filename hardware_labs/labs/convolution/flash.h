/* Constants that live in flash.
 *
 * An AVR keeps flash and RAM in two address spaces: an array marked IN_FLASH costs no RAM, but it can only be
 * read by a special instruction. Everywhere else both lie in one address space and a plain read will do. */
#ifndef FLASH_H
#define FLASH_H

#include <stdint.h>

#ifdef __AVR__
#include <avr/pgmspace.h>
#define IN_FLASH PROGMEM
#else
#define IN_FLASH
#endif

static inline int16_t flash_read_int16(const int16_t *address)
{
#ifdef __AVR__
    return (int16_t)pgm_read_word(address);
#else
    return *address;
#endif
}

#endif
