/* Pin 9: a servo's pulses every 20 ms by timer 1, 500 microseconds and two for every count of A0 long. Pin 11: a tone of 500 Hz by timer 2
 * for the first 200 ms, then low. Pin 12 goes high and low once, after 300 ms. */
#define F_CPU 16000000UL
#include <avr/io.h>
#include <util/delay.h>

static unsigned read_a0(void) {
  ADMUX = _BV(REFS0);
  ADCSRA = _BV(ADEN) | _BV(ADSC) | 7;
  while (ADCSRA & _BV(ADSC)) {}
  return ADC;
}

int main(void) {
  DDRB = _BV(1) | _BV(3) | _BV(4);
  TCCR1A = _BV(COM1A1) | _BV(WGM11);
  TCCR1B = _BV(WGM13) | _BV(WGM12) | _BV(CS11);
  ICR1 = 39999; /* writable only once the mode takes it for TOP */
  OCR2A = 249;
  TCCR2A = _BV(COM2A0) | _BV(WGM21);
  TCCR2B = _BV(CS22);
  for (unsigned ms = 0;; ms++) {
    OCR1A = 2 * (500 + 2 * read_a0()) - 1;
    if (ms == 200) TCCR2A = 0;
    if (ms == 300) PORTB |= _BV(4);
    if (ms == 310) PORTB &= ~_BV(4);
    _delay_ms(1);
  }
}
