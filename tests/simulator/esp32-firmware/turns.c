/* Calls turn() for ever, which pulses GPIO5, while timer 0 of group 0 interrupts every 3 us. */
#include "chip.h"

static volatile uint32_t alarms;

void interrupt(uint32_t lines) {
  (void)lines;
  REG(TIMG0 + 0xA4) = 1;
  REG(TIMG0) |= BIT(10);
  alarms++;
}

__attribute__((noinline)) void turn(void) {
  OUT_W1TS = BIT(5);
  for (volatile uint32_t i = alarms & 7; i; i--) {}
  OUT_W1TC = BIT(5);
}

int main(void) {
  watchdogs_off();
  PAD5 = FUNCTION_GPIO;
  REG(GPIO + 0x24) = BIT(5);
  REG(TIMG0 + 0x10) = 3;
  REG(TIMG0 + 0x98) = 1;
  enable_interrupt(14, 2);
  REG(TIMG0) = BIT(31) | BIT(30) | BIT(29) | (80 << 13) | BIT(11) | BIT(10);
  for (;;) turn();
}
