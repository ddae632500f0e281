/* Begins a transfer on the two-wire interface at 100 kHz and switches the interface off in the middle of the address. */
#define F_CPU 16000000UL
#include <avr/io.h>
#include <util/delay.h>

int main(void) {
  TWBR = 72;
  TWCR = _BV(TWINT) | _BV(TWSTA) | _BV(TWEN);
  while (!(TWCR & _BV(TWINT))) {}
  TWDR = 0x68 << 1;
  TWCR = _BV(TWINT) | _BV(TWEN);
  _delay_us(34);
  TWCR = 0;
  for (;;) {}
}
