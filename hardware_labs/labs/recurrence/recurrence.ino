/* A forecast for the greenhouse: a thermistor on A0, a lamp on pin 5.
 *
 * A step of the model is a quarter of an hour. Here a step comes each half second, so that a day takes 48 seconds; on the
 * wall STEP_MS is 900000. The model keeps its state from step to step and never begins anew: it has been trained on
 * sequences that begin at any hour. It answers by how much the air will be warmer in an hour. The plants suffer from
 * 30 C on, and a forecast may be wrong by a degree, so the lamp is lit while it is above 29. The first hour is for
 * listening.
 */
#include "model_serial.h"

const int SENSOR_PIN = A0;
const int LAMP_PIN = 5;

const unsigned long STEP_MS = 500;
const uint8_t STEPS_AN_HOUR = 4;
const float WARN_FROM = 29.0;
const uint8_t READINGS = 16;  // averaged

unsigned long nextStep = 0;
uint8_t stepsHeard = 0;

// ln(share / (1 - share)), by the series of 2 artanh(2 share - 1); the terms left out are less than 0.01 C from 0 to 50 C.
float logit(float share) {
  const float u = 2 * share - 1, u2 = u * u;
  return 2 * u * (1 + u2 * (1 / 3.0f + u2 * (1 / 5.0f + u2 * (1 / 7.0f + u2 * (1 / 9.0f + u2 / 11)))));
}

// The thermistor's beta equation, 10 kOhm at 25 degrees in a divider with 10 kOhm.
float readCelsius() {
  uint16_t sum = 0;
  for (uint8_t i = 0; i < READINGS; i++) sum += analogRead(SENSOR_PIN);
  const float share = (sum + READINGS / 2.0f) / (1024.0f * READINGS);
  return 1 / (logit(share) / 3950.0f + 1 / 298.15f) - 273.15f;
}

int8_t quantized(float celsius) {
  const float steps = celsius / MODEL_INPUT_SCALE;
  const int16_t q = (int16_t)(steps < 0 ? steps - 0.5f : steps + 0.5f) + MODEL_INPUT_ZERO_POINT;
  return (int8_t)constrain(q, -128, 127);
}

void takeStep() {
  const float now = readCelsius();
  modelX[0] = quantized(now);
  modelRun();
  Serial.print(now, 1);
  if (stepsHeard < STEPS_AN_HOUR) {
    stepsHeard++;
    Serial.println(F(" C  listening"));
    return;
  }
  const float later = now + (modelY[0] - MODEL_OUTPUT_ZERO_POINT) * MODEL_OUTPUT_SCALE;
  const bool tooWarm = later > WARN_FROM;
  digitalWrite(LAMP_PIN, tooWarm ? HIGH : LOW);
  Serial.print(F(" C  in an hour "));
  Serial.print(later, 1);
  Serial.println(tooWarm ? F(" C  open the door") : F(" C"));
}

void setup() {
  modelBegin();
#ifndef __AVR__
  analogReadResolution(10);  // what an AVR's converter has: counts are 0 to 1023 on every board
#endif
  pinMode(LAMP_PIN, OUTPUT);
}

void loop() {
  if ((long)(millis() - nextStep) >= 0) {
    nextStep += STEP_MS;
    takeStep();
  }
  if (modelSerial() == MODEL_ANSWERED) stepsHeard = 0;  // a computer has asked, and the state has begun anew
}
