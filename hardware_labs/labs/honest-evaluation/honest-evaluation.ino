/* A frost alarm: a DHT22 on pin 3 and a lamp on pin 5.
 *
 * Every two seconds the node reads temperature and humidity and asks its model how likely the ground is to freeze before
 * dawn. A missed frost costs ten times what a false alarm does, so it warns from a probability of one in eleven.
 */
#include "model_serial.h"

const int SENSOR_PIN = 3;
const int LAMP_PIN = 5;

const uint16_t COST_OF_MISS = 10;
const uint16_t COST_OF_ALARM = 1;
const uint16_t WARN_FROM = (uint32_t)MODEL_PROBABILITY_ONE * COST_OF_ALARM / (COST_OF_ALARM + COST_OF_MISS);

const unsigned long PERIOD_MS = 2000;  // a DHT22 measures no more often
const unsigned long PULSE_US = 1000;   // longer than any pulse of it with the pause before

unsigned long nextReading = 1000;  // it needs a second after power-on

// Reads tenths of a degree and tenths of a percent; returns false if the sensor does not answer or a bit was lost.
bool readSensor(int16_t *celsius, int16_t *humidity) {
  uint8_t bytes[5] = {0};
  pinMode(SENSOR_PIN, OUTPUT);
  digitalWrite(SENSOR_PIN, LOW);
  delay(2);
  noInterrupts();
  pinMode(SENSOR_PIN, INPUT_PULLUP);
  bool heard = pulseIn(SENSOR_PIN, HIGH, PULSE_US) > 0;  // "here I am"
  for (uint8_t bit = 0; heard && bit < 40; bit++) {
    const unsigned long high = pulseIn(SENSOR_PIN, HIGH, PULSE_US);
    heard = high > 0;
    bytes[bit / 8] = bytes[bit / 8] << 1 | (high > 48);  // 26 microseconds are a zero, 70 a one
  }
  interrupts();
  if (!heard || (uint8_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]) != bytes[4]) return false;
  *humidity = (int16_t)(bytes[0] << 8 | bytes[1]);
  const int16_t size = (int16_t)((bytes[2] & 0x7F) << 8 | bytes[3]);
  *celsius = bytes[2] & 0x80 ? -size : size;
  return true;
}

void printTenths(int16_t tenths) {
  if (tenths < 0) {
    Serial.print('-');
    tenths = -tenths;
  }
  Serial.print(tenths / 10);
  Serial.print('.');
  Serial.print(tenths % 10);
}

void report() {
  int16_t celsius, humidity;
  if (!readSensor(&celsius, &humidity)) {
    Serial.println(F("the sensor does not answer: check pin 3"));
    return;
  }
  modelX[0] = celsius;
  modelX[1] = humidity;
  modelRun();
  const bool warn = modelProbability[1] >= WARN_FROM;
  digitalWrite(LAMP_PIN, warn ? HIGH : LOW);
  printTenths(celsius);
  Serial.print(F(" C  "));
  printTenths(humidity);
  Serial.print(F(" %  frost "));
  Serial.print((uint32_t)modelProbability[1] * 100 / MODEL_PROBABILITY_ONE);
  Serial.println(warn ? F(" %  cover the seedlings") : F(" %"));
}

void setup() {
  modelBegin();
  pinMode(LAMP_PIN, OUTPUT);
}

void loop() {
  if ((long)(millis() - nextReading) >= 0) {
    nextReading += PERIOD_MS;
    report();
  }
  modelSerial();  // answers a computer that compares this model with its own
}
