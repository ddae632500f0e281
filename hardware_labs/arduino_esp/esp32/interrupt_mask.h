/* The CPU's interrupt level, PS.INTLEVEL: the layer's interrupts have level 1, 3 masks all that C code may serve. */
#ifndef INTERRUPT_MASK_H
#define INTERRUPT_MASK_H

#include <stdbool.h>
#include <stdint.h>

#define PS_INTLEVEL_EXCM 0x1F

/** Masks interrupts; returns what restore_interrupts takes. */
static inline uint32_t mask_interrupts(void)
{
    uint32_t before;
    __asm__ volatile("rsil %0, 3" : "=r"(before) : : "memory");
    return before;
}

static inline void restore_interrupts(uint32_t before)
{
    __asm__ volatile("wsr %0, ps\n\trsync" : : "r"(before) : "memory");
}

static inline bool interrupts_enabled(void)
{
    uint32_t now;
    __asm__ volatile("rsr %0, ps" : "=r"(now));
    return (now & PS_INTLEVEL_EXCM) == 0;
}

static inline void noInterrupts(void) { mask_interrupts(); }

static inline void interrupts(void)
{
    uint32_t before;
    __asm__ volatile("rsil %0, 0" : "=r"(before) : : "memory");
}

#endif
