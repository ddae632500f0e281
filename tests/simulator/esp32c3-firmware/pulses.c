/* A pulse of six instructions on GPIO5 each time that SYSTIMER's comparator 0 has counted a millisecond. */
#include "chip.h"

void interrupt(int line) {
  (void)line;
  REG(SYSTIMER + 0x6C) = 1;
  __asm__ volatile(
      "sw %1, 8(%0)\n nop\n nop\n nop\n nop\n nop\n sw %1, 12(%0)" ::"r"(GPIO), "r"(BIT(5)) : "memory");
}

int main(void) {
  watchdogs_off();
  pin_output(5);
  REG(SYSTIMER + 0x34) = BIT(30) | 16000; /* unit 0, every 16000 ticks */
  REG(SYSTIMER + 0x50) = 1;
  REG(SYSTIMER + 0x00) |= BIT(24);
  REG(SYSTIMER + 0x64) = 1;
  enable_interrupt(37, 7);
  for (;;) wait_for_interrupt();
}
