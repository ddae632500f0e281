#include <Arduino.h>

#include "adc.h"

namespace {
const uint8_t CONVERTER_BITS = 12;
uint8_t result_bits = CONVERTER_BITS;
}  // namespace

void analogReadResolution(uint8_t bits) { result_bits = bits < 1 ? 1 : bits > 16 ? 16 : bits; }

int analogRead(uint8_t pin) {
  const int count = adc_convert(pin);
  return result_bits < CONVERTER_BITS ? count >> (CONVERTER_BITS - result_bits)
                                      : count << (result_bits - CONVERTER_BITS);
}
