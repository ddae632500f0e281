/* A temperature node: an NTC thermistor on A0, an alarm LED on pin 5, a trained line between them.
 *
 * Every half second the node prints the ADC count and the temperature it predicts from it. The alarm is lit while the
 * prediction is above 30.00 C. Over the serial line (115200 baud) it also answers:
 *   21.5   the temperature a reference thermometer shows now: one reading for the training data
 *   all    the prediction for every count, so that the board can be compared with the computer
 */
#include "model.h"

const int SENSOR_PIN = A0;
const int ALARM_PIN = 5;
const int PROBE_PIN = 4;  // high while the model runs: the width of the pulse is what an inference costs

const int32_t ALARM_CENTI_DEGREES = 3000;
const unsigned long PERIOD_MS = 500;
const int HIGHEST_COUNT = 1023;

char command[16];
uint8_t commandLength = 0;
unsigned long nextReport = 0;

int32_t predict(int count) {
  const int16_t x[MODEL_INPUTS] = {(int16_t)count};
  return model_predict(x);
}

// Without the timer interrupt the pulses hold nothing but the model and, in the first one, nothing at all.
int32_t predictBetweenPulses(int count) {
  const int16_t x[MODEL_INPUTS] = {(int16_t)count};
  noInterrupts();
  digitalWrite(PROBE_PIN, HIGH);
  digitalWrite(PROBE_PIN, LOW);
  digitalWrite(PROBE_PIN, HIGH);
  const int32_t centiDegrees = model_predict(x);
  digitalWrite(PROBE_PIN, LOW);
  interrupts();
  return centiDegrees;
}

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
  const int count = analogRead(SENSOR_PIN);
  const int32_t centiDegrees = predictBetweenPulses(count);
  digitalWrite(ALARM_PIN, centiDegrees > ALARM_CENTI_DEGREES ? HIGH : LOW);
  Serial.print(F("count "));
  Serial.print(count);
  Serial.print(F("  "));
  printDegrees(centiDegrees);
  Serial.println(F(" C"));
}

void printAll() {
  Serial.println(F("all"));
  for (int count = 0; count <= HIGHEST_COUNT; count++) {
    Serial.print(count);
    Serial.print(',');
    Serial.println(predict(count));
  }
  Serial.println(F("done"));
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
  if (strcmp(text, "all") == 0) {
    printAll();
  } else if (isNumber(text)) {
    Serial.print(F("reading,"));
    Serial.print(analogRead(SENSOR_PIN));
    Serial.print(',');
    Serial.println(text);
  } else {
    Serial.println(F("type a temperature such as 21.5, or all"));
  }
}

void listen() {
  while (Serial.available()) {
    const char received = Serial.read();
    if (received == '\n' || received == '\r') {
      command[commandLength] = 0;
      if (commandLength) answer(command);
      commandLength = 0;
    } else if (commandLength < sizeof(command) - 1) {
      command[commandLength++] = received;
    }
  }
}

void setup() {
  Serial.begin(115200);
#ifndef __AVR__
  analogReadResolution(10);  // what an AVR's converter has: counts are 0 to 1023 on every board
#endif
  pinMode(ALARM_PIN, OUTPUT);
  pinMode(PROBE_PIN, OUTPUT);
}

void loop() {
  if ((long)(millis() - nextReport) >= 0) {
    nextReport += PERIOD_MS;
    report();
  }
  listen();
}
