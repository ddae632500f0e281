/* What the test programs share: registers, the watchdogs, serial output, interrupts. */
#pragma once
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
#define BIT(n) (1u << (n))

#define UART0 0x60000000
#define GPIO 0x60004000
#define RTC_CNTL 0x60008000
#define IO_MUX 0x60009000
#define I2C0 0x60013000
#define LEDC 0x60019000
#define TIMG0 0x6001F000
#define TIMG1 0x60020000
#define SYSTIMER 0x60023000
#define APB_SARADC 0x60040000
#define USB_DEVICE 0x60043000
#define INTERRUPT 0x600C2000

#define OUT_W1TS REG(GPIO + 0x08)
#define OUT_W1TC REG(GPIO + 0x0C)

static inline void watchdogs_off(void) {
  REG(RTC_CNTL + 0xA8) = 0x50D83AA1;
  REG(RTC_CNTL + 0x90) = 0;
  REG(RTC_CNTL + 0xB0) = 0x8F1D312A;
  REG(RTC_CNTL + 0xAC) |= BIT(31);
  REG(TIMG0 + 0x64) = 0x50D83AA1;
  REG(TIMG0 + 0x48) = BIT(22); /* WDT_CONF_UPDATE_EN */
}

static inline void print(const char *text) {
  while (*text) {
    while (((REG(UART0 + 0x1C) >> 16) & 0x3FF) >= 127) {}
    REG(UART0) = (uint8_t)*text++;
  }
}

static inline void print_number(uint32_t value) {
  char digits[11];
  int n = 10;
  digits[n] = 0;
  do digits[--n] = '0' + value % 10; while (value /= 10);
  print(&digits[n]);
}

/* Drives a pin; its output is the GPIO register's. */
static inline void pin_output(int pin) {
  REG(IO_MUX + 4 + 4 * pin) = (1 << 12) | (2 << 10) | BIT(9);
  REG(GPIO + 0x554 + 4 * pin) = 0x80;
  REG(GPIO + 0x24) = BIT(pin);
}

/* Routes an interrupt source to a CPU line of priority 1, level triggered, and lets interrupts in. */
static inline void enable_interrupt(int source, int line) {
  REG(INTERRUPT + 4 * source) = line;
  REG(INTERRUPT + 0x114 + 4 * line) = 1;
  REG(INTERRUPT + 0x194) = 1;
  REG(INTERRUPT + 0x104) |= BIT(line);
  __asm__ volatile(".option push\n.option arch, +zicsr\ncsrsi mstatus, 8\n.option pop");
}

static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" ::: "memory"); }

static inline uint64_t microseconds(void) {
  REG(SYSTIMER + 0x04) = BIT(30);
  while (!(REG(SYSTIMER + 0x04) & BIT(29))) {}
  uint64_t ticks = ((uint64_t)REG(SYSTIMER + 0x40) << 32) | REG(SYSTIMER + 0x44);
  return ticks / 16;
}
