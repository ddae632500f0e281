/* Prints, echoes what it receives in capitals, and leaves the time between to WAITI. */
#include "chip.h"

#define RXFIFO_FULL BIT(0)

void interrupt(uint32_t lines) {
  (void)lines;
  while (REG(UART0 + 0x1C) & 0xFF) {
    uint8_t byte = REG(UART0);
    REG(UART0_FIFO_WRITE) = byte >= 'a' && byte <= 'z' ? byte - 32 : byte;
  }
  REG(UART0 + 0x10) = RXFIFO_FULL;
}

int main(void) {
  watchdogs_off();
  REG(UART0 + 0x24) = 1; /* RXFIFO_FULL at one byte */
  REG(UART0 + 0x10) = RXFIFO_FULL;
  REG(UART0 + 0x0C) = RXFIFO_FULL;
  print("hello\n");
  enable_interrupt(34, 5);
  return 0;
}
