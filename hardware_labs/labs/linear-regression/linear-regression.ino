/* A temperature node: an NTC thermistor on A0, an alarm LED on pin 5, a trained line between them.
 *
 * Every half second the node prints the ADC count and the temperature it predicts from it. The alarm is lit while the
 * prediction is above 30.00 C. Over the serial line (115200 baud) it also answers:
 *   21.5     the temperature a reference thermometer shows now: one reading for the training data
 *   verify   predictions for counts that a computer sends, to be compared with its own: see model_serial.h
 */
#include "model_serial.h"

const int SENSOR_PIN = A0;
const int ALARM_PIN = 5;

const int32_t ALARM_CENTI_DEGREES = 3000;
const unsigned long PERIOD_MS = 500;

unsigned long nextReport = 0;

void printDegrees(int32_t centiDegrees) {
  if (centiDegrees < 0) {
    Serial.print('-');
    centiDegrees = -centiDegrees;
  }
  Serial.print(centiDegrees / 100);
  Serial.print('.');
  const int hundredths = centiDegrees % 100;
  if (hundredths < 10) Serial.print('0');
  Serial.print(hundredths);
}

void report() {
  modelX[0] = analogRead(SENSOR_PIN);
  modelRun();
  digitalWrite(ALARM_PIN, modelY > ALARM_CENTI_DEGREES ? HIGH : LOW);
  Serial.print(F("count "));
  Serial.print(modelX[0]);
  Serial.print(F("  "));
  printDegrees(modelY);
  Serial.println(F(" C"));
}

bool isNumber(const char *text) {
  if (*text == '-') text++;
  bool digits = false;
  bool point = false;
  for (; *text; text++) {
    if (isDigit(*text)) {
      digits = true;
    } else if (*text == '.' && !point) {
      point = true;
    } else {
      return false;
    }
  }
  return digits;
}

void answer(const char *text) {
  if (isNumber(text)) {
    Serial.print(F("reading,"));
    Serial.print(analogRead(SENSOR_PIN));
    Serial.print(',');
    Serial.println(text);
  } else {
    Serial.println(F("type a temperature such as 21.5, or verify"));
  }
}

void setup() {
  modelBegin();
#ifndef __AVR__
  analogReadResolution(10);  // what an AVR's converter has: counts are 0 to 1023 on every board
#endif
  pinMode(ALARM_PIN, OUTPUT);
}

void loop() {
  if ((long)(millis() - nextReport) >= 0) {
    nextReport += PERIOD_MS;
    report();
  }
  if (modelSerial() == MODEL_TYPED) answer(modelLine);
}
