/* Memory-mapped registers. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

static inline void set_bits(uint32_t address, uint32_t bits) { REGISTER(address) |= bits; }
static inline void clear_bits(uint32_t address, uint32_t bits) { REGISTER(address) &= ~bits; }

#endif
