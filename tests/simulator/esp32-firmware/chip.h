/* What the test programs share: registers, the watchdogs, serial output, interrupts. */
#pragma once
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
#define BIT(n) (1u << (n))

#define DPORT 0x3FF00000
#define UART0 0x3FF40000
#define UART0_FIFO_WRITE 0x60000000
#define GPIO 0x3FF44000
#define RTC_CNTL 0x3FF48000
#define RTC_IO 0x3FF48400
#define SENS 0x3FF48800
#define IO_MUX 0x3FF49000
#define I2C0 0x3FF53000
#define LEDC 0x3FF59000
#define TIMG0 0x3FF5F000
#define TIMG1 0x3FF60000

#define OUT_W1TS REG(GPIO + 0x08)
#define OUT_W1TC REG(GPIO + 0x0C)
/* IO_MUX registers of pads */
#define PAD4 REG(IO_MUX + 0x48)
#define PAD5 REG(IO_MUX + 0x6C)
#define PAD21 REG(IO_MUX + 0x7C)
#define PAD22 REG(IO_MUX + 0x80)
#define FUNCTION_GPIO (2 << 12 | 2 << 10)
#define INPUT_ENABLE BIT(9)

static inline void watchdogs_off(void) {
  REG(RTC_CNTL + 0xA4) = 0x50D83AA1;
  REG(RTC_CNTL + 0x8C) = 0;
  REG(TIMG0 + 0x64) = 0x50D83AA1;
  REG(TIMG0 + 0x48) = 0;
}

static inline void print(const char *text) {
  while (*text) {
    while (((REG(UART0 + 0x1C) >> 16) & 0xFF) >= 127) {}
    REG(UART0_FIFO_WRITE) = (uint8_t)*text++;
  }
}

static inline void print_number(uint32_t value) {
  uint32_t power = 1;
  while (power < 1000000000 && power * 10 <= value) power *= 10;
  for (;;) {
    char digit[] = "0";
    for (; value >= power; value -= power) digit[0]++;
    print(digit);
    if (power == 1) return;
    uint32_t next = 1; /* the compiler's library has no division */
    while (next * 10 < power) next *= 10;
    power = next;
  }
}

/* Routes an interrupt source to a level 1 line of the CPU and lets it in. */
static inline void enable_interrupt(int source, int line) {
  REG(DPORT + 0x104 + 4 * source) = line;
  __asm__ volatile("wsr %0, intenable\n\trsync" ::"r"(BIT(line)));
}

static inline void wait_for_interrupt(void) { __asm__ volatile("waiti 0" ::: "memory"); }

static inline void start_microseconds(void) { REG(TIMG1) = BIT(31) | BIT(30) | (80 << 13); }

/* Timer 0 of group 1, once it is started. */
static inline uint32_t microseconds(void) {
  REG(TIMG1 + 0x0C) = 1;
  return REG(TIMG1 + 0x04);
}
