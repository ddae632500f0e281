#include "rtc_pads.h"

#include "chip.h"

namespace {
const RtcPad PADS[] = {
    {36, 0x7C, 27, 0, 0, 1, 0},    {37, 0x7C, 26, 0, 0, 1, 1},    {38, 0x7C, 25, 0, 0, 1, 2},
    {39, 0x7C, 24, 0, 0, 1, 3},    {32, 0x8C, 17, 22, 23, 1, 4},  {33, 0x8C, 18, 27, 28, 1, 5},
    {34, 0x80, 29, 0, 0, 1, 6},    {35, 0x80, 28, 0, 0, 1, 7},    {4, 0x94, 19, 27, 28, 2, 0},
    {0, 0x98, 19, 27, 28, 2, 1},   {2, 0x9C, 19, 27, 28, 2, 2},   {15, 0xA0, 19, 27, 28, 2, 3},
    {13, 0xA4, 19, 27, 28, 2, 4},  {12, 0xA8, 19, 27, 28, 2, 5},  {14, 0xAC, 19, 27, 28, 2, 6},
    {27, 0xB0, 19, 27, 28, 2, 7},  {25, 0x84, 17, 27, 28, 2, 8},  {26, 0x88, 17, 27, 28, 2, 9},
};
}  // namespace

const RtcPad *rtc_pad(uint8_t pin) {
  for (const RtcPad &pad : PADS) {
    if (pad.pin == pin) return &pad;
  }
  return nullptr;
}

void set_rtc_pulls(uint8_t pin, bool up, bool down) {
  const RtcPad *pad = rtc_pad(pin);
  if (!pad) return;
  const uint32_t address = RTC_IO + pad->offset;
  clear_bits(address, 1u << pad->mux_bit);
  if (!pad->pull_up_bit) return;
  clear_bits(address, 1u << pad->pull_up_bit | 1u << pad->pull_down_bit);
  set_bits(address, (uint32_t)up << pad->pull_up_bit | (uint32_t)down << pad->pull_down_bit);
}
