/* Writes a page of flash with a function in it, from the boot loader section and, which must have no effect, from outside; calls it,
 * writes it again with another number, and prints what came back. PB0 is high while a page is erased and written. */
#include "serial.h"
#include <avr/boot.h>
#include <avr/interrupt.h>
#include <avr/pgmspace.h>

#if FLASHEND > 0xffff
#define PAGE 0x18000UL
#define READ(address) pgm_read_word_far(address)
#else
#define PAGE 0x4000
#define READ(address) pgm_read_word(address)
#endif
#define RET 0x9508
#define LDI_R24 0xe080

static volatile unsigned char interrupts;
ISR(SPM_READY_vect) {
  interrupts++;
  SPMCSR &= ~_BV(SPMIE);
}

#define WRITE(number)                                                        \
  PORTB |= _BV(0);                                                           \
  boot_page_erase_safe(PAGE);                                                \
  boot_page_fill_safe(PAGE, LDI_R24 | (number & 0xf0) << 4 | (number & 15)); \
  boot_page_fill_safe(PAGE + 2, RET);                                        \
  boot_page_write_safe(PAGE);                                                \
  boot_spm_busy_wait();                                                      \
  PORTB &= ~_BV(0);                                                          \
  boot_rww_enable();

__attribute__((noinline)) static void write_from_outside(unsigned char number) { WRITE(number) }
BOOTLOADER_SECTION __attribute__((noinline)) static void write(unsigned char number) { WRITE(number) }

static unsigned char call_page(void) {
  unsigned char result;
  __asm__ volatile("icall\n mov %0, r24" : "=r"(result) : "z"((unsigned)(PAGE >> 1)) : "r24", "memory");
  return result;
}

static void show(unsigned number) {
  print_number(number);
  put(' ');
}

int main(void) {
  DDRB = _BV(0);
  serial_open();
  write_from_outside(1);
  show(READ(PAGE));
  write(42);
  show(call_page());
  write(200);
  show(call_page());
  show(READ(PAGE + 2));
  show(READ(PAGE + 4));
  sei();
  SPMCSR |= _BV(SPMIE);
  __asm__ volatile("nop\n nop");
  cli();
  show(interrupts);
  for (;;) {}
}
