/* TIMG0's general timer at 1 MHz toggles GPIO5 every 500 us by its alarm; after ten alarms prints the count of TIMG1's, which runs down. */
#include "chip.h"

static volatile int alarms;

void interrupt(int line) {
  (void)line;
  REG(TIMG0 + 0x7C) = 1;
  REG(TIMG0 + 0x00) |= BIT(10);
  if (++alarms & 1) OUT_W1TS = BIT(5);
  else OUT_W1TC = BIT(5);
}

static void load(uint32_t group, uint32_t count) {
  REG(group + 0x18) = count;
  REG(group + 0x1C) = 0;
  REG(group + 0x20) = 1;
}

int main(void) {
  watchdogs_off();
  pin_output(5);
  load(TIMG1, 100000);
  REG(TIMG1 + 0x00) = BIT(31) | (80 << 13);
  load(TIMG0, 0);
  REG(TIMG0 + 0x10) = 500;
  REG(TIMG0 + 0x14) = 0;
  REG(TIMG0 + 0x70) = 1;
  enable_interrupt(32, 3);
  REG(TIMG0 + 0x00) = BIT(31) | BIT(30) | BIT(29) | (80 << 13) | BIT(10);
  while (alarms < 10) wait_for_interrupt();
  REG(TIMG1 + 0x0C) = BIT(31);
  print_number(REG(TIMG1 + 0x04));
  print("\n");
  return 0;
}
