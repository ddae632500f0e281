/* Sends by USB what tells chips apart, random numbers, and how often an interrupt from the CPU to itself came. */
#include "chip.h"

#define FROM_CPU_0 REG(0x600C0028)

static volatile int calls;

void interrupt(int line) {
  if (line != 12) return;
  FROM_CPU_0 = 0;
  calls++;
}

static void send(const char *text) {
  for (; *text; text++) {
    while (!(REG(USB_DEVICE + 4) & BIT(1))) {}
    REG(USB_DEVICE) = (uint8_t)*text;
  }
  REG(USB_DEVICE + 4) = BIT(0);
}

static void send_hexadecimal(uint32_t value) {
  char digits[10];
  for (int n = 0; n < 8; n++) digits[n] = "0123456789abcdef"[(value >> (28 - 4 * n)) & 15];
  digits[8] = ' ';
  digits[9] = 0;
  send(digits);
}

int main(void) {
  watchdogs_off();
  send_hexadecimal(REG(RTC_CNTL + 0x848));
  send_hexadecimal(REG(RTC_CNTL + 0x844));
  send_hexadecimal((REG(RTC_CNTL + 0x850) >> 18) & 7);
  enable_interrupt(50, 12);
  for (int n = 0; n < 5; n++) FROM_CPU_0 = 1;
  send_hexadecimal(calls);
  for (int n = 0; n < 2; n++) send_hexadecimal(REG(0x600260B0));
  send("\n");
  return 0;
}
