/* Calls what the Arduino API defines and prints what came of it: the same text on every board.
 * Wired: pin 5 to a LED and to pins 4 and 2, A0 to half of the supply, an MPU6050 to I2C, and one pin to nothing. */
#include <Wire.h>

struct Point : public Printable {
  int x, y;
  Point(int x, int y) : x(x), y(y) {}
  size_t printTo(Print &to) const { return to.print(x) + to.print(';') + to.print(y); }
};

const int LED = 5;
const int ECHO = 4;
const int INTERRUPT_PIN = 2;
#ifdef __XTENSA__
const int FREE_PIN = 16;  // this board has no pin 7
#else
const int FREE_PIN = 7;
#endif
const int16_t table[] PROGMEM = {-3, 1, 4, 1, 5};
const char text[] PROGMEM = "in flash";
Point origin(3, -4);  // its constructor runs before setup
volatile unsigned int edges = 0;

void setup() {
  Serial.begin(115200);
  pinMode(LED, OUTPUT);
  pinMode(ECHO, INPUT);
#ifndef __AVR__
  analogReadResolution(10);
#endif
  printing();
  language();
  memory();
  timing();
  pins();
  wire();
  Serial.println(F("ready"));
}

void printing() {
  Serial.println(F("printing"));
  Serial.println(42);
  Serial.println(-42);
  Serial.println(0);
  Serial.println(4294967295UL);
  Serial.println(-2147483647L - 1);
  Serial.println(255, HEX);
  Serial.println(10, BIN);
  Serial.println(64, OCT);
  Serial.println(35, 36);
  Serial.println((unsigned char)200);
  Serial.println('x');
  Serial.println("text");
  Serial.println(true);
  Serial.println(origin);
  Serial.println((uint16_t)65535);
  Serial.println(Serial.print("counted"));
  Serial.write(65);
  Serial.write("BC");
  const uint8_t bytes[] = {68, 69};
  Serial.println(Serial.write(bytes, 2));
#ifndef NO_FLOATS
  Serial.println(3.14159);
  Serial.println(-2.5, 0);
  Serial.println(0.1f, 4);
  Serial.println(1e10);
  Serial.println(0.0 / 0.0);
#else
  Serial.println(F("3.14\r\n-3\r\n0.1000\r\novf\r\nnan"));
#endif
}

void language() {
  Serial.println(F("language"));
  Serial.println(map(512, 0, 1023, 0, 100));
  Serial.println(map(-5, -10, 0, 100, 200));
  Serial.println(constrain(300, 0, 255));
  Serial.println(min(3, -4));
  Serial.println(max(3L, 5L));
  Serial.println(bitRead(5, 2));
  uint8_t flags = 0;
  bitSet(flags, 3);
  bitWrite(flags, 0, 1);
  bitClear(flags, 3);
  Serial.println(flags);
  Serial.println(highByte(0x1234));
  Serial.println(lowByte(0x1234));
  Serial.println(word(1, 2));
  Serial.println(isDigit('7') && !isDigit('a') && isAlpha('a') && isSpace(' ') && isHexadecimalDigit('f'));
  randomSeed(7);
  for (int i = 0; i < 5; i++) {
    Serial.print(random(1000));
    Serial.print(' ');
  }
  Serial.println(random(10, 11));
  Serial.println(random(0));
}

void memory() {
  Serial.println(F("memory"));
  Serial.println((int16_t)pgm_read_word(&table[0]));
  Serial.println(strlen_P(text));
  char copy[sizeof(text)];
  strcpy_P(copy, text);
  Serial.println(copy);
  Serial.println(strcmp(copy, "in flasi") < 0);
  memmove(copy + 1, copy, 4);
  Serial.println(copy);
  Serial.println(atoi("-123") + (int)strtol("7f", NULL, 16));
  const int64_t large = 123456789LL * 1000;
  Serial.println((long)(large / 7777));
  Serial.println((long)(large % 7777));
  Serial.println((long)(-large / 12345678901LL));
  volatile long dividend = -17, divisor = 5;
  Serial.println(dividend / divisor);
  Serial.println(dividend % divisor);
}

// whether a time in microseconds is what it should be, within a thousandth and a board's own resolution
bool isAbout(unsigned long measured, unsigned long expected) {
  const unsigned long tolerance = expected / 1000 + 1050;
  return measured + tolerance >= expected && measured <= expected + tolerance;
}

void timing() {
  Serial.println(F("timing"));
  const unsigned long start = micros(), startMillis = millis();
  delay(50);
  Serial.println(isAbout(micros() - start, 50000));
  const unsigned long passed = millis() - startMillis;
  Serial.println(passed >= 50 && passed <= 51);
  const unsigned long before = micros();
  delayMicroseconds(3000);
  const unsigned long after = micros();
  Serial.println(after - before >= 2990 && after - before < 3100);
}

