/* Sends 300 bytes at 1 Mbaud from the transmit FIFO's interrupt. */
#include "chip.h"

#define TXFIFO_EMPTY BIT(1)

static volatile int sent;

void interrupt(int line) {
  (void)line;
  while (sent < 300 && ((REG(UART0 + 0x1C) >> 16) & 0x3FF) < 128) REG(UART0) = 'a' + sent++ % 26;
  if (sent == 300) REG(UART0 + 0x0C) = 0;
  REG(UART0 + 0x10) = TXFIFO_EMPTY;
}

int main(void) {
  watchdogs_off();
  REG(UART0 + 0x14) = 40; /* takes effect with the next line */
  REG(UART0 + 0x80) |= BIT(31);
  REG(UART0 + 0x24) = 10 << 9;
  enable_interrupt(21, 5);
  REG(UART0 + 0x0C) = TXFIFO_EMPTY;
  for (;;) wait_for_interrupt();
}
