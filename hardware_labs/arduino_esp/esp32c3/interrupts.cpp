/* Interrupt matrix. Source: ESP32-C3 Technical Reference Manual, chapters ESP-RISC-V CPU and Interrupt Matrix. */

#include "interrupts.h"

#include "chip.h"

void route_interrupt(uint8_t source, CpuInterrupt interrupt) {
  const uint32_t enable = INTERRUPT_MATRIX + 0x104, type = INTERRUPT_MATRIX + 0x108, priority0 = INTERRUPT_MATRIX + 0x114;
  const uint32_t threshold = INTERRUPT_MATRIX + 0x194;
  REGISTER(INTERRUPT_MATRIX + 4u * source) = interrupt;
  clear_bits(type, 1u << interrupt);  // level
  REGISTER(priority0 + 4u * interrupt) = 1;
  REGISTER(threshold) = 1;
  set_bits(enable, 1u << interrupt);
}