void countEdge() { edges++; }

unsigned int edgesOf(int mode) {
  attachInterrupt(digitalPinToInterrupt(INTERRUPT_PIN), countEdge, mode);
  edges = 0;  // only now: an AVR remembers an edge from before
  for (int i = 0; i < 3; i++) {
    digitalWrite(LED, HIGH);
    digitalWrite(LED, LOW);
  }
  detachInterrupt(digitalPinToInterrupt(INTERRUPT_PIN));
  digitalWrite(LED, HIGH);
  digitalWrite(LED, LOW);
  return edges;
}

void pins() {
  Serial.println(F("pins"));
  digitalWrite(LED, HIGH);
  Serial.println(digitalRead(ECHO));
  digitalWrite(LED, LOW);
  Serial.println(digitalRead(ECHO));
  pinMode(FREE_PIN, INPUT_PULLUP);
  Serial.println(digitalRead(FREE_PIN));
  Serial.println(analogRead(A0));
  pinMode(INTERRUPT_PIN, INPUT);
  Serial.println(edgesOf(RISING));
  Serial.println(edgesOf(FALLING));
  Serial.println(edgesOf(CHANGE));
  noInterrupts();
  interrupts();
  analogWrite(LED, 255);
  delay(5);
  Serial.println(digitalRead(ECHO));
  analogWrite(LED, 0);
  delay(5);
  Serial.println(digitalRead(ECHO));
  analogWrite(LED, 64);
  delay(5);
  const unsigned long high = pulseIn(ECHO, HIGH), low = pulseIn(ECHO, LOW);
  Serial.println((high * 20 + (high + low) / 2) / (high + low));  // twentieths of the period
  digitalWrite(LED, LOW);  // ends it
  delay(5);
  Serial.println(pulseIn(ECHO, HIGH, 5000));
}

uint8_t readRegister(uint8_t which) {
  Wire.beginTransmission(0x68);
  Wire.write(which);
  Wire.endTransmission(false);
  Wire.requestFrom(0x68, 1);
  return (uint8_t)Wire.read();
}

void wire() {
  Serial.println(F("wire"));
  Wire.begin();
  Wire.setClock(100000);
  Wire.beginTransmission(0x68);
  Serial.println(Wire.endTransmission());
  Wire.beginTransmission(0x50);
  Serial.println(Wire.endTransmission());
  Serial.println(readRegister(0x75), HEX);  // WHO_AM_I
  Wire.beginTransmission(0x68);
  Wire.write(0x6B);  // PWR_MGMT_1
  Wire.write(0);
  Serial.println(Wire.endTransmission());
  Serial.println(readRegister(0x6B));
  Wire.beginTransmission(0x68);
  Wire.write(0x3B);  // ACCEL_XOUT_H, the first of fourteen
  Wire.endTransmission(false);
  Serial.println(Wire.requestFrom(0x68, 14));
  Serial.println(Wire.available());
  Serial.println(Wire.requestFrom(0x50, 2));
  longTransfers();
}

// as long as an AVR's buffer allows; on the others in several pieces
#ifdef __AVR__
const int LONGEST_READ = 32, LONGEST_WRITE = 31;
#else
const int LONGEST_READ = 0x76, LONGEST_WRITE = 38;
#endif

void longTransfers() {
  Wire.beginTransmission(0x68);
  Wire.write(0x76 - LONGEST_READ);  // WHO_AM_I comes last
  Wire.endTransmission(false);
  Serial.println(Wire.requestFrom(0x68, LONGEST_READ) == LONGEST_READ);
  int last = -1;
  while (Wire.available()) last = Wire.read();
  Serial.println(last, HEX);
  Wire.beginTransmission(0x68);
  Wire.write(0x26 - LONGEST_WRITE);  // I2C_SLV0_ADDR comes last
  for (int i = 1; i < LONGEST_WRITE; i++) Wire.write(0);
  Wire.write(0x5A);
  Serial.println(Wire.endTransmission());
  Serial.println(readRegister(0x25), HEX);
}

// answers what is typed, then sounds a tone for the test to measure
void loop() {
  if (!Serial.available()) return;
  const char command = Serial.read();
  if (command == 'n') {
    Serial.println(Serial.parseInt());
  } else if (command == 'b') {
    char bytes[4];
    const size_t count = Serial.readBytesUntil('.', bytes, sizeof(bytes));
    Serial.write(bytes, count);
    Serial.println(count);
  } else if (command == 't') {
    tone(LED, 440, 50);
    delay(100);
    Serial.println(F("silent"));
  }
}
