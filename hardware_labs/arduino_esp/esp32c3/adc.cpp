/* ADC1 by its one-shot registers: channel n is GPIOn. Its result is not corrected for the single chip's offset and bend (up to some
 * per cent: ESP32-C3 datasheet, ADC characteristics), which Espressif's core does from values in eFuse.
 * Source: ESP32-C3 Technical Reference Manual, chapter On-Chip Sensor and Analog Signal Processing. */

#include "adc.h"

#include "chip.h"

namespace {
const uint32_t CTRL = APB_SARADC, ONETIME_SAMPLE = APB_SARADC + 0x20, ADC1_DATA = APB_SARADC + 0x2C;
const uint32_t INT_RAW = APB_SARADC + 0x44, INT_CLR = APB_SARADC + 0x4C, CLKM_CONF = APB_SARADC + 0x54;
const uint32_t ADC1_DONE = 1u << 31, ADC1_ONETIME = 1u << 31, ONETIME_START = 1 << 29, WIDEST = 3 << 23;
const uint8_t CHANNELS = 5;
bool ready = false;

void begin() {
  enable_peripheral(1 << 28);
  REGISTER(CLKM_CONF) = 2 << 21 | 1 << 20 | 4;  // from the APB clock, on, divided by 5
  set_bits(CTRL, 3 << 27);                      // XPD_SAR_FORCE: powered
  ready = true;
}

void disable_digital_pad(uint8_t pin) {
  const uint32_t input_enable = 1 << 9, pulls = 3 << 7;
  REGISTER(GPIO_ENABLE_W1TC) = 1u << pin;
  clear_bits(io_mux(pin), input_enable | pulls);
}
}  // namespace

int adc_convert(uint8_t pin) {
  if (pin >= CHANNELS) return 0;
  if (!ready) begin();
  disable_digital_pad(pin);
  const uint32_t sample = ADC1_ONETIME | (uint32_t)pin << 25 | WIDEST;
  REGISTER(INT_CLR) = ADC1_DONE;
  REGISTER(ONETIME_SAMPLE) = sample;
  REGISTER(ONETIME_SAMPLE) = sample | ONETIME_START;
  while (!(REGISTER(INT_RAW) & ADC1_DONE)) {
  }
  const int count = (int)(REGISTER(ADC1_DATA) & 0xFFF);
  REGISTER(ONETIME_SAMPLE) = 0;
  return count;
}
