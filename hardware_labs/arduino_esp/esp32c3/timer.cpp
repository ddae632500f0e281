/* SYSTIMER unit 0 counts 16 MHz from the crystal since power-on; comparator 0 is the alarm.
 * Source: ESP32-C3 Technical Reference Manual, chapter System Timer. */

#include "timer.h"

#include "chip.h"
#include "interrupts.h"

namespace {
const uint32_t CONF = SYSTIMER, UNIT0_OP = SYSTIMER + 0x04, TARGET0_HI = SYSTIMER + 0x1C, TARGET0_LO = SYSTIMER + 0x20;
const uint32_t TARGET0_CONF = SYSTIMER + 0x34, UNIT0_HI = SYSTIMER + 0x40, UNIT0_LO = SYSTIMER + 0x44, COMP0_LOAD = SYSTIMER + 0x50;
const uint32_t INT_ENA = SYSTIMER + 0x64, INT_CLR = SYSTIMER + 0x6C;
const uint32_t UPDATE = 1u << 30, VALID = 1u << 29, TARGET0_WORK_EN = 1u << 24, UNIT0_WORK_EN = 1u << 30, TARGET0_INT = 1;
}  // namespace

void timer_begin() {
  set_bits(CONF, UNIT0_WORK_EN);
  REGISTER(TARGET0_CONF) = 0;  // unit 0, a target rather than a period
  REGISTER(INT_CLR) = TARGET0_INT;
  REGISTER(INT_ENA) = TARGET0_INT;
  route_interrupt(SYSTIMER_TARGET0_SOURCE, ALARM_INTERRUPT);
}

uint64_t timer_micros() {
  // what is latched must not be replaced by an interrupt's own reading between its two halves
  uint32_t high, low;
  do {
    REGISTER(UNIT0_OP) = UPDATE;
    while (!(REGISTER(UNIT0_OP) & VALID)) {
    }
    high = REGISTER(UNIT0_HI);
    low = REGISTER(UNIT0_LO);
  } while (high != REGISTER(UNIT0_HI));
  return ((uint64_t)high << 32 | low) >> 4;
}

void timer_set_alarm(uint64_t micros) {
  const uint64_t ticks = micros << 4;
  clear_bits(CONF, TARGET0_WORK_EN);
  REGISTER(TARGET0_HI) = (uint32_t)(ticks >> 32);
  REGISTER(TARGET0_LO) = (uint32_t)ticks;
  REGISTER(COMP0_LOAD) = 1;
  set_bits(CONF, TARGET0_WORK_EN);
}

void timer_stop_alarm() { clear_bits(CONF, TARGET0_WORK_EN); }

void timer_clear_interrupt() { REGISTER(INT_CLR) = TARGET0_INT; }

void cpu_sleep() {
  // WFI wakes for a masked interrupt too, which is served as soon as the mask is lifted
  __asm__ volatile(
      ".option push\n.option arch, +zicsr\nwfi\ncsrsi mstatus, 8\ncsrci mstatus, 8\n.option pop" : : : "memory");
}
