#include <Arduino.h>

void shiftOut(uint8_t data, uint8_t clock, uint8_t order, uint8_t value) {
  for (uint8_t i = 0; i < 8; i++) {
    digitalWrite(data, bitRead(value, order == LSBFIRST ? i : 7 - i));
    digitalWrite(clock, HIGH);
    digitalWrite(clock, LOW);
  }
}

uint8_t shiftIn(uint8_t data, uint8_t clock, uint8_t order) {
  uint8_t value = 0;
  for (uint8_t i = 0; i < 8; i++) {
    digitalWrite(clock, HIGH);
    bitWrite(value, order == LSBFIRST ? i : 7 - i, digitalRead(data));
    digitalWrite(clock, LOW);
  }
  return value;
}
