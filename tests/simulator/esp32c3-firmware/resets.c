/* Goes through the chip's resets, one a boot: prints each boot's reset cause, then lets the next watchdog bite or resets by software. */
#include "chip.h"

#define MAGIC 0x600DB007
#define RESET_CAUSE (REG(RTC_CNTL + 0x38) & 0x3F)
#define STORE0 REG(RTC_CNTL + 0x50)
#define MWDT1_INT_RAW (REG(TIMG1 + 0x74) & BIT(1))

/* RAM keeps its content over every reset but power-on. */
static struct { uint32_t magic, boot; } kept __attribute__((section(".noinit")));

static void wait_microseconds(uint32_t time) {
  uint64_t end = microseconds() + time;
  while (microseconds() < end) {}
}

static void main_watchdog_off(void) {
  REG(TIMG0 + 0x64) = 0x50D83AA1;
  REG(TIMG0 + 0x48) = BIT(22); /* WDT_CONF_UPDATE_EN */
}

/* What is set does not count until the update bit is. */
static void forget_to_update(void) {
  REG(TIMG0 + 0x64) = 0x50D83AA1;
  REG(TIMG0 + 0x48) = 0;
}

static void super_watchdog_off(void) {
  REG(RTC_CNTL + 0xB0) = 0x8F1D312A;
  REG(RTC_CNTL + 0xAC) |= BIT(30);
}

/* Stage 0 interrupts after a millisecond, stage 1 resets the chip after another one. */
static void bite_when_hungry(void) {
  REG(TIMG1 + 0x4C) = 8000u << 16; /* 100 us of the 80 MHz clock */
  REG(TIMG1 + 0x50) = 10;
  REG(TIMG1 + 0x54) = 10;
  REG(TIMG1 + 0x48) = BIT(31) | BIT(22) | (1 << 29) | (3 << 27);
  for (int fed = 0; fed < 20; fed++) {
    wait_microseconds(900);
    REG(TIMG1 + 0x60) = 1;
  }
  print(MWDT1_INT_RAW ? "too late\n" : "fed\n");
  while (!MWDT1_INT_RAW) {}
  print("barks\n");
}

int main(void) {
  if (kept.magic != MAGIC) kept.boot = 0;
  kept.magic = MAGIC;
  print("cause ");
  print_number(RESET_CAUSE);
  print("\n");
  wait_microseconds(5000);
  pin_output(5);
  OUT_W1TS = BIT(5);
  uint32_t boot = kept.boot++;
  if (boot == 0) forget_to_update();
  if (boot > 0) main_watchdog_off();
  if (boot > 1) super_watchdog_off();
  if (boot > 2) watchdogs_off();
  if (boot == 3) {
    STORE0 = 42;
    REG(RTC_CNTL + 0x00) |= BIT(31);
  } else if (boot == 4) {
    print_number(STORE0);
    print("\n");
    wait_microseconds(5000);
    REG(RTC_CNTL + 0x00) |= BIT(5);
  } else if (boot == 5) {
    bite_when_hungry();
  } else if (boot == 6) {
    print("done\n");
  }
  return 0; /* to sleep */
}
