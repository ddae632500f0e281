/* A reader of digits: four lamps on pins 5 to 8 show the digit in binary, the lamp on pin 5 stands for one.
 *
 * The picture comes over serial: the pad beside the board sends one when somebody draws, and `lab verify` many. Each is
 * a line of 64 numbers from -128, no ink, to -112, row by row. `c` clears the lamps.
 */
#include "model_serial.h"

const uint8_t LAMP_PINS[] = {5, 6, 7, 8};
const uint8_t LAMPS = sizeof(LAMP_PINS);

void show(uint8_t digit) {
  for (uint8_t bit = 0; bit < LAMPS; bit++) digitalWrite(LAMP_PINS[bit], digit >> bit & 1 ? HIGH : LOW);
}

void report() {
  uint8_t digit = 0;
  for (uint8_t i = 1; i < MODEL_OUTPUTS; i++) {
    if (modelY[i] > modelY[digit]) digit = i;
  }
  const int steps = modelY[digit] - MODEL_OUTPUT_ZERO_POINT;  // of 256, which stand for certainty
  show(digit);
  Serial.print(F("digit "));
  Serial.print(digit);
  Serial.print(F("  "));
  Serial.print(steps * 100L / 256);
  Serial.println(F(" %"));
}

void setup() {
  modelBegin();
  for (uint8_t bit = 0; bit < LAMPS; bit++) pinMode(LAMP_PINS[bit], OUTPUT);
}

void loop() {
  switch (modelSerial()) {
    case MODEL_ANSWERED: report(); break;
    case MODEL_TYPED:
      if (modelLine[0] == 'c') show(0);
      break;
    default: break;
  }
}
