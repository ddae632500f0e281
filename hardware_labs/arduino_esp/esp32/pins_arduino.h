/* Pins of the ESP32-DevKitC: Arduino's numbers are the chip's GPIO numbers. */
#ifndef PINS_ARDUINO_H
#define PINS_ARDUINO_H

#include <stdint.h>

static const uint8_t A0 = 36, A3 = 39, A4 = 32, A5 = 33, A6 = 34, A7 = 35;
static const uint8_t A10 = 4, A11 = 0, A12 = 2, A13 = 15, A14 = 13, A15 = 12, A16 = 14, A17 = 27, A18 = 25, A19 = 26;
static const uint8_t TX = 1, RX = 3;
static const uint8_t SDA = 21, SCL = 22;

/* where most copies of the board have their LED; the DevKitC has none */
static const uint8_t LED_BUILTIN = 2;
#define LED_BUILTIN LED_BUILTIN

#endif
