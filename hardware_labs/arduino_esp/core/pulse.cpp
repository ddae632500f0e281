#include <Arduino.h>

unsigned long pulseIn(uint8_t pin, uint8_t level, unsigned long timeout) {
  const unsigned long start = micros();
  const auto until = [&](bool wanted) {
    while ((digitalRead(pin) == level) != wanted) {
      if (micros() - start >= timeout) return false;
    }
    return true;
  };
  // a pulse that has begun already is not measured
  if (!until(false) || !until(true)) return 0;
  const unsigned long begun = micros();
  return until(false) ? micros() - begun : 0;
}
