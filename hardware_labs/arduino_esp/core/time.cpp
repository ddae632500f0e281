#include <Arduino.h>

#include "alarms.h"
#include "timer.h"

unsigned long micros() { return (unsigned long)timer_micros(); }

unsigned long millis() { return (unsigned long)(timer_micros() / 1000); }

void delay(uint32_t milliseconds) {
  const uint64_t end = timer_micros() + (uint64_t)milliseconds * 1000;
  if (!interrupts_enabled()) {
    // nothing could wake the CPU
    while (timer_micros() < end) {
    }
    return;
  }
  set_alarm(WAKE_ALARM, end, nullptr);
  // masked between the look at the clock and the sleep, so that the alarm cannot ring unheard
  const uint32_t mask = mask_interrupts();
  while (timer_micros() < end) cpu_sleep();
  restore_interrupts(mask);
  stop_alarm(WAKE_ALARM);
}

void delayMicroseconds(uint32_t microseconds) {
  const uint64_t end = timer_micros() + microseconds;
  while (timer_micros() < end) {
  }
}

void yield() {}
