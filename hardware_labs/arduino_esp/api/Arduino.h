/* The Arduino API of the ESP32-C3 and the ESP32, without an operating system.
 *
 * What a function does is the Arduino language reference; where boards differ (ADC resolution, pins, PWM frequency)
 * this follows Espressif's core for Arduino, so that a sketch means the same on both. */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pgmspace.h"
#include "pins_arduino.h"

#define ARDUINO 10819
#define ARDUINO_ARCH_ESP32

#define HIGH 1
#define LOW 0

#define INPUT 0
#define OUTPUT 1
#define INPUT_PULLUP 2
#define INPUT_PULLDOWN 3

/* of attachInterrupt: the chip's own numbers for what a pin reports */
#define RISING 1
#define FALLING 2
#define CHANGE 3
#define ONLOW 4
#define ONHIGH 5

#define LSBFIRST 0
#define MSBFIRST 1

#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define TWO_PI 6.283185307179586476925286766559
#define DEG_TO_RAD 0.017453292519943295769236907684886
#define RAD_TO_DEG 57.295779513082320876798154814105

#define bitRead(value, bit) (((value) >> (bit)) & 1)
#define bitSet(value, bit) ((value) |= (1UL << (bit)))
#define bitClear(value, bit) ((value) &= ~(1UL << (bit)))
#define bitToggle(value, bit) ((value) ^= (1UL << (bit)))
#define bitWrite(value, bit, on) ((on) ? bitSet(value, bit) : bitClear(value, bit))
#define bit(number) (1UL << (number))
#define lowByte(value) ((uint8_t)((value) & 0xff))
#define highByte(value) ((uint8_t)((value) >> 8))

#define constrain(value, low, high) ((value) < (low) ? (low) : ((value) > (high) ? (high) : (value)))
#define radians(degrees) ((degrees) * DEG_TO_RAD)
#define degrees(radians) ((radians) * RAD_TO_DEG)
#define sq(x) ((x) * (x))

#define digitalPinToInterrupt(pin) (pin)
#define NOT_AN_INTERRUPT (-1)

typedef uint8_t byte;
typedef bool boolean;
typedef uint16_t word;

#ifdef __cplusplus
extern "C" {
#endif

void setup(void);
void loop(void);

unsigned long millis(void);
unsigned long micros(void);
/** Sleeps until so many milliseconds have passed. */
void delay(uint32_t milliseconds);
/** Waits without sleeping. */
void delayMicroseconds(uint32_t microseconds);
void yield(void);

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t level);
int digitalRead(uint8_t pin);

/** Returns 0 to 4095, or what analogReadResolution has set; 0 for a pin without a converter. */
int analogRead(uint8_t pin);
/** Sets the bits of analogRead's result, 1 to 16. */
void analogReadResolution(uint8_t bits);
/** Sets the pin's duty, 0 to 255, at 1 kHz, or what analogWriteResolution and analogWriteFrequency have set. */
void analogWrite(uint8_t pin, int duty);
/** Sets the bits of analogWrite's duty, 1 to 14: of pins that are first written from now on. */
void analogWriteResolution(uint8_t pin, uint8_t bits);
/** Sets analogWrite's frequency in Hz: of pins that are first written from now on. */
void analogWriteFrequency(uint8_t pin, uint32_t hertz);

void noTone(uint8_t pin);

unsigned long pulseIn(uint8_t pin, uint8_t level, unsigned long timeout_microseconds);
void shiftOut(uint8_t data_pin, uint8_t clock_pin, uint8_t order, uint8_t value);
uint8_t shiftIn(uint8_t data_pin, uint8_t clock_pin, uint8_t order);

void attachInterrupt(uint8_t pin, void (*handler)(void), int mode);
void detachInterrupt(uint8_t pin);

void randomSeed(unsigned long seed);

#ifdef __cplusplus
}
#endif

#include "interrupt_mask.h"

#ifdef __cplusplus

#include "WCharacter.h"

long random(long high);
long random(long low, long high);

/** A square wave; without a duration it lasts until noTone. */
void tone(uint8_t pin, unsigned int hertz, unsigned long milliseconds = 0);

inline unsigned long pulseIn(uint8_t pin, uint8_t level) { return pulseIn(pin, level, 1000000UL); }

inline long map(long x, long in_low, long in_high, long out_low, long out_high) {
  return (x - in_low) * (out_high - out_low) / (in_high - in_low) + out_low;
}

inline uint16_t makeWord(uint16_t value) { return value; }
inline uint16_t makeWord(uint8_t high, uint8_t low) { return (uint16_t)(high << 8 | low); }
#define word(...) makeWord(__VA_ARGS__)

template <class A, class B> constexpr auto min(const A &a, const B &b) -> decltype(a < b ? a : b) {
  return b < a ? b : a;
}
template <class A, class B> constexpr auto max(const A &a, const B &b) -> decltype(a < b ? a : b) {
  return a < b ? b : a;
}

#include "HardwareSerial.h"

#else

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

#endif

#endif
