/* The converter of an ATmega2560: all 16 channels against AVCC; ADC0 against AREF, 1.1 V and 2.56 V; ADC1 - ADC0 ten times, and
 * ADC9 - ADC8 two hundred times; then it runs free on ADC8, eight readings; then timer 0 starts eight readings, 2048 cycles apart,
 * with a pulse on PB0 for each. */
#include "serial.h"
#include <avr/interrupt.h>

#define ON (_BV(ADEN) | 5) /* 32 cycles a converter clock */

static volatile uint8_t readings;

static int read(uint8_t channel, uint8_t reference) {
  ADMUX = reference | (channel & 0x1f);
  ADCSRB = channel & 0x20 ? _BV(MUX5) : 0;
  ADCSRA = ON | _BV(ADSC);
  while (ADCSRA & _BV(ADSC)) {}
  return ADC;
}

static void show(int value) {
  print_number(value);
  put(' ');
}

ISR(ADC_vect) {
  PINB = _BV(0);
  PINB = _BV(0);
  TIFR0 = _BV(TOV0);
  readings++;
}

int main(void) {
  DDRB = _BV(0);
  serial_open();
  for (uint8_t channel = 0; channel < 16; channel++) show(read((channel & 8 ? 0x20 : 0) | (channel & 7), _BV(REFS0)));
  put('\n');
  show(read(0, 0));
  show(read(0, _BV(REFS1)));
  show(read(0, _BV(REFS1) | _BV(REFS0)));
  put('\n');
  show((int)(read(0x09, _BV(REFS0)) << 6) >> 6);
  show((int)(read(0x2b, _BV(REFS0)) << 6) >> 6);
  put('\n');
  ADMUX = _BV(REFS0);
  ADCSRB = _BV(MUX5);
  ADCSRA = ON | _BV(ADATE) | _BV(ADSC) | _BV(ADIE);
  sei();
  while (readings < 8) {}
  show(ADC);
  ADCSRA = 0;
  readings = 0;
  ADCSRA = ON;
  ADCSRB = _BV(MUX5) | _BV(ADTS2); /* overflow of timer 0 */
  TCCR0B = _BV(CS01);              /* every 256 times 8 cycles */
  ADCSRA = ON | _BV(ADATE) | _BV(ADIE);
  while (readings < 8) {}
  show(ADC);
  for (;;) {}
}
