/* The SPI as a master: two bytes in each mode and order at fosc/16, a byte at each speed with a pulse on PC0 as long as it, a collision,
 * the interrupt, and SS as an input with its pull-up. Prints what it receives and what the flags say. */
#include "serial.h"
#include <avr/interrupt.h>

#ifdef __AVR_ATmega2560__
enum { SS_PIN = 0, SCK_PIN = 1, MOSI_PIN = 2 };
#else
enum { SS_PIN = 2, SCK_PIN = 5, MOSI_PIN = 3 };
#endif

static volatile unsigned char calls;

ISR(SPI_STC_vect) {
  if (++calls < 3) SPDR = calls;
}

static unsigned char pass(unsigned char byte) {
  SPDR = byte;
  while (!(SPSR & _BV(SPIF))) {}
  return SPDR;
}

static void report(int number) {
  print_number(number);
  put(' ');
}

int main(void) {
  serial_open();
  DDRB = _BV(SS_PIN) | _BV(SCK_PIN) | _BV(MOSI_PIN);
  DDRC = _BV(0);
  for (unsigned char mode = 0; mode < 8; mode++) {
    SPCR = _BV(SPE) | _BV(MSTR) | _BV(SPR0) | (mode & 3) << CPHA | (mode & 4 ? _BV(DORD) : 0);
    report(pass(0xb2));
    report(pass(0x41));
  }
  put('\n');

  for (unsigned char rate = 0; rate < 8; rate++) {
    SPCR = _BV(SPE) | _BV(MSTR) | rate >> 1;
    SPSR = rate & 1 ? _BV(SPI2X) : 0;
    PORTC |= _BV(0);
    SPDR = 0xff;
    while (!(SPSR & _BV(SPIF))) {}
    PORTC &= ~_BV(0);
    (void)SPDR;
  }
  SPCR = _BV(SPE) | _BV(MSTR) | _BV(SPR0);
  SPSR = 0;

  SPDR = 0x11;
  SPDR = 0x22;
  report(SPSR);
  while (!(SPSR & _BV(SPIF))) {}
  report(SPSR);
  report(SPDR);
  report(SPSR);
  put('\n');

  SPCR |= _BV(SPIE);
  sei();
  SPDR = 0;
  while (calls < 3) {}
  cli();
  report(calls);
  report(SPSR);
  put('\n');

  SPCR &= ~_BV(SPIE);
  PORTB |= _BV(SS_PIN);
  DDRB &= ~_BV(SS_PIN);
  report(pass(0x5a));
  report(SPCR & _BV(MSTR));
  put('\n');
  for (;;) {}
}
