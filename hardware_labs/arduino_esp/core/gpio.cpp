/* Pins through the GPIO matrix and the IO MUX.
 * Source: Technical Reference Manuals of ESP32-C3 and ESP32, chapter IO MUX and GPIO Matrix. */

#include "gpio.h"

#include <Arduino.h>

#include "chip.h"
#include "registers.h"

namespace {

const uint32_t PAD_DRIVER = 1 << 2;  // of GPIO_PINn: open drain
const uint32_t FUN_WPD = 1 << 7, FUN_WPU = 1 << 8, FUN_IE = 1 << 9, FUN_DRV_20_MA = 2 << 10;

uint32_t bit_of(uint8_t pin) { return 1u << (pin % 32); }
uint32_t pin_register(uint8_t pin) { return GPIO_PIN0 + 4u * pin; }
uint32_t output_select(uint8_t pin) { return GPIO_FUNC0_OUT_SEL + 4u * pin; }

void set_pad(uint8_t pin, uint32_t pulls) {
  release_pad(pin);
  REGISTER(io_mux(pin)) = IO_MUX_GPIO_FUNCTION | FUN_IE | FUN_DRV_20_MA | pulls;
  set_rtc_pulls(pin, pulls & FUN_WPU, pulls & FUN_WPD);
}

// apart, so that a plain digitalWrite needs no stack frame
__attribute__((noinline)) void end_pwm_and_write(uint8_t pin, uint8_t level) {
  pwm_release(pin);
  digitalWrite(pin, level);
}

}  // namespace

bool pwm_drives[PINS];

void pinMode(uint8_t pin, uint8_t mode) {
  if (!has_pin(pin)) return;
  if (pwm_drives[pin]) pwm_release(pin);
  clear_bits(pin_register(pin), PAD_DRIVER);
  set_pad(pin, mode == INPUT_PULLUP ? FUN_WPU : mode == INPUT_PULLDOWN ? FUN_WPD : 0);
  if (mode == OUTPUT && can_output(pin)) {
    REGISTER(output_select(pin)) = SIMPLE_GPIO_OUTPUT;
    REGISTER(gpio_bank(GPIO_ENABLE_W1TS, GPIO_ENABLE1_W1TS, pin)) = bit_of(pin);
  } else {
    REGISTER(gpio_bank(GPIO_ENABLE_W1TC, GPIO_ENABLE1_W1TC, pin)) = bit_of(pin);
  }
}

void digitalWrite(uint8_t pin, uint8_t level) {
  if (!has_pin(pin)) return;
  if (pwm_drives[pin]) return end_pwm_and_write(pin, level);
  if (level) {
    REGISTER(gpio_bank(GPIO_OUT_W1TS, GPIO_OUT1_W1TS, pin)) = bit_of(pin);
  } else {
    REGISTER(gpio_bank(GPIO_OUT_W1TC, GPIO_OUT1_W1TC, pin)) = bit_of(pin);
  }
}

int digitalRead(uint8_t pin) {
  if (!has_pin(pin)) return LOW;
  return (int)(REGISTER(gpio_bank(GPIO_IN, GPIO_IN1, pin)) >> (pin % 32) & 1);
}

void gpio_connect_output(uint8_t pin, uint32_t signal) {
  set_pad(pin, 0);
  REGISTER(output_select(pin)) = signal;
  REGISTER(gpio_bank(GPIO_ENABLE_W1TS, GPIO_ENABLE1_W1TS, pin)) = bit_of(pin);
}

void gpio_connect_open_drain(uint8_t pin, uint32_t signal) {
  REGISTER(gpio_bank(GPIO_OUT_W1TS, GPIO_OUT1_W1TS, pin)) = bit_of(pin);
  set_bits(pin_register(pin), PAD_DRIVER);
  gpio_connect_output(pin, signal);
  set_pad(pin, FUN_WPU);
  REGISTER(GPIO_FUNC0_IN_SEL + 4 * signal) = FUNC_IN_THROUGH_MATRIX | pin;
}

void gpio_disconnect_output(uint8_t pin) { REGISTER(output_select(pin)) = SIMPLE_GPIO_OUTPUT; }
