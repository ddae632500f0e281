/* Timer 0 of group 0 counts microseconds from the APB clock.
 * Source: ESP32 Technical Reference Manual, chapter 64-bit Timers. */

#include "timer.h"

#include "chip.h"
#include "interrupts.h"

namespace {
const uint32_t T0CONFIG = TIMG0, T0LO = TIMG0 + 0x04, T0HI = TIMG0 + 0x08, T0UPDATE = TIMG0 + 0x0C;
const uint32_t T0ALARMLO = TIMG0 + 0x10, T0ALARMHI = TIMG0 + 0x14, INT_ENA = TIMG0 + 0x98, INT_CLR = TIMG0 + 0xA4;
const uint32_t EN = 1u << 31, INCREASE = 1 << 30, LEVEL_INT_EN = 1 << 11, ALARM_EN = 1 << 10, T0_INT = 1;
const uint32_t UPDATE = 1u << 31;
}  // namespace

void timer_begin() {
  REGISTER(T0CONFIG) = EN | INCREASE | apb_hertz() / 1000000 << 13 | LEVEL_INT_EN;
  REGISTER(INT_CLR) = T0_INT;
  REGISTER(INT_ENA) = T0_INT;
  route_interrupt(TG0_T0_LEVEL_SOURCE, ALARM_INTERRUPT);
}

uint64_t timer_micros() {
  // what is latched must not be replaced by an interrupt's own reading between its two halves
  uint32_t high, low;
  do {
    REGISTER(T0UPDATE) = UPDATE;
    while (REGISTER(T0UPDATE) & UPDATE) {
      // the counter is in another clock domain
    }
    high = REGISTER(T0HI);
    low = REGISTER(T0LO);
  } while (high != REGISTER(T0HI));
  return (uint64_t)high << 32 | low;
}

void timer_set_alarm(uint64_t micros) {
  clear_bits(T0CONFIG, ALARM_EN);
  REGISTER(T0ALARMHI) = (uint32_t)(micros >> 32);
  REGISTER(T0ALARMLO) = (uint32_t)micros;
  set_bits(T0CONFIG, ALARM_EN);
}

void timer_stop_alarm() { clear_bits(T0CONFIG, ALARM_EN); }

void timer_clear_interrupt() { REGISTER(INT_CLR) = T0_INT; }

void cpu_sleep() {
  uint32_t before;
  __asm__ volatile("waiti 0\n\trsil %0, 3" : "=r"(before) : : "memory");
}
