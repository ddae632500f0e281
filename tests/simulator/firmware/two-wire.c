/* I2C at 100 kHz by the registers: address 0x43, where nobody is; then 0x42 gets the bytes 7 and 0xff, of which it may refuse one, and
 * after a repeated start gives three. Prints each status, and what was read. A pulse on PB0 lasts as long as the first byte to 0x42. */
#include "serial.h"
#include <util/twi.h>

static void wait(unsigned char control) {
  TWCR = _BV(TWINT) | _BV(TWEN) | control;
  while (!(TWCR & _BV(TWINT))) {}
}

static void step(unsigned char control) {
  wait(control);
  print_number(TW_STATUS);
  put(' ');
}

static void send(unsigned char byte) {
  TWDR = byte;
  step(0);
}

static void stop(void) {
  TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
  while (TWCR & _BV(TWSTO)) {}
  print_number(TW_STATUS);
  put('\n');
}

int main(void) {
  DDRB = _BV(0);
  serial_open();
  TWBR = 72;
  step(_BV(TWSTA));
  send(0x43 << 1 | TW_WRITE);
  stop();
  step(_BV(TWSTA));
  TWDR = 0x42 << 1 | TW_WRITE;
  PORTB |= _BV(0);
  wait(0);
  PORTB &= ~_BV(0);
  send(7);
  send(0xff);
  step(_BV(TWSTA));
  send(0x42 << 1 | TW_READ);
  for (unsigned char left = 3; left; left--) {
    step(left > 1 ? _BV(TWEA) : 0);
    put('=');
    print_number(TWDR);
    put(' ');
  }
  stop();
  for (;;) {}
}
