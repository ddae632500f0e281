/* The CPU's interrupt enable bit, mstatus.MIE. */
#ifndef INTERRUPT_MASK_H
#define INTERRUPT_MASK_H

#include <stdbool.h>
#include <stdint.h>

#define MSTATUS_MIE 8

/** Masks interrupts; returns what restore_interrupts takes. */
static inline uint32_t mask_interrupts(void)
{
    uint32_t before;
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrrci %0, mstatus, 8\n.option pop" : "=r"(before) : : "memory");
    return before;
}

static inline void restore_interrupts(uint32_t before)
{
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrs mstatus, %0\n.option pop" : : "r"(before & MSTATUS_MIE) : "memory");
}

static inline bool interrupts_enabled(void)
{
    uint32_t now;
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, mstatus\n.option pop" : "=r"(now));
    return now & MSTATUS_MIE;
}

static inline void noInterrupts(void) { mask_interrupts(); }
static inline void interrupts(void) { restore_interrupts(MSTATUS_MIE); }

#endif
