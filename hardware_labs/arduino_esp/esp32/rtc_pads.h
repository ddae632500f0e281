/* Pads that the RTC's half of the chip shares: their pulls and their way to the converters lie there.
 * Source: ESP32 Technical Reference Manual, chapter IO_MUX and GPIO Matrix, RTC IO_MUX registers. */
#ifndef RTC_PADS_H
#define RTC_PADS_H

#include <stdint.h>

struct RtcPad {
  uint8_t pin;
  uint8_t offset;         // of its register in RTC_IO
  uint8_t mux_bit;        // MUX_SEL: the RTC has the pad
  uint8_t pull_up_bit;    // RUE; 0 on pads without pulls
  uint8_t pull_down_bit;  // RDE
  uint8_t adc;            // 1 or 2
  uint8_t channel;
};

/** Returns the pad, or nullptr where the pin has none. */
const RtcPad *rtc_pad(uint8_t pin);

#endif
