/* One tone at a time, as on an AVR board. */

#include <Arduino.h>

#include "alarms.h"
#include "gpio.h"
#include "pwm.h"
#include "timer.h"

namespace {

const uint8_t BITS = 10;
const uint8_t SILENT = 0xFF;
uint8_t sounding = SILENT;

void silence() {
  if (sounding == SILENT) return;
  const uint8_t pin = sounding;
  sounding = SILENT;
  pwm_release(pin);
  digitalWrite(pin, LOW);
}

}  // namespace

void tone(uint8_t pin, unsigned int hertz, unsigned long milliseconds) {
  stop_alarm(TONE_ALARM);
  if (sounding != pin) silence();
  if (hertz == 0 || !pwm_attach(pin, hertz, BITS)) return;
  sounding = pin;
  pwm_set_duty(pin, 1u << (BITS - 1));
  if (milliseconds) set_alarm(TONE_ALARM, timer_micros() + (uint64_t)milliseconds * 1000, silence);
}

void noTone(uint8_t pin) {
  if (sounding != pin) return;
  stop_alarm(TONE_ALARM);
  silence();
}
