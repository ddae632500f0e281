/* Prints, echoes what it receives in capitals, and leaves the time between to WFI. */
#include "chip.h"

#define RXFIFO_FULL BIT(0)

static volatile int echoed;

void interrupt(int line) {
  (void)line;
  while (REG(UART0 + 0x1C) & 0x3FF) {
    uint8_t byte = REG(UART0);
    REG(UART0) = byte >= 'a' && byte <= 'z' ? byte - 32 : byte;
    echoed++;
  }
  REG(UART0 + 0x10) = RXFIFO_FULL;
}

int main(void) {
  watchdogs_off();
  REG(UART0 + 0x24) = 1; /* RXFIFO_FULL at one byte */
  REG(UART0 + 0x10) = RXFIFO_FULL;
  REG(UART0 + 0x0C) = RXFIFO_FULL;
  enable_interrupt(21, 5);
  print("hello\n");
  for (;;) wait_for_interrupt();
}
