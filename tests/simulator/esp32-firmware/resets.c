/* Goes through the chip's resets, one a boot: prints each boot's reset cause, then lets the next watchdog bite or resets by software. */
#include "chip.h"

#define MAGIC 0x600DB007

/* RAM keeps its content over every reset but power-on. */
static struct { uint32_t magic, boot; } kept __attribute__((section(".noinit")));

static void wait_microseconds(uint32_t time) {
  uint32_t end = microseconds() + time;
  while (microseconds() < end) {}
}

/* Stage 0 of group 1's watchdog resets the CPU after a millisecond that nobody feeds it. */
static void bite_when_hungry(void) {
  REG(TIMG1 + 0x4C) = 8000u << 16; /* 100 us of the 80 MHz clock */
  REG(TIMG1 + 0x50) = 10;
  REG(TIMG1 + 0x48) = BIT(31) | (2 << 29);
  for (int fed = 0; fed < 20; fed++) {
    wait_microseconds(900);
    REG(TIMG1 + 0x60) = 1;
  }
  print("fed\n");
}

int main(void) {
  if (kept.magic != MAGIC) kept.boot = 0;
  kept.magic = MAGIC;
  start_microseconds();
  print("cause ");
  print_number(REG(RTC_CNTL + 0x34) & 0x3F);
  print("\n");
  wait_microseconds(5000);
  PAD5 = FUNCTION_GPIO;
  REG(GPIO + 0x24) = BIT(5);
  OUT_W1TS = BIT(5);
  uint32_t boot = kept.boot++;
  if (boot == 1) {
    REG(TIMG0 + 0x64) = 0x50D83AA1;
    REG(TIMG0 + 0x48) = 0;
  }
  if (boot > 1) watchdogs_off();
  if (boot == 2) {
    REG(RTC_CNTL + 0x4C) = 42;
    REG(RTC_CNTL) |= BIT(31);
  } else if (boot == 3) {
    print_number(REG(RTC_CNTL + 0x4C));
    print("\n");
    bite_when_hungry();
  } else if (boot == 4) {
    print("done\n");
  }
  return 0; /* to sleep */
}
