/* Prints what timer 1 counts, every 8 cycles, between rising edges at its capture pin. The first two numbers are about flags: bits
 * of TIFR1 when compare match A and B have come, and when A has been cleared by hand. */
#include "serial.h"
#include <avr/interrupt.h>

static volatile unsigned last, between;
static volatile unsigned char captured;

ISR(TIMER1_CAPT_vect) {
  between = ICR1 - last;
  last += between;
  captured = 1;
}

static void show(int number) {
  print_number(number);
  put(' ');
}

int main(void) {
  serial_open();
  OCR1A = 10;
  OCR1B = 20;
  TCCR1B = _BV(ICES1) | _BV(CS11);
  while (TCNT1 < 30) {}
  show(TIFR1);
  TIFR1 = _BV(OCF1A);
  show(TIFR1);
  TIMSK1 = _BV(ICIE1);
  sei();
  for (;;) {
    while (!captured) {}
    captured = 0;
    show(between);
  }
}
