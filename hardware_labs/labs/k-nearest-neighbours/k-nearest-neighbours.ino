/* Gestures of a hand that is too dirty for a switch: an MPU6050 on the wrist by I2C, a lamp on pin 5, a pump on pin 6.
 *
 * Waving lights the lamp, turning the wrist as if at a tap starts the pump, shaking stops both. Twenty-five times a second
 * the node reads its accelerometer, and after 32 readings it asks the neighbours. A gesture counts when two windows in a
 * row say the same: a window that a gesture begins in is half of one and half of another.
 */
#include <Wire.h>

#include "model_serial.h"
#include "movement.h"

const int LAMP_PIN = 5;
const int PUMP_PIN = 6;

const uint8_t SENSOR = 0x68;
const uint8_t CONFIG = 0x1A;
const uint8_t LOW_PASS_21_HZ = 4;
const uint8_t ACCEL_CONFIG = 0x1C;
const uint8_t FULL_SCALE_8_G = 2 << 3;
const uint8_t ACCEL_XOUT_H = 0x3B;
const uint8_t PWR_MGMT_1 = 0x6B;
const uint8_t AWAKE = 0;

const unsigned long PERIOD_MS = 40;

enum Gesture { REST, SHAKE, TURN, WAVE };  // the model's classes, in the order of the alphabet
const char *const NAMES[] = {"rest", "shake", "turn", "wave"};

int16_t window[WINDOW_SAMPLES][AXES];
uint8_t filled = 0;
unsigned long nextReading;
uint8_t saidBefore = REST;

bool writeRegister(uint8_t which, uint8_t value) {
  Wire.beginTransmission(SENSOR);
  Wire.write(which);
  Wire.write(value);
  return Wire.endTransmission() == 0;
}

bool readAcceleration(int16_t axes[AXES]) {
  Wire.beginTransmission(SENSOR);
  Wire.write(ACCEL_XOUT_H);
  if (Wire.endTransmission(false) != 0 || Wire.requestFrom(SENSOR, (uint8_t)(2 * AXES)) != 2 * AXES) return false;
  for (uint8_t axis = 0; axis < AXES; axis++) {
    const uint8_t high = Wire.read();
    axes[axis] = (int16_t)((uint16_t)high << 8 | (uint8_t)Wire.read());
  }
  return true;
}

void startSensor() {
  if (writeRegister(PWR_MGMT_1, AWAKE) && writeRegister(CONFIG, LOW_PASS_21_HZ)) {
    writeRegister(ACCEL_CONFIG, FULL_SCALE_8_G);
  } else {
    Serial.println(F("the sensor does not answer: check the I2C wires"));
  }
}

void obey(uint8_t gesture) {
  if (gesture == WAVE) digitalWrite(LAMP_PIN, HIGH);
  if (gesture == TURN) digitalWrite(PUMP_PIN, HIGH);
  if (gesture == SHAKE) {
    digitalWrite(LAMP_PIN, LOW);
    digitalWrite(PUMP_PIN, LOW);
  }
}

void printMovement() {
  Serial.print(F("along "));
  Serial.print(modelX[0]);
  Serial.print(F("  across "));
  Serial.print(modelX[1]);
  Serial.print(F("  tempo "));
  Serial.print(modelX[2]);
  Serial.print(F("  "));
  Serial.println(NAMES[modelY]);
}

void decide() {
  uint8_t features[MODEL_INPUTS];
  movement(window, features);
  for (uint8_t i = 0; i < MODEL_INPUTS; i++) modelX[i] = features[i];
  modelRun();
  printMovement();
  if (modelY == saidBefore) obey(modelY);
  saidBefore = modelY;
}

void setup() {
  modelBegin();
  pinMode(LAMP_PIN, OUTPUT);
  pinMode(PUMP_PIN, OUTPUT);
  Wire.begin();
  startSensor();
  nextReading = millis() + PERIOD_MS;
}

void loop() {
  if ((long)(millis() - nextReading) >= 0) {
    nextReading += PERIOD_MS;
    if (readAcceleration(window[filled]) && ++filled == WINDOW_SAMPLES) {
      filled = 0;
      decide();
    }
  }
  modelSerial();  // answers a computer that compares this model with its own
}
