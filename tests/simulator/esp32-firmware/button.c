/* Counts presses of buttons on GPIO4 and GPIO33 (to ground, RTC pull-ups) by their pin interrupts, and repeats GPIO4 on GPIO32. */
#include "chip.h"

static uint32_t presses[2];

void interrupt(uint32_t lines) {
  (void)lines;
  if (REG(GPIO + 0x68) & BIT(4)) {
    REG(GPIO + 0x4C) = BIT(4);
    if (REG(GPIO + 0x3C) & BIT(4)) REG(GPIO + 0x14) = BIT(0);
    else {
      REG(GPIO + 0x18) = BIT(0);
      presses[0]++;
    }
  }
  if (REG(GPIO + 0x7C) & BIT(1)) {
    REG(GPIO + 0x58) = BIT(1);
    presses[1]++;
  }
  print_number(presses[0]);
  print(" ");
  print_number(presses[1]);
  print("\n");
}

int main(void) {
  watchdogs_off();
  REG(IO_MUX + 0x1C) = FUNCTION_GPIO; /* GPIO32 */
  REG(GPIO + 0x14) = BIT(0);
  REG(GPIO + 0x30) = BIT(0);
  PAD4 = FUNCTION_GPIO | INPUT_ENABLE;
  REG(RTC_IO + 0x94) = BIT(27);
  REG(IO_MUX + 0x20) = FUNCTION_GPIO | INPUT_ENABLE; /* GPIO33 */
  REG(RTC_IO + 0x8C) = BIT(27);
  REG(GPIO + 0x88 + 4 * 4) = BIT(15) | (3 << 7);  /* any edge */
  REG(GPIO + 0x88 + 4 * 33) = BIT(15) | (2 << 7); /* falling */
  enable_interrupt(22, 9);
  return 0;
}
