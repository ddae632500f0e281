/* A lamp that learns when it is dark: a photoresistor on A0, a button on pin 2, a lamp on pin 5.
 *
 * The threshold was learned on a computer and lies in flash, inside model.c. A press of the button says that the lamp is
 * wrong: the node adds a step to its correction, which it keeps in RAM until the power goes.
 */
#include "model_serial.h"

const int SENSOR_PIN = A0;
const int BUTTON_PIN = 2;
const int LAMP_PIN = 5;

const int STEP = 16;  // counts that one press moves the threshold
const int LARGEST_CORRECTION = 512;
const unsigned long PERIOD_MS = 500;
const unsigned long BOUNCE_MS = 30;  // a contact that closes rattles for some milliseconds

int correction = 0;  // what this node has learned by itself
bool lampOn = false;
bool wasPressed = false;
unsigned long lastEdge = 0;
unsigned long nextReport = 0;

// Moving the count down has the same effect as moving the threshold up.
bool isDark(int count) {
  modelX[0] = constrain(count - correction, MODEL_INPUT_MIN, MODEL_INPUT_MAX);
  modelRun();
  return modelY == 1;
}

void learn() {
  const int moved = correction + (lampOn ? STEP : -STEP);
  if (abs(moved) <= LARGEST_CORRECTION) correction = moved;
  Serial.print(lampOn ? F("pressed: it was too bright for the lamp, correction ") : F("pressed: it was dark, correction "));
  Serial.println(correction);
}

void watchButton() {
  const bool pressed = digitalRead(BUTTON_PIN) == LOW;
  if (pressed == wasPressed || millis() - lastEdge < BOUNCE_MS) return;
  lastEdge = millis();
  wasPressed = pressed;
  if (pressed) {
    learn();
    nextReport = millis();  // let her see at once what it changed
  }
}

void report() {
  const int count = analogRead(SENSOR_PIN);
  lampOn = isDark(count);
  digitalWrite(LAMP_PIN, lampOn ? HIGH : LOW);
  Serial.print(F("count "));
  Serial.print(count);
  Serial.print(F("  correction "));
  Serial.print(correction);
  Serial.println(lampOn ? F("  lamp on") : F("  lamp off"));
}

void setup() {
  modelBegin();
#ifndef __AVR__
  analogReadResolution(10);  // what an AVR's converter has: counts are 0 to 1023 on every board
#endif
  pinMode(BUTTON_PIN, INPUT_PULLUP);
  pinMode(LAMP_PIN, OUTPUT);
}

void loop() {
  watchButton();
  if ((long)(millis() - nextReport) >= 0) {
    nextReport += PERIOD_MS;
    report();
  }
  modelSerial();  // answers a computer that compares this model with its own
}
