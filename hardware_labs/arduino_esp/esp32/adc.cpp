/* ADC1 and ADC2 by the RTC controller's registers. The result is not corrected for the single chip's offset and bend (datasheet, ADC
 * characteristics), which Espressif's core does from values in eFuse.
 * Source: ESP32 Technical Reference Manual, chapter On-Chip Sensors and Analog Signal Processing. */

#include "adc.h"

#include "chip.h"
#include "rtc_pads.h"

namespace {

struct Converter {
  uint32_t read_ctrl;
  uint32_t data_inverted;
  uint32_t attenuation;
  uint32_t start;
};

const Converter CONVERTERS[] = {
    {SENS + 0x00, 1 << 28, SENS + 0x34, SENS + 0x54},
    {SENS + 0x90, 1 << 29, SENS + 0x38, SENS + 0x94},
};

const uint32_t MEAS_DONE = 1 << 16, MEAS_START = 1 << 17, MEAS_START_FORCE = 1 << 18, EN_PAD_FORCE = 1u << 31;
const uint32_t TWELVE_BITS = 3, WIDEST = 3;

void power_up(const Converter &converter) {
  set_bits(SENS + 0x0C, 3 << 18);                     // FORCE_XPD_SAR
  set_bits(SENS + 0x2C, TWELVE_BITS | TWELVE_BITS << 2);  // BIT_WIDTH of both
  set_bits(converter.read_ctrl, TWELVE_BITS << 16 | converter.data_inverted);
}

}  // namespace

int adc_convert(uint8_t pin) {
  const RtcPad *pad = rtc_pad(pin);
  if (!pad) return 0;
  const Converter &converter = CONVERTERS[pad->adc - 1];
  power_up(converter);
  set_rtc_pulls(pin, false, false);  // some pads have one from reset on
  set_bits(RTC_IO + pad->offset, 1u << pad->mux_bit);
  set_bits(converter.attenuation, WIDEST << 2 * pad->channel);

  const uint32_t channel = EN_PAD_FORCE | MEAS_START_FORCE | 1u << (19 + pad->channel);
  REGISTER(converter.start) = channel;
  REGISTER(converter.start) = channel | MEAS_START;
  while (!(REGISTER(converter.start) & MEAS_DONE)) {
  }
  return (int)(REGISTER(converter.start) & 0xFFF);
}
