/* What a register must allow first: the serial port's memory has its clock, and GPIO has a pad that USB has after a reset. */
#include "chip.h"

#define UART_CONF0 REG(UART0 + 0x20)
#define MEM_CLK_EN BIT(28)
#define USB_CONF0 REG(0x60043018)
#define USB_PAD_ENABLE BIT(14)

static void pulse(void) {
  OUT_W1TS = BIT(18);
  OUT_W1TC = BIT(18);
}

int main(void) {
  watchdogs_off();
  UART_CONF0 &= ~MEM_CLK_EN;
  print("lost");
  UART_CONF0 |= MEM_CLK_EN;
  print("kept");
  pin_output(18);
  pulse();
  USB_CONF0 &= ~USB_PAD_ENABLE;
  pulse();
  pulse();
  return 0;
}
