/* Prints what SAR ADC 1 makes of GPIO36 at each attenuation, and ADC 2 of GPIO4 at the widest, once for each byte received. */
#include "chip.h"

static uint32_t convert(uint32_t start, int channel) {
  REG(start) = BIT(31) | BIT(18) | BIT(19 + channel);
  REG(start) |= BIT(17);
  while (!(REG(start) & BIT(16))) {}
  return REG(start) & 0xFFFF;
}

int main(void) {
  watchdogs_off();
  REG(RTC_IO + 0x94) = BIT(19); /* GPIO4 without its pull-down, and the RTC's */
  REG(SENS + 0x00) |= BIT(28); /* not upside down */
  REG(SENS + 0x90) |= BIT(29);
  for (;;) {
    for (uint32_t attenuation = 0; attenuation < 4; attenuation++) {
      REG(SENS + 0x34) = attenuation;
      print_number(convert(SENS + 0x54, 0));
      print(" ");
    }
    print_number(convert(SENS + 0x94, 0));
    print("\n");
    while (!(REG(UART0 + 0x1C) & 0xFF)) {}
    (void)REG(UART0);
  }
}
