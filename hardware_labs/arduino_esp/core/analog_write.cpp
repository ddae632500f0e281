#include <Arduino.h>

#include "gpio.h"
#include "pwm.h"

namespace {
uint8_t default_bits = 8;
uint32_t default_hertz = 1000;
const uint8_t MOST_BITS = 14;
}  // namespace

void analogWrite(uint8_t pin, int value) {
  if (!pwm_bits(pin) && !pwm_attach(pin, default_hertz, default_bits)) return;
  const uint32_t whole = 1u << pwm_bits(pin);
  uint32_t duty = value < 0 ? 0 : (uint32_t)value;
  // the largest value means always high, which takes one step more
  if (duty >= whole - 1) duty = whole;
  pwm_set_duty(pin, duty);
}

void analogWriteResolution(uint8_t pin, uint8_t bits) {
  default_bits = bits < 1 ? 1 : bits > MOST_BITS ? MOST_BITS : bits;
  if (pwm_bits(pin)) pwm_release(pin);
}

void analogWriteFrequency(uint8_t pin, uint32_t hertz) {
  default_hertz = hertz;
  if (pwm_bits(pin)) pwm_release(pin);
}
