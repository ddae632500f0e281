/* A guard on the borehole pump: the motor's current on A0, an MPU6050 on its casing by I2C, a lamp on pin 5.
 *
 * Twice a second the node takes 64 readings in 128 milliseconds and asks its tree what is the matter. The current sensor
 * gives 1 V for each ampere on a 5 V board, a direct voltage. The lamp is lit when two windows in a row say the same fault.
 */
#include <Wire.h>

#include "model_serial.h"
#include "vibration.h"

const int CURRENT_PIN = A0;
const int LAMP_PIN = 5;

const uint32_t FULL_SCALE_CENTI_AMPERES = 500;
const uint32_t FULL_SCALE_COUNTS = 1023;

const uint8_t SENSOR = 0x68;
const uint8_t ACCEL_CONFIG = 0x1C;
const uint8_t FULL_SCALE_4_G = 1 << 3;
const uint8_t ACCEL_XOUT_H = 0x3B;  // across the shaft
const uint8_t PWR_MGMT_1 = 0x6B;
const uint8_t AWAKE = 0;

const unsigned long READING_US = 2000;
const unsigned long PERIOD_US = 500000;

enum State { BLOCKED, DRY, HEALTHY, WORN };  // the model's classes, in the order of the alphabet
const char *const NAMES[] = {"blocked outlet", "running dry", "healthy", "worn bearing"};

int16_t window[WINDOW_SAMPLES];
uint8_t filled = 0;
uint32_t currentSum = 0;  // counts of this window's readings
unsigned long nextWindow, nextReading;
uint8_t saidBefore = HEALTHY;

bool writeRegister(uint8_t which, uint8_t value) {
  Wire.beginTransmission(SENSOR);
  Wire.write(which);
  Wire.write(value);
  return Wire.endTransmission() == 0;
}

bool readAcceleration(int16_t *across) {
  Wire.beginTransmission(SENSOR);
  Wire.write(ACCEL_XOUT_H);
  if (Wire.endTransmission(false) != 0 || Wire.requestFrom(SENSOR, (uint8_t)2) != 2) return false;
  const uint8_t high = Wire.read();
  *across = (int16_t)((uint16_t)high << 8 | (uint8_t)Wire.read());
  return true;
}

void startSensor() {
  Wire.begin();
  Wire.setClock(400000);
  if (!writeRegister(PWR_MGMT_1, AWAKE) || !writeRegister(ACCEL_CONFIG, FULL_SCALE_4_G)) {
    Serial.println(F("the sensor does not answer: check the I2C wires"));
  }
}

void printReading() {
  Serial.print(modelX[0] / 100);
  Serial.print('.');
  if (modelX[0] % 100 < 10) Serial.print('0');
  Serial.print(modelX[0] % 100);
  Serial.print(F(" A  "));
  Serial.print(modelX[1]);
  Serial.print(F(" mg  "));
  Serial.println(NAMES[modelY]);
}

void decide() {
  modelX[0] = (int16_t)(currentSum * FULL_SCALE_CENTI_AMPERES / (FULL_SCALE_COUNTS * WINDOW_SAMPLES));
  modelX[1] = (int16_t)vibration(window);
  modelRun();
  printReading();
  if (modelY == saidBefore) digitalWrite(LAMP_PIN, modelY == HEALTHY ? LOW : HIGH);
  saidBefore = modelY;
}

void takeReading() {
  if (!readAcceleration(&window[filled])) return;
  currentSum += analogRead(CURRENT_PIN);
  if (++filled < WINDOW_SAMPLES) return;
  decide();
  filled = 0;
  currentSum = 0;
  nextWindow += PERIOD_US;
  nextReading = nextWindow;
}

void setup() {
  modelBegin();
#ifndef __AVR__
  analogReadResolution(10);  // what an AVR's converter has: counts are 0 to 1023 on every board
#endif
  pinMode(LAMP_PIN, OUTPUT);
  startSensor();
  nextReading = nextWindow = micros();
}

void loop() {
  if ((long)(micros() - nextReading) >= 0) {
    nextReading += READING_US;
    takeReading();
  }
  modelSerial();  // answers a computer that compares this model with its own
}
