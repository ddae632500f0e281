/* A reader of digits that may stand a little off the middle: four lamps on pins 5 to 8 show the digit in binary, the lamp
 * on pin 5 stands for one. Where the network gives its best digit less than half, all four stay dark.
 *
 * The picture comes over serial: the pad beside the board sends one when somebody draws, and `lab verify` many. Each is
 * a line of 64 numbers from -128, no ink, to 127, full ink, row by row. `c` clears the lamps.
 */
#include "model_serial.h"

const uint8_t LAMP_PINS[] = {5, 6, 7, 8};
const uint8_t LAMPS = sizeof(LAMP_PINS);
const int CERTAIN = 256;  // steps of the output
const uint8_t NOTHING = 0;

void show(uint8_t digit) {
  for (uint8_t bit = 0; bit < LAMPS; bit++) digitalWrite(LAMP_PINS[bit], digit >> bit & 1 ? HIGH : LOW);
}

uint8_t likeliest() {
  uint8_t digit = 0;
  for (uint8_t i = 1; i < MODEL_OUTPUTS; i++) {
    if (modelY[i] > modelY[digit]) digit = i;
  }
  return digit;
}

void report() {
  const uint8_t digit = likeliest();
  const int steps = modelY[digit] - MODEL_OUTPUT_ZERO_POINT;
  const bool sure = 2 * steps >= CERTAIN;
  show(sure ? digit : NOTHING);
  Serial.print(sure ? F("digit ") : F("unsure, perhaps "));
  Serial.print(digit);
  Serial.print(F("  "));
  Serial.print(steps * 100L / CERTAIN);
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
      if (modelLine[0] == 'c') show(NOTHING);
      break;
    default: break;
  }
}
