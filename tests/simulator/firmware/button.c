/* Counts the falling edges of pin 2, a pulled-up input, in an interrupt: prints their number when a byte is received, 115200
 * baud. Pin 13 follows pin 2. */
#define F_CPU 16000000UL
#include <avr/interrupt.h>
#include <avr/io.h>

static volatile unsigned char falls;

ISR(INT0_vect) { falls++; }

static void put(char c) {
  while (!(UCSR0A & _BV(UDRE0))) {}
  UDR0 = c;
}

int main(void) {
  UBRR0 = 16;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(TXEN0) | _BV(RXEN0);
  PORTD = _BV(2);
  DDRB = _BV(5);
  EICRA = _BV(ISC01);
  EIMSK = _BV(INT0);
  sei();
  for (;;) {
    if (PIND & _BV(2)) PORTB |= _BV(5);
    else PORTB &= ~_BV(5);
    if (UCSR0A & _BV(RXC0)) {
      (void)UDR0;
      put('0' + falls / 10);
      put('0' + falls % 10);
      put('\n');
    }
  }
}
