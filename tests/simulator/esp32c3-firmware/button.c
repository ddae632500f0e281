/* Counts presses of a button on GPIO4 (to ground, internal pull-up) by its pin interrupt, and repeats its level on GPIO5. */
#include "chip.h"

static volatile int presses;

void interrupt(int line) {
  (void)line;
  REG(GPIO + 0x4C) = BIT(4);
  if (REG(GPIO + 0x3C) & BIT(4)) {
    OUT_W1TS = BIT(5);
    return;
  }
  OUT_W1TC = BIT(5);
  print_number(++presses);
  print("\n");
}

int main(void) {
  watchdogs_off();
  pin_output(5);
  OUT_W1TS = BIT(5);
  REG(IO_MUX + 4 + 4 * 4) = (1 << 12) | BIT(9) | BIT(8);
  REG(GPIO + 0x74 + 4 * 4) = BIT(13) | (3 << 7); /* any edge */
  enable_interrupt(16, 9);
  for (;;) wait_for_interrupt();
}
