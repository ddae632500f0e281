/* Several alarms on the chip's one. */
#ifndef CORE_ALARMS_H
#define CORE_ALARMS_H

#include <stdint.h>

enum Alarm : uint8_t { WAKE_ALARM, TONE_ALARM, ALARMS };

/** Calls a function, from the interrupt, at or after a time in microseconds since power-on; nullptr only wakes the CPU. */
void set_alarm(Alarm which, uint64_t micros, void (*ring)());
void stop_alarm(Alarm which);

#endif
