/* Pins of the ESP32-C3-DevKitM-1: Arduino's numbers are the chip's GPIO numbers. */
#ifndef PINS_ARDUINO_H
#define PINS_ARDUINO_H

#include <stdint.h>

static const uint8_t A0 = 0, A1 = 1, A2 = 2, A3 = 3, A4 = 4, A5 = 5;
static const uint8_t TX = 21, RX = 20;
static const uint8_t SDA = 8, SCL = 9;

/* data line of the board's addressable LED: a plain level does not light it */
static const uint8_t LED_BUILTIN = 8;
#define LED_BUILTIN LED_BUILTIN

#endif
