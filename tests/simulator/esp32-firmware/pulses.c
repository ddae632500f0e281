/* A pulse of six instructions on GPIO5 each time that timer 0 of group 0 has counted a millisecond. */
#include "chip.h"

void interrupt(uint32_t lines) {
  (void)lines;
  REG(TIMG0 + 0xA4) = 1;
  REG(TIMG0) |= BIT(10);
  __asm__ volatile("s32i %1, %0, 8\n nop\n nop\n nop\n nop\n nop\n s32i %1, %0, 12" ::"r"(GPIO), "r"(BIT(5)) : "memory");
}

int main(void) {
  watchdogs_off();
  PAD5 = FUNCTION_GPIO;
  REG(GPIO + 0x24) = BIT(5);
  REG(TIMG0 + 0x10) = 1000;
  REG(TIMG0 + 0x98) = 1;
  enable_interrupt(14, 2);
  REG(TIMG0) = BIT(31) | BIT(30) | BIT(29) | (80 << 13) | BIT(11) | BIT(10); /* back to 0 at the alarm */
  return 0;
}
