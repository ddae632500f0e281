/* LEDC, fast channel 0: 5 kHz at 10 bits on GPIO5, a quarter of the period high; after 10 ms three quarters; after 20 ms off, high. */
#include "chip.h"

static void set_duty(uint32_t duty) {
  REG(LEDC + 0x08) = duty << 4;
  REG(LEDC + 0x0C) = BIT(31) | BIT(30) | (1 << 20) | (1 << 10);
}

static void wait_until(uint32_t time) {
  while (microseconds() < time) {}
}

int main(void) {
  watchdogs_off();
  start_microseconds();
  PAD5 = FUNCTION_GPIO;
  REG(GPIO + 0x530 + 4 * 5) = 71;
  /* 1024 counts of 15.625 clocks each: the divider has 8 bits of fraction */
  REG(LEDC + 0x140) = BIT(25) | 4000 << 5 | 10;
  REG(LEDC + 0x04) = 0;
  set_duty(256);
  REG(LEDC + 0x00) = BIT(2); /* fast timer 0, output on */
  wait_until(10000);
  set_duty(768);
  wait_until(20000);
  REG(LEDC + 0x00) = BIT(3);
  return 0;
}
