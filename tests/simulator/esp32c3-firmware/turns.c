/* Calls turn() for ever, which pulses GPIO5, while TIMG0's timer interrupts every 2 us. */
#include "chip.h"

static volatile uint32_t alarms;

void interrupt(int line) {
  (void)line;
  REG(TIMG0 + 0x7C) = 1;
  REG(TIMG0 + 0x00) |= BIT(10);
  alarms++;
}

__attribute__((noinline)) void turn(void) {
  OUT_W1TS = BIT(5);
  for (volatile uint32_t i = alarms & 7; i; i--) {}
  OUT_W1TC = BIT(5);
}

int main(void) {
  watchdogs_off();
  pin_output(5);
  REG(TIMG0 + 0x10) = 2;
  REG(TIMG0 + 0x14) = 0;
  REG(TIMG0 + 0x18) = 0;
  REG(TIMG0 + 0x1C) = 0;
  REG(TIMG0 + 0x20) = 1;
  REG(TIMG0 + 0x70) = 1;
  enable_interrupt(32, 3);
  REG(TIMG0 + 0x00) = BIT(31) | BIT(30) | BIT(29) | (80 << 13) | BIT(10);
  for (;;) turn();
}
