/* LEDC: 5 kHz at 10 bits on GPIO5, a quarter of the period high; after 10 ms three quarters; after 20 ms off, with a high idle level. */
#include "chip.h"

#define CH0 LEDC

static void set_duty(uint32_t duty) {
  REG(CH0 + 0x08) = duty << 4;
  REG(CH0 + 0x0C) = BIT(31) | BIT(30) | (1 << 20) | (1 << 10);
  REG(CH0 + 0x00) = BIT(2) | BIT(4); /* timer 0, output on, take over */
}

static void wait_until(uint32_t time) {
  while (microseconds() < time) {}
}

int main(void) {
  watchdogs_off();
  pin_output(5);
  REG(GPIO + 0x554 + 4 * 5) = 45;
  REG(LEDC + 0xD0) = 1; /* APB_CLK, 80 MHz */
  /* 1024 counts of 15.625 clocks each: the divider has 8 bits of fraction */
  REG(LEDC + 0xA0) = BIT(25) | (80000000ull * 256 / 5000 / 1024) << 4 | 10;
  REG(CH0 + 0x04) = 0;
  set_duty(256);
  wait_until(10000);
  set_duty(768);
  wait_until(20000);
  REG(CH0 + 0x00) = BIT(3) | BIT(4);
  for (;;) wait_for_interrupt();
}
