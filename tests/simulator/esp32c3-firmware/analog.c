/* Prints what SAR ADC 1 makes of GPIO0 at each attenuation, once for each byte received. */
#include "chip.h"

static uint32_t convert(uint32_t attenuation) {
  uint32_t setting = BIT(31) | (0 << 25) | (attenuation << 23);
  REG(APB_SARADC + 0x4C) = BIT(31);
  REG(APB_SARADC + 0x20) = setting;
  REG(APB_SARADC + 0x20) = setting | BIT(29);
  while (!(REG(APB_SARADC + 0x44) & BIT(31))) {}
  REG(APB_SARADC + 0x20) = setting;
  return REG(APB_SARADC + 0x2C) & 0xFFF;
}

int main(void) {
  watchdogs_off();
  for (;;) {
    for (uint32_t attenuation = 0; attenuation < 4; attenuation++) {
      print_number(convert(attenuation));
      print(attenuation < 3 ? " " : "\n");
    }
    while (!(REG(UART0 + 0x1C) & 0x3FF)) {}
    (void)REG(UART0);
  }
}
