/* Interrupt matrix of the PRO CPU. Source: ESP32 Technical Reference Manual, chapter Interrupt Matrix. */

#include "interrupts.h"

#include "chip.h"

void route_interrupt(uint8_t source, CpuInterrupt interrupt) {
  REGISTER(DPORT + 0x104 + 4u * source) = interrupt;
  uint32_t enabled;
  __asm__ volatile("rsr %0, intenable" : "=r"(enabled));
  __asm__ volatile("wsr %0, intenable\n\trsync" : : "r"(enabled | 1u << interrupt));
}

/** Called from vectors.S with interrupts masked. */
extern "C" void serve_interrupts() {
  uint32_t pending, enabled;
  __asm__ volatile("rsr %0, interrupt" : "=r"(pending));
  __asm__ volatile("rsr %0, intenable" : "=r"(enabled));
  pending &= enabled;
  if (pending & 1u << ALARM_INTERRUPT) serve_alarm();
  if (pending & 1u << PIN_INTERRUPT) serve_pins();
  if (pending & 1u << SERIAL_INTERRUPT) serve_serial();
}
