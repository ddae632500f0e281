/* A low level on GPIO4 interrupts again and again until the handler has counted three and turns it off. */
#include "chip.h"

static volatile int calls;

void interrupt(int line) {
  (void)line;
  REG(GPIO + 0x4C) = BIT(4);
  if (++calls == 3) REG(GPIO + 0x74 + 4 * 4) = 0;
}

int main(void) {
  watchdogs_off();
  REG(IO_MUX + 4 + 4 * 4) = (1 << 12) | BIT(9) | BIT(7); /* pull-down */
  REG(GPIO + 0x74 + 4 * 4) = BIT(13) | (4 << 7);
  enable_interrupt(16, 2);
  while (calls < 3) wait_for_interrupt();
  print_number(calls);
  print("\n");
  return 0;
}
