#include "alarms.h"

#include <Arduino.h>

#include "interrupts.h"
#include "timer.h"

namespace {

const uint64_t NEVER = UINT64_MAX;

struct Entry {
  uint64_t micros = NEVER;
  void (*ring)() = nullptr;
};

Entry entries[ALARMS];

void set_earliest() {
  uint64_t earliest = NEVER;
  for (const Entry &entry : entries) {
    if (entry.micros < earliest) earliest = entry.micros;
  }
  if (earliest == NEVER) {
    timer_stop_alarm();
  } else {
    timer_set_alarm(earliest);
  }
}

}  // namespace

void set_alarm(Alarm which, uint64_t micros, void (*ring)()) {
  const uint32_t mask = mask_interrupts();
  entries[which].micros = micros;
  entries[which].ring = ring;
  set_earliest();
  restore_interrupts(mask);
}

void stop_alarm(Alarm which) { set_alarm(which, NEVER, nullptr); }

extern "C" void serve_alarm() {
  timer_clear_interrupt();
  const uint64_t now = timer_micros();
  for (Entry &entry : entries) {
    if (entry.micros > now) continue;
    entry.micros = NEVER;
    if (entry.ring) entry.ring();
  }
  set_earliest();
}
