/* Pin 12 is high while analogue channel 6 counts more than 512. */
#include <avr/io.h>

int main(void) {
  DDRB = _BV(4);
  ADMUX = _BV(REFS0) | 6;
  for (;;) {
    ADCSRA = _BV(ADEN) | _BV(ADSC) | 7;
    while (ADCSRA & _BV(ADSC)) {}
    if (ADC > 512) PORTB |= _BV(4);
    else PORTB &= ~_BV(4);
  }
}
