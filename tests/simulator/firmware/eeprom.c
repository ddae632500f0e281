/* The EEPROM. Prints its first and last bytes, which tells what it kept; after power-on writes them, prints them again, tries modes and
 * what must not work, counts interrupts, and has itself reset by the watchdog. A pulse on PC0 lasts as long as an operation. */
#include "serial.h"
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/wdt.h>

enum { BOTH = 0, ERASE_ONLY = _BV(EEPM0), WRITE_ONLY = _BV(EEPM1) };

static volatile unsigned char calls;

ISR(EE_READY_vect) {
  if (++calls == 3) EECR &= ~_BV(EERIE);
}

static void report(int number) {
  print_number(number);
  put(' ');
}

static void program(unsigned address, unsigned char byte, unsigned char mode) {
  EEAR = address;
  EEDR = byte;
  EECR = mode;
  PORTC |= _BV(0);
  EECR |= _BV(EEMPE);
  EECR |= _BV(EEPE);
  while (EECR & _BV(EEPE)) {}
  PORTC &= ~_BV(0);
}

static unsigned char at(unsigned address) { return eeprom_read_byte((unsigned char *)address); }

int main(void) {
  const unsigned char cause = MCUSR;
  MCUSR = 0;
  wdt_disable();
  serial_open();
  DDRC = _BV(0);
  report(at(0));
  report(at(1));
  report(at(E2END));
  put('\n');
  if (!(cause & _BV(PORF))) for (;;) {}

  eeprom_update_byte((unsigned char *)0, 0x12);
  eeprom_update_block("ab", (void *)(E2END - 1), 2);
  report(at(0));
  report(at(1));
  report(at(E2END));
  put('\n');

  program(5, 0x0f, BOTH);
  report(at(5));
  program(5, 0xfc, WRITE_ONLY); /* can only clear bits */
  report(at(5));
  program(5, 0x00, ERASE_ONLY);
  report(at(5));
  program(5, 0x77, BOTH);
  report(at(5));
  put('\n');

  EEAR = 5;
  EEDR = 0;
  EECR = _BV(EEPE); /* without EEMPE */
  report(EECR);
  EECR = _BV(EEMPE);
  __asm__ volatile("nop\nnop\nnop\nnop\nnop");
  EECR = _BV(EEPE); /* too late */
  report(EECR);
  report(at(5));
  EEAR = 6;
  EEDR = 0x66;
  EECR = _BV(EEMPE);
  EECR |= _BV(EEPE);
  EEAR = 7; /* while it is busy */
  EECR = 0;
  report(EECR);
  report(EEAR);
  eeprom_busy_wait();
  report(at(6));
  put('\n');

  sei();
  EEAR = 8;
  EEDR = 0x88;
  EECR = _BV(EEMPE);
  EECR |= _BV(EEPE);
  EECR |= _BV(EERIE);
  report(calls);
  eeprom_busy_wait();
  while (calls < 3) {}
  cli();
  report(calls);
  report(at(8));
  put('\n');

  wdt_enable(WDTO_15MS);
  for (;;) {}
}
